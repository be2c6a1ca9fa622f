//! The stop of a running program: it says so, ends what it has begun, and is gone in time.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{PATIENCE, until};
use crate::program::{Program, Serving};
use crate::support::samples::names;
use crate::support::{self, TestApp, is_postgres};

/// Within which a server must have stopped, whatever it was doing.
const STOP: Duration = Duration::from_secs(10);

/// Sends SIGTERM; how it ended, and after how long.
fn stop(serving: Serving) -> JoinHandle<(Option<ExitStatus>, Duration)> {
    std::thread::spawn(move || {
        let start = Instant::now();
        (serving.stop(STOP), start.elapsed())
    })
}

fn tag(slug: &str) -> serde_json::Value {
    json!({ "slug": slug, "names": names("Ош", "Ош", "Osh") })
}

/// Waits until the server has one request in progress.
async fn busy(serving: &Serving) {
    let metrics = serving.said.iter().find_map(|line| line.strip_prefix("Metrics are at ")).expect("the address");
    until("a request is in progress", async || {
        let text = support::client().get(metrics).send().await.unwrap().text().await.unwrap();
        text.contains("\ndateline_http_in_flight 1\n").then_some(())
    })
    .await;
}

/// The status of `/readyz`, `None` when nobody listens.
async fn readiness(base: &str) -> Option<u16> {
    let answer = support::client().get(format!("{base}/readyz")).send().await.ok()?;
    Some(answer.status().as_u16())
}

#[tokio::test]
async fn a_write_in_progress_is_finished_while_the_server_says_that_it_stops() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let serving = Program::on(&app).serve(&["--drain-notice-seconds", "2", "--metrics-listen", "127.0.0.1:0"]);
    let base = serving.base.clone();
    assert_eq!(readiness(&base).await, Some(200));

    // Another writer holds the log, so that the server's write has begun and cannot end.
    let tx = app.app.store.begin().await.unwrap();
    if is_postgres() {
        tx.conn().execute_unprepared("LOCK TABLE changes IN ACCESS EXCLUSIVE MODE").await.unwrap();
    }
    let request = support::client().post(format!("{base}/v1/tags")).bearer_auth(&key).json(&tag("slow"));
    let write = tokio::spawn(async move { request.send().await.unwrap().status().as_u16() });
    busy(&serving).await;
    let stopping = stop(serving);
    let start = Instant::now();
    until("it says that it stops", async || (readiness(&base).await == Some(503)).then_some(())).await;
    assert!(start.elapsed() < Duration::from_secs(2), "at once: {:?}", start.elapsed());
    until("it takes no more connections", async || readiness(&base).await.is_none().then_some(())).await;
    assert!(!write.is_finished());
    drop(tx);
    assert_eq!(tokio::time::timeout(PATIENCE, write).await.unwrap().unwrap(), 201);
    let (status, took) = stopping.join().unwrap();
    assert_eq!(status.and_then(|status| status.code()), Some(0), "after {took:?}");
    assert_eq!(app.get("/v1/tags/slow").await.status, 200);
}

#[tokio::test]
async fn a_request_that_never_comes_whole_does_not_hold_the_server_up() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let program = Program::on(&app);
    let patient = ["--limit-body-seconds", "600", "--limit-request-seconds", "600", "--metrics-listen", "127.0.0.1:0"];
    let serving = program.serve(&patient);
    let mut stream = TcpStream::connect(serving.base.trim_start_matches("http://")).unwrap();
    let head = format!(
        "POST /v1/tags HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n\
         Content-Length: 100\r\n\r\n{{\"slug\": \"half\""
    );
    stream.write_all(head.as_bytes()).unwrap();
    busy(&serving).await;
    let log = program.folder().join("serve.log");
    let (status, took) = stop(serving).join().unwrap();
    let said = std::fs::read_to_string(log).unwrap();
    assert_eq!(status.and_then(|status| status.code()), Some(0), "after {took:?}: {said}");
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    assert!(!String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 2"), "{answer:?}");
    assert_eq!(app.get("/v1/tags/half").await.status, 404);
}

#[tokio::test]
async fn idle_connections_do_not_hold_the_server_up() {
    let app = TestApp::spawn().await;
    let serving = Program::on(&app).serve(&["--drain-notice-seconds", "0"]);
    let client = support::client();
    client.get(format!("{}/v1/tags", serving.base)).send().await.unwrap().text().await.unwrap();
    let silent = TcpStream::connect(serving.base.trim_start_matches("http://")).unwrap();
    let (status, took) = stop(serving).join().unwrap();
    assert_eq!(status.and_then(|status| status.code()), Some(0));
    assert!(took < Duration::from_secs(6), "{took:?}");
    drop((client, silent));
}

#[tokio::test]
async fn a_server_whose_log_nobody_reads_answers_and_stops() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let program = Program::on(&app);
    let mut command = program.command(&["serve", "--listen", "127.0.0.1:0", "--drain-notice-seconds", "0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // As `2>&1 | head` does: the first lines are read, then both pipes are closed.
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let base = lines.find_map(|line| line.strip_prefix("Dateline listens at ").map(str::to_owned)).unwrap();
    drop((lines, child.stderr.take()));
    let (client, base) = (support::client(), base.trim_end_matches('/'));
    for turn in 0..3 {
        let answer = client.get(format!("{base}/v1/tags")).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{turn}");
        let request = client.post(format!("{base}/v1/tags")).bearer_auth(&key).json(&tag(&format!("unread-{turn}")));
        assert_eq!(request.send().await.unwrap().status().as_u16(), 201, "{turn}");
    }
    assert_eq!(crate::program::terminate(child, STOP).and_then(|status| status.code()), Some(0));
}
