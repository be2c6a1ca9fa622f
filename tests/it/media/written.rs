//! What is said of pictures, and their end: versions, refusals, the log.

use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{article_with, draft_with, id, kept, picture};
use crate::support::TestApp;

const PATCH: &str = "mutation($id: ID!, $version: Int!, $patch: MediaPatchInput!) {
    updateMedia(id: $id, version: $version, patch: $patch) { version credit caption altText { language value } } }";
const DELETE: &str = "mutation($id: ID!, $version: Int!) { deleteMedia(id: $id, version: $version) }";

#[tokio::test]
async fn a_change_names_its_version_and_says_only_what_changes() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = picture(&app, &key, 64, 64).await;
    let path = format!("/v1/media/{}", id(&made));
    let about = json!({
        "credit": "Имя", "caption": "Что видно", "rights": { "copyrightHolder": "Кабар" },
        "altText": [{ "language": "ru", "value": "Двор" }], "focalPoint": { "x": 0.123_449, "y": 1 },
    });
    let changed = app.patch(&key, &path, 1, &about).await.expect(200);
    assert_eq!(changed["version"], 2);
    assert_eq!(changed["focalPoint"], json!({ "x": 0.1234, "y": 1.0 }));
    assert_eq!(app.get_as(&key, &path).await.expect(200), changed);
    assert_eq!(app.patch(&key, &path, 2, &about).await.expect(200)["version"], 2, "the same is no version");
    assert_eq!(app.patch(&key, &path, 1, &about).await.problem(412), "PRECONDITION_FAILED");
    let bare = app.request(Method::PATCH, &path).bearer_auth(&key).json(&about);
    assert_eq!(app.send(bare).await.problem(428), "PRECONDITION_REQUIRED");

    let answer = app
        .gql_as(Some(&key), PATCH, json!({ "id": id(&made), "version": 2, "patch": { "credit": null, "altText": [] } }))
        .await;
    let expected = json!({ "version": 3, "credit": null, "caption": "Что видно", "altText": [] });
    assert_eq!(answer["data"]["updateMedia"], expected, "{answer}");
    let code = app.gql_code(Some(&key), PATCH, json!({ "id": id(&made), "version": 2, "patch": {} })).await;
    assert_eq!(code, "PRECONDITION_FAILED");
    let emptied =
        app.patch(&key, &path, 3, &json!({ "caption": null, "rights": {}, "focalPoint": null })).await.expect(200);
    assert_eq!((emptied.get("caption"), emptied.get("rights"), emptied.get("focalPoint")), (None, None, None));
    for name in ["sha256", "bytes", "width", "contentType", "created", "renditions"] {
        assert_eq!(emptied[name], made[name], "{name}: the picture itself never changes");
    }
}

#[tokio::test]
async fn wrong_words_are_refused_by_field() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = picture(&app, &key, 64, 64).await;
    let path = format!("/v1/media/{}", id(&made));
    let text = |language: &str, value: &str| json!({ "language": language, "value": value });
    let many: Vec<Value> = (0..21).map(|i| text(&format!("a{}", char::from(b'a' + i)), "x")).collect();
    for (patch, at) in [
        (json!({ "credit": " " }), "/credit"),
        (json!({ "credit": "ж".repeat(201) }), "/credit"),
        (json!({ "credit": 5 }), "/credit"),
        (json!({ "caption": "ж".repeat(1_001) }), "/caption"),
        (json!({ "caption": "a\u{0}b" }), "/caption"),
        (json!({ "altText": null }), "/altText"),
        (json!({ "altText": [text("ru", "")] }), "/altText/0/value"),
        (json!({ "altText": [text("ru", "a"), text("ru", "b")] }), "/altText/1/language"),
        (json!({ "altText": [text("??", "a")] }), "/altText/0/language"),
        (json!({ "altText": many }), "/altText"),
        (json!({ "rights": { "copyrightHolder": "" } }), "/rights/copyrightHolder"),
        (json!({ "rights": { "copyrightNotice": "ж".repeat(501) } }), "/rights/copyrightNotice"),
        (json!({ "rights": { "owner": "x" } }), "/rights/owner"),
        (json!({ "focalPoint": { "x": 0.5 } }), "/focalPoint/y"),
        (json!({ "focalPoint": { "x": -0.1, "y": 0 } }), "/focalPoint/x"),
        (json!({ "focalPoint": { "x": 0, "y": 1.000_1 } }), "/focalPoint/y"),
        (json!({ "focalPoint": { "x": 0, "y": 1e300 } }), "/focalPoint/y"),
        (json!({ "width": 5 }), "/width"),
    ] {
        let reply = app.patch(&key, &path, 1, &patch).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{patch}");
        assert_eq!(reply.json()["errors"][0]["pointer"], at, "{patch}");
    }
    assert_eq!(app.get_as(&key, &path).await.expect(200), made);
    let reader = app.key(&[Scope::RatesWrite]).await;
    assert_eq!(app.patch(&reader, &path, 1, &json!({})).await.problem(403), "FORBIDDEN");
    assert_eq!(app.change(Method::DELETE, &reader, &path, 1, None).await.problem(403), "FORBIDDEN");
    assert_eq!(app.gql_code(None, DELETE, json!({ "id": id(&made), "version": 1 })).await, "UNAUTHENTICATED");
    let none = "/v1/media/media_01h455vb4pex5vsknk084sn02q";
    assert_eq!(app.patch(&key, none, 1, &json!({})).await.problem(404), "NOT_FOUND");
    assert_eq!(
        app.patch(&key, "/v1/media/tag_01h455vb4pex5vsknk084sn02q", 1, &json!({})).await.problem(400),
        "BAD_USER_INPUT"
    );
}

