//! The metrics: what they count, that their labels stay few, and that the public does not reach them.

use dateline::config::limits::Both;
use dateline::usecases::operation;
use reqwest::Method;
use serde_json::json;

use crate::program::Program;
use crate::support::samples::{names, published};
use crate::support::{self, TestApp};

use super::until;

/// The value of a line that begins so, 0 when there is none.
fn value(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.map_or(0.0, |value| value.parse().unwrap())
}

fn answered(door: &str, route: &str, method: &str, status: &str) -> String {
    format!("dateline_http_requests_total{{door=\"{door}\",route=\"{route}\",method=\"{method}\",status=\"{status}\"}}")
}

/// The metrics once nothing is in progress: an answer may be here before its account is closed.
async fn settled(app: &TestApp) -> String {
    until("requests end", async || {
        let text = operation::metrics(&app.app).await;
        (value(&text, "dateline_http_in_flight") == 0.0).then_some(text)
    })
    .await
}

#[tokio::test]
async fn requests_are_counted_by_pattern_and_never_by_what_a_client_chose() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    app.post(&key, "/v1/tags", &json!({ "slug": "osh", "names": names("Ош", "Ош", "Osh") })).await.expect(201);
    for tag in ["osh", "secret-one", "secret-two"] {
        app.get(&format!("/v1/tags/{tag}?lang=ru")).await;
    }
    app.gql("{ tags(first: 1) { nodes { slug } } }").await;
    app.get("/wp-admin/secret").await;
    app.send(app.request(Method::from_bytes(b"BREW").unwrap(), "/v1/tags")).await;
    let text = settled(&app).await;
    for (line, count) in [
        (answered("rest", "/v1/tags", "POST", "2xx"), 1.0),
        (answered("rest", "/v1/tags/{tag}", "GET", "2xx"), 1.0),
        (answered("rest", "/v1/tags/{tag}", "GET", "4xx"), 2.0),
        (answered("graphql", "/graphql", "POST", "2xx"), 1.0),
        (answered("meta", "none", "GET", "4xx"), 1.0),
        (answered("rest", "/v1/tags", "OTHER", "4xx"), 1.0),
        ("dateline_http_seconds_count{door=\"rest\",route=\"/v1/tags/{tag}\"}".to_owned(), 3.0),
    ] {
        assert_eq!(value(&text, &line), count, "{line}\n{text}");
    }
    for chosen in ["secret", "osh", "BREW", "lang"] {
        assert!(!text.contains(chosen), "{chosen}: {text}");
    }
    assert!(text.ends_with("# EOF\n"), "{text}");
}

#[tokio::test]
async fn limits_statements_waits_log_clock_and_process_are_told() {
    let app =
        TestApp::spawn_with(|settings| settings.limits.requests_per_minute = Both { anonymous: 1, key: 100 }).await;
    let key = app.editor().await;
    let mut later = published(&app, "Завтра", -100);
    later["expires"] = json!(app.at(200));
    app.post(&key, "/v1/articles", &later).await.expect(201);
    app.get("/v1/tags").await.expect(200);
    assert_eq!(app.get("/v1/tags").await.status, 429);
    let before = settled(&app).await;
    assert_eq!(value(&before, "dateline_http_rate_limited_total{door=\"rest\",client=\"anonymous\"}"), 1.0, "{before}");
    assert_eq!(value(&before, "dateline_changes_seq"), 1.0);
    assert_eq!(value(&before, "dateline_clock_lateness_seconds_count"), 0.0);
    app.pass(103);
    let told = dateline::usecases::articles::announce(&app.app, "test").await.unwrap();
    assert_eq!(told, Some(1));
    let text = settled(&app).await;
    assert!(value(&text, "dateline_changes_seq") >= 2.0, "{text}");
    assert_eq!(value(&text, "dateline_clock_lateness_seconds_sum"), 3.0, "{text}");
    app.pass(100);
    dateline::usecases::articles::announce(&app.app, "test").await.unwrap();
    let text = settled(&app).await;
    assert_eq!(value(&text, "dateline_clock_lateness_seconds_sum"), 6.0, "{text}");
    for (name, least) in [
        ("dateline_sql_statements_total", 5.0),
        ("dateline_sql_seconds_count", 5.0),
        ("dateline_read_wait_seconds_count", 1.0),
        ("dateline_write_wait_seconds_count", 2.0),
        ("dateline_db_connections", 1.0),
        ("process_resident_memory_bytes", 1e6),
        ("process_cpu_seconds_total", 0.01),
        ("process_open_fds", 3.0),
        ("dateline_build_info{version=\"0.1.0\"}", 1.0),
    ] {
        assert!(value(&text, name) >= least, "{name}: {text}");
    }
}

#[tokio::test]
async fn a_failed_statement_is_counted() {
    let app = TestApp::spawn().await;
    assert_eq!(value(&settled(&app).await, "dateline_sql_failed_total"), 0.0);
    let key = app.editor().await;
    let steps = app.app.store.schema().await.unwrap();
    let before = steps.iter().position(|step| step.name.ends_with("_once")).unwrap();
    app.app.store.migrate_down(u32::try_from(steps.len() - before).unwrap()).await.unwrap();
    let tag = json!({ "slug": "osh", "names": names("Ош", "Ош", "Osh") });
    let request = app.request(Method::POST, "/v1/tags").bearer_auth(&key).header("idempotency-key", "k").json(&tag);
    assert_eq!(app.send(request).await.problem(500), "INTERNAL_SERVER_ERROR");
    let text = settled(&app).await;
    assert!(value(&text, "dateline_sql_failed_total") >= 1.0, "{text}");
    assert_eq!(value(&text, &answered("rest", "/v1/tags", "POST", "5xx")), 1.0);
}

#[tokio::test]
async fn a_server_tells_them_on_a_port_of_their_own_and_only_there() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let serving = program.serve(&["--metrics-listen", "127.0.0.1:0"]);
    let address = serving.said.iter().find_map(|line| line.strip_prefix("Metrics are at ")).expect("the address");
    let client = support::client();
    assert_eq!(serving.get("/v1/tags").await.0, 200);
    let text = until("the clock has run and the request is told", async || {
        let answer = client.get(address).send().await.unwrap();
        let media = answer.headers()["content-type"].to_str().unwrap().to_owned();
        assert!(media.starts_with("application/openmetrics-text"), "{media}");
        let text = answer.text().await.unwrap();
        let told = value(&text, &answered("rest", "/v1/tags", "GET", "2xx")) == 1.0;
        (told && value(&text, "dateline_job_runs_total{job=\"clock\",outcome=\"done\"}") >= 2.0).then_some(text)
    })
    .await;
    assert!(value(&text, "dateline_clock_seconds_count") >= 2.0, "{text}");
    assert_eq!(serving.get("/metrics").await.0, 404);
    let elsewhere = address.replace("/metrics", "/v1/tags");
    assert_eq!(client.get(elsewhere).send().await.unwrap().status(), 404);
    drop(serving);
    let silent = program.serve(&[]);
    assert!(!silent.said.iter().any(|line| line.contains("Metrics")), "{:?}", silent.said);
}
