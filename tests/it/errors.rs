//! Faults and how each door tells them: the same code on both, and a problem document for every one of REST.

mod framework;
mod nouns;
mod requests;
mod words;

use dateline::domain::keys::Scope;
use dateline::domain::paging::{Cursor, Key, ListName, Order};
use dateline::error::Code;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::samples::{self, article};
use crate::support::{Reply, TestApp};

/// Looks at a problem document as RFC 9457 and our table have it; its code.
async fn problem(app: &TestApp, reply: &Reply, status: u16) -> String {
    let name = reply.problem(status);
    let json = reply.json();
    let code = Code::ALL.into_iter().find(|code| code.as_str() == name).expect("a code of the table");
    assert_eq!((code.status(), json["title"].as_str()), (status, Some(code.title())));
    let detail = json["detail"].as_str().unwrap();
    assert!(!detail.contains(char::is_control) && detail.chars().count() <= 501, "{detail:?}");
    assert!(!detail.starts_with(':'), "{detail}");
    for field in json["errors"].as_array().into_iter().flatten() {
        let places = ["pointer", "parameter", "header"].iter().filter(|place| field.get(place).is_some()).count();
        assert_eq!(places, 1, "{field}");
    }
    assert_eq!(reply.header("cache-control"), "no-store");
    let page = app.get(json["type"].as_str().unwrap()).await.expect(200);
    assert_eq!((&page["code"], &page["status"]), (&json["code"], &json["status"]));
    name
}

/// A REST write as it is sent when nothing is wrong with its form.
fn write(app: &TestApp, key: &str, method: Method, path: &str, version: i64, body: &Value) -> RequestBuilder {
    let request = app.request(method, path).bearer_auth(key).header("if-match", format!("\"{version}\""));
    request.json(body)
}

/// What both doors are asked: REST and its status, GraphQL with its variables, and the key of both.
type Fault<'a> = (&'a str, RequestBuilder, u16, &'a str, Value, Option<&'a str>);

const ARTICLES: &str = "query($first: Int, $after: String, $filter: ArticleFilter) {
    articles(first: $first, after: $after, filter: $filter) { nodes { id } } }";
const ARTICLE: &str = "query($id: ID!) { article(id: $id) { id } }";
const CREATE: &str = "mutation($input: NewArticleInput!) { createArticle(input: $input) { id } }";
const UPDATE: &str = "mutation($id: ID!, $version: Int!, $patch: ArticlePatchInput!) {
    updateArticle(id: $id, version: $version, patch: $patch) { id } }";

/// An id that nothing has.
const NOBODY: &str = "01h455vb4pex5vsknk084sn02q";

