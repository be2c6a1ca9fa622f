//! The log of a running program: one line a request, and nothing in it that a reader or a client keeps to itself.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::until;
use crate::program::{Program, Serving};
use crate::support::samples::{article, names};
use crate::support::{self, TestApp};

/// The lines of requests that were answered.
fn answered(log: &str) -> Vec<Value> {
    let lines =
        log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("not JSON: {line}")));
    lines.filter(|line| line["fields"]["message"] == "answered").collect()
}

/// Sends a request that carries what must not be told; status, bytes and id of its answer.
async fn send(
    serving: &Serving,
    method: Method,
    path: &str,
    key: Option<&str>,
    body: Option<&Value>,
) -> (u16, usize, String) {
    let mut request = support::client().request(method, format!("{}{path}", serving.base));
    request = request
        .header("x-forwarded-for", "198.51.100.77")
        .header("accept-encoding", "identity")
        .header("idempotency-key", format!("idem-sesame-{}", uuid::Uuid::now_v7()));
    request = request.header("user-agent", "agent-sesame").header("cookie", "c=cookie-sesame");
    if let Some(key) = key {
        request = request.bearer_auth(key);
    }
    if let Some(body) = body {
        request = request.json(body);
    }
    let response = request.send().await.unwrap();
    let (status, id) = (response.status().as_u16(), response.headers()["x-request-id"].to_str().unwrap().to_owned());
    (status, response.bytes().await.unwrap().len(), id)
}

#[tokio::test]
async fn a_request_is_one_line_and_no_line_tells_a_secret() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let program = Program::on(&app);
    let environment = [("DATELINE_LOG", "debug,dateline=trace"), ("DATELINE_LOG_JSON", "true")];
    let mut serving = program.start(&["--trusted-proxies", "127.0.0.1"], &environment);
    serving.listen();

    let tag = json!({ "slug": "sesame-slug", "names": names("sesame-ky", "sesame-ru", "sesame-en") });
    let mut story = article("sesame-headline");
    story["published"] = json!("2020-01-01T00:00:00Z");
    let wrong = json!({ "slug": 7, "names": "sesame-broken" });
    let gql = json!({ "query": "query Sesame { tags(first: 1) { nodes { slug } } nothing(name: \"sesame-gql\") }" });
    let found = json!({ "query": "{ node(id: \"sesame-node\") { id } }", "variables": { "v": "sesame-variable" } });
    let mut sent = Vec::new();
    for (method, path, route, key, body) in [
        (Method::GET, "/v1/tags?lang=ru&q=sesame-name", "/v1/tags", None, None),
        (Method::GET, "/v1/articles?author=sesame-person", "/v1/articles", None, None),
        (Method::GET, "/sesame-path", "", None, None),
        (Method::POST, "/v1/tags", "/v1/tags", Some(key.as_str()), Some(&tag)),
        (Method::POST, "/v1/tags", "/v1/tags", Some("dl_sesame_token"), Some(&tag)),
        (Method::POST, "/v1/tags", "/v1/tags", Some(key.as_str()), Some(&wrong)),
        (Method::POST, "/v1/articles", "/v1/articles", Some(key.as_str()), Some(&story)),
        (Method::POST, "/graphql", "/graphql", None, Some(&gql)),
        (Method::POST, "/graphql", "/graphql", None, Some(&found)),
    ] {
        sent.push((method.to_string(), route, key.is_some(), send(&serving, method, path, key, body).await));
    }
    assert_eq!(
        sent.iter().map(|(.., (status, ..))| *status).collect::<Vec<_>>(),
        [400, 404, 404, 201, 401, 422, 201, 200, 200]
    );
    let lines = until("every request has its line", async || {
        let lines = answered(&serving.logged());
        (lines.len() >= sent.len()).then_some(lines)
    })
    .await;
    assert_eq!(lines.len(), sent.len(), "one line a request");
    for (method, route, with_key, (status, bytes, id)) in &sent {
        let line = lines.iter().find(|line| line["span"]["id"] == json!(id)).expect("the line of the request");
        let (fields, span) = (&line["fields"], &line["span"]);
        assert_eq!((&span["method"], &span["route"]), (&json!(method), &json!(route)), "{line}");
        assert_eq!((&fields["status"], &fields["bytes"]), (&json!(status), &json!(bytes)), "{line}");
        assert!(fields["ms"].as_f64().is_some_and(|ms| ms > 0.0 && ms < 20_000.0), "{line}");
        let known = *with_key && *status != 401;
        assert_eq!(fields["key"].as_str().is_some_and(|key| key.starts_with("key_")), known, "{line}");
    }
    let log = serving.logged();
    assert!(serving.stop(Duration::from_secs(10)).is_some_and(|status| status.success()));
    for secret in ["sesame", "198.51.100.77", "127.0.0.1", key.as_str(), "Абзац", "абзац", "Bearer"] {
        // Where the server itself listens is no secret.
        let lines = log.lines().filter(|line| !line.contains("starting service"));
        let told: Vec<_> = lines.filter(|line| line.contains(secret)).collect();
        assert!(told.is_empty(), "{secret}: {told:#?}");
    }
}

#[tokio::test]
async fn the_lines_of_requests_can_be_switched_off_alone() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let filter = [("DATELINE_LOG", "info,dateline::requests=off"), ("DATELINE_LOG_JSON", "true")];
    let mut serving = program.start(&[], &filter);
    serving.listen();
    serving.get("/v1/tags").await;
    let log = program.folder().join("serve.log");
    assert!(serving.stop(Duration::from_secs(10)).is_some_and(|status| status.success()));
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("stopping") && answered(&log).is_empty(), "{log}");
}
