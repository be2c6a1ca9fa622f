//! In which order faults are told, and in which words.

use reqwest::Method;
use serde_json::json;

use super::problem;
use crate::support::TestApp;
use crate::support::samples::article;

#[tokio::test]
async fn who_has_no_key_learns_of_that_before_the_body_is_looked_at() {
    let app = TestApp::spawn().await;
    for (method, path) in [
        (Method::POST, "/v1/articles"),
        (Method::POST, "/v1/articles/batch"),
        (Method::POST, "/v1/sections"),
        (Method::POST, "/v1/tags"),
        (Method::POST, "/v1/authors"),
        (Method::POST, "/v1/channels"),
        (Method::POST, "/v1/lists"),
        (Method::PATCH, "/v1/site"),
        (Method::PATCH, "/v1/articles/article_01h455vb4pex5vsknk084sn02q"),
        (Method::POST, "/v1/articles/article_01h455vb4pex5vsknk084sn02q/publish"),
        (Method::POST, "/v1/comments/comment_01h455vb4pex5vsknk084sn02q/reject"),
    ] {
        let reply = app.send(app.request(method.clone(), path).json(&json!({}))).await;
        assert_eq!(problem(&app, &reply, 401).await, "UNAUTHENTICATED", "{method} {path}");
    }
}

#[tokio::test]
async fn an_empty_body_publishes_now_however_it_is_announced() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for (name, content_type, body) in [
        ("none", None, None),
        ("JSON without a body", Some("application/json"), None),
        ("empty JSON", Some("application/json"), Some("")),
        ("an empty form", Some("application/x-www-form-urlencoded"), Some("")),
        ("an object", Some("application/json"), Some("{}")),
    ] {
        let made = app.post(&key, "/v1/articles", &article(name)).await.expect(201);
        let path = format!("/v1/articles/{}/publish", made["id"].as_str().unwrap());
        let mut request = app.request(Method::POST, &path).bearer_auth(&key).header("if-match", "\"1\"");
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        assert_eq!(app.send(request).await.expect(200)["state"], "PUBLISHED", "{name}");
    }
}

#[tokio::test]
async fn what_is_like_the_unknown_name_is_named_first() {
    let app = TestApp::spawn().await;
    for (query, parameter, start) in [
        ("fields=headlin", "fields", "«headlin» is not known; known are: headline, "),
        ("fields=id,Publised", "fields", "«Publised» is not known; known are: published, "),
        ("tagAny=osh", "tagAny", "is not a parameter here; known are: tagsAny, "),
    ] {
        let reply = app.get(&format!("/v1/articles?{query}")).await;
        assert_eq!(problem(&app, &reply, 400).await, "BAD_USER_INPUT", "{query}");
        let fault = &reply.json()["errors"][0];
        assert_eq!(fault["parameter"], parameter);
        assert!(fault["detail"].as_str().unwrap().starts_with(start), "{fault}");
    }
}

#[tokio::test]
async fn quotes_hold_only_a_name() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = article("Одна версия");
    new["published"] = json!(app.at(-60));
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let id = made["id"].as_str().unwrap();
    for (path, detail) in [
        ("revisions/9".to_owned(), format!("There is no version 9 of the article «{id}».")),
        ("revisions/1/diff".to_owned(), format!("There is no version before 1 of the article «{id}».")),
    ] {
        let reply = app.get(&format!("/v1/articles/{id}/{path}")).await;
        assert_eq!(problem(&app, &reply, 404).await, "NOT_FOUND", "{path}");
        assert_eq!(reply.json()["detail"], detail);
    }
    let reply = app.get(&format!("/v1/articles/{id}?asOf=2020-01-01T00:00:00Z")).await;
    assert_eq!(reply.problem(404), "NOT_FOUND");
    assert_eq!(reply.json()["detail"], format!("There is no article «{id}» as of 2020-01-01T00:00:00Z."));
}
