//! Addresses in several languages, former ones, and those of what was taken back.

use reqwest::Method;
use reqwest::redirect::Policy;
use serde_json::{Value, json};

use super::path;
use crate::support::samples::published;
use crate::support::{TestApp, builder};

async fn made(app: &TestApp, key: &str, language: &str, headline: &str, slug: &str) -> Value {
    let mut new = published(app, headline, 60);
    new["language"] = json!(language);
    new["slug"] = json!(slug);
    app.post(key, "/v1/articles", &new).await.expect(201)
}

async fn cancel(app: &TestApp, key: &str, article: &Value, version: i64, reason: &str) {
    let path = format!("{}/cancel", path(article));
    app.change(Method::POST, key, &path, version, Some(&json!({ "reason": reason }))).await.expect(200);
}

/// What both doors answer: the kind, and the article, the way or the reason.
async fn resolve(app: &TestApp, address: &str) -> (String, Value) {
    let found = app.get(&format!("/v1/resolve?path={address}")).await.expect(200);
    let query = "query($path: String!) { resolve(path: $path) { __typename ... on Article { id } ... on Redirect { to } \
                 ... on Gone { recall { reason } } } }";
    let answer = app.gql_as(None, query, json!({ "path": address })).await["data"]["resolve"].clone();
    let (name, what, other) = match found["kind"].as_str().unwrap() {
        "ARTICLE" => ("Article", &found["article"]["id"], &answer["id"]),
        "REDIRECT" => ("Redirect", &found["redirect"]["to"], &answer["to"]),
        "GONE" => ("Gone", &found["recall"]["reason"], &answer["recall"]["reason"]),
        _ => ("NotFound", &Value::Null, &Value::Null),
    };
    assert_eq!((answer["__typename"].as_str().unwrap(), other), (name, what), "{address}");
    (name.to_owned(), what.clone())
}

#[tokio::test]
async fn a_browsers_language_does_not_lead_away_from_the_language_of_the_address() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let ru = made(&app, &key, "ru", "Первый снег", "pervyy-sneg").await;
    let mut new = published(&app, "First snow", 30);
    new["language"] = json!("en");
    new["translationOf"] = json!({ "id": ru["id"] });
    app.post(&key, "/v1/articles", &new).await.expect(201);
    let open = async |address: &str| {
        let request = app.request(Method::GET, &format!("/v1/resolve?path={address}"));
        app.send(request.header("accept-language", "en-GB,en;q=0.8")).await
    };
    let found = open("/ru/pervyy-sneg").await;
    assert_eq!((&found.expect(200)["kind"], &found.json()["article"]["id"]), (&json!("ARTICLE"), &ru["id"]));
    assert!(found.header("vary").contains("Accept-Language"));
    // An address without a language says nothing, so the browser does.
    assert_eq!(open("/pervyy-sneg").await.expect(200)["redirect"]["to"], "/first-snow");
    assert_eq!(open("/ru/pervyy-sneg&lang=en").await.expect(200)["redirect"]["to"], "/en/first-snow");
}

#[tokio::test]
async fn what_became_of_an_article_comes_before_one_of_another_language() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let ky = made(&app, &key, "ky", "Ош", "osh").await;
    let ru = made(&app, &key, "ru", "Ош", "osh").await;
    app.pass(1);
    app.patch(&key, &path(&ru), 1, &json!({ "slug": "osh-segodnya" })).await.expect(200);
    assert_eq!(resolve(&app, "/ru/osh").await, ("Redirect".to_owned(), json!("/ru/osh-segodnya")));
    assert_eq!(resolve(&app, "/ky/osh").await, ("Article".to_owned(), ky["id"].clone()));
    assert_eq!(resolve(&app, "/osh").await, ("Article".to_owned(), ky["id"].clone()));
    app.patch(&key, &path(&ru), 2, &json!({ "slug": "osh" })).await.expect(200);
    cancel(&app, &key, &ru, 3, "Ошибка.").await;
    assert_eq!(resolve(&app, "/ru/osh").await, ("Gone".to_owned(), json!("Ошибка.")));
    assert_eq!(resolve(&app, "/en/osh").await, ("Article".to_owned(), ky["id"].clone()));
    assert_eq!(resolve(&app, "/osh").await, ("Article".to_owned(), ky["id"].clone()));
}

#[tokio::test]
async fn old_links_lead_where_they_led_until_somebody_chooses_the_address() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let first = app.post(&key, "/v1/articles", &published(&app, "Снег", 60)).await.expect(201);
    app.pass(1);
    app.patch(&key, &path(&first), 1, &json!({ "slug": "sneg-2025" })).await.expect(200);
    let second = app.post(&key, "/v1/articles", &published(&app, "Снег", 30)).await.expect(201);
    assert_eq!(second["slug"], "sneg-2");
    assert_eq!(resolve(&app, "/ru/sneg").await, ("Redirect".to_owned(), json!("/ru/sneg-2025")));
    let aliases = async || app.get(&path(&first)).await.expect(200)["aliases"].as_array().unwrap().len();
    assert_eq!(aliases().await, 1);
    let third = made(&app, &key, "ru", "Опять снег", "sneg").await;
    assert_eq!(resolve(&app, "/ru/sneg").await, ("Article".to_owned(), third["id"].clone()));
    assert_eq!(aliases().await, 0, "one address leads to one thing");
    cancel(&app, &key, &third, 1, "Другая.").await;
    assert_eq!(resolve(&app, "/ru/sneg").await, ("Gone".to_owned(), json!("Другая.")));
}

