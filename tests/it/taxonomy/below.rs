//! Lists by section: with the sections below it, or without.

use serde_json::{Value, json};

use super::text;
use crate::support::TestApp;
use crate::support::samples::published;

async fn section(app: &TestApp, key: &str, slug: &str, parent: Option<&str>) -> Value {
    let mut new = json!({ "slug": slug, "names": [text("ru", &format!("Раздел {slug}"))] });
    if let Some(parent) = parent {
        new["parent"] = json!(parent);
    }
    app.post(key, "/v1/sections", &new).await.expect(201)
}

fn headlines(items: &Value) -> Vec<String> {
    items.as_array().unwrap().iter().map(|item| item["headline"].as_str().unwrap().to_owned()).collect()
}

/// What a list by section holds, by REST; GraphQL has the same in `articles` and in `Section.articles`.
async fn listed(app: &TestApp, section: &str, only: bool) -> Vec<String> {
    let narrow = if only { "&sectionOnly=true" } else { "" };
    let rest = app.get(&format!("/v1/articles?section={section}{narrow}&total=true")).await.expect(200);
    let query = "query($slug: String!, $id: ID!, $only: Boolean) {
        articles(filter: { section: $slug, sectionOnly: $only }) { nodes { headline } }
        section(id: $id) { articles(filter: { sectionOnly: $only }) { nodes { headline } } } }";
    let answer = app.gql_as(None, query, json!({ "slug": section, "id": section, "only": only })).await;
    let found = headlines(&rest["items"]);
    assert_eq!(headlines(&answer["data"]["articles"]["nodes"]), found, "{answer}");
    assert_eq!(headlines(&answer["data"]["section"]["articles"]["nodes"]), found, "{answer}");
    assert_eq!(rest["total"]["count"], found.len());
    found
}

#[tokio::test]
async fn a_section_holds_what_stands_in_those_below_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    section(&app, &key, "sport", None).await;
    section(&app, &key, "games", Some("sport")).await;
    let football = section(&app, &key, "football", Some("games")).await;
    section(&app, &key, "culture", None).await;
    for (at, (headline, first, further)) in [
        ("Спорт", "sport", None),
        ("Матч", "football", None),
        ("Кино", "culture", None),
        ("Книга", "culture", Some("games")),
    ]
    .into_iter()
    .enumerate()
    {
        let mut new = published(&app, headline, 100 - 10 * at as i64);
        new["section"] = json!(first);
        new["sections"] = json!(further.into_iter().collect::<Vec<_>>());
        app.post(&key, "/v1/articles", &new).await.expect(201);
    }
    assert_eq!(listed(&app, "sport", false).await, ["Книга", "Матч", "Спорт"]);
    assert_eq!(listed(&app, "sport", true).await, ["Спорт"]);
    assert_eq!(listed(&app, "games", false).await, ["Книга", "Матч"]);
    assert_eq!(listed(&app, "games", true).await, ["Книга"]);
    assert_eq!(listed(&app, "football", false).await, ["Матч"]);
    let list = json!({ "slug": "front", "names": [text("ru", "Главная")], "fill": { "section": "sport", "limit": 5 } });
    app.post(&key, "/v1/lists", &list).await.expect(201);
    let front = async || headlines(&app.get("/v1/lists/front").await.expect(200)["items"]);
    assert_eq!(front().await, ["Книга", "Матч", "Спорт"]);
    // A section that moves takes its articles along, also on a walk that has begun.
    let page = app.get("/v1/articles?section=sport&limit=1").await.expect(200);
    let path = format!("/v1/sections/{}", football["id"].as_str().unwrap());
    app.patch(&key, &path, 1, &json!({ "parent": "culture" })).await.expect(200);
    let next = format!("/v1/articles?section=sport&limit=5&after={}", page["nextCursor"].as_str().unwrap());
    assert_eq!(headlines(&app.get(&next).await.expect(200)["items"]), ["Спорт"]);
    assert_eq!(front().await, ["Книга", "Спорт"]);
    let reply = app.get("/v1/articles?sectionOnly=true").await;
    assert_eq!(
        (reply.problem(400), &reply.json()["errors"][0]["parameter"]),
        ("BAD_USER_INPUT".to_owned(), &json!("sectionOnly"))
    );
    let query = "{ articles(filter: { sectionOnly: true }) { nodes { id } } }";
    assert_eq!(app.gql_code(None, query, json!({})).await, "BAD_USER_INPUT");
}

#[tokio::test]
async fn related_articles_and_curated_lists_carry_what_is_asked_for() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    crate::support::samples::nouns(&app, &key).await;
    crate::support::samples::many(&app, &key, 3).await;
    let list = json!({ "slug": "front", "names": [text("ru", "Главная")], "fill": { "limit": 5 } });
    let list = app.post(&key, "/v1/lists", &list).await.expect(201);
    let one = app.get("/v1/articles/novost-nomer-1").await.expect(200);
    let related = format!("/v1/articles/{}/related", one["id"].as_str().unwrap());
    for path in [related.as_str(), "/v1/lists/front"] {
        let sparse = app.get(&format!("{path}?fields=headline,tags")).await.expect(200);
        let names: Vec<&String> = sparse["items"][0].as_object().unwrap().keys().collect();
        assert_eq!(names, ["id", "headline", "tags"], "{path}");
        let whole = app.get(&format!("{path}?include=body,blocks,media")).await.expect(200);
        let item = &whole["items"][0];
        assert!(item["body"]["text"].is_string() && item["blocks"].is_array() && item["media"].is_array(), "{item}");
        assert_eq!(app.get(&format!("{path}?fields=nothing")).await.problem(400), "BAD_USER_INPUT");
        assert_eq!(app.get(&format!("{path}?include=nothing")).await.problem(400), "BAD_USER_INPUT");
    }
    let page = app.get("/v1/lists/front?fields=headline&limit=1").await;
    assert_eq!(page.expect(200)["list"]["id"], list["id"], "the list itself is whole");
    assert!(page.header("link").contains("fields=headline"));
}
