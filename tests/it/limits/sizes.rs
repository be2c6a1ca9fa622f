//! Sizes over HTTP: bodies, documents, errors and answers, each at its limit and one above, without and with a key.

use dateline::config::limits::LimitSettings;
use reqwest::Method;
use serde_json::json;

use super::{both, graphql, limited, refused};
use crate::support::TestApp;

#[tokio::test]
async fn a_body_may_be_as_long_as_the_limit_of_who_sends_it() {
    let app = limited(|limits| {
        let defaults = LimitSettings::default();
        limits.rest_body_bytes = defaults.rest_body_bytes;
        limits.graphql_body_bytes = defaults.graphql_body_bytes;
    })
    .await;
    let key = app.editor().await;
    let limits = app.app.config.limits.clone();
    let send = async |path: &str, key: Option<&str>, body: String| {
        let request = app.request(Method::POST, path).header("content-type", "application/json").body(body);
        app.send(key.map_or(request.try_clone().unwrap(), |key| request.bearer_auth(key))).await
    };
    let padded = |text: &str, length: u32| format!("{text}{}", " ".repeat(length as usize - text.len()));
    for (key, longest) in [(None, limits.graphql_body_bytes.anonymous), (Some(&*key), limits.graphql_body_bytes.key)] {
        let query = r#"{"query":"{__typename}"}"#;
        assert_eq!(send("/graphql", key, padded(query, longest)).await.status, 200);
        let error = refused(&send("/graphql", key, padded(query, longest + 1)).await, 413);
        assert_eq!(error["extensions"]["code"], "PAYLOAD_TOO_LARGE");
        assert!(error["message"].as_str().unwrap().contains(&longest.to_string()), "{error}");
    }
    let author = r#"{"name":"Автор"}"#;
    let (anonymous, longest) = (limits.rest_body_bytes.anonymous, limits.rest_body_bytes.key);
    let (parse, text) = ("/v1/datelines/parse", r#"{"text":"Бишкек."}"#);
    assert_eq!(send(parse, None, padded(text, anonymous)).await.status, 200);
    assert_eq!(send(parse, None, padded(text, anonymous + 1)).await.problem(413), "PAYLOAD_TOO_LARGE");
    // Where a key is needed, that is told before the body is looked at.
    assert_eq!(send("/v1/authors", None, padded(author, anonymous)).await.problem(401), "UNAUTHENTICATED");
    assert_eq!(send("/v1/authors", None, padded(author, anonymous + 1)).await.problem(401), "UNAUTHENTICATED");
    assert_eq!(send("/v1/authors", Some(&key), padded(author, longest)).await.status, 201);
    assert_eq!(send("/v1/authors", Some(&key), padded(author, longest + 1)).await.problem(413), "PAYLOAD_TOO_LARGE");
}

#[tokio::test]
async fn a_document_is_measured_by_the_limits_of_who_sends_it() {
    let app = limited(|limits| {
        limits.graphql_depth = both(3, 4);
        limits.graphql_cost = both(21, 22);
        limits.graphql_rows = both(20, 21);
        limits.graphql_aliases = both(1, 2);
        limits.graphql_root_fields = both(3, 4);
        limits.graphql_directives = both(3, 4);
        limits.graphql_directives_in_place = both(1, 2);
        limits.graphql_spreads = both(1, 2);
        limits.graphql_nesting = both(9, 10);
        limits.graphql_tokens = both(60, 70);
        limits.graphql_query_bytes = both(300, 310);
        limits.graphql_selections = both(8, 9);
        limits.graphql_introspection_lists = both(1, 2);
    })
    .await;
    let key = app.editor().await;
    let skip = "@skip(if: false)";
    let spaces = |length: usize| format!("{{__typename}}{}", " ".repeat(length - 12));
    // What is allowed without a key, what only with one, and what to nobody.
    let cases: [(&str, [String; 3]); 13] = [
        (
            "depth",
            [
                "{ articles(first: 1) { nodes { id } } }",
                "{ articles(first: 1) { nodes { section { id } } } }",
                "{ articles(first: 1) { nodes { dateline { places { name } } } } }",
            ]
            .map(str::to_owned),
        ),
        ("cost", [20, 21, 22].map(|rows| format!("{{ articles(first: {rows}) {{ nodes {{ id }} }} }}"))),
        ("rows", [20, 21, 22].map(|rows| format!("{{ articles(first: {rows}) {{ pageInfo {{ hasNextPage }} }} }}"))),
        (
            "aliases",
            ["{ a: __typename }", "{ a: __typename b: __typename }", "{ a: __typename b: __typename c: __typename }"]
                .map(str::to_owned),
        ),
        ("root fields", [3, 4, 5].map(|count| format!("{{ {} }}", "__typename ".repeat(count)))),
        (
            "number of directives",
            [3, 4, 5].map(|count| format!("{{ {} }}", format!("__typename {skip} ").repeat(count))),
        ),
        (
            "directives in one place",
            [1, 2, 3].map(|count| format!("{{ __typename {} }}", "@include(if: true)".repeat(count))),
        ),
        ("spreads", [1, 2, 3].map(|count| format!("{{ {} }}", "... { __typename } ".repeat(count)))),
        (
            "nesting",
            [8, 9, 10]
                .map(|count| format!("{{ node(id: {}1{}) {{ id }} }}", "[".repeat(count - 1), "]".repeat(count - 1))),
        ),
        ("tokens", [58, 68, 69].map(|count| format!("{{{}}}", "id ".repeat(count)))),
        ("length", [300, 310, 311].map(spaces)),
        ("selections", [8, 9, 10].map(|count| format!("{{ sections {{ {} }} }}", "id ".repeat(count - 1)))),
        (
            "introspection lists",
            [1, 2, 3].map(|count| {
                format!("{{ __schema {{ types {}name{} }} }}", "{ fields { type ".repeat(count), "} }".repeat(count))
            }),
        ),
    ];
    for (limit, documents) in cases {
        for (place, document) in documents.iter().enumerate() {
            for (class, key) in [None, Some(key.as_str())].into_iter().enumerate() {
                let reply = graphql(&app, key, document).await;
                let told = reply.text.contains(limit) && reply.text.contains("QUERY_TOO_COMPLEX");
                assert_eq!(told, place > class, "{limit} {place} {class}: {document} {}", reply.text);
            }
        }
    }
}

#[tokio::test]
async fn an_answer_holds_so_many_errors_and_bytes() {
    // An empty list is {"items":[]}, and {"data":{"sections":[]},"extensions":{"cost":{"requested":1}}} by GraphQL.
    let (rest, gql) = (12, 62);
    for (most, by_rest, by_graphql) in [(rest - 1, 400, 400), (rest, 200, 400), (gql - 1, 200, 400), (gql, 200, 200)] {
        let app = limited(|limits| {
            limits.answer_bytes = both(most, 20);
            limits.graphql_errors = both(2, 3);
        })
        .await;
        let key = app.editor().await;
        for compressed in [false, true] {
            let get = app.request(Method::GET, "/v1/sections");
            let get = if compressed { get.header("accept-encoding", "gzip") } else { get };
            let reply = app.send(get).await;
            assert_eq!(reply.status, by_rest, "{most} {}", reply.text);
            if by_rest == 400 {
                assert_eq!(reply.problem(400), "ANSWER_TOO_LARGE");
            }
        }
        let reply = graphql(&app, None, "{ sections { id } }").await;
        assert_eq!(reply.status, by_graphql, "{most} {}", reply.text);
        if by_graphql == 400 {
            assert_eq!(refused(&reply, 400)["extensions"]["code"], "ANSWER_TOO_LARGE");
        }
        assert_eq!(app.get_as(&key, "/v1/sections").await.status, 200);
        assert_eq!(graphql(&app, Some(&key), "{ sections { id } }").await.status, 400);
        // What was written is told, however long it takes to tell.
        let made = app.post(&key, "/v1/authors", &json!({ "name": "Автор" })).await;
        assert_eq!(made.status, 201);
        let made =
            graphql(&app, Some(&key), r#"mutation { createAuthor(input: { name: "B" }) { id name slug } }"#).await;
        assert_eq!(made.status, 200);
        for (key, most) in [(None, 2), (Some(key.as_str()), 3)] {
            let told = graphql(&app, key, "{ sections { a b c d } }").await;
            assert_eq!(told.json()["errors"].as_array().unwrap().len(), most);
        }
    }
}

#[tokio::test]
async fn what_was_measured_is_told_with_every_answer() {
    let app = TestApp::spawn().await;
    for (query, cost) in [("{ __typename }", 0), ("{ sections { id } }", 1), ("{ limits { name } }", 1)] {
        assert_eq!(graphql(&app, None, query).await.expect(200)["extensions"]["cost"]["requested"], cost, "{query}");
    }
}