#[tokio::test]
async fn the_former_slug_of_an_article_sends_on_to_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let en = made(&app, &key, "en", "Bridge", "bridge").await;
    let ru = made(&app, &key, "ru", "Мост", "bridge").await;
    app.pass(1);
    for article in [&en, &ru] {
        let language = article["language"].as_str().unwrap();
        app.patch(&key, &path(article), 1, &json!({ "slug": format!("crossing-{language}") })).await.expect(200);
    }
    app.pass(1);
    let client = builder().redirect(Policy::none()).build().unwrap();
    let ask = async |address: &str| client.get(format!("{}{address}", app.base)).send().await.unwrap();
    let place = app.app.config.site.languages.iter();
    let first = place.map(|language| language.as_str()).find(|language| ["en", "ru"].contains(language)).unwrap();
    let first = if first == "en" { &en } else { &ru };
    for (query, article, rest) in [
        ("", first, ""),
        ("?language=ru", &ru, ""),
        ("?fields=slug&language=en", &en, "?fields=slug"),
        ("?lang=ky,ru", first, "?lang=ky,ru"),
    ] {
        let answer = ask(&format!("/v1/articles/bridge{query}")).await;
        assert_eq!(answer.status(), 301, "{query}");
        let headers = answer.headers();
        assert_eq!(headers["location"].to_str().unwrap(), format!("{}{rest}", path(article)), "{query}");
        assert!(headers["cache-control"].to_str().unwrap().starts_with("public, max-age=0"));
        let keys = headers["surrogate-key"].to_str().unwrap().to_owned();
        assert!(keys.contains(article["id"].as_str().unwrap()) && keys.contains("bridge"), "{keys}");
        assert_eq!(app.get(&format!("/v1/articles/bridge{query}")).await.expect(200)["id"], article["id"], "{query}");
    }
    let query = "query($lang: Locale) { article(id: \"bridge\", language: $lang) { id slug } }";
    for (language, article) in [(Value::Null, first), (json!("en"), &en), (json!("ru"), &ru)] {
        let answer = app.gql_as(None, query, json!({ "lang": language })).await;
        assert_eq!(answer["data"]["article"]["id"], article["id"], "{answer}");
    }
    // As it was under that slug, too; in no language that it never had.
    let then = format!("?asOf={}", app.at(-2));
    assert_eq!(app.get(&format!("/v1/articles/bridge{then}")).await.expect(200)["slug"], "bridge");
    assert_eq!(ask("/v1/articles/bridge?language=ky").await.status(), 404);
    // What is not seen leaves the slug to the other, what was taken back says so, and a new owner comes first.
    let ru_path = format!("{}/withhold", path(&ru));
    app.change(Method::POST, &key, &ru_path, 2, None).await.expect(200);
    assert_eq!(app.get("/v1/articles/bridge?language=ru").await.problem(410), "GONE");
    let new = made(&app, &key, "en", "Another", "bridge").await;
    assert_eq!(app.get("/v1/articles/bridge").await.expect(200)["id"], new["id"]);
}

#[tokio::test]
async fn a_former_address_of_what_was_taken_back_is_gone_with_its_own_reason() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let en = made(&app, &key, "en", "May", "may").await;
    let ru = made(&app, &key, "ru", "Май", "may").await;
    app.pass(1);
    app.patch(&key, &path(&ru), 1, &json!({ "slug": "iyun" })).await.expect(200);
    cancel(&app, &key, &ru, 2, "По-русски.").await;
    let gone = async |address: &str| {
        let reply = app.get(&format!("/v1/articles/{address}")).await;
        assert_eq!(reply.problem(410), "GONE", "{address}");
        reply.json()["recall"]["reason"].clone()
    };
    assert_eq!(gone("may?language=ru").await, "По-русски.");
    assert_eq!(gone("iyun").await, "По-русски.");
    assert_eq!(app.get("/v1/articles/may").await.expect(200)["id"], en["id"]);
    cancel(&app, &key, &en, 1, "In English.").await;
    assert_eq!(gone("may").await, "In English.", "it had the address last");
    let query = "{ article(id: \"may\", language: \"ru\") { id } }";
    assert_eq!(app.gql_code(None, query, json!({})).await, "GONE");
    // Of two with one slug the first language of the site counts, as for those that are seen.
    let (a, b) = (made(&app, &key, "en", "Two", "two").await, made(&app, &key, "ru", "Два", "two").await);
    cancel(&app, &key, &a, 1, "Second.").await;
    cancel(&app, &key, &b, 1, "Первая.").await;
    assert_eq!(gone("two").await, "Первая.");
    // By id GraphQL tells it at the place of the id.
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let answer = app.gql_as(None, query, json!({ "ids": ["article_01h455vb4pex5vsknk084sn02q", b["id"]] })).await;
    assert_eq!(answer["data"]["nodes"], json!([null, null]));
    assert_eq!((answer["errors"].as_array().unwrap().len(), &answer["errors"][0]["path"]), (1, &json!(["nodes", 1])));
    assert_eq!(answer["errors"][0]["extensions"]["recall"]["reason"], "Первая.");
}
