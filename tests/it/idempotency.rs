//! Idempotency keys: what is sent again is not made again, on both doors, after faults, races, crashes and pauses.

use std::collections::HashSet;

use dateline::domain::keys::{Actor, Scope};
use dateline::domain::tags::NewTag;
use dateline::error::Code;
use dateline::usecases::{once, tags};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::samples::{article, names, published};
use crate::support::{Reply, TestApp};

async fn create(app: &TestApp, token: &str, key: &str, path: &str, body: &Value) -> Reply {
    let request = app.request(Method::POST, path).bearer_auth(token).header("idempotency-key", key).json(body);
    app.send(request).await
}

fn section(slug: &str) -> Value {
    json!({ "slug": slug, "names": names("Ат", "Имя", "Name") })
}

async fn position(app: &TestApp) -> Value {
    app.get("/v1/changes?limit=100").await.expect(200)["position"].clone()
}

#[tokio::test]
async fn every_create_of_rest_makes_one_thing_however_often_it_is_sent() {
    let app = TestApp::spawn().await;
    let token = app.editor().await;
    let author = json!({ "slug": "aigul", "name": "Айгүл" });
    for (path, body) in [
        ("/v1/sections", section("society")),
        ("/v1/tags", section("osh")),
        ("/v1/authors", author),
        ("/v1/channels", json!({ "kind": "RSS", "language": "en", "label": "RSS" })),
        ("/v1/lists", json!({ "slug": "front", "names": names("Башкы", "Главная", "Front") })),
        ("/v1/articles", published(&app, "Один раз", 5)),
    ] {
        let key = format!("key-of{path}");
        let first = create(&app, &token, &key, path, &body).await;
        assert_eq!(first.header("idempotency-replayed"), "", "{path}");
        let log = position(&app).await;
        // A header of structured fields is a string in quotes.
        for key in [key.clone(), format!("\"{key}\"")] {
            let again = create(&app, &token, &key, path, &body).await;
            assert_eq!(again.expect(201), first.expect(201), "{path}");
            assert_eq!(again.header("location"), first.header("location"));
            assert_eq!(again.header("idempotency-replayed"), "true");
        }
        assert_eq!(position(&app).await, log, "{path}");
        app.get(first.header("location")).await.expect(200);
    }
    let unkeyed = published(&app, "Один раз", 5);
    let other = app.post(&token, "/v1/articles", &unkeyed).await.expect(201);
    assert_eq!(other["slug"], "odin-raz-2", "without a key it is another article");
}

