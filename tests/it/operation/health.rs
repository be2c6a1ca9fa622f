//! `/healthz` says that the program lives, `/readyz` that it may be sent requests and, if not, why.

use dateline::config::limits::{Both, Single};
use dateline::store::disk::has_room;
use reqwest::Method;
use sea_orm::ConnectionTrait;

use crate::program::Program;
use crate::support::{Reply, TestApp};

/// What is not ready, by the names in the answer.
fn failing(reply: &Reply) -> Vec<&'static str> {
    assert_eq!(reply.problem(503), "SERVICE_UNAVAILABLE");
    assert_eq!(reply.header("cache-control"), "no-store");
    let problem = reply.json();
    let detail = problem["detail"].as_str().unwrap();
    ["draining", "database", "schema", "disk"]
        .into_iter()
        .filter(|name| detail.contains(&format!("{name} (")))
        .collect()
}

#[tokio::test]
async fn a_healthy_server_says_so_by_get_and_head_and_nothing_keeps_it() {
    let app = TestApp::spawn().await;
    let alive = app.get("/healthz").await;
    assert_eq!(alive.expect(200)["alive"], true);
    let reply = app.get("/readyz").await;
    assert_eq!(reply.header("cache-control"), "no-store");
    let ready = reply.expect(200);
    assert_eq!(ready["ready"], true);
    assert_eq!(ready["checks"], serde_json::json!(["DRAINING", "DATABASE", "SCHEMA", "DISK"]));
    for path in ["/healthz", "/readyz"] {
        let head = app.send(app.request(Method::HEAD, path)).await;
        assert_eq!((head.status, head.header("cache-control"), head.text.as_str()), (200, "no-store", ""));
        assert_eq!(app.get(&format!("{path}?deep=1")).await.problem(400), "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn a_server_that_was_told_to_stop_is_alive_and_not_ready() {
    let app = TestApp::spawn().await;
    app.app.drain.begin();
    assert_eq!(failing(&app.get("/readyz").await), ["draining"]);
    app.get("/healthz").await.expect(200);
    app.get("/v1/tags").await.expect(200);
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_named() {
    let app = TestApp::spawn().await;
    app.app.store.close().await.unwrap();
    assert_eq!(failing(&app.get("/readyz").await), ["database"]);
    app.get("/healthz").await.expect(200);
}

#[tokio::test]
async fn a_schema_of_another_program_is_named() {
    let app = TestApp::spawn().await;
    app.app.store.migrate_down(1).await.unwrap();
    assert_eq!(failing(&app.get("/readyz").await), ["schema"]);
    app.app.store.migrate().await.unwrap();
    app.get("/readyz").await.expect(200);
    let tx = app.app.store.begin().await.unwrap();
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_later', 1)";
    tx.conn().execute_unprepared(newer).await.unwrap();
    tx.commit(Vec::new(), app.app.now()).await.unwrap();
    let reply = app.get("/readyz").await;
    assert_eq!(failing(&reply), ["schema"]);
    assert!(!reply.text.contains("m29990101"), "anybody may ask: {}", reply.text);
}

#[tokio::test]
async fn health_is_asked_beyond_every_limit() {
    let app = TestApp::spawn_with(|settings| {
        settings.limits.requests_per_minute = Both::same(1);
        settings.limits.concurrent_total = Single(1);
    })
    .await;
    app.get("/v1/tags").await.expect(200);
    assert_eq!(app.get("/v1/tags").await.status, 429);
    for path in ["/healthz", "/readyz", "/healthz", "/readyz"] {
        let reply = app.get(path).await;
        assert_eq!((reply.status, reply.header("ratelimit")), (200, ""), "{path}");
    }
}

#[test]
fn a_disk_needs_a_twentieth_of_its_blocks_free() {
    for (available, blocks, room) in
        [(50, 1000, true), (49, 1000, false), (0, 1, false), (0, 0, true), (u64::MAX, u64::MAX, true)]
    {
        assert_eq!(has_room(available, blocks), room, "{available} of {blocks}");
    }
    assert!(dataless("/nowhere/at/all.db"));
}

/// Whether the disk of a file cannot be told.
fn dataless(file: &str) -> bool {
    dateline::store::disk::under(std::path::Path::new(file)).is_err()
}

// On several threads: the command is waited for while the test's runtime drives the server's connections to the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_asks_a_server_and_ends_by_its_answer() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let run = |arguments: Vec<String>| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        program.run(&arguments)
    };
    let address = app.base.trim_start_matches("http://").to_owned();
    let port = address.rsplit_once(':').unwrap().1.to_owned();
    for listen in [address.clone(), format!("0.0.0.0:{port}")] {
        let done = run(vec!["health".into(), "--listen".into(), listen]);
        assert!(done.expect(0).contains("\"ready\":true"), "{done:?}");
    }
    let alive = run(vec!["health".into(), format!("{}/healthz", app.base)]);
    assert!(alive.expect(0).contains("alive"), "{alive:?}");
    app.app.drain.begin();
    let done = run(vec!["health".into(), app.base.clone()]);
    done.expect(1);
    assert!(done.err.contains("draining"), "{done:?}");
    // Nobody listens at port 1.
    for url in ["http://127.0.0.1:1/", "https://127.0.0.1/", "http://"] {
        run(vec!["health".into(), url.into()]).expect(1);
    }
}
