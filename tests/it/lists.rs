//! Lists: filters, pages both ways, cursors, sparse fields, languages of names.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::samples::{self, published};
use crate::support::{Reply, TestApp};

fn slugs(reply: &Reply) -> Vec<String> {
    let json = reply.json();
    json["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect()
}

/// Walks a list by its `Link` headers and collects the slugs of each page.
async fn walk(app: &TestApp, start: &str, relation: &str) -> Vec<Vec<String>> {
    let (mut pages, mut path) = (Vec::new(), Some(start.to_owned()));
    while let Some(next) = path {
        let reply = app.get(&next).await;
        reply.expect(200);
        pages.push(slugs(&reply));
        let wanted = format!("rel=\"{relation}\"");
        let link = reply.header("link").split(", ").find(|link| link.ends_with(&wanted)).map(str::to_owned);
        path = link.map(|link| link[1..link.find('>').unwrap()].to_owned());
        assert!(pages.len() < 50, "the walk does not end");
    }
    pages
}

#[tokio::test]
async fn a_walk_gives_every_article_once_in_order_both_ways() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 11).await;
    // Three at the same instant: the id decides, and no page repeats or loses one.
    for i in 0..3 {
        app.post(&key, "/v1/articles", &published(&app, &format!("Одновременно {i}"), 60)).await.expect(201);
    }
    let whole = slugs(&app.get("/v1/articles?limit=100").await);
    assert_eq!(whole.len(), 14);
    for limit in [1, 3, 5, 14, 20] {
        let pages = walk(&app, &format!("/v1/articles?limit={limit}"), "next").await;
        assert!(pages.iter().all(|page| page.len() <= limit));
        assert_eq!(pages.concat(), whole, "limit {limit}");
    }
    let first = app.get("/v1/articles?limit=4").await.json();
    assert_eq!(first.get("prevCursor"), None);
    let next = first["nextCursor"].as_str().unwrap();
    let second = app.get(&format!("/v1/articles?limit=4&after={next}")).await;
    let before = second.json()["prevCursor"].as_str().unwrap().to_owned();
    let back = app.get(&format!("/v1/articles?limit=4&before={before}")).await.json();
    assert_eq!(back["items"], first["items"]);
    assert_eq!(back.get("prevCursor"), None);
    assert_eq!(back["nextCursor"], first["nextCursor"]);

    let query = "query($last: Int, $before: String) { articles(last: $last, before: $before) {
        edges { cursor node { slug } } pageInfo { hasPreviousPage hasNextPage startCursor } } }";
    let (mut found, mut before) = (Vec::new(), Value::Null);
    loop {
        let answer = app.gql_as(None, query, json!({ "last": 5, "before": before })).await;
        let page = &answer["data"]["articles"];
        let edges = page["edges"].as_array().unwrap();
        found.splice(0..0, edges.iter().map(|edge| edge["node"]["slug"].as_str().unwrap().to_owned()));
        before = page["pageInfo"]["startCursor"].clone();
        if page["pageInfo"]["hasPreviousPage"] == false {
            break;
        }
    }
    assert_eq!(found, whole, "from the end to the beginning");
}

#[tokio::test]
async fn a_cursor_holds_while_others_write() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 6).await;
    let first = app.get("/v1/articles?limit=3").await;
    let whole = slugs(&app.get("/v1/articles").await);
    app.post(&key, "/v1/articles", &published(&app, "Только что", 0)).await.expect(201);
    let next = first.json()["nextCursor"].as_str().unwrap().to_owned();
    let second = app.get(&format!("/v1/articles?limit=3&after={next}")).await;
    assert_eq!(slugs(&second), whole[3..], "a new article neither repeats nor hides one");
}

#[tokio::test]
async fn cursors_are_bound_to_their_list() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 4).await;
    let page = app.get("/v1/articles?limit=1&section=society").await.json();
    let cursor = page["nextCursor"].as_str().unwrap();
    app.get(&format!("/v1/articles?limit=2&section=society&after={cursor}")).await.expect(200);
    for foreign in [
        format!("/v1/articles?after={cursor}"),
        format!("/v1/articles?section=economy&after={cursor}"),
        format!("/v1/articles?section=society&language=ru&before={cursor}"),
        format!("/v1/tags?after={cursor}"),
        "/v1/articles?after=AAAA".to_owned(),
        "/v1/articles?before=%00".to_owned(),
        "/v1/articles?after=not-a-cursor!".to_owned(),
    ] {
        assert_eq!(app.get(&foreign).await.problem(400), "BAD_USER_INPUT", "{foreign}");
    }
    let query = "query($after: String) { articles(first: 1, after: $after) { nodes { id } } }";
    assert_eq!(app.gql_code(None, query, json!({ "after": cursor })).await, "BAD_USER_INPUT");
}

