//! Bad input, at every door by which an article is written: each is refused with its place, and nothing is half written.

use serde_json::{Value, json};

use super::path;
use crate::support::TestApp;
use crate::support::samples::{article, nouns, published};

const CREATE: &str = "mutation($input: NewArticleInput!) { createArticle(input: $input) { id } }";
const UPDATE: &str =
    "mutation($id: ID!, $patch: ArticlePatchInput!) { updateArticle(id: $id, version: 1, patch: $patch) { id } }";
const UPSERT: &str = "mutation($items: [NewArticleInput!]!) {
    upsertArticles(items: $items) { status error { code errors { pointer } } } }";

/// What is wrong, and where.
fn faults(app: &TestApp) -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("HTML without text", json!({ "body": { "html": "<p><b></i><table><tr>" } }), "/body"),
        ("HTML without an end", json!({ "body": { "html": "<p><!-- Слова" } }), "/body"),
        ("HTML too deep", json!({ "body": { "html": "<b>".repeat(100) + "а" } }), "/body/html"),
        ("a script alone", json!({ "body": { "html": "<script>alert(1)</script>" } }), "/body"),
        ("a script in a picture", json!({ "body": { "html": "<img src=x onerror=alert(1)>" } }), "/body"),
        ("a script in Markdown", json!({ "body": { "markdown": "<script>alert(1)</script>" } }), "/body"),
        ("a script as an address", json!({ "canonicalUrl": "javascript:alert(1)" }), "/canonicalUrl"),
        ("two bodies", json!({ "body": { "html": "<p>а</p>", "text": "а" } }), "/body"),
        ("zero width", json!({ "headline": "\u{200b}\u{feff}\u{2060}" }), "/headline"),
        ("zero width", json!({ "body": { "text": "\u{200b}\u{200d}" } }), "/body"),
        ("bidi controls", json!({ "headline": "\u{202e}\u{2066}\u{2069}" }), "/headline"),
        ("bidi controls", json!({ "byline": "\u{202e}" }), "/byline"),
        ("NUL", json!({ "headline": "О\u{0}ш" }), "/headline"),
        ("NUL", json!({ "lead": "О\u{0}ш" }), "/lead"),
        ("NUL", json!({ "body": { "text": "О\u{0}ш" } }), "/body"),
        ("NUL", json!({ "body": { "html": "<p>О\u{0}ш</p>" } }), "/body"),
        ("NUL", json!({ "slug": "o\u{0}sh" }), "/slug"),
        ("NUL", json!({ "section": "soc\u{0}iety" }), "/section"),
        ("NUL", json!({ "tags": ["os\u{0}h"] }), "/tags/0"),
        ("NUL", json!({ "authors": ["em\u{0}il"] }), "/authors/0"),
        ("NUL", json!({ "edNote": "\u{0}" }), "/edNote"),
        ("embargo after expiry", json!({ "embargoedUntil": app.at(100), "expires": app.at(50) }), "/expires"),
        ("embargo at expiry", json!({ "embargoedUntil": app.at(50), "expires": app.at(50) }), "/expires"),
        ("no section", json!({ "section": "nowhere" }), "/section"),
        ("no section", json!({ "section": "section_01h455vb4pex5vsknk084sn02q" }), "/section"),
        ("no further section", json!({ "sections": ["society", "nowhere"] }), "/sections/1"),
        ("no tag", json!({ "tags": ["osh", "nothing"] }), "/tags/1"),
        ("no author", json!({ "authors": ["aigul", "nobody"] }), "/authors/1"),
        ("no parent", json!({ "evolvedFrom": "article_01h455vb4pex5vsknk084sn02q" }), "/evolvedFrom"),
        ("urgency", json!({ "urgency": 10 }), "/urgency"),
    ]
}

/// The code and the place of the first fault in an answer of GraphQL.
fn told(answer: &Value) -> (&Value, &Value) {
    let error = &answer["errors"][0]["extensions"];
    (&error["code"], &error["errors"][0]["pointer"])
}

async fn position(app: &TestApp, key: &str) -> Value {
    app.get_as(key, "/v1/changes?limit=100").await.expect(200)["position"].clone()
}

