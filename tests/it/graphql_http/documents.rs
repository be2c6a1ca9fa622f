//! Requests and documents that fail, and how they are told.

use reqwest::Method;
use serde_json::{Value, json};

use super::{JSON, RESPONSE, checked, get, post, refused};
use crate::support::TestApp;

#[tokio::test]
async fn a_malformed_request_is_told_by_its_status_in_either_media_type() {
    let app = TestApp::spawn().await;
    let deep = format!(r#"{{"query":"{{ __typename }}","variables":{{"a":{}"#, "[".repeat(10_000));
    let bodies = [
        "",
        "{",
        "null",
        "5",
        "\"{ __typename }\"",
        "[]",
        r#"["{ __typename }"]"#,
        r#"[{"query":"{ __typename }"}]"#,
        "{}",
        r#"{"query":null}"#,
        r#"{"query":5}"#,
        r#"{"query":["{ __typename }"]}"#,
        r#"{"operationName":"A"}"#,
        r#"{"query":"{ __typename }","variables":[]}"#,
        r#"{"query":"{ __typename }","variables":"{}"}"#,
        r#"{"query":"{ __typename }","variables":1}"#,
        r#"{"query":"{ __typename }","operationName":5}"#,
        r#"{"query":"{ __typename }","operationName":{}}"#,
        r#"{"query":"{ __typename }","extensions":[]}"#,
        r#"{"query":"{ __typename }","extensions":"x"}"#,
        r#"{"query":"{ __typename }","query":"{ __typename }"}"#,
        r#"{"query":"{ __typename }"} x"#,
        r#"{"query":"{ __typename }\ud800"}"#,
        "{\"query\":\"{ __typename }\n\"}",
        deep.as_str(),
    ];
    for accept in [RESPONSE, JSON] {
        for body in bodies {
            let request = app.request(Method::POST, "/graphql").header("accept", accept);
            let reply = app.send(request.header("content-type", JSON).body(body.to_owned())).await;
            assert_eq!(refused(&reply, 400), "BAD_USER_INPUT", "{accept} {}", &body[..body.len().min(60)]);
        }
        let invalid = app.request(Method::POST, "/graphql").header("accept", accept).header("content-type", JSON);
        let reply = app.send(invalid.body(b"{\"query\":\"\xff\"}".to_vec())).await;
        assert_eq!(refused(&reply, 400), "BAD_USER_INPUT");
        for query in [
            "",
            "?variables={}",
            "?query={__typename}&query={__typename}",
            "?query={__typename}&variables=[]",
            "?query={__typename}&variables=x",
            "?query={__typename}&variables=5",
            "?query={__typename}&extensions=[]",
            "?query={__typename}&wrong=1",
            "?query={__typename}&operationname=A",
            "?query={__typename}&a%0Ab%1B=1",
            "?query=%00",
            "?query=%ff",
        ] {
            let reply = app.send(app.request(Method::GET, &format!("/graphql{query}")).header("accept", accept)).await;
            assert_eq!(refused(&reply, 400), "BAD_USER_INPUT", "{accept} {query}");
        }
    }
    let unknown = app.send(get(&app, &[("query", "{ __typename }"), ("wrong", "1")])).await;
    assert_eq!(unknown.json()["errors"][0]["extensions"]["errors"][0]["parameter"], "wrong");
    let by_post = app.request(Method::POST, "/graphql?query={__typename}").header("accept", RESPONSE);
    let reply = app.send(by_post.json(&json!({ "query": "{ __typename }" }))).await;
    assert_eq!(refused(&reply, 400), "BAD_USER_INPUT", "parameters of a POST stand in its body");
}

/// Documents of which nothing is executed: the document, its variables, the operation's name, and the code.
fn documents() -> Vec<(String, Value, Option<&'static str>, &'static str)> {
    const PARSE: &str = "GRAPHQL_PARSE_FAILED";
    const VALIDATION: &str = "GRAPHQL_VALIDATION_FAILED";
    const COMPLEX: &str = "QUERY_TOO_COMPLEX";
    let two = "query A { __typename } query B { __typename }";
    let page = "query($n: Int!) { articles(first: $n) { nodes { id } } }";
    let state = "query($s: ArticleState) { articles(filter: { state: $s }) { nodes { id } } }";
    let filter = "query($f: ArticleFilter) { articles(filter: $f) { nodes { id } } }";
    let update = "mutation($v: Int!) { updateTag(id: \"tag_x\", version: $v, patch: {}) { id } }";
    let plain = [
        ("", PARSE),
        ("{", PARSE),
        ("{ a(b: ) }", PARSE),
        ("{ __typename }}", PARSE),
        ("query { }", PARSE),
        ("{ __typename\u{0} }", PARSE),
        ("{ __typename } { __typename }", PARSE),
        ("fragment F on Query { __typename }", PARSE),
        ("{ a(b: \"open) }", VALIDATION),
        ("{ nothing }", VALIDATION),
        ("{ article { id } }", VALIDATION),
        ("{ article(id: \"x\", wrong: 1) { id } }", VALIDATION),
        ("{ articles }", VALIDATION),
        ("{ sections { id { x } } }", VALIDATION),
        ("{ articles(filter: 5) { nodes { id } } }", VALIDATION),
        ("{ sections @wrong { id } }", VALIDATION),
        ("{ ...F }", VALIDATION),
        ("{ ...F } fragment F on Query { ...F }", VALIDATION),
        ("{ ...F } fragment F on Wrong { id }", VALIDATION),
        ("subscription { __typename }", VALIDATION),
        ("subscription { articles { id } }", VALIDATION),
        ("mutation { wrong }", VALIDATION),
        ("{ articles(first: \"3\") { nodes { id } } }", VALIDATION),
        ("{ articles(first: 1.5) { nodes { id } } }", VALIDATION),
        ("{ articles(first: 4611686018427387904) { nodes { id } } }", VALIDATION),
        ("{ articles(first: 2147483648) { nodes { id } } }", VALIDATION),
        ("{ articles(first: -2147483649) { nodes { id } } }", VALIDATION),
        ("{ articles(first: 99999999999999999999999) { nodes { id } } }", VALIDATION),
        ("query($n: Int = 4611686018427387904) { articles(first: $n) { nodes { id } } }", VALIDATION),
        ("{ articles(filter: { state: WRONG }) { nodes { id } } }", VALIDATION),
        ("{ articles(filter: { language: \"??\" }) { nodes { id } } }", VALIDATION),
        ("{ articles(filter: { date: \"2020-02-30\" }) { nodes { id } } }", VALIDATION),
        ("{ articles(filter: { wrong: 1 }) { nodes { id } } }", VALIDATION),
        (update, VALIDATION),
    ];
    let mut all: Vec<_> = plain.map(|(text, code)| (text.to_owned(), json!({}), None, code)).to_vec();
    all.extend([
        (two.to_owned(), json!({}), None, VALIDATION),
        (two.to_owned(), json!({}), Some("C"), VALIDATION),
        ("{ __typename }".to_owned(), json!({}), Some("A"), VALIDATION),
        (page.to_owned(), json!({}), None, VALIDATION),
        (page.to_owned(), json!({ "n": null }), None, VALIDATION),
        (page.to_owned(), json!({ "n": "x" }), None, VALIDATION),
        (page.to_owned(), json!({ "n": 1.5 }), None, VALIDATION),
        (page.to_owned(), json!({ "n": 4_611_686_018_427_387_904_i64 }), None, VALIDATION),
        (page.to_owned(), json!({ "n": u64::MAX }), None, VALIDATION),
        (page.to_owned(), json!({ "n": [[[[1]]]] }), None, VALIDATION),
        (filter.to_owned(), json!({ "f": [[1]] }), None, VALIDATION),
        (filter.to_owned(), json!({ "f": "x" }), None, VALIDATION),
        (filter.to_owned(), json!({ "f": { "wrong": 1 } }), None, VALIDATION),
        (state.to_owned(), json!({ "s": "DRAFT\nline" }), None, VALIDATION),
        (state.to_owned(), json!({ "s": "x".repeat(100_000) }), None, VALIDATION),
        (update.to_owned(), json!({ "v": 4_294_967_296_i64 }), None, VALIDATION),
        (format!("{}{}", "{ articles ".repeat(33), "}".repeat(33)), json!({}), None, COMPLEX),
        (format!("{{ {} }}", "a: __typename ".repeat(16)), json!({}), None, COMPLEX),
        (format!("{{ __typename # {}\n }}", "x".repeat(16_384)), json!({}), None, COMPLEX),
        (format!("{{ {} }}", "y".repeat(10_000)), json!({}), None, VALIDATION),
    ]);
    all
}

#[tokio::test]
async fn a_document_that_fails_has_no_data_and_the_media_type_decides_the_status() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for (query, variables, name, code) in documents() {
        let body = json!({ "query": query, "variables": variables, "operationName": name });
        let shown = &query[..query.len().min(80)];
        for (accept, status) in [(RESPONSE, 400), (JSON, 200)] {
            let request = app.request(Method::POST, "/graphql").header("accept", accept);
            let reply = app.send(request.json(&body)).await;
            assert_eq!(reply.status, status, "{shown} {}", reply.text);
            assert_eq!(refused(&reply, status), code, "{shown} {}", reply.text);
        }
        let long = body.to_string().len() > 8_000;
        if !long && !query.starts_with("mutation") {
            let variables = variables.to_string();
            let mut parameters = vec![("query", query.as_str()), ("variables", &variables)];
            parameters.extend(name.map(|name| ("operationName", name)));
            if !query.contains('\0') {
                assert_eq!(refused(&app.send(get(&app, &parameters)).await, 400), code, "GET {shown}");
            }
        }
    }
    let reply = app.send(post(&app, json!({ "query": "{ nothing }" }).to_string()).bearer_auth(key)).await;
    assert_eq!(refused(&reply, 400), "GRAPHQL_VALIDATION_FAILED", "with a key as well");
}

