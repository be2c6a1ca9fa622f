//! Choosing and ordering articles: each condition and each order on both doors, how many there are, and what has changed.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::samples::{nouns, published};

async fn slugs(app: &TestApp, query: &str) -> Vec<String> {
    let list = app.get(&format!("/v1/articles?fields=slug&{query}")).await.expect(200);
    list["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect()
}

async fn by_graphql(app: &TestApp, arguments: &str) -> Vec<String> {
    let data = app.gql(&format!("{{ articles(first: 50, {arguments}) {{ nodes {{ slug }} }} }}")).await;
    let nodes = data["articles"]["nodes"].as_array().unwrap().clone();
    nodes.iter().map(|node| node["slug"].as_str().unwrap().to_owned()).collect()
}

/// Four articles, a minute apart: `a` is the newest.
async fn four(app: &TestApp, key: &str) -> Vec<String> {
    nouns(app, key).await;
    let mut paths = Vec::new();
    for (slug, ago, tags, profile, urgency) in [
        ("a", 60, json!(["osh", "weather"]), "ARTICLE", json!(1)),
        ("b", 120, json!(["osh"]), "ALERT", json!(5)),
        ("c", 180, json!(["sport"]), "BRIEF", Value::Null),
        ("d", 240, json!([]), "ARTICLE", json!(9)),
    ] {
        let mut new = published(app, slug, ago);
        new["slug"] = json!(slug);
        new["tags"] = tags;
        new["profile"] = json!(profile);
        new["urgency"] = urgency;
        let made = app.post(key, "/v1/articles", &new).await.expect(201);
        paths.push(format!("/v1/articles/{}", made["id"].as_str().unwrap()));
    }
    paths
}

#[tokio::test]
async fn every_condition_narrows_the_list_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    four(&app, &key).await;
    for (rest, graphql, expected) in [
        ("tagsAll=osh,weather", "tagsAll: [\"osh\", \"weather\"]", vec!["a"]),
        ("tagsAny=weather,sport", "tagsAny: [\"weather\", \"sport\"]", vec!["a", "c"]),
        ("tagsNone=osh", "tagsNone: [\"osh\"]", vec!["c", "d"]),
        ("tag=osh&tagsNone=weather", "tag: \"osh\", tagsNone: [\"weather\"]", vec!["b"]),
        ("profiles=ALERT,BRIEF", "profiles: [ALERT, BRIEF]", vec!["b", "c"]),
        ("urgency=5", "urgency: 5", vec!["a", "b"]),
    ] {
        assert_eq!(slugs(&app, rest).await, expected, "{rest}");
        assert_eq!(by_graphql(&app, &format!("filter: {{ {graphql} }}")).await, expected, "{graphql}");
        let total = app.get(&format!("/v1/articles?limit=1&total=true&{rest}")).await.expect(200)["total"].clone();
        assert_eq!(total, json!({ "count": expected.len(), "isExact": true }), "{rest}");
        let data = app.gql(&format!("{{ articleCount(filter: {{ {graphql} }}) {{ count isExact }} }}")).await;
        assert_eq!(data["articleCount"], total);
    }
    assert!(app.get("/v1/articles").await.expect(200).get("total").is_none());
    let story = app.get("/v1/articles/c").await.expect(200)["storyId"].as_str().unwrap().to_owned();
    assert_eq!(slugs(&app, &format!("story={story}")).await, ["c"]);
    assert_eq!(by_graphql(&app, &format!("filter: {{ story: \"{story}\" }}")).await, ["c"]);
}