#[tokio::test]
async fn a_key_belongs_to_one_request_of_one_caller_for_a_day() {
    let app = TestApp::spawn().await;
    let token = app.editor().await;
    let first = create(&app, &token, "k", "/v1/articles", &article("Раз")).await.expect(201);
    let other = create(&app, &token, "k", "/v1/articles", &article("Два")).await;
    assert_eq!(other.problem(422), "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(other.json()["errors"][0]["header"], "Idempotency-Key");
    let elsewhere = create(&app, &token, "k", "/v1/tags", &article("Раз")).await;
    assert_eq!(elsewhere.problem(422), "UNPROCESSABLE_CONTENT", "the body is looked at before the key");
    let colleague = app.editor().await;
    let theirs = create(&app, &colleague, "k", "/v1/articles", &article("Раз")).await.expect(201);
    assert_ne!(theirs["id"], first["id"]);
    app.pass(24 * 60 * 60);
    assert_eq!(create(&app, &token, "k", "/v1/articles", &article("Раз")).await.expect(201)["id"], first["id"]);
    app.pass(1);
    let later = create(&app, &token, "k", "/v1/articles", &article("Раз")).await.expect(201);
    assert_ne!(later["id"], first["id"]);
}

/// Clients that keep objects in hash tables write their names in another order each time.
#[tokio::test]
async fn the_same_values_written_otherwise_are_the_same_request() {
    let app = TestApp::spawn().await;
    let token = app.editor().await;
    let send = async |key: &str, path: &str, body: &'static str| {
        let request = app.request(Method::POST, path).bearer_auth(&token).header("idempotency-key", key);
        app.send(request.header("content-type", "application/json").body(body)).await
    };
    let first = send("k", "/v1/authors", r#"{"name":"Айгүл","email":"a@example.com"}"#).await.expect(201);
    let again =
        send("k", "/v1/authors", r#"{ "email": "a@example.com", "name": "\u0410\u0439\u0433\u04af\u043b" }"#).await;
    assert_eq!(again.expect(201), first);
    let other = send("k", "/v1/authors", r#"{"name":"Айгүл","email":"b@example.com"}"#).await;
    assert_eq!(other.problem(422), "IDEMPOTENCY_KEY_REUSED");
    let one = r#"{"query":"mutation($n: String!){createAuthor(input:{name:$n}){id}}","variables":{"n":"Б"}}"#;
    let two = r#"{"variables":{"n":"Б"},"query":"mutation($n: String!){createAuthor(input:{name:$n}){id}}"}"#;
    assert_eq!(
        send("g", "/graphql", one).await.expect(200)["data"],
        send("g", "/graphql", two).await.expect(200)["data"]
    );
}

#[tokio::test]
async fn a_malformed_key_is_refused_and_a_failed_create_frees_its_key() {
    let app = TestApp::spawn().await;
    let token = app.editor().await;
    let longest = "k".repeat(255);
    create(&app, &token, &longest, "/v1/tags", &section("t")).await.expect(201);
    for key in ["", "\"\"", "с ключом", "a b", "a\"b", &format!("{longest}k")] {
        let request = app.request(Method::POST, "/v1/tags").bearer_auth(&token).json(&section("u"));
        let reply = app.send(request.header("idempotency-key", key.as_bytes())).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT", "{key}");
        assert_eq!(reply.json()["errors"][0]["header"], "Idempotency-Key");
    }
    let twice = app.request(Method::POST, "/v1/tags").bearer_auth(&token).json(&section("u"));
    let reply = app.send(twice.header("idempotency-key", "a").header("idempotency-key", "b")).await;
    assert_eq!(reply.problem(400), "BAD_USER_INPUT");

    assert_eq!(create(&app, &token, "free", "/v1/tags", &section("t")).await.problem(409), "CONFLICT");
    create(&app, &token, "free", "/v1/tags", &section("v")).await.expect(201);
    let reader = app.key(&[Scope::RatesWrite]).await;
    assert_eq!(create(&app, &reader, "free", "/v1/tags", &section("w")).await.problem(403), "FORBIDDEN");
    assert_eq!(create(&app, &reader, "free", "/v1/tags", &section("x")).await.problem(403), "FORBIDDEN");
}

const TWO: &str = "mutation($tag: NewTagInput!, $article: NewArticleInput!) {
    createTag(input: $tag) { id slug } createArticle(input: $article) { id slug } }";

async fn mutate(app: &TestApp, token: &str, key: &str, query: &str, variables: Value) -> Reply {
    let request = app.request(Method::POST, "/graphql").bearer_auth(token).header("idempotency-key", key);
    app.send(request.json(&json!({ "query": query, "variables": variables }))).await
}

#[tokio::test]
async fn a_mutation_under_a_key_makes_each_of_its_things_once() {
    let app = TestApp::spawn().await;
    let token = app.editor().await;
    let body = json!({ "html": "<p>Текст.</p>" });
    let variables = json!({
        "tag": { "slug": "osh", "names": names("Ош", "Ош", "Osh") },
        "article": { "language": "ru", "headline": "Один раз", "body": body },
    });
    let first = mutate(&app, &token, "g", TWO, variables.clone()).await;
    let data = first.expect(200)["data"].clone();
    assert!(data["createTag"]["id"].is_string() && data["createArticle"]["id"].is_string(), "{data}");
    let again = mutate(&app, &token, "g", TWO, variables.clone()).await;
    assert_eq!(again.expect(200)["data"], data);
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
    assert_eq!(app.get_as(&token, "/v1/articles?state=DRAFT").await.expect(200)["items"].as_array().unwrap().len(), 1);

    // Another document under the key, and the key at the other door.
    let other = mutate(&app, &token, "g", "mutation { __typename }", json!({})).await.json();
    assert_eq!(other["errors"][0]["extensions"]["code"], "IDEMPOTENCY_KEY_REUSED", "{other}");
    let rest = create(&app, &token, "g", "/v1/tags", &section("t")).await;
    assert_eq!(rest.problem(422), "IDEMPOTENCY_KEY_REUSED");

    // Half of a request that failed is kept; the rest is made when it comes again.
    let mut half = variables.clone();
    half["tag"]["slug"] = json!("jalal-abad");
    half["article"]["section"] = json!("society");
    let failed = mutate(&app, &token, "half", TWO, half.clone()).await.json();
    assert_eq!(failed["data"]["createArticle"], Value::Null);
    create(&app, &token, "s", "/v1/sections", &section("society")).await.expect(201);
    let whole = mutate(&app, &token, "half", TWO, half).await.json();
    assert_eq!(whole["data"]["createTag"], failed["data"]["createTag"]);
    assert!(whole["data"]["createArticle"]["id"].is_string(), "{whole}");

    // A query takes no key, and one that nothing was made under is free.
    mutate(&app, &token, "q", "{ __typename }", json!({})).await.expect(200);
    create(&app, &token, "q", "/v1/tags", &section("q")).await.expect(201);
    for _ in 0..2 {
        let malformed = mutate(&app, &token, "a b", TWO, variables.clone()).await;
        assert_eq!(malformed.status, 400);
    }
}

#[tokio::test]
async fn of_many_at_the_same_moment_one_makes_it() {
    let app = TestApp::spawn().await;
    let token = app.editor().await;
    for round in 0..4 {
        let new = article(&format!("Разом {round}"));
        let key = format!("race-{round}");
        let sends = (0..16).map(|_| create(&app, &token, &key, "/v1/articles", &new));
        let replies = futures_util::future::join_all(sends).await;
        let mut ids = HashSet::new();
        for reply in &replies {
            match reply.status {
                201 => drop(ids.insert(reply.json()["id"].as_str().unwrap().to_owned())),
                409 => assert_eq!(reply.problem(409), "IDEMPOTENCY_KEY_IN_USE"),
                other => panic!("{other}: {}", reply.text),
            }
        }
        assert_eq!(ids.len(), 1);
    }
    let drafts = app.get_as(&token, "/v1/articles?state=DRAFT").await.expect(200);
    assert_eq!(drafts["items"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_bearer_at_work_is_waited_for_and_one_that_died_is_replaced() {
    let app = TestApp::spawn().await;
    let actor = Actor::System;
    let claim = || once::claim(&app.app, &actor, "k".to_owned(), "f".to_owned());
    let new = || -> NewTag { serde_json::from_value(section("osh")).unwrap() };
    // It claims, and dies before it makes anything.
    claim().await.unwrap();
    let refused = claim().await.unwrap_err();
    assert_eq!((refused.code, refused.retry_after), (Code::IdempotencyKeyInUse, Some(10)));
    app.pass(10);
    let second = claim().await.unwrap();
    // It makes the thing, and dies before it answers.
    let made = tags::create(&app.app, &actor, new(), Some(&second)).await.unwrap();
    let third = claim().await.unwrap();
    let again = tags::create(&app.app, &actor, new(), Some(&third)).await.unwrap();
    assert_eq!((again.id, third.replayed()), (made.id, true));
    // Two that both think themselves alone: one is told to come again.
    let (one, two) = (second, third);
    let more: NewTag = serde_json::from_value(section("more")).unwrap();
    let (a, b) = tokio::join!(
        tags::create(&app.app, &actor, more.clone(), Some(&one)),
        tags::create(&app.app, &actor, more, Some(&two)),
    );
    let codes = [a.map(|tag| tag.id), b.map(|tag| tag.id)];
    let ids: HashSet<_> = codes.iter().flatten().collect();
    let refused = codes.iter().filter_map(|made| made.as_ref().err()).map(|error| error.code);
    assert_eq!(ids.len(), 1, "{codes:?}");
    assert!(refused.into_iter().all(|code| [Code::IdempotencyKeyInUse, Code::Conflict].contains(&code)));
}

#[tokio::test]
async fn a_late_bearer_ends_no_claim_but_its_own_and_a_forgotten_key_begins_anew() {
    let app = TestApp::spawn().await;
    let actor = Actor::System;
    let claim = |body: &'static str| once::claim(&app.app, &actor, "k".to_owned(), body.to_owned());
    let new = |slug: &str| -> NewTag { serde_json::from_value(section(slug)).unwrap() };
    let late = claim("one").await.unwrap();
    app.pass(10);
    let second = claim("one").await.unwrap();
    // The first gives up only now; the second still bears the key.
    once::settle(&app.app, &late).await.unwrap();
    assert_eq!(claim("two").await.unwrap_err().code, Code::IdempotencyKeyReused);
    assert_eq!(claim("one").await.unwrap_err().code, Code::IdempotencyKeyInUse);
    let made = tags::create(&app.app, &actor, new("osh"), Some(&second)).await.unwrap();
    once::settle(&app.app, &late).await.unwrap();
    assert_eq!(claim("two").await.unwrap_err().code, Code::IdempotencyKeyReused, "what was made keeps the key");
    // A day after the claim it is forgotten with all that was made under it, also what was made later.
    app.pass(24 * 60 * 60 - 9);
    let third = claim("two").await.unwrap();
    let other = tags::create(&app.app, &actor, new("naryn"), Some(&third)).await.unwrap();
    assert_ne!(other.id, made.id);
    assert!(!third.replayed());
}
