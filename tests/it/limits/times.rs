//! Times and places: how long a request may take, how many may be in progress, and how long a silent connection lives.

use std::time::{Duration, Instant};

use dateline::config::limits::{Both, Single};
use dateline::store::Tx;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{both, graphql, left, limited, refused};
use crate::support::TestApp;

/// How long a test waits for something that must happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection on which a test writes what it wants.
struct Wire(TcpStream);

impl Wire {
    async fn open(app: &TestApp) -> Self {
        Self(TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap())
    }

    /// A request whose body stays away: it is in progress until the rest is sent.
    async fn half(app: &TestApp, key: Option<&str>) -> Self {
        let mut wire = Self::open(app).await;
        let key = key.map(|key| format!("Authorization: Bearer {key}\r\n")).unwrap_or_default();
        let head = format!("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{key}");
        wire.send(&format!("{head}Content-Length: 24\r\n\r\n{{\"query\":\"{{__type")).await;
        wire
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// What comes until the connection ends.
    async fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        // A reset after the answer is an end too.
        drop(tokio::time::timeout(PATIENCE, self.0.read_to_end(&mut bytes)).await.expect("the connection ends"));
        String::from_utf8(bytes).unwrap()
    }

    /// An answer of JSON, as soon as it is there.
    async fn answer(&mut self) -> String {
        let mut text = String::new();
        while !text.ends_with('}') {
            let mut chunk = [0; 4096];
            let read = tokio::time::timeout(PATIENCE, self.0.read(&mut chunk)).await.expect("an answer").unwrap();
            assert!(read > 0, "the connection ended after {text:?}");
            text.push_str(std::str::from_utf8(&chunk[..read]).unwrap());
        }
        text
    }

    /// Sends the rest of the body and reads the status of the answer.
    async fn finish(mut self) -> u16 {
        self.send("name}\"}").await;
        let mut bytes = [0; 12];
        tokio::time::timeout(PATIENCE, self.0.read_exact(&mut bytes)).await.expect("an answer").unwrap();
        std::str::from_utf8(&bytes[9..]).unwrap().parse().unwrap()
    }
}

/// Asks again and again until the answer has this status.
async fn until(app: &TestApp, key: Option<&str>, status: u16) {
    let start = Instant::now();
    while ask(app, key).await != status {
        assert!(start.elapsed() < PATIENCE, "no {status} comes");
    }
}

async fn ask(app: &TestApp, key: Option<&str>) -> u16 {
    match key {
        Some(key) => app.get_as(key, "/v1/tags").await.status,
        None => app.get("/v1/tags").await.status,
    }
}