#[tokio::test]
async fn each_is_refused_at_its_place_by_every_way_of_writing() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    nouns(&app, &key).await;
    let stored = app.post(&key, "/v1/articles", &published(&app, "Стоит", 60)).await.expect(201);
    let before = position(&app, &key).await;
    let refused = (&json!("UNPROCESSABLE_CONTENT"), 422);
    for (what, fields, pointer) in faults(&app) {
        let mut new = article("Плохо");
        let given = fields.as_object().unwrap();
        new.as_object_mut().unwrap().extend(given.clone());
        for reply in [app.post(&key, "/v1/articles", &new).await, app.patch(&key, &path(&stored), 1, &fields).await] {
            assert_eq!(json!(reply.problem(refused.1)), *refused.0, "{what}");
            assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{what}: {}", reply.text);
        }
        let place = json!(pointer);
        let answer = app.gql_as(Some(&key), CREATE, json!({ "input": new })).await;
        assert_eq!(told(&answer), (refused.0, &place), "{what}: {answer}");
        let answer = app.gql_as(Some(&key), UPDATE, json!({ "id": stored["id"], "patch": fields })).await;
        assert_eq!(told(&answer), (refused.0, &place), "{what}: {answer}");
        // In a batch the others are written, here one that is there already as it is.
        let done = app.post(&key, "/v1/articles/batch", &json!({ "items": [new] })).await.expect(200);
        let error = &done["items"][0]["error"];
        assert_eq!((&error["code"], &error["errors"][0]["pointer"]), (refused.0, &place), "{what}: {done}");
        let answer = app.gql_as(Some(&key), UPSERT, json!({ "items": [new] })).await;
        let item = &answer["data"]["upsertArticles"][0];
        assert_eq!(item["status"], "FAILED", "{what}: {answer}");
        assert_eq!(item["error"]["errors"][0], json!({ "pointer": pointer }), "{what}: {answer}");
    }
    // Nothing is half written: no article, no version, no row of the log, and what stood stands.
    assert_eq!(position(&app, &key).await, before);
    assert_eq!(app.get_as(&key, "/v1/articles?state=DRAFT").await.expect(200)["items"], json!([]));
    assert_eq!(app.get_as(&key, &path(&stored)).await.expect(200), stored);
    let versions = app.get_as(&key, &format!("{}/revisions", path(&stored))).await.expect(200);
    assert_eq!(versions["items"].as_array().unwrap().len(), 1);
    assert_eq!(app.app.store.faults().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn html_that_is_only_untidy_is_mended_and_made_harmless() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for (html, kept) in [
        ("<p>Раз<p>Два <b>три", "<p>Раз</p><p>Два <b>три</b></p>"),
        ("<p onclick=\"x()\">Раз<script>alert(1)</script></p>", "<p>Раз</p>"),
        ("<p>Раз <a href=\"javascript:alert(1)\">два</a></p>", "<p>Раз <a>два</a></p>"),
        ("<p>Раз</i></b></p></div>", "<p>Раз</p>"),
    ] {
        let mut new = article("Неряшливо");
        new["body"] = json!({ "html": html });
        let made = app.post(&key, "/v1/articles", &new).await.expect(201);
        let by_graphql = "mutation($input: NewArticleInput!) { createArticle(input: $input) { body { html } } }";
        let answer = app.gql_as(Some(&key), by_graphql, json!({ "input": new })).await;
        let shown = made["body"]["html"].as_str().unwrap();
        assert_eq!(answer["data"]["createArticle"]["body"]["html"], shown, "{answer}");
        // Links of a kind that is kept may say more of themselves, which is no part of this.
        assert_eq!(shown.replace(" rel=\"noopener noreferrer\"", ""), kept, "{html}");
    }
}

#[tokio::test]
async fn a_body_of_five_megabytes_is_not_even_read() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let stored = app.post(&key, "/v1/articles", &published(&app, "Стоит", 60)).await.expect(201);
    let body = json!({ "html": "<p>а</p>".repeat(650_000) });
    let mut new = article("Пять");
    new["body"] = body.clone();
    assert!(new.to_string().len() > 5_000_000);
    let patch = json!({ "body": body });
    assert_eq!(app.post(&key, "/v1/articles", &new).await.problem(413), "PAYLOAD_TOO_LARGE");
    assert_eq!(app.patch(&key, &path(&stored), 1, &patch).await.problem(413), "PAYLOAD_TOO_LARGE");
    assert_eq!(app.gql_code(Some(&key), CREATE, json!({ "input": new })).await, "PAYLOAD_TOO_LARGE");
    let update = json!({ "id": stored["id"], "patch": patch });
    assert_eq!(app.gql_code(Some(&key), UPDATE, update).await, "PAYLOAD_TOO_LARGE");
    assert_eq!(app.get_as(&key, &path(&stored)).await.expect(200), stored);
}

