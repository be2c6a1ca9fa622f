//! What an answer may be: its size packed and unpacked, its time, its form, and the copy that is still good.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use brotli::enc::BrotliEncoderParams;
use dateline::config::FetchSettings;
use dateline::error::Error;
use dateline::fetch::{Body, Fetch, FetchRequest, Fetched, Resolve};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::future::BoxFuture;

use super::server::{Server, Wire, answer};
use super::{LOCAL, Names, failed, fetch, get, local, refused, settings};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn brotli(bytes: &[u8], large_window: bool) -> Vec<u8> {
    let parameters = BrotliEncoderParams {
        quality: 5,
        lgwin: if large_window { 28 } else { 22 },
        large_window,
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters).unwrap();
    packed
}

/// Text that packs to about a fifth.
fn prose(bytes: usize) -> Vec<u8> {
    let mut seed = 1_u32;
    let next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        b"aeiou nrst"[(seed >> 24) as usize % 10]
    };
    std::iter::repeat_with(next).take(bytes).collect()
}

/// How a body is sent.
type Form<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

/// Asks for at most so many bytes.
async fn at_most(server: &Server, largest: usize) -> Result<Body, Error> {
    let request = FetchRequest { largest: Some(largest), ..FetchRequest::new(server.url("/")) };
    match local().get(&request).await? {
        Fetched::Body(body) => Ok(body),
        Fetched::NotModified => panic!("no copy was named"),
    }
}

#[tokio::test]
async fn an_answer_is_given_as_it_came() {
    let fields = "content-type: text/xml; charset=windows-1251\r\netag: W/\"7\"\r\nlast-modified: Mon, 23 Nov 2026 06:00:00 GMT\r\n";
    for status in [200, 204, 206, 300, 403, 404, 410, 500, 503] {
        let body: &[u8] = if status == 204 { b"" } else { b"\xcf\xf0\xe8" };
        let server = Server::saying(answer(status, fields, body));
        let url = server.url("/news.xml?key=1");
        let got = get(&local(), &url).await.unwrap();
        let expected = Body {
            url,
            status,
            media_type: Some("text/xml; charset=windows-1251".to_owned()),
            etag: Some("W/\"7\"".to_owned()),
            last_modified: Some("Mon, 23 Nov 2026 06:00:00 GMT".to_owned()),
            bytes: body.to_vec(),
        };
        assert_eq!(got, expected);
        let head = server.heads().remove(0).to_lowercase();
        assert!(head.starts_with("get /news.xml?key=1 http/1.1\r\n"), "{head}");
        let agent = format!("user-agent: dateline/{}\r\n", env!("CARGO_PKG_VERSION"));
        assert!(head.contains(&agent) && head.contains("accept-encoding: gzip, br\r\n"), "{head}");
        assert!(!head.contains("if-none-match") && !head.contains("if-modified-since"), "{head}");
    }
}

#[tokio::test]
async fn a_copy_that_is_still_good_is_not_sent_again() {
    let server = Server::saying(answer(304, "", b""));
    let date = "Mon, 23 Nov 2026 06:00:00 GMT".to_owned();
    let request = FetchRequest {
        etag: Some("\"ключ\"".to_owned()),
        last_modified: Some(date),
        ..FetchRequest::new(server.url("/"))
    };
    assert_eq!(local().get(&request).await.unwrap(), Fetched::NotModified);
    let head = server.heads().remove(0);
    assert!(head.contains("if-none-match: \"ключ\"\r\n"), "{head}");
    assert!(head.contains("if-modified-since: Mon, 23 Nov 2026 06:00:00 GMT\r\n"), "{head}");
    failed(get(&local(), server.url("/")).await, "304");
    let forged = FetchRequest { etag: Some("\"a\"\r\nx: y".to_owned()), ..FetchRequest::new(server.url("/")) };
    refused(local().get(&forged).await, "if-none-match");
    assert_eq!(server.connects(), 2);
}

#[tokio::test]
async fn bodies_are_unpacked() {
    let text = prose(200_000);
    let halves = [gzip(&text[..70_000]), gzip(&text[70_000..])].concat();
    for (coding, packed) in [
        ("identity", text.clone()),
        ("gzip", gzip(&text)),
        ("GZIP", gzip(&text)),
        ("x-gzip", halves),
        ("br", brotli(&text, false)),
    ] {
        let server = Server::saying(answer(200, &format!("content-encoding: {coding}\r\n"), &packed));
        assert!(get(&local(), server.url("/")).await.unwrap().bytes == text, "{coding}");
    }
    let empty = Server::saying(answer(404, "content-encoding: gzip\r\n", b""));
    assert_eq!(get(&local(), empty.url("/")).await.unwrap().bytes, b"");
}

