//! Redirects: how far, where to, and what goes along.

use std::sync::Arc;

use dateline::fetch::{FetchRequest, Fetched};

use super::server::{Server, answer, to};
use super::{LOCAL, Names, failed, fetch, get, local, refused, settings};

/// `/3` leads to `/2`, and so on; `/0` is the end.
fn stairs() -> Server {
    Server::start(|path, wire| {
        let step: usize = path[1..].parse().unwrap();
        let said = match step {
            0 => answer(200, "content-type: text/plain\r\n", b"the end"),
            n => to([301, 302, 303, 307, 308][n % 5], &format!("{}#part", n - 1)),
        };
        wire.say(&said);
    })
}

#[tokio::test]
async fn three_redirects_are_followed_and_no_fourth() {
    let (server, fetch) = (stairs(), local());
    for steps in 0..=3 {
        let body = get(&fetch, server.url(&format!("/{steps}"))).await.unwrap();
        assert_eq!((body.url, body.status, body.bytes.as_slice()), (server.url("/0"), 200, b"the end".as_slice()));
    }
    assert_eq!(server.connects(), 1 + 2 + 3 + 4);
    failed(get(&fetch, server.url("/4")).await, "more than 3 redirects");
    assert_eq!(server.connects(), 10 + 4);
    assert!(!server.heads().iter().any(|head| head.to_lowercase().contains("referer")));
}

#[tokio::test]
async fn a_loop_ends() {
    let server = Server::start(|path, wire| wire.say(&to(302, path)));
    failed(get(&local(), server.url("/round")).await, "more than 3 redirects");
    assert_eq!(server.connects(), 4);
}

#[tokio::test]
async fn a_redirect_keeps_the_rules_for_urls() {
    let mut server = Vec::new();
    for (location, words) in [
        ("ftp://127.0.0.1/", "ftp"),
        ("file:///etc/passwd", "file"),
        ("http://127.0.0.2/", "not public"),
        ("//10.1.2.3/", "not public"),
        ("http://user@127.0.0.1/", "user name"),
        ("http://192.0.0.171:8080/", "not public"),
        ("http://8.8.8.8:22/", "port 22"),
    ] {
        server.push(Server::saying(to(301, location)));
        refused(get(&local(), server.last().unwrap().url("/")).await, words);
    }
    for lost in [answer(302, "", b""), to(302, "http://"), to(302, "http://[::1/")] {
        server.push(Server::saying(lost));
        failed(get(&local(), server.last().unwrap().url("/")).await, "does not say where to");
    }
    assert!(server.iter().all(|server| server.connects() == 1));
}

#[tokio::test]
async fn a_redirect_to_another_host_carries_the_validators_and_no_cookie() {
    let end = Server::saying(answer(304, "", b""));
    let location = format!("http://end.test:{}/", end.port());
    let begin = Server::saying(answer(302, &format!("location: {location}\r\nset-cookie: a=b\r\n"), b""));
    let names = Arc::new(Names::default());
    names.say("end.test", &[&[LOCAL]]);
    let fetch = fetch(&settings("127.0.0.1, end.test"), &names);
    let request = FetchRequest { etag: Some("\"7\"".to_owned()), ..FetchRequest::new(begin.url("/")) };
    assert_eq!(fetch.get(&request).await.unwrap(), Fetched::NotModified);
    let head = end.heads().remove(0).to_lowercase();
    assert!(head.contains("if-none-match: \"7\"\r\n") && head.contains(&format!("host: end.test:{}\r\n", end.port())));
    assert!(!head.contains("cookie") && !head.contains("referer") && !head.contains("authorization"), "{head}");
}
