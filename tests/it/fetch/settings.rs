//! The settings: which hosts, addresses, networks and ports may be fetched, and that no proxy of the environment is used.

use std::net::IpAddr;
use std::process::Command;
use std::sync::Arc;

use clap::Parser;
use dateline::config::FetchSettings;
use dateline::domain::networks::{AllowList, Network};
use dateline::fetch::Fetch;

use super::server::{Server, answer};
use super::{LOCAL, Names, failed, fetch, get, refused, settings};

#[tokio::test]
async fn a_host_an_address_or_a_network_is_allowed_by_name() {
    let (server, names) = (Server::saying(answer(200, "", b"inside")), Arc::new(Names::default()));
    names.say("inside.test", &[&[LOCAL]]);
    names.say("inside.test.", &[&[LOCAL]]);
    let by_name = format!("http://inside.test:{}/", server.port());
    let by_address = server.url("/");
    for (allow, name, address) in [
        ("", false, false),
        ("inside.test", true, false),
        ("INSIDE.test.", true, false),
        ("other.test, inside.test", true, false),
        ("test", false, false),
        ("*.test", false, false),
        ("127.0.0.1", false, true),
        ("0x7f.1", false, true),
        ("::ffff:127.0.0.1", false, true),
        ("127.0.0.0/8", false, true),
        ("127.0.0.1/32", false, true),
        ("0.0.0.0/0", false, true),
        ("::ffff:127.0.0.0/104", false, true),
        ("127.0.0.2", false, false),
        ("127.0.0.2/31", false, false),
        ("::/0", false, false),
    ] {
        let Ok(allow) = allow.parse::<AllowList>() else {
            assert_eq!(allow, "*.test");
            continue;
        };
        let fetch = fetch(&FetchSettings { fetch_allow: allow.clone(), ..settings("") }, &names);
        assert_eq!(get(&fetch, &by_name).await.is_ok(), name, "{allow:?}");
        assert_eq!(get(&fetch, by_name.replace("test", "test.")).await.is_ok(), name, "{allow:?}");
        assert_eq!(get(&fetch, &by_address).await.is_ok(), address, "{allow:?}");
    }
}

#[tokio::test]
async fn only_the_ports_of_the_settings_are_fetched() {
    let (server, names) = (Server::saying(answer(200, "", b"inside")), Arc::new(Names::default()));
    names.say("inside.test", &[&[LOCAL]]);
    let url = format!("http://inside.test:{}/", server.port());
    let mut settings = settings("127.0.0.1");
    // The address is allowed, but a name is asked, which could be anything: its port is not.
    let detail = refused(get(&fetch(&settings, &names), &url).await, &format!("port {}", server.port()));
    assert!(detail.contains("80, 443") && names.asked() == 0, "{detail}");
    for port in [22, 25, 6379, 8080, 0] {
        let url = format!("http://inside.test:{port}/");
        refused(get(&fetch(&settings, &names), url).await, "--fetch-ports");
    }
    settings.fetch_ports.push(server.port());
    get(&fetch(&settings, &names), &url).await.unwrap();
    // The two usual ones are let through for both schemes: the next floor down refuses.
    settings.fetch_allow = AllowList::default();
    for url in ["http://inside.test/", "https://inside.test/", "http://inside.test:443/", "https://inside.test:80/"] {
        refused(get(&fetch(&settings, &names), url).await, "inside.test is not public");
    }
}

#[tokio::test]
async fn the_name_of_this_machine_is_refused_by_the_resolver_of_the_system() {
    let server = Server::saying(answer(200, "", b"inside"));
    let mut settings = settings("");
    settings.fetch_ports.push(server.port());
    let url = format!("http://localhost:{}/", server.port());
    refused(get(&Fetch::new(&settings), &url).await, "localhost is not public");
    assert_eq!(server.connects(), 0);
    settings.fetch_allow = "localhost".parse().unwrap();
    assert_eq!(get(&Fetch::new(&settings), &url).await.unwrap().bytes, b"inside");
}