#[tokio::test]
async fn a_failed_field_is_200_with_data_in_either_media_type() {
    let app = TestApp::spawn().await;
    for accept in [RESPONSE, JSON] {
        let query = r#"{ article(id: "nothing") { id } __typename }"#;
        let request = app.request(Method::POST, "/graphql").header("accept", accept);
        let reply = app.send(request.json(&json!({ "query": query }))).await;
        assert_eq!(reply.status, 200);
        let answer = checked(&reply);
        assert_eq!(answer["data"], json!({ "article": null, "__typename": "Query" }));
        assert_eq!(answer["errors"][0]["path"], json!(["article"]));
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
    }
}

#[tokio::test]
async fn an_answer_holds_25_errors_at_most() {
    let app = TestApp::spawn().await;
    for (count, expected) in [(24, 24), (25, 25), (26, 25), (400, 25)] {
        let fields: String = (0..count).map(|i| format!("nothing{i} ")).collect();
        let query = format!("{{ sections {{ {fields} }} }}");
        let reply = app.send(post(&app, json!({ "query": query }).to_string())).await;
        assert_eq!(refused(&reply, 400), "GRAPHQL_VALIDATION_FAILED");
        assert_eq!(reply.json()["errors"].as_array().unwrap().len(), expected, "{count}");
    }
}