#[tokio::test]
async fn bodies_that_cannot_be_unpacked_are_refused() {
    let text = prose(50_000);
    let (zipped, brotlied) = (gzip(&text), brotli(&text, false));
    let mut wrong_sum = zipped.clone();
    *wrong_sum.iter_mut().nth_back(5).unwrap() ^= 1;
    for (coding, packed, words) in [
        ("gzip", zipped[..zipped.len() - 9].to_vec(), "cannot be unpacked"),
        ("gzip", zipped[..5].to_vec(), "cannot be unpacked"),
        ("gzip", wrong_sum, "cannot be unpacked"),
        ("gzip", text.clone(), "cannot be unpacked"),
        ("gzip", [zipped.as_slice(), b"and more"].concat(), "cannot be unpacked"),
        ("br", brotlied[..brotlied.len() - 9].to_vec(), "cannot be unpacked"),
        ("br", vec![0xff; 300], "cannot be unpacked"),
        ("br", [brotlied.as_slice(), b"and more"].concat(), "cannot be unpacked"),
        ("br", brotli(&text, true), "cannot be unpacked"),
        ("zstd", text.clone(), "coding other than gzip, br"),
        ("deflate", text.clone(), "coding other than gzip, br"),
        ("gzip, gzip", gzip(&zipped), "coding other than gzip, br"),
        ("gzip\r\ncontent-encoding: gzip", gzip(&zipped), "coding other than gzip, br"),
    ] {
        let server = Server::saying(answer(200, &format!("content-encoding: {coding}\r\n"), &packed));
        failed(get(&local(), server.url("/")).await, words);
    }
}

#[tokio::test]
async fn a_body_has_the_largest_size_and_not_one_byte_more() {
    const LARGEST: usize = 100_000;
    // With the length told, without it, packed.
    let told = |bytes: &[u8]| answer(200, "", bytes);
    let untold = |bytes: &[u8]| [b"HTTP/1.1 200 X\r\nconnection: close\r\n\r\n".as_slice(), bytes].concat();
    let gzipped = |bytes: &[u8]| answer(200, "content-encoding: gzip\r\n", &gzip(bytes));
    let brotlied = |bytes: &[u8]| answer(200, "content-encoding: br\r\n", &brotli(bytes, false));
    let forms: [Form; 4] = [&told, &untold, &gzipped, &brotlied];
    for form in forms {
        let fits = Server::saying(form(&prose(LARGEST)));
        assert_eq!(at_most(&fits, LARGEST).await.unwrap().bytes.len(), LARGEST);
        let over = Server::saying(form(&prose(LARGEST + 1)));
        failed(at_most(&over, LARGEST).await, "larger than 100000 bytes");
    }
    // What a request asks for does not lift the setting.
    let over = Server::saying(told(&prose(1_000_001)));
    failed(at_most(&over, usize::MAX).await, "larger than 1000000 bytes");
    failed(get(&local(), over.url("/")).await, "larger than 1000000 bytes");
}

#[tokio::test]
async fn a_length_that_is_too_large_is_enough_to_refuse() {
    // It says the length and nothing more; who waited for the body would wait in vain.
    let server = Server::start(|_, wire| {
        wire.say(b"HTTP/1.1 200 X\r\ncontent-length: 1000001\r\n\r\n");
        wire.wait();
    });
    failed(get(&local(), server.url("/")).await, "larger than 1000000 bytes");
}

#[tokio::test]
async fn bombs_are_refused_before_they_are_unpacked() {
    let settings = FetchSettings { fetch_bytes: 200_000_000, ..settings("127.0.0.1") };
    let fetch = Fetch::new(&settings);
    let zeros = vec![0; 60_000_000];
    for (coding, packed) in [("gzip", gzip(&zeros)), ("br", brotli(&zeros, false))] {
        assert!(packed.len() < 100_000, "{}", packed.len());
        let server = Server::saying(answer(200, &format!("content-encoding: {coding}\r\n"), &packed));
        failed(get(&fetch, server.url("/")).await, "more than 50 times");
    }
    // A small text may pack as well as it can.
    let words = "экономика ".repeat(50_000).into_bytes();
    let server = Server::saying(answer(200, "content-encoding: gzip\r\n", &gzip(&words)));
    assert!(get(&fetch, server.url("/")).await.unwrap().bytes == words);
}

