//! What happened while nobody outside saw the article: readers are told of none of it, and of all that reached them.

use dateline::domain::articles::{Draft, NewArticle};
use dateline::domain::keys::Actor;
use dateline::usecases::{Outcome, articles};
use reqwest::Method;
use serde_json::{Value, json};

use super::path;
use crate::support::TestApp;
use crate::support::samples::{article, published};

async fn act(app: &TestApp, key: &str, path: &str, action: &str, version: i64) {
    app.change(Method::POST, key, &format!("{path}/{action}"), version, None).await.expect(200);
}

fn correction(lead: &str, note: &str) -> Value {
    json!({ "lead": lead, "changeKind": "CORRECTION", "changeNote": note })
}

/// Every place in which a version says of itself what it changed, on both doors.
async fn kinds(app: &TestApp, path: &str, version: i64) -> Vec<Value> {
    let id = path.rsplit('/').next().unwrap();
    let fields = "changeKind changeNote";
    let query = format!(
        "{{ article(id: \"{id}\") {{ {fields} revision(version: {version}) {{ {fields} article {{ {fields} }} }} }} \
         articles(first: 1) {{ nodes {{ {fields} }} }} node(id: \"{id}\") {{ ... on Article {{ {fields} }} }} }}"
    );
    let data = app.gql(&query).await;
    let revision = app.get(&format!("{path}/revisions/{version}")).await.expect(200);
    let list = app.get("/v1/articles").await.expect(200);
    vec![
        app.get(path).await.expect(200),
        list["items"][0].clone(),
        revision["article"].clone(),
        revision,
        data["article"].clone(),
        data["article"]["revision"].clone(),
        data["article"]["revision"]["article"].clone(),
        data["articles"]["nodes"][0].clone(),
        data["node"].clone(),
    ]
}

#[tokio::test]
async fn the_first_copy_that_readers_get_says_nothing_of_changes_before_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = published(&app, "Под эмбарго", 60);
    new["embargoedUntil"] = json!(app.at(100));
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    app.pass(10);
    let shown = app.patch(&key, &path(&made), 1, &correction("Верно.", "Убрана клевета на Н.")).await.expect(200);
    assert_eq!(shown["changeNote"], "Убрана клевета на Н.", "the newsroom is told");
    app.pass(90);
    for (at, told) in kinds(&app, &path(&made), 2).await.into_iter().enumerate() {
        assert_eq!((&told["changeKind"], &told["changeNote"]), (&Value::Null, &Value::Null), "{at}: {told}");
    }
    assert_eq!(app.get_as(&key, &path(&made)).await.expect(200)["changeKind"], "CORRECTION");
    // What readers saw change is told, and the first copy still is not, now that it is a former version.
    app.pass(10);
    app.patch(&key, &path(&made), 2, &correction("Вернее.", "Одиннадцать.")).await.expect(200);
    for told in kinds(&app, &path(&made), 3).await {
        assert_eq!(told["changeNote"], "Одиннадцать.", "{told}");
    }
    let former = app.get(&format!("{}/revisions/2", path(&made))).await.expect(200);
    assert_eq!(former["article"].get("changeNote"), None, "{former}");
    assert!(!former.to_string().contains("клевета"));

    let draft = app.post(&key, "/v1/articles", &article("Черновик")).await.expect(201);
    app.pass(1);
    act(&app, &key, &path(&draft), "publish", 1).await;
    assert_eq!(app.get(&path(&draft)).await.expect(200).get("changeKind"), None, "its first version for readers");
}