#[tokio::test]
async fn filters_narrow_the_list_and_agree_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 4).await;
    let mut other = published(&app, "Кыргызча кабар", 3600 * 24 * 3);
    other["language"] = json!("ky");
    other["tags"] = json!(["sport"]);
    other["section"] = json!("economy");
    app.post(&key, "/v1/articles", &other).await.expect(201);
    let day = &app.at(-3600 * 24 * 3)[..10];
    let (since, before) = (app.at(-3600 * 24 * 4), app.at(-3600));
    let tag = app.get("/v1/tags/sport").await.json()["id"].as_str().unwrap().to_owned();
    for (query, filter, count) in [
        ("section=society".to_owned(), json!({ "section": "society" }), 2),
        ("section=economy".to_owned(), json!({ "section": "economy" }), 3),
        ("tag=osh".to_owned(), json!({ "tag": "osh" }), 4),
        (format!("tag={tag}"), json!({ "tag": tag }), 1),
        ("author=emil".to_owned(), json!({ "author": "emil" }), 4),
        ("language=ky".to_owned(), json!({ "language": "ky" }), 1),
        ("language=ky&tag=osh".to_owned(), json!({ "language": "ky", "tag": "osh" }), 0),
        (format!("date={day}"), json!({ "date": day }), 1),
        (
            format!("publishedSince={since}&publishedBefore={before}"),
            json!({ "publishedSince": since, "publishedBefore": before }),
            1,
        ),
    ] {
        let rest = slugs(&app.get(&format!("/v1/articles?{query}")).await);
        assert_eq!(rest.len(), count, "{query}");
        let document = "query($filter: ArticleFilter) { articles(filter: $filter) { nodes { slug } } }";
        let answer = app.gql_as(None, document, json!({ "filter": filter })).await;
        let nodes = answer["data"]["articles"]["nodes"].as_array().unwrap_or_else(|| panic!("{answer}"));
        let graphql: Vec<&str> = nodes.iter().map(|node| node["slug"].as_str().unwrap()).collect();
        assert_eq!(graphql, rest, "{query}");
    }
    for missing in [
        "section=nowhere",
        "tag=nothing",
        "tagsAll=nothing",
        "tagsAny=nothing",
        "tagsNone=nothing",
        "author=nobody",
        "section=section_01h455vb4pex5vsknk084sn02q",
    ] {
        let reply = app.get(&format!("/v1/articles?{missing}")).await;
        assert_eq!(reply.problem(404), "NOT_FOUND", "{missing}");
        let parameter = missing.split('=').next().unwrap();
        assert_eq!(reply.json()["errors"][0]["parameter"], parameter, "{missing}");
    }
    assert_eq!(
        app.gql_code(None, r#"{ articles(filter: { section: "nowhere" }) { nodes { id } } }"#, json!({})).await,
        "NOT_FOUND"
    );
    let empty = format!("/v1/articles?publishedSince={before}&publishedBefore={since}");
    assert_eq!(app.get(&empty).await.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_civil_day_is_that_of_the_site() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    // 18:30 UTC is half past midnight of the next day in Bishkek.
    let mut late = published(&app, "Полночь", 0);
    late["published"] = json!("2026-11-20T18:30:00Z");
    app.post(&key, "/v1/articles", &late).await.expect(201);
    assert_eq!(slugs(&app.get("/v1/articles?date=2026-11-21").await), ["polnoch"]);
    assert!(slugs(&app.get("/v1/articles?date=2026-11-20").await).is_empty());
}

#[tokio::test]
async fn fields_and_include_choose_what_an_answer_carries() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 2).await;
    let usual = app.get("/v1/articles").await.json();
    assert_eq!(usual["items"][0].get("body"), None);
    assert!(usual["items"][0].get("section").is_some());
    let with = app.get("/v1/articles?include=body").await.json();
    assert!(with["items"][0]["body"]["html"].is_string());
    let sparse = app.get("/v1/articles?fields=headline,tags").await.json();
    let names: Vec<&String> = sparse["items"][0].as_object().unwrap().keys().collect();
    assert_eq!(names, ["id", "headline", "tags"]);
    let path = format!("/v1/articles/{}", usual["items"][0]["slug"].as_str().unwrap());
    let one = app.get(&format!("{path}?fields=headline")).await.json();
    assert_eq!(one.as_object().unwrap().len(), 2);
    for wrong in ["fields=headline,wrong", "include=comments"] {
        assert_eq!(app.get(&format!("/v1/articles?{wrong}")).await.problem(400), "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn names_follow_the_language_asked_for_then_the_article_then_the_site() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 1).await;
    let tag = async |request: reqwest::RequestBuilder| {
        let reply = app.send(request).await;
        (reply.json()["items"][0]["tags"][1]["name"].clone(), reply.header("vary").to_owned())
    };
    let get = |path: &str| app.request(Method::GET, path);
    assert_eq!(tag(get("/v1/articles")).await.0, "Погода", "the article's own language");
    assert_eq!(tag(get("/v1/articles?lang=ky")).await.0, "Аба ырайы");
    assert_eq!(tag(get("/v1/articles?lang=zh")).await.0, "Погода");
    let header = get("/v1/articles").header("accept-language", "de, en;q=0.8, ru;q=0.9;level=1, ky;q=0");
    let (name, vary) = tag(header).await;
    assert_eq!(name, "Weather");
    assert!(vary.contains("Accept-Language"), "{vary}");
    let (_, vary) = tag(get("/v1/articles?lang=ky").header("accept-language", "en")).await;
    assert!(!vary.contains("Accept-Language"), "{vary}");
    let section = app.get("/v1/sections/society").await.json();
    assert_eq!(section["name"], "Коом", "the site's first language");
    let data = app.gql(r#"{ sections { ky: name(lang: "ky") en: name(lang: "en") name } }"#).await;
    assert_eq!(data["sections"][1], json!({ "ky": "Коом", "en": "Society", "name": "Коом" }));
    let data = app.gql("{ articles { nodes { section { name } } } }").await;
    assert_eq!(data["articles"]["nodes"][0]["section"]["name"], "Общество");
}

/// A reader who asks for what is newer than the newest must not miss what came within the same second.
#[tokio::test]
async fn what_comes_within_a_second_comes_after_what_a_reader_has_seen() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let first = app.post(&key, "/v1/articles", &published(&app, "Начало", 0)).await.expect(201);
    let story = first["id"].as_str().unwrap().to_owned();
    let comments = format!("/v1/articles/{story}/comments");
    app.post(&key, &comments, &json!({ "author": { "name": "Айгүл" }, "text": "Нулевой" })).await.expect(201);
    let query = "query($id: ID!, $before: String, $after: String) {
        articles(last: 100, before: $before) { pageInfo { startCursor } nodes { headline } }
        article(id: $id) { comments(order: OLDEST, first: 100, after: $after) { pageInfo { endCursor } nodes { text } } } }";
    let (mut before, mut after) = (Value::Null, Value::Null);
    let (mut articles, mut texts) = (Vec::new(), Vec::new());
    for i in 0..21 {
        let answer = app.gql_as(None, query, json!({ "id": story, "before": before, "after": after })).await;
        let data = &answer["data"];
        let words = |nodes: &Value, name: &str| -> Vec<String> {
            nodes.as_array().unwrap().iter().map(|node| node[name].as_str().unwrap().to_owned()).collect()
        };
        articles.extend(words(&data["articles"]["nodes"], "headline"));
        texts.extend(words(&data["article"]["comments"]["nodes"], "text"));
        for (cursor, found) in [
            (&mut before, &data["articles"]["pageInfo"]["startCursor"]),
            (&mut after, &data["article"]["comments"]["pageInfo"]["endCursor"]),
        ] {
            if !found.is_null() {
                *cursor = found.clone();
            }
        }
        if i < 20 {
            app.post(&key, "/v1/articles", &published(&app, &format!("Новость {i}"), 0)).await.expect(201);
            let new = json!({ "author": { "name": "Айгүл" }, "text": format!("Слово {i}") });
            app.post(&key, &comments, &new).await.expect(201);
        }
    }
    let expected = |first: &str, more: &str| -> Vec<String> {
        std::iter::once(first.to_owned()).chain((0..20).map(|i| format!("{more} {i}"))).collect()
    };
    assert_eq!(articles, expected("Начало", "Новость"));
    assert_eq!(texts, expected("Нулевой", "Слово"));
}
