//! The log: it names requests and causes, and never whence somebody wrote.

use std::io;
use std::sync::{Arc, Mutex};

use sea_orm::ConnectionTrait;
use tracing_subscriber::EnvFilter;

use super::{comment, post, story};
use crate::support::TestApp;

/// What was logged, as text.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_failure_is_logged_with_its_request_and_without_an_address() {
    let written = Written::default();
    let writer = written.clone();
    let filter = EnvFilter::new("warn,dateline=trace,tracing_actix_web=trace");
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(move || writer.clone());
    log.try_init().expect("no other test starts a log");

    let app = TestApp::spawn().await;
    let story = story(&app, "Сбой").await;
    let tx = app.app.store.begin().await.unwrap();
    tx.conn().execute_unprepared("DROP TABLE comment_posts").await.unwrap();
    tx.commit(Vec::new(), app.app.now()).await.unwrap();
    let reply = post(&app, &story, &comment("Тайный текст", None)).await;
    assert_eq!(reply.problem(500), "INTERNAL_SERVER_ERROR");

    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    let id = reply.header("x-request-id");
    let line = text.lines().find(|line| line.contains(id)).unwrap_or_else(|| panic!("{id} is not in the log: {text}"));
    assert!(line.contains("comment_posts") && line.contains("POST"), "{line}");
    assert!(line.contains("/v1/articles/{article}/comments"), "{line}");
    for secret in ["127.0.0.1", "client_ip", "Тайный"] {
        assert!(!line.contains(secret), "{line}");
    }
}
