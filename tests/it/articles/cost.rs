//! One article costs the same number of statements whatever it has, on both doors.

use serde_json::{Value, json};

use super::path;
use crate::support::TestApp;
use crate::support::samples::{nouns, published};

const DETAIL: &str = "query($id: ID!) { article(id: $id) {
    headline body { html } blocks { text } section { slug } sections { slug } tags { slug } authors { name }
    dateline { raw } media { src } corrections { note } translations { slug } aliases { slug } evolvedFrom { id }
    nextVersion { id } commentCount } }";

/// An article with so many tags, corrections and former addresses, and translations.
async fn article(
    app: &TestApp,
    key: &str,
    parent: &Value,
    (tags, corrections, languages): (usize, i64, usize),
) -> Value {
    let name = format!("Новость {tags}");
    let mut new = published(app, &name, 600);
    new["section"] = json!("society");
    new["sections"] = json!(["economy"]);
    new["tags"] = json!(["osh", "weather", "sport"][..tags]);
    new["authors"] = json!(["aigul", "emil"][..tags.min(2)]);
    new["evolvedFrom"] = parent["id"].clone();
    let made = app.post(key, "/v1/articles", &new).await.expect(201);
    for version in 1..=corrections {
        app.pass(1);
        let patch = json!({
            "slug": format!("novost-{tags}-{version}"), "lead": format!("Лид {version}."), "changeKind": "CORRECTION",
            "changeNote": format!("Исправлено {version}."),
        });
        app.patch(key, &path(&made), version, &patch).await.expect(200);
    }
    for language in &["ky", "en", "tr", "kk", "uz"][..languages] {
        let mut other = published(app, &name, 60);
        other["language"] = json!(language);
        other["translationOf"] = json!({ "id": made["id"] });
        app.post(key, "/v1/articles", &other).await.expect(201);
    }
    made
}

#[tokio::test]
async fn an_article_costs_as_much_with_many_relations_as_with_one_of_each() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    nouns(&app, &key).await;
    let parent = app.post(&key, "/v1/articles", &published(&app, "Раньше", 900)).await.expect(201);
    let mut spent: Vec<(u64, u64)> = Vec::new();
    for wanted in [(1, 1, 1), (3, 11, 5)] {
        let article = article(&app, &key, &parent, wanted).await;
        let before = app.app.store.statements();
        let shown = app.get(&format!("{}?include=body,blocks,media", path(&article))).await.expect(200);
        let rest = app.app.store.statements() - before;
        let answer = app.gql_as(None, DETAIL, json!({ "id": article["id"] })).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        spent.push((rest, app.app.store.statements() - before - rest));
        let (tags, corrections, languages) = wanted;
        let expected = (tags, corrections as usize, languages, corrections as usize);
        for one in [&shown, &answer["data"]["article"]] {
            let many = |field: &str| one[field].as_array().unwrap().len();
            assert_eq!((many("tags"), many("corrections"), many("translations"), many("aliases")), expected, "{one}");
        }
    }
    assert_eq!(spent[0], spent[1], "as many for much as for little");
    assert!(spent[0].0 == 1 && spent[0].1 <= 10, "{spent:?}");
}
