//! The site's own record: what is stored and what the settings say, by both doors.

use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::taxonomy::{text, without_nulls};

const SITE: &str = "id title titles { language value } tagline taglines { language value } languages timeZone
    baseCurrency publicUrl contactEmail logoUrl version";
const UPDATE: &str = "mutation($version: Int!, $patch: SitePatchInput!) {
    updateSite(version: $version, patch: $patch) { title tagline version baseCurrency } }";

fn filled() -> Value {
    json!({
        "titles": [text("ru", "Новости Оша"), text("ky", "Ош жаңылыктары")],
        "taglines": [text("ru", "Каждый день")],
        "baseCurrency": "USD",
        "publicUrl": "https://osh.example/",
        "contactEmail": "desk@osh.example",
        "logoUrl": "https://osh.example/logo.svg",
    })
}

async fn site(app: &TestApp) -> Value {
    let rest = app.get("/v1/site").await.expect(200);
    let answer = app.gql(&format!("{{ site {{ {SITE} }} }}")).await;
    assert_eq!(without_nulls(&answer["site"]), rest);
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Site {{ {SITE} }} }} }}");
    let answer = app.gql_as(None, &query, json!({ "id": rest["id"] })).await;
    assert_eq!(without_nulls(&answer["data"]["node"]), rest);
    rest
}

#[tokio::test]
async fn a_new_site_tells_its_settings_and_the_som() {
    let app = TestApp::spawn_with(|settings| {
        settings.site.languages = ["ru", "en"].map(|lang| lang.parse().unwrap()).to_vec();
        settings.site.time_zone = chrono_tz::Asia::Almaty;
    })
    .await;
    let expected = json!({
        "id": "site_00000000000000000000000000", "titles": [], "taglines": [], "languages": ["ru", "en"],
        "timeZone": "Asia/Almaty", "baseCurrency": "KGS", "version": 1,
    });
    assert_eq!(site(&app).await, expected);
    let other = "{ node(id: \"site_01h455vb4pex5vsknk084sn02q\") { id } }";
    assert_eq!(app.gql(other).await["node"], Value::Null);
}

#[tokio::test]
async fn an_administrator_changes_it_by_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.key(&[Scope::Admin]).await;
    let before = app.get("/v1/site").await;
    assert_eq!(before.header("surrogate-key"), "site");
    let changed = app.patch(&key, "/v1/site", 1, &filled()).await.expect(200);
    let mut expected = filled();
    for (field, value) in [
        ("id", json!("site_00000000000000000000000000")),
        ("title", json!("Ош жаңылыктары")),
        ("tagline", json!("Каждый день")),
        ("languages", json!(["ky", "ru", "en"])),
        ("timeZone", json!("Asia/Bishkek")),
        ("version", json!(2)),
    ] {
        expected[field] = value;
    }
    assert_eq!(changed, expected);
    assert_eq!(site(&app).await, expected);
    assert_eq!(app.get("/v1/site?lang=ru").await.expect(200)["title"], "Новости Оша");
    let header = app.request(Method::GET, "/v1/site").header("accept-language", "ru-KG, en;q=0.5");
    let reply = app.send(header).await;
    assert_eq!(
        (reply.expect(200)["title"].as_str(), reply.header("vary")),
        (Some("Новости Оша"), "Authorization, Accept-Language")
    );
    let answer = app.gql("{ site { title(lang: \"ru\") tagline(lang: \"en\") } }").await;
    assert_eq!(answer["site"], json!({ "title": "Новости Оша", "tagline": "Каждый день" }));

    let reply = app.get("/v1/site").await;
    assert_ne!(reply.header("etag"), before.header("etag"));
    let known = app.request(Method::GET, "/v1/site").header("if-none-match", reply.header("etag"));
    assert_eq!(app.send(known).await.status, 304);

    let patch = json!({ "publicUrl": null, "baseCurrency": "KGS" });
    let answer = app.gql_as(Some(&key), UPDATE, json!({ "version": 2, "patch": patch })).await;
    let wanted = json!({ "title": "Ош жаңылыктары", "tagline": "Каждый день", "version": 3, "baseCurrency": "KGS" });
    assert_eq!(answer["data"]["updateSite"], wanted, "{answer}");
    let now = site(&app).await;
    assert_eq!((now.get("publicUrl"), &now["logoUrl"]), (None, &json!("https://osh.example/logo.svg")));
    assert_eq!(app.patch(&key, "/v1/site", 3, &patch).await.expect(200)["version"], 3, "nothing changed");

    let log = app.get("/v1/changes?types=site").await.expect(200);
    let rows: Vec<(&str, &str)> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["id"].as_str().unwrap(), row["op"].as_str().unwrap()))
        .collect();
    assert_eq!(rows, [("site_00000000000000000000000000", "UPDATED"); 2]);
}