#[tokio::test]
async fn dates_choose_and_order_by_the_field_that_is_named() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let paths = four(&app, &key).await;
    app.pass(100);
    app.patch(&key, &paths[3], 1, &json!({ "headline": "d, иначе" })).await.expect(200);
    app.pass(100);
    app.patch(&key, &paths[1], 1, &json!({ "tags": [] })).await.expect(200);
    assert_eq!(slugs(&app, "order=OLDEST").await, ["d", "c", "b", "a"]);
    assert_eq!(by_graphql(&app, "order: CONTENT_MODIFIED").await, ["d", "a", "b", "c"]);
    assert_eq!(slugs(&app, "order=VERSION_CREATED").await[..2], ["b", "d"]);
    assert_eq!(slugs(&app, "order=FIRST_PUBLISHED").await, ["a", "b", "c", "d"]);
    let since = app.at(-150);
    assert_eq!(slugs(&app, &format!("dateField=CONTENT_MODIFIED&dateFrom={since}")).await, ["d"]);
    assert_eq!(slugs(&app, &format!("dateField=VERSION_CREATED&dateFrom={since}")).await, ["b", "d"]);
    let filter = format!("filter: {{ dateField: FIRST_PUBLISHED, dateTo: \"{}\" }}", app.at(-350));
    assert_eq!(by_graphql(&app, &filter).await, ["c", "d"]);
    assert_eq!(slugs(&app, &format!("updatedSince={since}")).await, ["b", "d"]);
    assert_eq!(by_graphql(&app, &format!("filter: {{ updatedSince: \"{}\" }}", app.at(-50))).await, ["b"]);
    // Pages go on in their order, and a cursor belongs to it.
    let first = app.get("/v1/articles?order=OLDEST&limit=2&fields=slug").await.expect(200);
    let cursor = first["nextCursor"].as_str().unwrap();
    assert_eq!(slugs(&app, &format!("order=OLDEST&after={cursor}")).await, ["b", "a"]);
    let foreign = app.get(&format!("/v1/articles?order=NEWEST&after={cursor}")).await;
    assert_eq!(foreign.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn what_is_restored_or_released_counts_as_updated() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = published(&app, "embargo", 60);
    new["slug"] = json!("embargo");
    new["embargoedUntil"] = json!(app.at(60));
    app.post(&key, "/v1/articles", &new).await.expect(201);
    let made = app.post(&key, "/v1/articles", &published(&app, "withheld", 60)).await.expect(201);
    let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
    app.change(Method::POST, &key, &format!("{path}/withhold"), 1, None).await.expect(200);
    app.pass(100);
    app.change(Method::POST, &key, &format!("{path}/restore"), 2, None).await.expect(200);
    assert_eq!(slugs(&app, &format!("updatedSince={}", app.at(-50))).await, ["withheld", "embargo"]);
}

#[tokio::test]
async fn a_condition_names_what_is_wrong_with_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    four(&app, &key).await;
    let eleven = ["osh"; 11].join(",");
    for (query, parameter) in [
        ("urgency=0".to_owned(), "urgency"),
        ("urgency=x".to_owned(), "urgency"),
        ("profiles=NOVEL".to_owned(), "profiles"),
        ("dateField=BIRTH&date=2026-11-23".to_owned(), "dateField"),
        ("dateField=VERSION_CREATED".to_owned(), "dateField"),
        ("order=RANDOM".to_owned(), "order"),
        ("total=1".to_owned(), "total"),
        (format!("tagsAll={eleven}"), "tagsAll"),
        ("story=article_01h455vb4pex5vsknk084sn02q".to_owned(), "story"),
        ("dateFrom=2026-11-23T00:00:00Z&dateTo=2026-11-22T00:00:00Z".to_owned(), "dateTo"),
    ] {
        let reply = app.get(&format!("/v1/articles?{query}")).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT", "{query}");
        assert_eq!(reply.json()["errors"][0]["parameter"], parameter, "{}", reply.text);
    }
    assert_eq!(app.get("/v1/articles?tagsAny=nowhere").await.problem(404), "NOT_FOUND");
    let drafts = app.get_as(&key, "/v1/articles?state=DRAFT&order=CONTENT_MODIFIED").await;
    assert_eq!(drafts.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_place_of_the_dateline_narrows_the_list() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for (slug, head) in [("a", "Бишкек, 27.08.20. /Кабар/. "), ("b", "LONDON, Aug 27 (Reuters) - "), ("c", "")]
    {
        let mut new = published(&app, slug, 60);
        new["slug"] = json!(slug);
        new["body"] = json!({ "text": format!("{head}Текст без места: Бишкек.") });
        app.post(&key, "/v1/articles", &new).await.expect(201);
    }
    for (place, expected) in [("Бишкек", vec!["a"]), ("KG", vec!["a"]), ("GB", vec!["b"]), ("Нарын", vec![])]
    {
        assert_eq!(slugs(&app, &format!("place={place}")).await, expected, "{place}");
    }
    assert_eq!(by_graphql(&app, "filter: { place: \"Бишкек\" }").await, ["a"]);
    assert_eq!(app.get("/v1/articles?place=").await.problem(400), "BAD_USER_INPUT");
}
