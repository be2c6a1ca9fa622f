//! Readers who sign in: whose word is taken, what moderators say of them, and what they say of comments.

mod feedback;
mod flags;
mod privacy;
mod provider;
mod readers;
mod standing;
mod tokens;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Reply, TestApp};

/// Asks without a key.
pub async fn send(app: &TestApp, bearer: Option<&str>, method: Method, path: &str, body: Option<&Value>) -> Reply {
    let mut request = app.request(method, path);
    if let Some(bearer) = bearer {
        request = request.bearer_auth(bearer);
    }
    app.send(match body {
        Some(body) => request.json(body),
        None => request,
    })
    .await
}

/// Posts a comment that names no author.
pub async fn say(app: &TestApp, token: &str, story: &str, text: &str) -> Reply {
    let path = format!("/v1/articles/{story}/comments");
    send(app, Some(token), Method::POST, &path, Some(&json!({ "text": text }))).await
}

/// The code of a GraphQL answer's first error, or nothing.
pub fn code(answer: &Value) -> Option<&str> {
    answer["errors"][0]["extensions"]["code"].as_str()
}
