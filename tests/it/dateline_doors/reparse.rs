//! Reading all datelines again: what a newer parser makes of them, and what is left alone.

use dateline::domain::keys::Actor;
use dateline::usecases::articles::reparse;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{BISHKEK, article, five};
use crate::program::Program;
use crate::support::TestApp;
use crate::support::samples::published;

async fn sql(app: &TestApp, statement: &str) {
    let tx = app.app.store.begin().await.unwrap();
    tx.conn().execute_unprepared(statement).await.unwrap();
    tx.commit(Vec::new(), app.app.now()).await.unwrap();
}

async fn shown(app: &TestApp, slug: &str) -> Value {
    app.get(&format!("/v1/articles/{slug}")).await.expect(200)
}

/// Makes the rows what an older program left: of an older parser, their places not looked up, one day misread, the articles
/// apart that somebody gave a dateline.
async fn age(app: &TestApp) {
    sql(app, "UPDATE datelines SET parser_version = 0, lag_days = NULL WHERE source = 'parsed'").await;
    sql(app, "UPDATE dateline_places SET place_id = NULL, region_id = NULL, latitude = NULL, longitude = NULL").await;
    sql(app, "UPDATE datelines SET date = '2026-11-12' WHERE date = '2026-11-22' AND source = 'parsed'").await;
}

#[tokio::test]
async fn what_was_read_is_read_again_and_what_was_given_stays() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    five(&app, &key).await;
    let mut new = published(&app, "f", 60);
    new["slug"] = json!("f");
    new["dateline"] = json!({ "places": [{ "name": "Лондон" }], "date": "2026-11-22" });
    app.post(&key, "/v1/articles", &new).await.expect(201);
    let before = [shown(&app, "a").await, shown(&app, "b").await, shown(&app, "f").await];
    age(&app).await;
    sql(&app, "UPDATE datelines SET parser_version = 0").await;
    let given = shown(&app, "f").await;
    assert_eq!(
        app.get(&format!("/v1/articles?place={BISHKEK}&dateSuspect=false")).await.expect(200)["items"],
        json!([])
    );
    let position = app.get("/v1/changes?limit=100").await.expect(200)["position"].clone();

    // To try changes nothing, and tells the same.
    let tried = reparse(&app.app, &Actor::System, None, true).await.unwrap();
    assert_eq!(shown(&app, "a").await["dateline"]["date"], "2026-11-12");
    assert_eq!(app.get("/v1/changes?limit=100").await.expect(200)["position"], position);
    let done = reparse(&app.app, &Actor::System, None, false).await.unwrap();
    let told = |done: &dateline::usecases::articles::Reparsed| serde_json::to_value(&done.changed).unwrap();
    assert_eq!(told(&tried), told(&done));
    assert_eq!((done.examined, done.given, done.changed.len()), (6, 1, 4));
    let version = dateline::domain::datelines::PARSER_VERSION;
    assert!(done.changed.iter().all(|one| (one.from_version, one.to_version) == (Some(0), Some(version))));
    let fields: Vec<Value> = done.changed.iter().map(|one| serde_json::to_value(&one.differences).unwrap()).collect();
    let day = json!([{ "field": "date", "before": "2026-11-12", "after": "2026-11-22" }]);
    assert_eq!(fields.iter().filter(|fields| **fields == day).count(), 1, "{fields:?}");
    assert_eq!(fields.iter().filter(|fields| **fields == json!([])).count(), 3, "{fields:?}");

    // The answers are what they were, of the same versions: nobody wrote the articles.
    assert_eq!([shown(&app, "a").await, shown(&app, "b").await], before[..2]);
    assert_eq!(shown(&app, "f").await, given);
    let found = app.get(&format!("/v1/articles?place={BISHKEK}&publishedDaysAfterDateline=0")).await.expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 2);
    // Whoever keeps copies is told.
    let log = app.get("/v1/changes?limit=100").await.expect(200);
    let rows: Vec<&Value> = log["items"].as_array().unwrap().iter().filter(|row| row["reason"] == "reparsed").collect();
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row["op"] == "UPDATED"), "{rows:?}");
    let again = reparse(&app.app, &Actor::System, None, false).await.unwrap();
    assert_eq!((again.examined, again.changed.len()), (6, 0));
    assert_eq!(reparse(&app.app, &Actor::System, again.last, false).await.unwrap().examined, 0);
}

