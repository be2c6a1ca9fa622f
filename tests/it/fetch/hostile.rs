//! Addresses that nobody may lead us to, in every dress and by every way: no connection is made.

use std::collections::BTreeSet;
use std::sync::Arc;

use dateline::fetch::Fetch;

use super::server::{Server, answer, to};
use super::vectors::{hosts, same_v4, special};
use super::{LOCAL, Names, fetch, get, refused, settings};

/// A fetcher that would ask this server's port anywhere, so that only the address is in the way.
fn to_port(server: &Server, allow: &str, names: &Arc<Names>) -> Fetch {
    let mut settings = settings(allow);
    settings.fetch_ports.push(server.port());
    fetch(&settings, names)
}

#[tokio::test]
async fn special_addresses_are_refused_in_every_notation() {
    let (server, names) = (Server::saying(answer(200, "", b"inside")), Arc::new(Names::default()));
    let fetch = to_port(&server, "", &names);
    let hosts: BTreeSet<String> = hosts().into_iter().collect();
    assert!(hosts.len() > 1900, "{}", hosts.len());
    for host in &hosts {
        refused(get(&fetch, format!("http://{host}:{}/", server.port())).await, "is not public");
        refused(get(&fetch, format!("https://{host}/")).await, "is not public");
    }
    assert_eq!((server.connects(), names.asked()), (0, 0), "{} hosts", hosts.len());
}

/// The other half of the test above: the same notations do reach the server when its address is allowed, so a connection
/// would have been seen.
#[tokio::test]
async fn every_notation_of_an_allowed_address_reaches_it() {
    let (server, names) = (Server::saying(answer(200, "", b"inside")), Arc::new(Names::default()));
    let fetch = to_port(&server, "127.0.0.1", &names);
    let hosts = same_v4("127.0.0.1".parse().unwrap());
    assert!(hosts.len() > 20);
    for (n, host) in hosts.iter().enumerate() {
        let body = get(&fetch, format!("http://{host}:{}/", server.port())).await.unwrap();
        assert_eq!((body.bytes.as_slice(), server.connects()), (b"inside".as_slice(), n + 1), "{host}");
    }
    assert_eq!(names.asked(), 0);
}

#[tokio::test]
async fn urls_with_a_false_front_are_refused() {
    let (server, names) = (Server::saying(answer(200, "", b"inside")), Arc::new(Names::default()));
    let fetch = to_port(&server, "", &names);
    let port = server.port();
    for (url, words) in [
        (format!("http://feeds.example@127.0.0.1:{port}/"), "user name"),
        (format!("http://feeds.example:80@127.0.0.1:{port}/"), "user name"),
        (format!("http://:secret@8.8.8.8:{port}/"), "user name"),
        (format!("http://feeds.example%40127.0.0.1:{port}/"), "not a URL"),
        (format!("HtTp:127.0.0.1:{port}/"), "not public"),
        (format!("http:\\\\127.0.0.1:{port}\\"), "not public"),
        (format!("  http://127.0.0.1:{port}/  "), "not public"),
        (format!("http:///127.0.0.1:{port}/"), "not public"),
        (format!("ht\ntp://127.0.0.1:{port}/"), "not public"),
        (format!("http://[fe80::1%25lo]:{port}/"), "not a URL"),
        ("http://127.0.0.256/".to_owned(), "not a URL"),
        ("http://0x1ffffffff/".to_owned(), "not a URL"),
        ("file:///etc/passwd".to_owned(), "file"),
        ("gopher://127.0.0.1:6379/_PING".to_owned(), "gopher"),
        ("ftp://127.0.0.1/".to_owned(), "ftp"),
        ("data:text/plain,inside".to_owned(), "data"),
        ("ws://127.0.0.1/".to_owned(), "ws"),
        ("javascript:alert(1)".to_owned(), "javascript"),
        ("//127.0.0.1/".to_owned(), "not a URL"),
        ("127.0.0.1".to_owned(), "not a URL"),
        ("http://".to_owned(), "not a URL"),
        (String::new(), "not a URL"),
    ] {
        let detail = refused(get(&fetch, &url).await, words);
        assert!(!detail.contains("secret"), "{detail}");
    }
    assert_eq!((server.connects(), names.asked()), (0, 0));
}