#[tokio::test]
async fn every_correction_that_was_made_unseen_is_told_with_the_version_that_brought_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/articles", &published(&app, "Школы", 60)).await.expect(201);
    let path = path(&made);
    app.pass(10);
    app.patch(&key, &path, 1, &correction("Раз.", "первая")).await.expect(200);
    app.pass(10);
    act(&app, &key, &path, "withhold", 2).await;
    app.pass(10);
    app.patch(&key, &path, 3, &correction("Два.", "вторая")).await.expect(200);
    app.patch(&key, &path, 4, &correction("Три.", "третья")).await.expect(200);
    app.pass(10);
    act(&app, &key, &path, "restore", 5).await;
    let told = |version: i64, at: i64, note: &str| json!({ "kind": "CORRECTION", "note": note, "version": version, "at": app.at(at) });
    let all = json!([told(6, 0, "третья"), told(6, 0, "вторая"), told(2, -30, "первая")]);
    assert_eq!(app.get(&path).await.expect(200)["corrections"], all);
    // A former version has those that were made up to it, the same on both doors.
    app.pass(10);
    app.patch(&key, &path, 6, &correction("Четыре.", "четвёртая")).await.expect(200);
    let id = path.rsplit('/').next().unwrap();
    for (version, count) in [(1, 0), (2, 1), (6, 3), (7, 4)] {
        let rest = app.get(&format!("{path}/revisions/{version}")).await.expect(200)["article"]["corrections"].clone();
        assert_eq!(rest.as_array().unwrap().len(), count, "{version}: {rest}");
        let query = format!(
            "{{ article(id: \"{id}\") {{ revision(version: {version}) {{ article {{ corrections {{ kind note version at }} }} }} }} }}"
        );
        assert_eq!(app.gql(&query).await["article"]["revision"]["article"]["corrections"], rest, "{version}");
    }
    let then = app.get(&format!("{path}?asOf={}", app.at(-11))).await.status;
    assert_eq!(then, 404, "it was withheld");
    let then = app.get(&format!("{path}?asOf={}", app.at(-10))).await.expect(200);
    assert_eq!(then["corrections"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_correction_in_the_second_of_the_publication_is_told() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let draft = app.post(&key, "/v1/articles", &article("Мост")).await.expect(201);
    let path = path(&draft);
    app.patch(&key, &path, 1, &correction("Черновик.", "до публикации")).await.expect(200);
    act(&app, &key, &path, "publish", 2).await;
    app.patch(&key, &path, 3, &correction("Раз.", "первая")).await.expect(200);
    app.patch(&key, &path, 4, &json!({ "changeKind": "MINOR", "headline": "Мост открыт" })).await.expect(200);
    let told = json!([{ "kind": "CORRECTION", "note": "первая", "version": 5, "at": app.at(0) }]);
    assert_eq!(app.get(&path).await.expect(200)["corrections"], told);
    app.pass(10);
    app.patch(&key, &path, 5, &correction("Два.", "вторая")).await.expect(200);
    assert_eq!(app.get(&path).await.expect(200)["corrections"][1], told[0]);
    // The list, the version alone and the article as it was say the same of it; of the draft nobody is told.
    let list = app.get(&format!("{path}/revisions")).await.expect(200);
    let shown: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|row| (&row["version"], &row["changeNote"])).collect();
    assert_eq!(shown, [(&json!(6), &json!("вторая")), (&json!(5), &json!("первая"))]);
    assert_eq!(list["items"][1]["changedFields"], json!(["headline", "lead"]));
    let alone = app.get(&format!("{path}/revisions/5")).await.expect(200);
    assert_eq!((&alone["changeKind"], &alone["changeNote"]), (&json!("CORRECTION"), &json!("первая")));
    let then = app.get(&format!("{path}?asOf={}", app.at(-5))).await.expect(200);
    assert_eq!((&then["version"], &then["corrections"]), (&json!(5), &told));
    let id = path.rsplit('/').next().unwrap();
    let query = format!(
        "{{ article(id: \"{id}\") {{ corrections {{ note }} revisions(last: 1) {{ nodes {{ version changeNote }} }} }} }}"
    );
    let data = app.gql(&query).await["article"].clone();
    assert_eq!(data["corrections"], json!([{ "note": "вторая" }, { "note": "первая" }]));
    assert_eq!(data["revisions"]["nodes"], json!([{ "version": 5, "changeNote": "первая" }]));
    assert!(!app.get(&format!("{path}/revisions?limit=1")).await.text.contains("до публикации"));
}

#[tokio::test]
async fn only_addresses_that_readers_could_open_are_former_addresses() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/articles", &published(&app, "Мэр", 60)).await.expect(201);
    let path = path(&made);
    app.pass(10);
    act(&app, &key, &path, "withhold", 1).await;
    app.pass(10);
    app.patch(&key, &path, 2, &json!({ "slug": "mayor-arrested" })).await.expect(200);
    app.pass(10);
    app.patch(&key, &path, 3, &json!({ "slug": "mayor-questioned" })).await.expect(200);
    act(&app, &key, &path, "restore", 4).await;
    let aliases = app.get(&path).await.expect(200)["aliases"].clone();
    let slugs: Vec<&str> = aliases.as_array().unwrap().iter().map(|alias| alias["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["mer"]);
    let resolve = async |slug: &str| app.get(&format!("/v1/resolve?path=/{slug}")).await.expect(200)["kind"].clone();
    assert_eq!((resolve("mayor-arrested").await, resolve("mer").await), (json!("NOT_FOUND"), json!("REDIRECT")));
}

#[tokio::test]
async fn the_dates_of_what_readers_saw_do_not_go_back() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = published(&app, "Даты", 100);
    new["externalId"] = json!({ "source": "cms", "id": "1" });
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    app.pass(50);
    app.patch(&key, &path(&made), 1, &correction("Иначе.", "Не так.")).await.expect(200);
    let corrected = app.at(0);
    app.pass(50);
    new["published"] = json!(app.at(-150));
    new["lead"] = json!("Иначе.");
    new["changeKind"] = json!("MINOR");
    let moved = app.post(&key, "/v1/articles", &new).await.expect(200);
    assert_eq!((&moved["published"], &moved["contentModified"]), (&json!(app.at(-150)), &json!(corrected)));
    new["published"] = json!(app.at(-500));
    let reply = app.post(&key, "/v1/articles", &new).await;
    assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT");
    assert_eq!(reply.json()["errors"][0]["pointer"], "/published");
    let query = "mutation($input: NewArticleInput!) { createArticle(input: $input) { id } }";
    assert_eq!(app.gql_code(Some(&key), query, json!({ "input": new })).await, "UNPROCESSABLE_CONTENT");
}

#[tokio::test]
async fn a_correction_of_the_original_does_not_end_the_imports_of_a_translation() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let source = app.post(&key, "/v1/articles", &published(&app, "Оригинал", 60)).await.expect(201);
    let import = async |lead: &str| {
        let mut new = published(&app, "Котормо", 30);
        new["language"] = json!("ky");
        new["lead"] = json!(lead);
        new["externalId"] = json!({ "source": "wire", "id": "7" });
        new["translationOf"] = json!({ "id": source["id"], "version": 1 });
        let article: NewArticle = serde_json::from_value(new).unwrap();
        let draft = Draft { keeps_edits: true, ..Draft::from(article) };
        articles::import_many(&app.app, &Actor::System, vec![draft]).await.unwrap().pop().unwrap()
    };
    assert_eq!(import("Бир.").await.outcome, Outcome::Created);
    app.patch(&key, &path(&source), 1, &correction("Иначе.", "Не так.")).await.expect(200);
    assert_eq!(import("Эки.").await.outcome, Outcome::Updated);
    act(&app, &key, &path(&source), "withhold", 2).await;
    assert_eq!(import("Үч.").await.outcome, Outcome::Updated);
}
