//! Requests byte by byte, for what a client library would not send.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::support::Reply;

/// Sends bytes as they are and reads one answer; the connection stays open until it has come.
pub async fn ask(base: &str, request: impl Into<Vec<u8>>) -> Reply {
    let (address, request) = (base.trim_start_matches("http://").to_owned(), request.into());
    // On a thread of its own: the test's runtime drives the connections of the database.
    tokio::task::spawn_blocking(move || exchange(&address, &request)).await.unwrap()
}

fn exchange(address: &str, request: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // The server may answer and hang up before it has read everything.
    drop(stream.write_all(request));
    let (mut bytes, mut chunk) = (Vec::new(), [0; 8192]);
    loop {
        if let Some((reply, true)) = parse(&bytes) {
            return reply;
        }
        match stream.read(&mut chunk) {
            Ok(0) => return parse(&bytes).expect("an answer before the end").0,
            Ok(read) => bytes.extend_from_slice(&chunk[..read]),
            Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&bytes)),
        }
    }
}

/// The answer, and whether all of its body is there.
fn parse(bytes: &[u8]) -> Option<(Reply, bool)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value.trim()).unwrap());
    }
    let body = &bytes[end + 4..];
    let length = headers.get("content-length").map_or(0, |value| value.to_str().unwrap().parse().unwrap());
    let text = String::from_utf8(body.to_vec()).unwrap();
    Some((Reply { status, headers, bytes: body.to_vec(), text }, body.len() >= length))
}
