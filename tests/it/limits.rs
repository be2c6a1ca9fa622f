//! The limits: every one at its value and one above, one account for both doors, and what the headers say of it.

mod addresses;
mod buckets;
mod budgets;
mod keys;
mod sizes;
mod slow;
mod table;
mod times;

use crate::support::{Reply, TestApp};
use dateline::config::limits::{Both, LimitSettings};
use reqwest::Method;
use serde_json::{Value, json};

/// A server with limits of its own.
async fn limited(change: impl FnOnce(&mut LimitSettings)) -> TestApp {
    TestApp::spawn_with(|settings| change(&mut settings.limits)).await
}

const fn both(anonymous: u32, key: u32) -> Both {
    Both { anonymous, key }
}

/// A GraphQL request by POST; the whole answer.
async fn graphql(app: &TestApp, key: Option<&str>, query: &str) -> Reply {
    let request = app.request(Method::POST, "/graphql").header("accept", "application/graphql-response+json");
    let request = request.json(&json!({ "query": query }));
    app.send(match key {
        Some(key) => request.bearer_auth(key),
        None => request,
    })
    .await
}

/// The error of a request that GraphQL's door refused as a whole.
#[track_caller]
fn refused(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text);
    let answer = reply.json();
    assert_eq!(answer.get("data"), None);
    answer["errors"][0].clone()
}

/// What the header `RateLimit` says of a policy: what is left, and in how many seconds all is back.
#[track_caller]
fn left(reply: &Reply, policy: &str) -> (u32, u32) {
    let header = reply.header("ratelimit");
    let item = header.split(", ").find(|item| item.starts_with(&format!("\"{policy}\";")));
    let item = item.unwrap_or_else(|| panic!("no {policy}: {header}"));
    let number = |name: &str| {
        let part = item.split(';').find_map(|part| part.strip_prefix(name)).unwrap();
        part.parse().unwrap()
    };
    (number("r="), number("t="))
}
