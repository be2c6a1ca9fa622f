//! Who a client is by address: peers, proxies, and those who pretend to be one.

use std::net::{IpAddr, SocketAddr};

use actix_web::test::TestRequest;
use dateline::config::{HttpSettings, Proxies, ProxyHeader};
use dateline::http::client::client_of;

use super::{left, limited};
use crate::support::{TestApp, settings};

fn http(trusted: &str, header: ProxyHeader) -> HttpSettings {
    let trusted_proxies = trusted.parse().unwrap();
    HttpSettings { trusted_proxies, proxy_header: header, ..settings("").http }
}

fn client(peer: &str, headers: &[(&str, &str)], settings: &HttpSettings) -> String {
    let address: IpAddr = peer.parse().unwrap();
    let mut request = TestRequest::get().peer_addr(SocketAddr::new(address, 4711));
    for header in headers {
        request = request.append_header(*header);
    }
    client_of(&request.to_http_request(), settings).to_string()
}

const XFF: &str = "x-forwarded-for";

#[test]
fn without_a_trusted_proxy_only_the_peer_counts() {
    let settings = http("", ProxyHeader::XForwardedFor);
    for (peer, expected) in [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::1", "::"),
    ] {
        for headers in [
            &[][..],
            &[(XFF, "198.51.100.1")],
            &[("forwarded", "for=198.51.100.1")],
            &[("x-real-ip", "198.51.100.1")],
            &[(XFF, "127.0.0.1, ::1")],
        ] {
            assert_eq!(client(peer, headers, &settings), expected, "{peer} {headers:?}");
        }
    }
}

#[test]
fn a_chain_is_read_from_the_right_as_far_as_it_is_trusted() {
    let settings = http("10.0.0.0/8, 2001:db8:f::/48, 192.0.2.1", ProxyHeader::XForwardedFor);
    for (peer, lines, expected) in [
        ("10.1.1.1", &["203.0.113.7"][..], "203.0.113.7"),
        ("::ffff:10.1.1.1", &["203.0.113.7"], "203.0.113.7"),
        ("10.1.1.1", &["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
        ("10.1.1.1", &["198.51.100.1, 203.0.113.7, 10.2.2.2"], "203.0.113.7"),
        ("10.1.1.1", &["198.51.100.1", "203.0.113.7", "10.2.2.2,192.0.2.1"], "203.0.113.7"),
        ("2001:db8:f::1", &["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::"),
        ("10.1.1.1", &["::ffff:203.0.113.7"], "203.0.113.7"),
        ("10.1.1.1", &["203.0.113.7:51000"], "203.0.113.7"),
        ("10.1.1.1", &["[2001:db8:1:2::9]:51000"], "2001:db8:1:2::"),
        // What cannot be read ends the chain at the proxy that told it.
        ("10.1.1.1", &["203.0.113.7, unknown"], "10.1.1.1"),
        ("10.1.1.1", &["203.0.113.7, , 10.2.2.2"], "10.2.2.2"),
        ("10.1.1.1", &["203.0.113.7 198.51.100.1"], "10.1.1.1"),
        ("10.1.1.1", &[""], "10.1.1.1"),
        ("10.1.1.1", &[], "10.1.1.1"),
        // Only proxies: the farthest is the client.
        ("10.1.1.1", &["10.3.3.3, 10.2.2.2"], "10.3.3.3"),
        // Not a proxy, whatever it says.
        ("192.0.2.2", &["203.0.113.7"], "192.0.2.2"),
        ("11.0.0.0", &["203.0.113.7"], "11.0.0.0"),
    ] {
        let headers: Vec<(&str, &str)> = lines.iter().map(|line| (XFF, *line)).collect();
        assert_eq!(client(peer, &headers, &settings), expected, "{peer} {lines:?}");
    }
    // The header that these proxies do not write is the client's own.
    assert_eq!(client("10.1.1.1", &[("forwarded", "for=203.0.113.7")], &settings), "10.1.1.1");
    let other = [(XFF, "203.0.113.7"), ("forwarded", "for=198.51.100.1")];
    assert_eq!(client("10.1.1.1", &other, &settings), "203.0.113.7");
}

#[test]
fn the_standard_header_is_read_where_it_is_chosen() {
    let settings = http("10.0.0.0/8", ProxyHeader::Forwarded);
    for (line, expected) in [
        ("for=203.0.113.7", "203.0.113.7"),
        ("For=203.0.113.7;proto=https;by=10.1.1.1", "203.0.113.7"),
        ("proto=https; for=\"203.0.113.7:51000\"", "203.0.113.7"),
        ("for=\"[2001:db8:1:2::9]:51000\"", "2001:db8:1:2::"),
        ("for=198.51.100.1, for=203.0.113.7, for=10.2.2.2", "203.0.113.7"),
        ("for=203.0.113.7, for=_hidden", "10.1.1.1"),
        ("for=unknown", "10.1.1.1"),
        ("proto=https", "10.1.1.1"),
    ] {
        assert_eq!(client("10.1.1.1", &[("forwarded", line)], &settings), expected, "{line}");
    }
    assert_eq!(client("10.1.1.1", &[(XFF, "203.0.113.7")], &settings), "10.1.1.1");
}

#[test]
fn trusted_proxies_are_a_list_of_networks() {
    let read = |text: &str| text.parse::<Proxies>().map(|proxies| proxies.0.len()).map_err(|error| error.detail);
    for (text, count) in [("", 0), (" , ", 0), ("10.0.0.0/8", 1), ("10.0.0.0/8, fd00::/8,192.0.2.1", 3)] {
        assert_eq!(read(text), Ok(count), "{text}");
    }
    for wrong in ["proxy.example", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/8 fd00::/8"] {
        assert!(read(wrong).unwrap_err().contains(wrong), "{wrong}");
    }
}

#[tokio::test]
async fn a_spoofed_header_does_not_open_a_new_account() {
    let app = limited(|limits| limits.requests_per_minute.anonymous = 3).await;
    let get = async |told: &str| {
        let request = app.request(reqwest::Method::GET, "/v1/sections");
        app.send(request.header(XFF, told).header("forwarded", format!("for={told}"))).await
    };
    for number in 0..3_u32 {
        assert_eq!(left(&get(&format!("198.51.100.{number}")).await, "anon").0, 2 - number);
    }
    assert_eq!(get("198.51.100.9").await.problem(429), "RATE_LIMITED");
}

#[tokio::test]
async fn behind_a_trusted_proxy_every_client_has_an_account_and_a_subscriber_one() {
    let app = TestApp::spawn_with(|settings| {
        settings.limits.requests_per_minute.anonymous = 2;
        settings.http.trusted_proxies = "127.0.0.0/8".parse().unwrap();
    })
    .await;
    let status = async |told: &str| {
        let request = app.request(reqwest::Method::GET, "/v1/sections").header(XFF, told);
        app.send(request).await.status
    };
    for subscriber in ["203.0.113.1", "203.0.113.2", "2001:db8:1:1::1", "2001:db8:1:2::1"] {
        for expected in [200, 200, 429] {
            assert_eq!(status(&format!("9.9.9.9, {subscriber}")).await, expected, "{subscriber}");
        }
    }
    assert_eq!(status("2001:db8:1:1:ffff::7").await, 429, "another address of the same subscriber");
    assert_eq!(status("::ffff:203.0.113.1").await, 429, "the same address in another dress");
    assert_eq!(status("2001:db8:1:3::1").await, 200);
}