/// Requests in progress, one for each of the clients, until the last of these is refused with this status for one more.
async fn crowd(app: &TestApp, clients: &[Option<&str>], status: u16) -> Vec<Wire> {
    let start = Instant::now();
    let mut held = Vec::new();
    for key in clients {
        held.push(Wire::half(app, *key).await);
    }
    loop {
        let refused = ask(app, *clients.last().unwrap()).await == status;
        let mut complete = true;
        for (wire, key) in held.iter_mut().zip(clients) {
            // What asks may itself have taken the last place from one of them.
            if wire.0.try_read(&mut [0; 1]).is_ok() {
                *wire = Wire::half(app, *key).await;
                complete = false;
            }
        }
        if refused && complete {
            return held;
        }
        assert!(start.elapsed() < PATIENCE, "no {status} comes");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_client_has_so_many_requests_in_progress() {
    let app = limited(|limits| {
        limits.concurrent_requests = both(2, 3);
        limits.body_seconds = Both::same(60);
        limits.request_seconds = Both::same(60);
    })
    .await;
    let key = app.editor().await;
    for (key, most) in [(None, 2), (Some(key.as_str()), 3)] {
        let mut held = crowd(&app, &vec![key; most], 429).await;
        let reply = graphql(&app, key, "{ __typename }").await;
        assert_eq!(refused(&reply, 429)["extensions"]["code"], "RATE_LIMITED");
        assert_eq!(reply.header("retry-after"), "1");
        assert_eq!(held.pop().unwrap().finish().await, 200);
        for _ in 0..10 {
            // With one place free each is answered, so its place is given up with its answer.
            assert_eq!(graphql(&app, key, "{ __typename }").await.status, 200);
        }
        for wire in held {
            assert_eq!(wire.finish().await, 200);
        }
    }
}

#[tokio::test]
async fn a_client_that_goes_away_gives_its_places_up() {
    let app = limited(|limits| {
        limits.concurrent_requests = both(2, 3);
        limits.body_seconds = Both::same(60);
        limits.request_seconds = Both::same(60);
    })
    .await;
    drop(crowd(&app, &[None, None], 429).await);
    until(&app, None, 200).await;
}

#[tokio::test]
async fn all_clients_together_have_so_many_and_then_wait() {
    let app = limited(|limits| {
        limits.concurrent_total = Single(3);
        limits.body_seconds = Both::same(60);
        limits.request_seconds = Both::same(60);
    })
    .await;
    let key = app.editor().await;
    let mut held = crowd(&app, &[None, Some(&key), None], 503).await;
    let rest = app.get_as(&key, "/v1/tags").await;
    assert_eq!((rest.problem(503), rest.header("retry-after")), ("SERVICE_UNAVAILABLE".to_owned(), "1"));
    let gql = graphql(&app, None, "{ __typename }").await;
    assert_eq!(refused(&gql, 503)["extensions"]["code"], "SERVICE_UNAVAILABLE");
    assert_eq!(app.get("/openapi.json").await.status, 503, "what is free needs a place too");
    assert_eq!(held.pop().unwrap().finish().await, 200);
    assert_eq!(app.get("/openapi.json").await.status, 200);
    assert_eq!(graphql(&app, None, "{ __typename }").await.status, 200);
    for wire in held {
        assert_eq!(wire.finish().await, 200);
    }
}

/// Sends half a body and reads how it ends: the status, the code and the time.
async fn late(app: &TestApp, key: Option<&str>) -> (u16, String, Duration) {
    let start = Instant::now();
    let text = Wire::half(app, key).await.answer().await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    let code = body["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned();
    (head[9..12].parse().unwrap(), code, start.elapsed())
}

#[tokio::test]
async fn a_body_has_its_time_by_who_sends_it_also_when_the_request_has_no_more() {
    for (body, request) in [((1, 3), (60, 60)), ((60, 60), (1, 3)), ((1, 3), (1, 3))] {
        let app = limited(|limits| {
            limits.body_seconds = both(body.0, body.1);
            limits.request_seconds = both(request.0, request.1);
        })
        .await;
        let key = app.editor().await;
        let (anonymous, keyed) = tokio::join!(late(&app, None), late(&app, Some(&key)));
        for ((status, code, waited), seconds) in [(anonymous, 1..3), (keyed, 3..20)] {
            assert_eq!((status, code.as_str()), (408, "REQUEST_TIMEOUT"), "{body:?} {request:?}");
            assert!(seconds.contains(&waited.as_secs()), "{waited:?}");
        }
    }
}

/// Holds the sections so that nobody can write, and on PostgreSQL nobody can read them either.
async fn hold(app: &TestApp) -> Tx {
    let tx = app.app.store.begin().await.unwrap();
    if crate::support::is_postgres() {
        tx.conn().execute_unprepared("LOCK TABLE sections IN ACCESS EXCLUSIVE MODE").await.unwrap();
    }
    tx
}

#[tokio::test]
async fn a_request_has_its_time_and_a_write_that_has_begun_is_finished() {
    let app = TestApp::spawn_with(|settings| {
        settings.limits.request_seconds = both(60, 1);
        settings.database.database_wait_seconds = 30;
        settings.database.database_statement_seconds = 30;
    })
    .await;
    let key = app.editor().await;
    let held = hold(&app).await;
    let start = Instant::now();
    let section = json!({ "names": [{ "language": "ru", "value": "Общество" }], "slug": "society" });
    let reply = app.post(&key, "/v1/sections", &section).await;
    assert_eq!((reply.problem(503), reply.header("retry-after")), ("SERVICE_UNAVAILABLE".to_owned(), "1"));
    assert!((1000..20_000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    let mutation =
        r#"mutation { createSection(input: { slug: "economy", names: [{ language: "ru", value: "Э" }] }) { id } }"#;
    let reply = graphql(&app, Some(&key), mutation).await;
    assert_eq!(refused(&reply, 503)["extensions"]["code"], "SERVICE_UNAVAILABLE");
    assert_eq!(left(&reply, "key-writes").1, 1, "it was counted");
    if crate::support::is_postgres() {
        assert_eq!(app.get_as(&key, "/v1/sections").await.problem(503), "SERVICE_UNAVAILABLE");
    }
    drop(held);
    let waited = Instant::now();
    loop {
        let sections = app.get("/v1/sections").await.expect(200);
        if sections["items"].as_array().unwrap().len() == 2 {
            break;
        }
        assert!(waited.elapsed() < PATIENCE, "the writes are lost: {sections}");
    }
}

#[tokio::test]
async fn a_request_waits_for_the_database_as_long_as_is_set() {
    let app = TestApp::spawn_with(|settings| {
        settings.database.database_wait_seconds = 1;
        settings.database.database_statement_seconds = 1;
    })
    .await;
    let key = app.editor().await;
    let held = hold(&app).await;
    let start = Instant::now();
    let section = json!({ "names": [{ "language": "ru", "value": "Общество" }] });
    let reply = app.post(&key, "/v1/sections", &section).await;
    assert_eq!(reply.problem(503), "SERVICE_UNAVAILABLE");
    assert!((1000..10_000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    drop(held);
    app.post(&key, "/v1/sections", &section).await.expect(201);
}

#[tokio::test]
async fn headers_have_their_time() {
    let app = limited(|limits| limits.header_seconds = Single(1)).await;
    let start = Instant::now();
    let mut wire = Wire::open(&app).await;
    wire.send("GET /v1/tags HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
    assert!(wire.rest().await.starts_with("HTTP/1.1 408 "));
    assert!((900..4500).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_silent_connection_is_kept_for_its_time() {
    let app = limited(|limits| limits.keep_alive_seconds = Single(2)).await;
    let mut wire = Wire::open(&app).await;
    wire.send("GET /v1/tags HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let start = Instant::now();
    let text = wire.rest().await;
    assert!(text.starts_with("HTTP/1.1 200 ") && text.ends_with("}"), "{text}");
    assert!((1500..14_000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_server_that_stops_waits_for_requests_in_progress() {
    for (drain, finished) in [(0, false), (30, true)] {
        let app = limited(|limits| {
            limits.drain_seconds = Single(drain);
            limits.body_seconds = Both::same(60);
            limits.request_seconds = Both::same(60);
            limits.concurrent_requests = both(1, 1);
        })
        .await;
        let mut wire = crowd(&app, &[None], 429).await.pop().unwrap();
        let stopping = app.stop();
        let waited = async {
            if finished {
                assert_eq!(wire.finish().await, 200);
            } else {
                assert_eq!(wire.rest().await, "", "cut off");
            }
        };
        tokio::time::timeout(PATIENCE, async { tokio::join!(stopping, waited) }).await.expect("it stops");
    }
}

#[tokio::test]
async fn other_methods_have_their_answers_in_time_too() {
    let app = TestApp::spawn().await;
    assert_eq!(app.send(app.request(Method::PUT, "/v1/tags")).await.problem(405), "METHOD_NOT_ALLOWED");
    assert_eq!(app.send(app.request(Method::HEAD, "/v1/tags")).await.status, 200);
}