#[tokio::test]
async fn an_endless_body_ends_at_the_limit() {
    let nothing = gzip(b"");
    for (coding, piece) in [("identity", prose(10_000)), ("gzip", nothing.repeat(500))] {
        let head = format!("HTTP/1.1 200 X\r\ncontent-encoding: {coding}\r\n\r\n");
        let server = Server::start(move |_, wire| {
            wire.say(head.as_bytes());
            while wire.said(&piece) {}
        });
        failed(get(&local(), server.url("/")).await, "larger than 1000000 bytes");
    }
}

/// Fetches with one second, and sees that it took one.
async fn one_second(fetch: &Fetch, url: String) {
    let start = Instant::now();
    let request = FetchRequest { seconds: Some(1), ..FetchRequest::new(url) };
    failed(fetch.get(&request).await, "no whole answer came within 1 s");
    assert!((Duration::from_millis(990)..Duration::from_secs(8)).contains(&start.elapsed()), "{:?}", start.elapsed());
}

struct Silent;

impl Resolve for Silent {
    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, std::io::Result<Vec<std::net::IpAddr>>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_slow_server_or_look_up_ends_at_the_deadline() {
    let mute = Server::start(|_, wire| wire.wait());
    let slow = Server::start(|_, wire| {
        wire.say(b"HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\nhalf");
        wire.wait();
    });
    let dripping = Server::start(drip);
    let unresolved = Fetch::with(&settings(""), Arc::new(Silent), Vec::new());
    let fetch = local();
    futures_util::join!(
        one_second(&fetch, mute.url("/")),
        one_second(&fetch, slow.url("/")),
        one_second(&fetch, dripping.url("/")),
        one_second(&unresolved, "http://feeds.example/".to_owned()),
    );
}

/// Always something, never the whole: no wait between two pieces is long.
fn drip(_: &str, wire: &mut dyn Wire) {
    wire.say(b"HTTP/1.1 200 X\r\n\r\n");
    while wire.said(b".") {
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test]
async fn answers_that_are_not_whole_http_are_refused() {
    for bytes in [
        "HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 X\r\ncontent-length: ten\r\n\r\nwhole",
        "HTTP/1.1 200 X\r\ncontent-length: -1\r\n\r\nwhole",
        "HTTP/1.1 200 X\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nwhole!",
        "HTTP/1.1 200 X\r\ncontent-length: 99999999999999999999999999\r\n\r\nwhole",
        "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n5\r\nwhole\r\n",
        "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nwhole\r\n0\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "whole",
        "",
    ] {
        let server = Server::saying(bytes);
        let detail =
            failed(get(&local(), server.url("/?key=secret")).await, "127.0.0.1: the answer is not HTTP, or broke off");
        assert!(!detail.contains("secret"));
    }
    // What comes behind the told length is not looked at.
    let server = Server::saying("HTTP/1.1 200 X\r\ncontent-length: 5\r\n\r\nwhole and more");
    assert_eq!(get(&local(), server.url("/")).await.unwrap().bytes, b"whole");
}

#[tokio::test]
async fn who_cannot_be_reached_is_named_without_addresses() {
    let gone = Server::saying("").address;
    let names = Arc::new(Names::default());
    names.say("gone.test", &[&[LOCAL]]);
    names.say("empty.test", &[&[]]);
    let fetch = fetch(&settings("gone.test"), &names);
    let error = get(&fetch, format!("http://gone.test:{}/?key=secret", gone.port())).await.unwrap_err();
    let cause = format!("{:?}", error.cause.as_ref().unwrap());
    assert!(cause.contains("ConnectionRefused") && !cause.contains("secret"), "{cause}");
    let detail = failed::<()>(Err(error), "gone.test: no connection could be made");
    assert!(!detail.contains("127.0.0.1"), "{detail}");
    failed(get(&fetch, "http://empty.test/").await, "empty.test: the name has no address");
    failed(get(&fetch, "http://unknown.test/").await, "unknown.test: the name could not be looked up");
}
