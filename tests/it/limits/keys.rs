//! Keys that open nothing: counted by address, and not looked up any more when there were too many.

use dateline::config::limits::Single;
use dateline::domain::keys::Scope;
use serde_json::json;

use super::{graphql, limited, refused};
use crate::support::TestApp;

fn guess(number: u32) -> String {
    format!("dl_{number:08}_{}", "A".repeat(43))
}

#[tokio::test]
async fn guessing_ends_before_the_database_is_asked() {
    let app = limited(|limits| limits.failed_keys_per_quarter_hour = Single(10)).await;
    let key = app.key(&[Scope::Imports]).await;
    for number in 0..10 {
        assert_eq!(app.get_as(&key, "/v1/tags").await.status, 200, "a right key between wrong ones");
        let status = match number % 2 {
            0 => app.get_as(&guess(number), "/v1/tags").await.status,
            _ => graphql(&app, Some(&guess(number)), "{ __typename }").await.status,
        };
        assert_eq!(status, 401);
    }
    let before = app.app.store.statements();
    let rest = app.get_as(&guess(10), "/v1/tags").await;
    assert_eq!((rest.problem(429), rest.header("retry-after")), ("RATE_LIMITED".to_owned(), "90"));
    let gql = graphql(&app, Some(&guess(10)), "{ __typename }").await;
    assert_eq!(refused(&gql, 429)["extensions"]["code"], "RATE_LIMITED");
    assert_eq!(gql.header("retry-after"), "90");
    assert_eq!(app.get_as(&key, "/v1/tags").await.status, 429, "whether a key is right is not told either");
    assert_eq!(app.app.store.statements(), before, "nothing was looked up");
    assert_eq!(app.get("/v1/tags").await.status, 200, "readers without a key read on");
    app.tick(89_999);
    assert_eq!(app.get_as(&guess(11), "/v1/tags").await.status, 429);
    app.tick(1);
    assert_eq!(app.get_as(&key, "/v1/tags").await.status, 200, "a right key takes nothing");
    assert_eq!(app.get_as(&guess(11), "/v1/tags").await.status, 401);
    assert_eq!(app.get_as(&guess(12), "/v1/tags").await.status, 429);
}

#[tokio::test]
async fn right_keys_are_never_counted_as_guesses() {
    let app = limited(|limits| limits.failed_keys_per_quarter_hour = Single(1)).await;
    let key = app.key(&[Scope::Imports]).await;
    for _ in 0..5 {
        assert_eq!(app.get_as(&key, "/v1/tags").await.status, 200);
        let forbidden = app.post(&key, "/v1/authors", &json!({ "name": "x" })).await;
        assert_eq!(forbidden.problem(403), "FORBIDDEN");
        assert_eq!(
            app.send(app.request(reqwest::Method::POST, "/v1/authors").json(&json!({ "name": "x" }))).await.status,
            401
        );
    }
    assert_eq!(app.get_as("no key at all", "/v1/tags").await.status, 401);
    assert_eq!(app.get_as(&key, "/v1/tags").await.status, 429);
}

#[tokio::test]
async fn a_key_is_looked_up_once_a_request() {
    let app = TestApp::spawn().await;
    let key = app.key(&[Scope::Imports]).await;
    for (path, statements) in
        [("/v1/limits", 1), ("/graphql?query=%7B__typename%7D", 1), ("/nowhere", 1), ("/openapi.json", 0)]
    {
        let before = app.app.store.statements();
        app.get_as(&key, path).await;
        assert_eq!(app.app.store.statements() - before, statements, "{path}");
    }
}
