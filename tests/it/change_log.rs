//! The change log: what every write leaves in it, under one lock.

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::samples::{self, article, published};

/// The rows of the log in their order.
async fn rows(app: &TestApp) -> Vec<Value> {
    let connection = app.app.store.reader();
    let sql = "SELECT seq, noun, op, audience, facets FROM changes ORDER BY seq";
    let found = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await.unwrap();
    let text = |row: &sea_orm::QueryResult, name: &str| row.try_get::<String>("", name).unwrap();
    found
        .iter()
        .map(|row| {
            let facets: Value = serde_json::from_str(&text(row, "facets")).unwrap();
            json!({ "seq": row.try_get::<i64>("", "seq").unwrap(), "noun": text(row, "noun"), "op": text(row, "op"),
                    "audience": text(row, "audience"), "facets": facets })
        })
        .collect()
}

#[tokio::test]
async fn a_draft_is_told_to_the_newsroom_and_a_publication_to_everybody() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let nouns = rows(&app).await;
    assert_eq!(nouns.len(), 7);
    assert!(nouns.iter().all(|row| row["audience"] == "public" && row["op"] == "created"));

    let mut new = article("Черновик");
    new["section"] = json!("society");
    new["tags"] = json!(["osh"]);
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
    let row = rows(&app).await.pop().unwrap();
    assert_eq!((&row["op"], &row["audience"]), (&json!("created"), &json!("staff")));
    let publish = format!("{path}/publish");
    app.change(reqwest::Method::POST, &key, &publish, 1, Some(&json!({}))).await.expect(200);
    let row = rows(&app).await.pop().unwrap();
    assert_eq!((&row["op"], &row["audience"]), (&json!("published"), &json!("public")));

    app.patch(&key, &path, 2, &json!({ "section": "economy", "tags": ["sport"] })).await.expect(200);
    let row = rows(&app).await.pop().unwrap();
    let facets: Vec<&str> = row["facets"].as_array().unwrap().iter().map(|facet| facet.as_str().unwrap()).collect();
    assert_eq!(
        facets.iter().filter(|facet| facet.starts_with("articles:section_")).count(),
        2,
        "before and after: {facets:?}"
    );
    assert_eq!(
        facets.iter().filter(|facet| facet.starts_with("articles:tag_")).count(),
        2,
        "before and after: {facets:?}"
    );
    assert!(facets.contains(&"articles"));

    let before = rows(&app).await;
    app.patch(&key, &path, 3, &json!({ "section": "economy" })).await.expect(200);
    app.patch(&key, &path, 1, &json!({ "section": "society" })).await.expect(412);
    app.post(&key, "/v1/articles", &json!({ "language": "ru" })).await.expect(422);
    assert_eq!(rows(&app).await, before, "what changes nothing leaves nothing");
}

#[tokio::test]
async fn writers_side_by_side_leave_no_gap_in_the_log() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let news: Vec<Value> = (0..24).map(|i| published(&app, &format!("Рядом {i}"), i)).collect();
    let writes = futures_util::future::join_all(news.iter().map(|new| app.post(&key, "/v1/articles", new))).await;
    assert!(writes.iter().all(|reply| reply.status == 201));
    let seqs: Vec<i64> = rows(&app).await.iter().map(|row| row["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs, (1..=24).collect::<Vec<_>>());
}