#[tokio::test]
async fn a_redirect_to_a_special_address_is_not_followed() {
    // What is asked for by number is where the redirect goes.
    let inside = Server::saying(answer(200, "", b"inside"));
    // A header line is ASCII here; the other scripts are in the test of notations.
    let plain = |host: &String| host.is_ascii() && !host.contains('\t');
    let targets: Vec<String> = hosts().into_iter().filter(plain).collect();
    let lead = targets.clone();
    let port = inside.port();
    let outside = Server::start(move |path, wire| {
        let host = &lead[path[1..].parse::<usize>().unwrap()];
        wire.say(&to(302, &format!("http://{host}:{port}/")));
    });
    let names = Arc::new(Names::default());
    names.say("outside.test", &[&[LOCAL]]);
    let mut settings = settings("outside.test");
    settings.fetch_ports.push(port);
    let fetch = fetch(&settings, &names);
    // One in five: each costs a connection, and every notation and range comes by.
    let chosen: Vec<usize> = (0..targets.len()).step_by(5).collect();
    assert!(chosen.len() >= 200, "{}", chosen.len());
    for n in &chosen {
        let url = format!("http://outside.test:{}/{n}", outside.port());
        refused(get(&fetch, url).await, "is not public");
    }
    assert_eq!((inside.connects(), outside.connects()), (0, chosen.len()));
}

#[tokio::test]
async fn a_name_for_a_special_address_is_refused_even_among_good_ones() {
    let (server, names) = (Server::saying(answer(200, "", b"inside")), Arc::new(Names::default()));
    let fetch = to_port(&server, "127.0.0.1", &names);
    let bad: Vec<_> = special().into_iter().filter(|address| *address != LOCAL).collect();
    for (n, address) in bad.iter().enumerate() {
        for (kind, answer) in [vec![*address], vec![LOCAL, *address], vec![*address, LOCAL]].iter().enumerate() {
            let name = format!("n{n}-{kind}.test");
            names.say(&name, &[answer]);
            let detail = refused(get(&fetch, format!("http://{name}:{}/", server.port())).await, "is not public");
            assert!(detail.contains(&name) && !detail.contains(&address.to_string()), "{detail}");
        }
    }
    assert_eq!((server.connects(), names.asked()), (0, bad.len() * 3), "127.0.0.1 is allowed and was never asked");
    names.say("good.test", &[&[LOCAL]]);
    get(&fetch, format!("http://good.test:{}/", server.port())).await.unwrap();
    assert_eq!(server.connects(), 1);
}

#[tokio::test]
async fn a_name_that_changes_its_address_gains_nothing() {
    let (server, names) = (Server::saying(answer(200, "", b"inside")), Arc::new(Names::default()));
    let fetch = to_port(&server, "127.0.0.1", &names);
    for (n, address) in special().iter().filter(|address| **address != LOCAL).enumerate() {
        let name = format!("rebind{n}.test");
        names.say(&name, &[&[LOCAL], &[*address]]);
        let (url, asked) = (format!("http://{name}:{}/", server.port()), names.asked());
        // The address that was checked is the one that is asked: there is one look-up.
        assert_eq!(get(&fetch, &url).await.unwrap().bytes, b"inside");
        assert_eq!(names.asked(), asked + 1);
        refused(get(&fetch, &url).await, "is not public");
        assert_eq!(server.connects(), n + 1);
    }
}

#[tokio::test]
async fn a_name_is_looked_up_anew_for_each_redirect() {
    let server = Server::start(|_, wire| wire.say(&to(307, "/again")));
    let names = Arc::new(Names::default());
    names.say("rebind.test", &[&[LOCAL], &[LOCAL], &["10.0.0.1".parse().unwrap()]]);
    let fetch = to_port(&server, "127.0.0.1", &names);
    refused(get(&fetch, format!("http://rebind.test:{}/", server.port())).await, "is not public");
    assert_eq!((server.connects(), names.asked()), (2, 3));
}