#[tokio::test]
async fn the_same_fault_has_the_same_code_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = &app.editor().await;
    let (other, early) = (&app.key(&[Scope::RatesWrite]).await, &app.key(&[Scope::ArticlesEmbargoed]).await);
    samples::nouns(&app, key).await;
    samples::many(&app, key, 3).await;
    let draft = app.post(key, "/v1/articles", &article("Черновик")).await.expect(201);
    let id = draft["id"].as_str().unwrap();
    let path = &format!("/v1/articles/{id}");
    let (unknown, foreign) = (format!("article_{NOBODY}"), format!("tag_{NOBODY}"));
    let page = app.get("/v1/articles?limit=1&section=society").await.json();
    let cursor = page["nextCursor"].as_str().unwrap();
    let taken = {
        let mut new = article("Иначе");
        new["slug"] = draft["slug"].clone();
        new
    };
    let empty = {
        let mut new = article("x");
        new["headline"] = json!(" ");
        new
    };
    let nowhere = {
        let mut new = article("x");
        new["section"] = json!("nowhere");
        new
    };
    let headline = json!({ "headline": "Иначе" });
    let get = |path: &str| app.request(Method::GET, path);
    let post = |key: &str, body: &Value| write(&app, key, Method::POST, "/v1/articles", 1, body);
    let patch = |path: &str, version: i64, body: &Value| write(&app, key, Method::PATCH, path, version, body);
    let update = |id: &str, version: i64, patch: &Value| json!({ "id": id, "version": version, "patch": patch });
    let table: Vec<Fault<'_>> = vec![
        ("unknown id", get(&format!("/v1/articles/{unknown}")), 404, ARTICLE, json!({ "id": unknown }), None),
        ("unknown slug", get("/v1/articles/nothing"), 404, ARTICLE, json!({ "id": "nothing" }), None),
        ("no slug at all", get("/v1/articles/%D0%9A%20%3C"), 404, ARTICLE, json!({ "id": "К <" }), None),
        ("NUL", get("/v1/articles/%00"), 404, ARTICLE, json!({ "id": "\0" }), None),
        (
            "a long name",
            get(&format!("/v1/articles/{}", "x".repeat(9_000))),
            404,
            ARTICLE,
            json!({ "id": "x".repeat(9_000) }),
            None,
        ),
        ("a draft", get(path), 404, ARTICLE, json!({ "id": id }), None),
        ("malformed id", get("/v1/articles/article_x"), 400, ARTICLE, json!({ "id": "article_x" }), None),
        (
            "id out of range",
            get(&format!("/v1/articles/article_8{}", &NOBODY[1..])),
            400,
            ARTICLE,
            json!({ "id": format!("article_8{}", &NOBODY[1..]) }),
            None,
        ),
        ("another noun's id", get(&format!("/v1/articles/{foreign}")), 400, ARTICLE, json!({ "id": foreign }), None),
        (
            "foreign cursor",
            get(&format!("/v1/articles?after={cursor}")),
            400,
            ARTICLES,
            json!({ "after": cursor }),
            None,
        ),
        ("no cursor", get("/v1/articles?after=x!"), 400, ARTICLES, json!({ "after": "x!" }), None),
        ("limit 0", get("/v1/articles?limit=0"), 400, ARTICLES, json!({ "first": 0 }), None),
        ("limit 101", get("/v1/articles?limit=101"), 400, ARTICLES, json!({ "first": 101 }), None),
        ("limit -1", get("/v1/articles?limit=-1"), 400, ARTICLES, json!({ "first": -1 }), None),
        (
            "unknown section",
            get("/v1/articles?section=nowhere"),
            404,
            ARTICLES,
            json!({ "filter": { "section": "nowhere" } }),
            None,
        ),
        (
            "another noun as section",
            get(&format!("/v1/articles?section={foreign}")),
            400,
            ARTICLES,
            json!({ "filter": { "section": foreign } }),
            None,
        ),
        (
            "drafts without a key",
            get("/v1/articles?state=DRAFT"),
            401,
            ARTICLES,
            json!({ "filter": { "state": "DRAFT" } }),
            None,
        ),
        (
            "drafts without the scope",
            get("/v1/articles?state=DRAFT").bearer_auth(early),
            403,
            ARTICLES,
            json!({ "filter": { "state": "DRAFT" } }),
            Some(early),
        ),
        (
            "no key",
            app.request(Method::POST, "/v1/articles").json(&article("x")),
            401,
            CREATE,
            json!({ "input": article("x") }),
            None,
        ),
        ("missing scope", post(other, &article("x")), 403, CREATE, json!({ "input": article("x") }), Some(other)),
        ("taken slug", post(key, &taken), 409, CREATE, json!({ "input": taken }), Some(key)),
        ("refused value", post(key, &empty), 422, CREATE, json!({ "input": empty }), Some(key)),
        ("unknown section of a new one", post(key, &nowhere), 422, CREATE, json!({ "input": nowhere }), Some(key)),
        ("stale version", patch(path, 7, &headline), 412, UPDATE, update(id, 7, &headline), Some(key)),
        (
            "change of nothing",
            patch(&format!("/v1/articles/{unknown}"), 1, &headline),
            404,
            UPDATE,
            update(&unknown, 1, &headline),
            Some(key),
        ),
        (
            "change by a slug",
            patch("/v1/articles/chernovik", 1, &headline),
            400,
            UPDATE,
            update("chernovik", 1, &headline),
            Some(key),
        ),
        (
            "change of another noun",
            patch(&format!("/v1/articles/{foreign}"), 1, &headline),
            400,
            UPDATE,
            update(&foreign, 1, &headline),
            Some(key),
        ),
    ];
    for (name, request, status, document, variables, key) in table {
        let reply = app.send(request).await;
        let code = problem(&app, &reply, status).await;
        assert_eq!(app.gql_code(key, document, variables.clone()).await, code, "{name}");
        // And the same words: the use-case said them.
        let answer = app.gql_as(key, document, variables).await;
        let detail = reply.json()["detail"].clone();
        let told = answer["errors"][0]["message"].as_str().unwrap().replace("first: must be", "limit: must be");
        assert_eq!(json!(told), detail, "{name}");
    }
    let still = app.get_as(key, path).await.expect(200);
    assert_eq!((&still["headline"], &still["version"]), (&json!("Черновик"), &json!(1)), "nothing of it had an effect");
}

