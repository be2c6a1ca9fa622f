//! Answers that are not taken: they keep their places, and not for ever.

use std::time::{Duration, Instant};

use dateline::config::limits::{Both, LimitSettings, Single};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use super::limited;
use crate::support::{TestApp, samples};

/// How long a test waits for something that must happen.
const PATIENCE: Duration = Duration::from_secs(20);
/// Articles with bodies that make an answer larger than what the system takes in for a connection by itself.
const ARTICLES: usize = 8;

/// A server with one place for clients without a key, and a large answer.
async fn crowded(change: impl FnOnce(&mut LimitSettings)) -> TestApp {
    let app = limited(|limits| {
        limits.answer_bytes = Both::same(100_000_000);
        limits.concurrent_requests = Both::same(1);
        change(limits);
    })
    .await;
    let key = app.editor().await;
    for number in 0..ARTICLES {
        let mut article = samples::published(&app, &format!("Длинная новость {number}"), 60);
        article["body"] = json!({ "html": format!("<p>{}</p>", "Ала-Тоо ".repeat(50_000)) });
        app.post(&key, "/v1/articles", &article).await.expect(201);
    }
    app
}

/// An answer of which nothing but the first bytes is read; the system keeps little for whoever reads it.
async fn begun(app: &TestApp) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(app.base.trim_start_matches("http://").parse().unwrap()).await.unwrap();
    let request = "GET /v1/articles?include=body HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut start = [0; 15];
    tokio::time::timeout(PATIENCE, stream.read_exact(&mut start)).await.expect("an answer").unwrap();
    assert_eq!(&start, b"HTTP/1.1 200 OK");
    stream
}

/// The rest of an answer: its body, and the length that its head tells. `pause` is called now and then.
async fn rest(mut stream: TcpStream, pause: impl Fn()) -> (Vec<u8>, usize) {
    let (mut bytes, mut chunk, mut read_until_pause) = (Vec::new(), vec![0; 65_536], 0);
    // A reset is an end too.
    while let Ok(read @ 1..) = tokio::time::timeout(PATIENCE, stream.read(&mut chunk)).await.expect("an end") {
        bytes.extend_from_slice(&chunk[..read]);
        read_until_pause += read;
        if read_until_pause > 65_536 {
            read_until_pause = 0;
            pause();
        }
    }
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = std::str::from_utf8(&bytes[..end]).unwrap().to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    let length = length.parse().unwrap();
    (bytes.split_off(end + 4), length)
}

async fn status(app: &TestApp) -> u16 {
    app.get("/v1/tags").await.status
}

async fn until_free(app: &TestApp) {
    let start = Instant::now();
    while status(app).await != 200 {
        assert!(start.elapsed() < PATIENCE, "the place is not given up");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn an_answer_keeps_its_place_until_it_is_taken() {
    let app = crowded(|_| ()).await;
    let stream = begun(&app).await;
    for _ in 0..10 {
        assert_eq!(status(&app).await, 429);
    }
    // Slowly, but no more slowly than is allowed: every 64 KiB in 20 of 30 seconds.
    let (body, length) = rest(stream, || app.tick(20_000)).await;
    assert_eq!(body.len(), length);
    let answer: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(answer["items"].as_array().unwrap().len(), ARTICLES);
    assert!(length > 5_000_000, "{length} bytes are not large");
    until_free(&app).await;
}

#[tokio::test]
async fn a_client_that_goes_away_in_an_answer_gives_its_place_up() {
    let app = crowded(|_| ()).await;
    drop(begun(&app).await);
    until_free(&app).await;
}

#[tokio::test]
async fn an_answer_that_is_taken_too_slowly_ends() {
    let app = crowded(|_| ()).await;
    let stream = begun(&app).await;
    assert_eq!(status(&app).await, 429);
    app.tick(10 * 3_600_000);
    let (body, length) = rest(stream, || ()).await;
    assert!(body.len() < length, "all {length} bytes came");
    until_free(&app).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_answer_that_nobody_takes_ends() {
    let app = crowded(|limits| limits.answer_seconds = Single(1)).await;
    let stream = begun(&app).await;
    assert_eq!(status(&app).await, 429);
    until_free(&app).await;
    let (body, length) = rest(stream, || ()).await;
    assert!(body.len() < length, "all {length} bytes came");
}