#[tokio::test]
async fn a_body_that_begins_elsewhere_now_makes_a_version() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = article(&app, &key, "a", "Бишкек, 22.11.26. /Кабар/. Снег.").await;
    // An older parser found no head there.
    sql(&app, "DELETE FROM dateline_places").await;
    sql(&app, "DELETE FROM datelines").await;
    let whole = "Бишкек, 22.11.26. /Кабар/. Снег.";
    sql(&app, &format!("UPDATE article_bodies SET text = '{whole}', html = '<p>{whole}</p>'")).await;
    app.pass(60);
    let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
    app.patch(&key, &path, 1, &json!({ "byline": "А" })).await.expect(200);
    app.pass(60);
    let before = shown(&app, "a").await;
    assert_eq!((before.get("dateline"), &before["version"]), (None, &json!(2)));
    let done = reparse(&app.app, &Actor::System, None, false).await.unwrap();
    assert_eq!((done.changed.len(), done.changed[0].body_changed, done.changed[0].from_version), (1, true, None));
    let after = shown(&app, "a").await;
    assert_eq!((&after["body"]["text"], &after["wordCount"]), (&json!("Снег."), &json!(1)));
    assert_eq!(
        (&after["version"], &after["changeKind"], &after["lead"]),
        (&json!(3), &json!("MINOR"), &json!("Снег."))
    );
    assert_eq!(after["dateline"]["raw"], "Бишкек, 22.11.26. /Кабар/.");
    assert_eq!(after["contentModified"], before["contentModified"]);
    // What readers saw before is still told of the version before.
    let former = app.get(&format!("/v1/articles/{}/revisions/2", made["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&former["article"]["body"]["text"], former["article"].get("dateline")), (&json!(whole), None));
}

#[tokio::test]
async fn the_command_tells_every_difference_and_the_sum() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    five(&app, &key).await;
    age(&app).await;
    let program = Program::on(&app);
    let id = shown(&app, "a").await["id"].as_str().unwrap().to_owned();
    let version = dateline::domain::datelines::PARSER_VERSION;
    let tried = program.run(&["reparse", "--dry-run"]);
    let text = tried.expect(0);
    assert!(text.contains(&format!("{id} date: \"2026-11-12\" → \"2026-11-22\"")), "{text}");
    assert!(text.contains("5 articles: 1 as they were, 0 given by editors and feeds, 4 would differ"), "{text}");
    assert!(text.contains(&format!("parser 0 → {version}: 4, 1 of them with differences")), "{text}");
    assert_eq!(shown(&app, "a").await["dateline"]["date"], "2026-11-12");
    let done = program.run(&["reparse", "--json"]);
    let lines: Vec<Value> = done.expect(0).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert!(lines.iter().any(|line| line["article"] == json!(id) && line["differences"][0]["field"] == "date"));
    let versions = json!([{ "fromVersion": 0, "toVersion": version, "articles": 4, "withDifferences": 1 }]);
    let sum = json!({ "examined": 5, "unchanged": 1, "given": 0, "changed": 4, "bodiesChanged": 0,
        "versions": versions, "dryRun": false });
    assert_eq!(lines[4], sum);
    assert_eq!(shown(&app, "a").await["dateline"]["date"], "2026-11-22");
}

#[tokio::test]
async fn an_import_is_not_kept_from_an_article_that_was_only_read_again() {
    use dateline::domain::articles::{Draft, NewArticle};
    use dateline::usecases::articles::import_many;
    let app = TestApp::spawn().await;
    let mut new = published(&app, "a", 60);
    new["externalId"] = json!({ "source": "page", "id": "1" });
    let draft = |new: &Value| {
        let article: NewArticle = serde_json::from_value(new.clone()).unwrap();
        vec![Draft { keeps_edits: true, ..Draft::from(article) }]
    };
    import_many(&app.app, &Actor::System, draft(&new)).await.unwrap();
    sql(&app, "UPDATE datelines SET parser_version = 0").await;
    assert_eq!(reparse(&app.app, &Actor::System, None, false).await.unwrap().changed.len(), 1);
    new["headline"] = json!("Иначе");
    let again = import_many(&app.app, &Actor::System, draft(&new)).await.unwrap();
    assert_eq!(again[0].article.headline, "Иначе");
}

#[tokio::test]
async fn a_database_from_before_is_asked_by_names_at_once_and_by_everything_after_a_reparse() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    five(&app, &key).await;
    let store = &app.app.store;
    let steps = crate::migrations::names().iter().rev().position(|name| name.ends_with("_datelines")).unwrap() + 1;
    store.migrate_down(u32::try_from(steps).unwrap()).await.unwrap();
    store.migrate().await.unwrap();
    sql(&app, "UPDATE datelines SET parser_version = 0").await;
    let count = async |query: &str| {
        let list = app.get(&format!("/v1/articles?limit=1&total=true&{query}")).await.expect(200);
        list["total"]["count"].as_i64().unwrap()
    };
    let near = "near=42.87,74.59,50";
    assert_eq!((count("place=Бишкек").await, count("place=KG").await, count("country=GB").await), (2, 3, 1));
    assert_eq!((count(near).await, count("publishedDaysAfterDateline=2").await), (0, 0));
    reparse(&app.app, &Actor::System, None, false).await.unwrap();
    assert_eq!((count("place=Бишкек").await, count("place=KG").await, count("country=GB").await), (2, 3, 1));
    assert_eq!((count(near).await, count("publishedDaysAfterDateline=2").await), (2, 2));
}