#[tokio::test]
async fn parameters_are_known_given_once_and_readable() {
    let app = TestApp::spawn().await;
    for (path, name) in [
        ("/v1/articles?wrong=1", "wrong"),
        ("/v1/articles?Limit=1", "Limit"),
        ("/v1/articles?limit=1&limit=2", "limit"),
        ("/v1/articles?limit=x", "limit"),
        ("/v1/articles?limit=", "limit"),
        ("/v1/articles?limit=1.5", "limit"),
        ("/v1/articles?limit=99999999999999999999", "limit"),
        ("/v1/articles?after=x&before=x", "before"),
        ("/v1/articles?date=2020-02-30", "date"),
        ("/v1/articles?date=27.08.2020", "date"),
        ("/v1/articles?publishedSince=yesterday", "publishedSince"),
        ("/v1/articles?language=%D1%80%D1%83", "language"),
        ("/v1/articles?lang=", "lang"),
        ("/v1/articles?state=draft", "state"),
        ("/v1/articles?fields=secret", "fields"),
        ("/v1/articles?include=tags", "include"),
        ("/v1/articles?section=%ff", "section"),
        ("/v1/articles?section=%00", "section"),
        ("/v1/articles?after=%D0%96", "after"),
        ("/v1/tags?wrong", "wrong"),
        ("/v1/tags?limit=101", "limit"),
        ("/v1/sections?limit=1", "limit"),
        ("/v1/authors?lang=ru", "lang"),
        ("/v1/articles/x?wrong=1", "wrong"),
        ("/?x=1", "x"),
        ("/openapi.json?x=1", "x"),
        ("/openapi.yaml?x=1", "x"),
        ("/schema.graphql?x=1", "x"),
        ("/problems/not-found?x=1", "x"),
    ] {
        let reply = app.get(path).await;
        assert_eq!(problem(&app, &reply, 400).await, "BAD_USER_INPUT", "{path}");
        let json = reply.json();
        assert_eq!(json["errors"][0]["parameter"], name, "{path}");
        assert!(json["detail"].as_str().unwrap().starts_with(&format!("{name}: ")), "{path}: {json}");
    }
    let key = app.editor().await;
    let reply = app.send(write(&app, &key, Method::POST, "/v1/tags?wrong=1", 1, &json!({}))).await;
    assert_eq!(reply.problem(400), "BAD_USER_INPUT");
}

/// Anybody can write what looks like a cursor; none may reach the database in a form that it refuses.
#[tokio::test]
async fn forged_cursors_are_refused_or_lead_to_a_page() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let id = uuid::Uuid::nil();
    for (list, key, status) in [
        (ListName::new("tags by slug", Order::Text), Key::Text("osh".to_owned()), 200),
        (ListName::new("tags by slug", Order::Text), Key::Text("\u{10ffff}'\"%_\\".to_owned()), 200),
        (ListName::new("tags by slug", Order::Text), Key::Text("a\0b".to_owned()), 400),
        (ListName::new("tags by slug", Order::Text), Key::Number(5), 400),
        (ListName::new("tags by slug", Order::Number), Key::Number(5), 400),
    ] {
        let cursor = Cursor { key, id }.encode(list);
        let reply = app.get(&format!("/v1/tags?after={cursor}")).await;
        assert_eq!(reply.status, status, "{}", reply.text);
    }
}
