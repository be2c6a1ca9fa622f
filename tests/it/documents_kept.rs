//! Parsed GraphQL documents that are kept: parsed once, in bounded memory, and no answer knows of it.

use std::cell::Cell;

use async_graphql::parser::parse_query;
use dateline::graphql::documents::Documents;
use serde_json::json;

use crate::support::TestApp;

#[test]
fn what_was_asked_for_is_parsed_once_and_what_fails_each_time() {
    let (documents, parsed) = (Documents::default(), Cell::new(0));
    let get = |text: &str| {
        documents.get(text, 10, |text| {
            parsed.set(parsed.get() + 1);
            parse_query(text)
        })
    };
    for _ in 0..3 {
        assert_eq!(get("{ a }").unwrap().document.operations.iter().count(), 1);
    }
    assert_eq!((parsed.get(), documents.known()), (1, 1));
    for _ in 0..2 {
        get("{").unwrap_err();
    }
    assert_eq!((parsed.get(), documents.known()), (3, 1), "what fails is not kept");
}

#[test]
fn documents_that_differ_each_time_do_not_fill_the_memory_nor_push_out_what_is_asked_for() {
    let (documents, parsed) = (Documents::default(), Cell::new(0));
    let any = parse_query("{ any }").unwrap();
    let parse = |_: &str| -> Result<_, ()> {
        parsed.set(parsed.get() + 1);
        Ok(any.clone())
    };
    let mut most = 0;
    for number in 0..20_000 {
        documents.get(&format!("{{ field{number} }}"), 100, parse).unwrap();
        if number % 50 == 0 {
            documents.get("{ usual }", 100, parse).unwrap();
        }
        most = most.max(documents.known());
    }
    assert_eq!(parsed.get(), 20_001, "the usual one was parsed once");
    assert!((100..1_000).contains(&most), "{most}");
    // A few long texts weigh as much as many short ones.
    let long = format!("{{ a(text: \"{}\") }}", "x".repeat(16_000));
    for number in 0..1_000 {
        documents.get(&format!("{long} # {number}"), 8, parse).unwrap();
    }
    assert!(documents.known() < 300, "{}", documents.known());
}

#[tokio::test]
async fn the_same_document_answers_alike_each_time_with_its_own_variables() {
    let app = TestApp::spawn().await;
    let query = "query($first: Int!) { articles(first: $first) { nodes { id } } }";
    for _ in 0..2 {
        let good = app.gql_as(None, query, json!({ "first": 3 })).await;
        assert_eq!(good["data"], json!({ "articles": { "nodes": [] } }), "{good}");
        let bad = app.gql_as(None, query, json!({ "first": 101 })).await;
        assert_eq!(bad["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{bad}");
        let unknown = app.gql_as(None, "{ nothing }", json!({})).await;
        assert_eq!(unknown["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{unknown}");
    }
}
