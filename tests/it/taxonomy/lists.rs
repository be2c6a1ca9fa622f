//! Articles below the nouns that narrow them, by GraphQL, and what that may cost.

use dateline::graphql::guard::{Limits, measure};
use serde_json::{Map, Value, json};

use super::text;
use crate::support::TestApp;
use crate::support::samples;

fn headlines(connection: &Value) -> Vec<&str> {
    let nodes = connection["nodes"].as_array().unwrap_or_else(|| panic!("{connection}"));
    nodes.iter().map(|node| node["headline"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn articles_stand_below_sections_tags_and_authors_as_in_the_filtered_list() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 6).await;
    for (noun, slug) in [("section", "society"), ("tag", "osh"), ("author", "emil")] {
        let query = format!(
            "query($after: String) {{ one: {noun}(id: \"{slug}\") {{ articles(first: 2, after: $after) {{
                nodes {{ headline }} pageInfo {{ endCursor hasNextPage }} }} }}
                all: articles(first: 2, after: $after, filter: {{ {noun}: \"{slug}\" }}) {{
                nodes {{ headline }} pageInfo {{ endCursor hasNextPage }} }} }}"
        );
        let mut after = Value::Null;
        let mut seen = 0;
        loop {
            let answer = app.gql_as(None, &query, json!({ "after": after })).await;
            let (below, filtered) = (&answer["data"]["one"]["articles"], &answer["data"]["all"]);
            assert_eq!(below, filtered, "{noun}: {answer}");
            seen += headlines(below).len();
            after = below["pageInfo"]["endCursor"].clone();
            if below["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(seen, if noun == "section" { 3 } else { 6 }, "{noun}");
        let query = format!("{{ {noun}(id: \"{slug}\") {{ articles(last: 1) {{ nodes {{ headline }} }} }} }}");
        let answer = app.gql(&query).await;
        let last = if noun == "section" { "Новость номер 4" } else { "Новость номер 5" };
        assert_eq!(headlines(&answer[noun]["articles"]), [last]);
        let narrowed = format!(
            "{{ {noun}(id: \"{slug}\") {{ articles(filter: {{ language: \"en\" }}) {{ nodes {{ headline }} }} }} }}"
        );
        assert_eq!(headlines(&app.gql(&narrowed).await[noun]["articles"]), [""; 0]);
        let twice = format!(
            "{{ {noun}(id: \"{slug}\") {{ articles(filter: {{ {noun}: \"x\" }}) {{ nodes {{ headline }} }} }} }}"
        );
        assert_eq!(app.gql_code(None, &twice, json!({})).await, "BAD_USER_INPUT");
        let drafts = format!(
            "{{ {noun}(id: \"{slug}\") {{ articles(filter: {{ state: DRAFT }}) {{ nodes {{ headline }} }} }} }}"
        );
        assert_eq!(app.gql_code(None, &drafts, json!({})).await, "UNAUTHENTICATED");
    }
    let both =
        "{ sections { slug articles(first: 1, filter: { tag: \"osh\", author: \"aigul\" }) { nodes { headline } } } }";
    let answer = app.gql(both).await;
    let all: Vec<Vec<&str>> =
        answer["sections"].as_array().unwrap().iter().map(|section| headlines(&section["articles"])).collect();
    assert_eq!(all, [["Новость номер 1"], ["Новость номер 0"]]);
}

fn cost(query: &str) -> (u64, u64) {
    let open = Limits { cost: u64::MAX, rows: u64::MAX, depth: u64::MAX, ..Limits::anonymous() };
    let document = async_graphql::parser::parse_query(query).unwrap();
    let found = measure(&document, &Map::new(), None, &open).unwrap();
    (found.cost, found.rows)
}

#[test]
fn pages_below_whole_lists_are_counted_for_many() {
    let page = "articles(first: 5) { nodes { headline tags { name } } }";
    // Six points for a page of five: one for itself and two for each row; the list itself and what it stands for.
    assert_eq!(cost(&format!("{{ section(id: 1) {{ {page} }} }}")), (12, 5));
    assert_eq!(cost(&format!("{{ sections {{ {page} }} }}")), (1 + 20 * 11, 100));
    assert_eq!(cost(&format!("{{ sections {{ children {{ {page} }} }} }}")), (1 + 20 * (1 + 10 * 11), 1_000));
    assert_eq!(cost("{ sections { slug parent { slug } children { slug } } }"), (3, 0), "no page below: as before");
    let deep = "{ articles(first: 10) { nodes { tags { articles(first: 10) { nodes { headline } } } } } }";
    assert_eq!(cost(deep), (1 + 10 * (1 + 1 + 10 * 11), 10 * (1 + 10 * 10)));
}

#[tokio::test]
async fn the_newest_of_every_section_fit_into_one_query_and_deeper_lists_do_not() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for i in 0..30 {
        let new = json!({ "slug": format!("s-{i}"), "names": [text("ru", "Раздел")] });
        app.post(&key, "/v1/sections", &new).await.expect(201);
    }
    let front = "{ sections { slug name articles(first: 5) { nodes {
        id headline lead published section { slug } tags { slug name } authors { name } } } } }";
    let before = app.app.store.statements();
    let answer = app.gql(front).await;
    assert_eq!(answer["sections"].as_array().unwrap().len(), 30);
    assert!(app.app.store.statements() - before <= 1 + 4 * 30, "four statements a list");
    let deep = "{ articles(first: 20) { nodes { tags { articles(first: 5) { nodes { headline } } } } } }";
    assert_eq!(app.gql_code(None, deep, json!({})).await, "QUERY_TOO_COMPLEX");
}

#[tokio::test]
async fn an_answer_holds_so_many_lists_as_a_site_may_have_sections() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for i in 0..101 {
        let new = json!({ "slug": format!("s-{i}"), "names": [text("ru", "Раздел")] });
        app.post(&key, "/v1/sections", &new).await.expect(201);
    }
    let twice = "{ sections { a: articles(first: 1) { nodes { id } } b: articles(first: 1) { nodes { id } } } }";
    let answer = app.gql_as(None, twice, json!({})).await;
    let lists =
        answer["data"]["sections"].as_array().unwrap().iter().flat_map(|section| [&section["a"], &section["b"]]);
    assert_eq!(lists.filter(|list| list.is_object()).count(), 200);
    let codes: Vec<&str> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["extensions"]["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["QUERY_TOO_COMPLEX"; 2]);
}