#[tokio::test]
async fn wrong_changes_of_it_are_refused_by_field_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.key(&[Scope::Admin]).await;
    let whole = app.get("/v1/site").await.expect(200);
    for (patch, pointer) in [
        (json!({ "titles": [text("ru", "")] }), "/titles/0/value"),
        (json!({ "titles": [text("ru", &"ж".repeat(201))] }), "/titles/0/value"),
        (json!({ "titles": [text("ru", "а"), text("ru", "б")] }), "/titles/1/language"),
        (json!({ "titles": null }), "/titles"),
        (json!({ "taglines": [text("ru", &"ж".repeat(301))] }), "/taglines/0/value"),
        (json!({ "baseCurrency": "DEM" }), "/baseCurrency"),
        (json!({ "publicUrl": "osh.example" }), "/publicUrl"),
        (json!({ "publicUrl": "https://user:secret@osh.example" }), "/publicUrl"),
        (json!({ "logoUrl": "data:image/png;base64,AA" }), "/logoUrl"),
        (json!({ "contactEmail": "nobody" }), "/contactEmail"),
    ] {
        let reply = app.patch(&key, "/v1/site", 1, &patch).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{patch}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{patch}");
        let code = app.gql_code(Some(&key), UPDATE, json!({ "version": 1, "patch": patch })).await;
        assert_eq!(code, "UNPROCESSABLE_CONTENT", "{patch}");
    }
    for (patch, pointer) in [
        (json!({ "baseCurrency": "SOM" }), "/baseCurrency"),
        (json!({ "timeZone": "Asia/Almaty" }), "/timeZone"),
        (json!({ "languages": ["ru"] }), "/languages"),
    ] {
        let reply = app.patch(&key, "/v1/site", 1, &patch).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{patch}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{patch}");
        let code = app.gql_code(Some(&key), UPDATE, json!({ "version": 1, "patch": patch })).await;
        assert_eq!(code, "GRAPHQL_VALIDATION_FAILED", "{patch}");
    }
    assert_eq!(app.patch(&key, "/v1/site", 2, &filled()).await.problem(412), "PRECONDITION_FAILED");
    let code = app.gql_code(Some(&key), UPDATE, json!({ "version": 2, "patch": filled() })).await;
    assert_eq!(code, "PRECONDITION_FAILED");
    let without = app.request(Method::PATCH, "/v1/site").bearer_auth(&key).json(&filled());
    assert_eq!(app.send(without).await.problem(428), "PRECONDITION_REQUIRED");
    let editor = app.editor().await;
    assert_eq!(app.patch(&editor, "/v1/site", 1, &filled()).await.problem(403), "FORBIDDEN");
    assert_eq!(app.gql_code(Some(&editor), UPDATE, json!({ "version": 1, "patch": filled() })).await, "FORBIDDEN");
    assert_eq!(app.gql_code(None, UPDATE, json!({ "version": 1, "patch": filled() })).await, "UNAUTHENTICATED");
    assert_eq!(app.get("/v1/site").await.expect(200), whole, "nothing of it had an effect");
}