#[tokio::test]
async fn a_picture_is_deleted_when_nothing_has_it_and_its_files_go_too() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = picture(&app, &key, 64, 64).await;
    let path = format!("/v1/media/{}", id(&made));
    let draft = draft_with(&app, &key, &made).await;
    app.get_as(&key, made["src"].as_str().unwrap()).await;
    assert_eq!(kept(&app, id(&made)).len(), 2);
    let refused = app.change(Method::DELETE, &key, &path, 1, None).await;
    assert_eq!(refused.problem(409), "CONFLICT");
    assert!(refused.json()["detail"].as_str().unwrap().contains(id(&draft)), "it says who has it");
    assert_eq!(app.gql_code(Some(&key), DELETE, json!({ "id": id(&made), "version": 1 })).await, "CONFLICT");

    app.change(Method::DELETE, &key, &format!("/v1/articles/{}", id(&draft)), 1, None).await.expect(204);
    assert_eq!(app.change(Method::DELETE, &key, &path, 9, None).await.problem(412), "PRECONDITION_FAILED");
    app.change(Method::DELETE, &key, &path, 1, None).await.expect(204);
    assert_eq!(app.get_as(&key, &path).await.problem(404), "NOT_FOUND");
    assert_eq!(app.get_as(&key, made["src"].as_str().unwrap()).await.problem(404), "NOT_FOUND");
    assert_eq!(kept(&app, id(&made)), [""; 0]);
    assert_eq!(app.change(Method::DELETE, &key, &path, 1, None).await.problem(404), "NOT_FOUND");
    let other = picture(&app, &key, 32, 64).await;
    let answer = app.gql_as(Some(&key), DELETE, json!({ "id": id(&other), "version": 1 })).await;
    assert_eq!(answer["data"]["deleteMedia"], other["id"], "{answer}");
}

#[tokio::test]
async fn the_same_file_may_come_again_after_its_end() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let file = super::files::png(40, 30, 99);
    let first = super::send(&app, &key, "image/png", file.clone()).await.expect(201);
    app.change(Method::DELETE, &key, &format!("/v1/media/{}", id(&first)), 1, None).await.expect(204);
    let second = super::send(&app, &key, "image/png", file).await.expect(201);
    assert_ne!(first["id"], second["id"]);
    assert_eq!(app.get_as(&key, second["src"].as_str().unwrap()).await.status, 200);
}

/// The rows of pictures as somebody is told of them: op and id.
async fn told(app: &TestApp, key: Option<&str>) -> Vec<(String, Value)> {
    let path = "/v1/changes?types=media&limit=100";
    let page = match key {
        Some(key) => app.get_as(key, path).await.expect(200),
        None => app.get(path).await.expect(200),
    };
    let row = |change: &Value| (change["op"].as_str().unwrap().to_owned(), change["id"].clone());
    page["items"].as_array().unwrap().iter().map(row).collect()
}

#[tokio::test]
async fn the_log_tells_the_newsroom_all_and_readers_what_they_see() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (shown, hidden) = (picture(&app, &key, 64, 64).await, picture(&app, &key, 32, 32).await);
    let story = article_with(&app, &key, &shown, 5).await;
    let change = async |picture: &Value, credit: &str, version| {
        let path = format!("/v1/media/{}", id(picture));
        app.patch(&key, &path, version, &json!({ "credit": credit })).await.expect(200);
    };
    change(&hidden, "А", 1).await;
    change(&shown, "Б", 1).await;
    assert_eq!(told(&app, None).await, [("UPDATED".to_owned(), shown["id"].clone())]);
    let path = format!("/v1/articles/{}", id(&story));
    app.patch(&key, &path, 1, &json!({ "media": [] })).await.expect(200);
    change(&shown, "В", 2).await;
    for (picture, version) in [(&shown, 3), (&hidden, 2)] {
        app.change(Method::DELETE, &key, &format!("/v1/media/{}", id(picture)), version, None).await.expect(204);
    }
    // Readers, who knew of the one, are told of its end, and never of the other.
    let expected = [("UPDATED".to_owned(), shown["id"].clone()), ("DELETED".to_owned(), shown["id"].clone())];
    assert_eq!(told(&app, None).await, expected);
    let ops: Vec<String> = told(&app, Some(&key)).await.into_iter().map(|(op, _)| op).collect();
    assert_eq!(ops, ["CREATED", "CREATED", "UPDATED", "UPDATED", "UPDATED", "DELETED", "DELETED"]);
}