#[test]
fn networks_are_read_strictly() {
    for (text, printed, inside, outside) in [
        ("10.0.0.0/8", "10.0.0.0/8", "10.255.255.255", "11.0.0.0"),
        ("192.0.2.7", "192.0.2.7/32", "192.0.2.7", "192.0.2.6"),
        ("0.0.0.0/0", "0.0.0.0/0", "255.255.255.255", "::"),
        ("fd00::/8", "fd00::/8", "fdff::1", "fe00::"),
        ("::/0", "::/0", "ffff::", "0.0.0.0"),
        ("2001:db8::1", "2001:db8::1/128", "2001:db8::1", "2001:db8::"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
    ] {
        let network: Network = text.parse().unwrap();
        assert_eq!(network.to_string(), printed);
        let is_in = |address: &str| network.contains(address.parse::<IpAddr>().unwrap());
        assert!(is_in(inside) && !is_in(outside), "{text}");
    }
    for text in ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8", "::/129", "::ffff:10.0.0.0/90", "a/8", ""] {
        assert!(text.parse::<Network>().unwrap_err().detail.contains("is not a network"), "{text}");
    }
    for text in ["10.0.0.1/8", "fd00::1/64", "128.0.0.0/0", "::ffff:10.0.0.1/104"] {
        assert!(text.parse::<Network>().unwrap_err().detail.contains("bits set behind"), "{text}");
    }
}

#[test]
fn settings_are_checked_when_they_are_read() {
    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        fetch: FetchSettings,
    }
    let read = |arguments: &[&str]| Command::try_parse_from([&["x"], arguments].concat()).map(|read| read.fetch);
    let usual = read(&[]).unwrap();
    assert_eq!((usual.fetch_seconds, usual.fetch_bytes), (10, 20 * 1024 * 1024));
    assert_eq!((usual.fetch_ports, usual.fetch_allow), (vec![80, 443], AllowList::default()));
    let list = read(&["--fetch-allow", " feeds.example,10.0.0.0/8,, [::1] ,банк.example", "--fetch-ports", "8443,80"]);
    let (allow, ports) = list.map(|read| (read.fetch_allow, read.fetch_ports)).unwrap();
    assert!(allow.has_name("Feeds.Example.") && allow.has_name("xn--80ab2al.example") && !allow.has_name("example"));
    assert!(allow.has_address("10.9.9.9".parse().unwrap()) && allow.has_address("::1".parse().unwrap()));
    assert_eq!(ports, [8443, 80]);
    for (wrong, words) in [
        (["--fetch-allow", "10.0.0.1/8"], "bits set behind"),
        (["--fetch-allow", "a b"], "«a b» is not a host"),
        (["--fetch-allow", "*.example"], "«*.example» is not a host"),
        (["--fetch-allow", "feeds.example:8080"], "is not a host"),
        (["--fetch-ports", "65536"], "65536"),
        (["--fetch-seconds", "0"], "0"),
    ] {
        let error = read(&wrong).unwrap_err().to_string();
        assert!(error.contains(words), "{wrong:?}: {error}");
    }
}

/// The environment belongs to the whole process, so this test starts itself again with a proxy in it.
#[tokio::test]
async fn proxies_of_the_environment_are_not_asked() {
    const CHILD: &str = "DATELINE_TEST_FETCH";
    if let Ok(url) = std::env::var(CHILD) {
        assert_eq!(get(&Fetch::new(&settings("127.0.0.1")), url).await.unwrap().bytes, b"direct");
        failed(get(&Fetch::new(&settings("127.0.0.1")), "http://127.0.0.1:1/").await, "no connection");
        return;
    }
    let proxy = Server::saying(answer(200, "", b"by proxy"));
    let server = Server::saying(answer(200, "", b"direct"));
    let name = "fetch::settings::proxies_of_the_environment_are_not_asked";
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args([name, "--exact", "--nocapture"]).env(CHILD, server.url("/"));
    for variable in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        child.env(variable, proxy.url("/"));
    }
    for variable in ["NO_PROXY", "no_proxy"] {
        child.env_remove(variable);
    }
    let done = child.output().unwrap();
    let out = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && out.contains("1 passed"), "{out}\n{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!((server.connects(), proxy.connects()), (1, 0));
}
