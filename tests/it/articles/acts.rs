//! What an article goes through, by GraphQL as by REST: the same states, versions and refusals.

use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::path;
use crate::support::TestApp;
use crate::support::samples::{self, article};

/// Does something with an article by GraphQL; what is given with it is an object, or null for nothing.
async fn by_graphql(app: &TestApp, key: &str, act: &str, id: &str, version: i64, input: &Value) -> Value {
    let (kind, given) = match act {
        "publish" => (", $input: PublishArticleInput", ", input: $input"),
        "restore" => ("", ""),
        _ => (", $input: RecallArticleInput", ", input: $input"),
    };
    let query = format!(
        "mutation($id: ID!, $version: Int!{kind}) {{ done: {act}Article(id: $id, version: $version{given}) {{
            state pubStatus version published firstPublished contentModified recall {{ status reason at }} }} }}"
    );
    app.gql_as(Some(key), &query, json!({ "id": id, "version": version, "input": input })).await
}

async fn by_rest(app: &TestApp, key: &str, act: &str, id: &str, version: i64, input: &Value) -> (u16, Value) {
    let body = (!input.is_null()).then_some(input);
    let reply = app.change(Method::POST, key, &format!("/v1/articles/{id}/{act}"), version, body).await;
    (reply.status, reply.json())
}

#[tokio::test]
async fn every_act_leads_to_the_same_state_by_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = [
        app.post(&key, "/v1/articles", &article("По REST")).await.expect(201),
        app.post(&key, "/v1/articles", &article("По GraphQL")).await.expect(201),
    ];
    let ids = made.each_ref().map(|article| article["id"].as_str().unwrap());
    let why = json!({ "reason": "Проверяем." });
    let later = json!({ "at": app.at(100) });
    let steps = [
        ("publish", &later, 0, "SCHEDULED"),
        ("publish", &Value::Null, 10, "PUBLISHED"),
        ("withhold", &why, 10, "WITHHELD"),
        ("restore", &Value::Null, 10, "PUBLISHED"),
        ("cancel", &why, 10, "CANCELED"),
    ];
    for (version, (act, input, wait, state)) in (1_i64..).zip(steps) {
        app.pass(wait);
        // Before it is done: a stale version, and a key that may not, are refused alike and change nothing.
        let writer = app.key(&[Scope::ArticlesWrite]).await;
        for (key, number, code) in [(&key, version + 1, "PRECONDITION_FAILED"), (&writer, version, "FORBIDDEN")] {
            assert_eq!(by_rest(&app, key, act, ids[0], number, input).await.1["code"], code, "{act}");
            let answer = by_graphql(&app, key, act, ids[1], number, input).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{act}: {answer}");
        }
        let (status, rest) = by_rest(&app, &key, act, ids[0], version, input).await;
        let answer = by_graphql(&app, &key, act, ids[1], version, input).await;
        let done = crate::taxonomy::without_nulls(&answer["data"]["done"]);
        assert_eq!((status, &rest["state"], &done["state"]), (200, &json!(state), &json!(state)), "{act}: {answer}");
        assert_eq!(done["version"], version + 1);
        for (field, value) in done.as_object().unwrap() {
            assert_eq!(&rest[field], value, "{act}: {field}");
        }
        // What does not go from here is a conflict at both doors.
        let impossible = match state {
            "SCHEDULED" => "restore",
            "PUBLISHED" => "publish",
            "WITHHELD" => "withhold",
            _ => "restore",
        };
        if state == "SCHEDULED" {
            continue;
        }
        assert_eq!(by_rest(&app, &key, impossible, ids[0], version + 1, &Value::Null).await.0, 409, "{state}");
        let answer = by_graphql(&app, &key, impossible, ids[1], version + 1, &Value::Null).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "CONFLICT", "{state}: {answer}");
    }
    // Both have the same history, to the word.
    let mut histories = Vec::new();
    for article in &made {
        let list = app.get_as(&key, &format!("{}/revisions", path(article))).await.expect(200);
        histories.push(list["items"].clone());
    }
    assert_eq!(histories[0].as_array().unwrap().len(), 6);
    assert_eq!(histories[0], histories[1]);
}

#[tokio::test]
async fn what_a_mutation_read_before_a_write_is_not_told_after_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let mut new = samples::published(&app, "Жаңылык", 60);
    (new["section"], new["tags"]) = (json!("society"), json!(["osh"]));
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let mutation = "mutation($id: ID!) {
        first: updateArticle(id: $id, version: 1, patch: { urgency: 3 }) {
            section { articles(first: 5) { nodes { id tags { slug } } } } }
        second: updateArticle(id: $id, version: 2, patch: { tags: [\"weather\"] }) {
            tags { slug } section { articles(first: 5) { nodes { tags { slug } } } } } }";
    let answer = app.gql_as(Some(&key), mutation, json!({ "id": made["id"] })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let tags = |article: &serde_json::Value| article["tags"][0]["slug"].clone();
    let (first, second) = (&answer["data"]["first"], &answer["data"]["second"]);
    assert_eq!(tags(&first["section"]["articles"]["nodes"][0]), "osh", "{answer}");
    assert_eq!(tags(second), "weather", "{answer}");
    assert_eq!(tags(&second["section"]["articles"]["nodes"][0]), "weather", "{answer}");
}
