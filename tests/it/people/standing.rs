//! What the rules are told of a reader: what moderators said of them, and what became of what they wrote.

use dateline::config::identity::Algorithm;
use dateline::domain::comments::Moderation;
use serde_json::{Value, json};

use super::provider::{Provider, claims};
use super::say;
use crate::comments::{judge, moderator, story};
use crate::support::TestApp;

async fn app_of(provider: &Provider, moderation: Moderation) -> TestApp {
    let trusted = provider.trusted();
    TestApp::spawn_with(|settings| {
        trusted(settings);
        settings.comments.moderation = moderation;
        (settings.comments.comments_per_minute, settings.comments.comments_per_ten_minutes) = (1000, 1000);
    })
    .await
}

/// A token that does not end within the test.
fn lasting(provider: &Provider, subject: &str) -> String {
    let mut long = claims(subject);
    (long["exp"], long["name"]) = (json!(2_000_000_000), json!("Бакыт"));
    provider.signer.token(&provider.head(), &long)
}

/// Where a new comment of a reader stands, and why; the same by both doors.
async fn stands(app: &TestApp, (token, key): (&str, &str), story: &str, text: &str) -> (Value, Value) {
    let made = say(app, token, story, text).await.expect(201);
    let shown = app.get_as(key, &format!("/v1/comments/{}", made["id"].as_str().unwrap())).await.expect(200);
    let query =
        "mutation($article: ID!, $text: String!) { createComment(articleId: $article, input: { text: $text }) { id } }";
    let variables = json!({ "article": story, "text": format!("{text}, ещё раз") });
    let by_graphql = app.gql_as(Some(token), query, variables).await["data"]["createComment"]["id"].clone();
    let twin = app.get_as(key, &format!("/v1/comments/{}", by_graphql.as_str().unwrap())).await.expect(200);
    assert_eq!((&twin["status"], &twin["reasons"]), (&shown["status"], &shown["reasons"]));
    (shown["status"].clone(), shown["reasons"].clone())
}

#[tokio::test]
async fn who_is_trusted_need_not_wait_and_who_is_held_back_always_does() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = app_of(&provider, Moderation::Pre).await;
    let (story, key) = (story(&app, "Доверие").await, moderator(&app).await);
    let token = lasting(&provider, "42");
    let made = say(&app, &token, &story, "Один").await.expect(201);
    assert_eq!(made["status"], "HELD");
    let path = format!("/v1/readers/{}", made["author"]["id"].as_str().unwrap());
    let who = (token.as_str(), key.as_str());
    app.patch(&key, &path, 1, &json!({ "trusted": true })).await.expect(200);
    assert_eq!(stands(&app, who, &story, "Два").await, (json!("PUBLISHED"), json!([])));
    app.patch(&key, &path, 2, &json!({ "alwaysPremod": true })).await.expect(200);
    let (status, reasons) = stands(&app, who, &story, "Три").await;
    assert_eq!((status, reasons), (json!("HELD"), json!(["PREMODERATION", "AUTHOR_PREMODERATED"])));
}

#[tokio::test]
async fn whose_comments_are_rejected_waits_until_that_is_long_ago() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = app_of(&provider, Moderation::Post).await;
    let (story, key) = (story(&app, "Доля отказов").await, moderator(&app).await);
    let token = lasting(&provider, "42");
    let who = (token.as_str(), key.as_str());
    for number in 0..5 {
        let made = say(&app, &token, &story, &format!("Номер {number}")).await.expect(201);
        assert_eq!(made["status"], "PUBLISHED", "{number}");
        judge(&app, &key, &made, if number < 2 { "reject" } else { "approve" }).await;
        app.pass(86_400);
    }
    let held = || (json!("HELD"), json!(["REJECTED_SHARE"]));
    assert_eq!(stands(&app, who, &story, "Шестой").await, held(), "two of five");
    // The first is 90 days old and a day more: four are left, which say nothing of anybody.
    app.pass(85 * 86_400);
    assert_eq!(stands(&app, who, &story, "Седьмой").await, held(), "the first is 90 days old to the second");
    app.pass(1);
    assert_eq!(stands(&app, who, &story, "Восьмой").await, (json!("PUBLISHED"), json!([])));
    // Of another reader nothing of it is known.
    let other = lasting(&provider, "43");
    assert_eq!(stands(&app, (&other, &key), &story, "Чужой").await.0, "PUBLISHED");
}
