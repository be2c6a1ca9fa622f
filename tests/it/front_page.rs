//! The front page: one query, and a number of SQL statements that does not grow with it.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::samples;

pub const FRONT_PAGE: &str = "query($first: Int!) {
    rates(symbols: [\"USD\", \"EUR\", \"RUB\", \"KZT\"]) { base value rate effectiveDate change { direction percent } }
    channels { kind label url }
    sections { id slug name }
    articles(first: $first) {
        edges {
            cursor
            node {
                id headline lead slug published language byline commentCount
                section { id slug name }
                tags { slug name kind }
                authors { slug name }
                dateline { raw date places { name country } agency { slug name raw } bodyOffset { utf16 } }
            }
        }
        pageInfo { hasNextPage endCursor }
    }
}";

/// Runs something and counts the SQL statements that it took.
async fn counted<T>(app: &TestApp, done: impl Future<Output = T>) -> (T, u64) {
    let before = app.app.store.statements();
    let value = done.await;
    (value, app.app.store.statements() - before)
}

async fn front_page(app: &TestApp, first: i64) -> Value {
    let answer = app.gql_as(None, FRONT_PAGE, json!({ "first": first })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"].clone()
}

#[tokio::test]
async fn the_front_page_is_one_query_of_a_constant_number_of_statements_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 100).await;

    samples::surroundings(&app, &key).await;

    let (data, twenty) = counted(&app, front_page(&app, 20)).await;
    let bar: Vec<&Value> = data["rates"].as_array().unwrap().iter().map(|rate| &rate["value"]).collect();
    assert_eq!(bar, ["87.4500", "101.5076", "1.2263", "0.1859"]);
    assert_eq!(data["channels"].as_array().unwrap().len(), 2);
    assert_eq!(data["sections"].as_array().unwrap().len(), 2);
    let edges = data["articles"]["edges"].as_array().unwrap();
    assert_eq!(edges.len(), 20);
    for edge in edges {
        let node = &edge["node"];
        assert_eq!(
            node["section"]["name"].as_str().unwrap().chars().next(),
            Some(if node["section"]["slug"] == "society" { 'О' } else { 'Э' })
        );
        let first = node["slug"] == "novost-nomer-0";
        assert_eq!(node["commentCount"], i64::from(first));
        assert_eq!(node["tags"].as_array().unwrap().len(), 2);
        assert_eq!(node["authors"][0]["name"], "Айгүл Сыдыкова");
        assert_eq!(node["dateline"]["date"], "2020-08-27");
        assert_eq!(node["dateline"]["places"][0]["name"], "Бишкек");
    }
    let (data, hundred) = counted(&app, front_page(&app, 100)).await;
    assert_eq!(data["articles"]["edges"].as_array().unwrap().len(), 100);
    assert_eq!(twenty, hundred, "GraphQL");
    // Rates with those before them, channels, sections and articles with all that they have.
    assert_eq!(twenty, 1, "GraphQL");

    let (reply, twenty) = counted(&app, app.get("/v1/articles?limit=20")).await;
    assert_eq!(reply.expect(200)["items"].as_array().unwrap().len(), 20);
    let (reply, hundred) = counted(&app, app.get("/v1/articles?limit=100")).await;
    assert_eq!(reply.expect(200)["items"].as_array().unwrap().len(), 100);
    // The list with until when it holds, and with sections, tags, authors, datelines, pictures and counts.
    assert_eq!((twenty, hundred), (1, 1), "REST");

    let (reply, lean) = counted(&app, app.get("/v1/articles?limit=100&fields=headline")).await;
    reply.expect(200);
    assert_eq!(lean, 1, "as little as asked for");
    let (_, one) = counted(&app, app.get("/v1/articles/novost-nomer-3")).await;
    // Itself, until when it holds, all that a list shows with body and further sections, the articles from which it came and
    // which came out of it, its translations and its former addresses.
    assert_eq!(one, 1, "one article with everything");
    let (_, node) = counted(&app, app.gql("{ articles(first: 50) { nodes { headline body { text } } } }")).await;
    assert_eq!(node, 1);
}

#[tokio::test]
async fn a_page_in_the_middle_takes_as_many_statements_as_the_first() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 30).await;
    let (first, start) = counted(&app, app.get("/v1/articles?limit=10&section=society")).await;
    let cursor = first.json()["nextCursor"].as_str().unwrap().to_owned();
    let (_, middle) = counted(&app, app.get(&format!("/v1/articles?limit=10&section=society&after={cursor}"))).await;
    assert_eq!(start, middle);
}

/// A document that one statement has answered is asked without a view that statements share; what needs more then is begun anew.
#[tokio::test]
async fn a_document_that_took_one_statement_answers_alike_and_may_take_more() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 30).await;
    samples::surroundings(&app, &key).await;
    let (first, begun) = counted(&app, front_page(&app, 20)).await;
    for _ in 0..3 {
        assert_eq!(counted(&app, front_page(&app, 20)).await, (first.clone(), begun));
    }
    let document = "query($slug: ID!, $more: Boolean!) {
        channels { kind }
        article(id: $slug) { slug tags @include(if: $more) { slug } nextVersion @include(if: $more) { slug } }
    }";
    let ask = async |slug: &str, more: bool| {
        let answer = app.gql_as(None, document, json!({ "slug": slug, "more": more })).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    };
    let (short, one) = counted(&app, ask("novost-nomer-3", false)).await;
    assert_eq!(one, 1);
    assert_eq!(counted(&app, ask("novost-nomer-3", false)).await, (short.clone(), 1));
    // The try, and then all of it: what the try has read is not mixed with what is read later.
    let (long, several) = counted(&app, ask("novost-nomer-3", true)).await;
    assert_eq!(long["article"]["tags"].as_array().unwrap().len(), 2);
    assert_eq!((&long["channels"], &long["article"]["slug"]), (&short["channels"], &short["article"]["slug"]));
    let (again, tried_no_more) = counted(&app, ask("novost-nomer-3", true)).await;
    assert_eq!((again, tried_no_more + 1), (long, several), "it is not tried again");
    assert_eq!(ask("novost-nomer-3", false).await, short);
}