#[tokio::test]
async fn dates_and_stories_that_go_in_circles_are_refused_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = published(&app, "Вышла", 60);
    new["externalId"] = json!({ "source": "cms", "id": "1" });
    let first = app.post(&key, "/v1/articles", &new).await.expect(201);
    // Before its first publication it cannot have been published.
    let mut earlier = new.clone();
    earlier["published"] = json!(app.at(-61));
    let reply = app.post(&key, "/v1/articles", &earlier).await;
    assert_eq!(
        (reply.problem(422).as_str(), &reply.json()["errors"][0]["pointer"]),
        ("UNPROCESSABLE_CONTENT", &json!("/published"))
    );
    let answer = app.gql_as(Some(&key), CREATE, json!({ "input": earlier })).await;
    assert_eq!(told(&answer), (&json!("UNPROCESSABLE_CONTENT"), &json!("/published")), "{answer}");
    // It ends after it begins, whatever is given: the publication is there, the end comes by a change.
    let ended = json!({ "expires": app.at(-60) });
    let reply = app.patch(&key, &path(&first), 1, &ended).await;
    assert_eq!(
        (reply.problem(422).as_str(), &reply.json()["errors"][0]["pointer"]),
        ("UNPROCESSABLE_CONTENT", &json!("/expires"))
    );
    let answer = app.gql_as(Some(&key), UPDATE, json!({ "id": first["id"], "patch": ended })).await;
    assert_eq!(told(&answer), (&json!("UNPROCESSABLE_CONTENT"), &json!("/expires")), "{answer}");

    // A chain of three, whose first cannot come out of any of them.
    let after = async |headline: &str, parent: &Value| {
        let mut next = published(&app, headline, 30);
        next["evolvedFrom"] = parent["id"].clone();
        app.post(&key, "/v1/articles", &next).await.expect(201)
    };
    let second = after("Вторая", &first).await;
    let third = after("Третья", &second).await;
    for parent in [&first, &second, &third] {
        let patch = json!({ "evolvedFrom": parent["id"] });
        let reply = app.patch(&key, &path(&first), 1, &patch).await;
        assert_eq!(
            (reply.problem(422).as_str(), &reply.json()["errors"][0]["pointer"]),
            ("UNPROCESSABLE_CONTENT", &json!("/evolvedFrom"))
        );
        let answer = app.gql_as(Some(&key), UPDATE, json!({ "id": first["id"], "patch": patch })).await;
        assert_eq!(told(&answer), (&json!("UNPROCESSABLE_CONTENT"), &json!("/evolvedFrom")), "{answer}");
    }
    assert_eq!(app.get_as(&key, &path(&first)).await.expect(200)["version"], 1);

    // A tag is not merged into itself.
    let tag = app
        .post(&key, "/v1/tags", &json!({ "slug": "osh", "names": [{ "language": "ru", "value": "Ош" }] }))
        .await
        .expect(201);
    let merge = format!("/v1/tags/{}/merge", tag["id"].as_str().unwrap());
    let reply = app.change(reqwest::Method::POST, &key, &merge, 1, Some(&json!({ "into": "osh" }))).await;
    assert_eq!(
        (reply.problem(422).as_str(), &reply.json()["errors"][0]["pointer"]),
        ("UNPROCESSABLE_CONTENT", &json!("/into"))
    );
    let mutation = "mutation($id: ID!) { mergeTag(id: $id, version: 1, into: \"osh\") { id } }";
    let answer = app.gql_as(Some(&key), mutation, json!({ "id": tag["id"] })).await;
    assert_eq!(told(&answer), (&json!("UNPROCESSABLE_CONTENT"), &json!("/into")), "{answer}");
}
