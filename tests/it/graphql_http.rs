//! GraphQL over HTTP: our own transport on a real port.

mod documents;
mod hostile;

use std::time::{Duration, Instant};

use dateline::domain::keys::Scope;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{Reply, TestApp};
use crate::wire;

const RESPONSE: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// The answer's JSON, after a look at its form: known media types, errors of one line with a code, and no suggestion of
/// what the schema holds.
#[track_caller]
fn checked(reply: &Reply) -> Value {
    let media = reply.header("content-type");
    assert!(media == format!("{RESPONSE}; charset=utf-8") || media == format!("{JSON}; charset=utf-8"), "{media}");
    assert!(!reply.header("x-request-id").is_empty());
    assert!(reply.header("vary").contains("Accept"), "{}", reply.header("vary"));
    assert!(!reply.text.contains("Did you mean"), "{}", reply.text);
    let answer = reply.json();
    if let Some(errors) = answer.get("errors") {
        let errors = errors.as_array().unwrap();
        assert!((1..=25).contains(&errors.len()), "{} errors", errors.len());
        for error in errors {
            let message = error["message"].as_str().unwrap();
            assert!(!message.is_empty() && !message.contains(char::is_control), "{message:?}");
            assert!(message.chars().count() <= 501, "{} characters", message.chars().count());
            assert!(error["extensions"]["code"].is_string(), "no code: {error}");
        }
    } else {
        assert!(answer.get("data").is_some(), "{answer}");
    }
    answer
}

/// The code of an answer to a request of which nothing was executed.
#[track_caller]
fn refused(reply: &Reply, status: u16) -> String {
    assert_eq!(reply.status, status, "{}", reply.text);
    let answer = checked(reply);
    assert_eq!(answer.get("data"), None, "{answer}");
    answer["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned()
}

fn post(app: &TestApp, body: impl Into<String>) -> RequestBuilder {
    let request = app.request(Method::POST, "/graphql").header("accept", RESPONSE);
    request.header("content-type", JSON).body(body.into())
}

fn get(app: &TestApp, parameters: &[(&str, &str)]) -> RequestBuilder {
    app.request(Method::GET, "/graphql").header("accept", RESPONSE).query(parameters)
}

#[tokio::test]
async fn queries_run_by_get_and_by_post_alike() {
    let app = TestApp::spawn().await;
    let query = "query A($n: Int) { articles(first: $n) { nodes { id } } } query B { __typename }";
    let parameters = [("query", query), ("variables", r#"{"n": 3}"#), ("operationName", "A"), ("extensions", "{}")];
    let by_get = app.send(get(&app, &parameters)).await;
    assert_eq!((by_get.status, by_get.header("content-type")), (200, format!("{RESPONSE}; charset=utf-8").as_str()));
    let body = json!({ "query": query, "variables": { "n": 3 }, "operationName": "A", "extensions": {}, "id": 7 });
    let by_post = app.send(post(&app, body.to_string())).await;
    assert_eq!(by_post.status, 200);
    let (data, cost) = (json!({ "articles": { "nodes": [] } }), json!({ "cost": { "requested": 4 } }));
    assert_eq!(checked(&by_get), json!({ "data": data, "extensions": cost }));
    assert_eq!(checked(&by_get), checked(&by_post));
    for (name, expected) in [("B", json!({ "__typename": "Query" })), ("A", json!({ "articles": { "nodes": [] } }))] {
        let answer = checked(&app.send(get(&app, &[("query", query), ("operationName", name)])).await);
        assert_eq!(answer["data"], expected, "{name}");
    }
    let empty = [("query", "{ __typename }"), ("variables", ""), ("operationName", ""), ("extensions", "null")];
    assert_eq!(checked(&app.send(get(&app, &empty)).await)["data"]["__typename"], "Query");
    let nulls = json!({ "query": "{ __typename }", "variables": null, "operationName": null, "extensions": null });
    assert_eq!(checked(&app.send(post(&app, nulls.to_string())).await)["data"]["__typename"], "Query");
    let head = app.request(Method::HEAD, "/graphql?query=%7B__typename%7D");
    let head = app.send(head).await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
}

#[tokio::test]
async fn a_mutation_needs_post_and_has_no_effect_otherwise() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mutation =
        r#"mutation { createSection(input: { slug: "x", names: [{ language: "ky", value: "X" }] }) { id } }"#;
    for method in [Method::GET, Method::HEAD] {
        let request = app.request(method.clone(), "/graphql").header("accept", RESPONSE);
        let reply = app.send(request.query(&[("query", mutation)]).bearer_auth(&key)).await;
        assert_eq!((reply.status, reply.header("allow")), (405, "POST"), "{method}");
        if method == Method::GET {
            assert_eq!(refused(&reply, 405), "METHOD_NOT_ALLOWED");
        }
    }
    assert_eq!(app.get("/v1/sections").await.expect(200)["items"], json!([]));
    let answer = checked(&app.send(post(&app, json!({ "query": mutation }).to_string()).bearer_auth(&key)).await);
    assert!(answer["data"]["createSection"]["id"].is_string(), "{answer}");
}

#[tokio::test]
async fn other_methods_are_refused_with_allow() {
    let app = TestApp::spawn().await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
        let request = app.request(method.clone(), "/graphql").header("accept", RESPONSE);
        let reply = app.send(request.header("content-type", JSON).body(r#"{"query":"{ __typename }"}"#)).await;
        assert_eq!(refused(&reply, 405), "METHOD_NOT_ALLOWED", "{method}");
        assert_eq!(reply.header("allow"), "GET, HEAD, POST", "{method}");
    }
}

#[tokio::test]
async fn the_media_type_is_the_one_that_is_wanted_most() {
    let app = TestApp::spawn().await;
    for (accept, expected) in [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        ("Application/JSON; charset=utf-8", JSON),
        (RESPONSE, RESPONSE),
        ("application/graphql-response+json; charset=utf-8", RESPONSE),
        ("application/graphql-response+json, application/json;q=0.9", RESPONSE),
        ("application/json;q=0.5, application/graphql-response+json", RESPONSE),
        ("application/json, application/graphql-response+json", JSON),
        ("application/graphql-response+json;q=0.9, application/json;q=0.91", JSON),
        ("application/graphql-response+json, */*", RESPONSE),
        ("application/json;q=0, */*", RESPONSE),
        ("application/json; q=0.000, application/*;q=0.2", RESPONSE),
        ("*/*;q=0.1, application/graphql-response+json;Q=0", JSON),
        ("multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json", RESPONSE),
        ("text/html, */*;q=0.8", JSON),
        ("application/json;q=0", ""),
        ("application/json;q=0.0, application/graphql-response+json;q=0", ""),
        ("*/*;q=0", ""),
        ("application/json;q=2", ""),
        ("text/html", ""),
        ("text/event-stream, multipart/mixed", ""),
        ("application/xml;q=0.9", ""),
        ("json", ""),
    ] {
        for method in [Method::GET, Method::POST] {
            let mut request = app.request(method.clone(), "/graphql").header("accept", accept);
            request = match method {
                Method::GET => request.query(&[("query", "{ __typename }")]),
                _ => request.header("content-type", JSON).body(r#"{"query":"{ __typename }"}"#),
            };
            let reply = app.send(request).await;
            if expected.is_empty() {
                assert_eq!(refused(&reply, 406), "NOT_ACCEPTABLE", "{method} {accept}");
            } else {
                assert_eq!(reply.status, 200, "{method} {accept}: {}", reply.text);
                checked(&reply);
                assert_eq!(reply.header("content-type").split(';').next(), Some(expected), "{method} {accept}");
            }
        }
    }
    let head = b"GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: x\r\n";
    let none = wire::ask(&app.base, [&head[..], b"\r\n"].concat()).await;
    assert_eq!((none.status, none.header("content-type")), (200, "application/json; charset=utf-8"));
    let two = [&head[..], b"Accept: text/html\r\nAccept: application/graphql-response+json\r\n\r\n"].concat();
    assert_eq!(wire::ask(&app.base, two).await.header("content-type"), format!("{RESPONSE}; charset=utf-8"));
}

#[tokio::test]
async fn a_body_is_read_only_as_json_in_utf_8() {
    let app = TestApp::spawn().await;
    let send = async |content_type: Option<&str>| {
        let mut request = app.request(Method::POST, "/graphql").header("accept", RESPONSE);
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        app.send(request.body(r#"{"query":"{ __typename }"}"#)).await
    };
    for good in [
        JSON,
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/Json; Charset=\"utf-8\"",
        "application/json; profile=x",
    ] {
        assert_eq!(checked(&send(Some(good)).await)["data"]["__typename"], "Query", "{good}");
    }
    for bad in [
        None,
        Some(""),
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("application/graphql"),
        Some("application/json-seq"),
        Some("application/json; charset=windows-1251"),
        Some("application/json, text/plain"),
    ] {
        assert_eq!(refused(&send(bad).await, 415), "UNSUPPORTED_MEDIA_TYPE", "{bad:?}");
    }
    // Refused by its head alone: not a byte of the body is ever sent.
    for coding in ["gzip", "br", "deflate", "zstd", "identity, gzip", "x"] {
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nContent-Encoding: {coding}\r\nContent-Length: 99\r\n\r\n"
        );
        let start = Instant::now();
        let reply = wire::ask(&app.base, head).await;
        assert_eq!(refused(&reply, 415), "UNSUPPORTED_MEDIA_TYPE", "{coding}");
        assert!(start.elapsed() < Duration::from_secs(1), "{coding} waited for the body");
    }
}

#[tokio::test]
async fn a_body_has_a_largest_size_and_a_longest_time() {
    let app = TestApp::spawn().await;
    let most = app.app.config.limits.graphql_body_bytes.anonymous as usize;
    let body = |length: usize| {
        let body = r#"{"query":"{ __typename }","pad":""}"#;
        body.replace("\"\"", &format!("\"{}\"", "x".repeat(length - body.len())))
    };
    assert_eq!(checked(&app.send(post(&app, body(most))).await)["data"]["__typename"], "Query");
    let head = format!("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\n");
    // With its length announced, it is refused before it is read.
    let announced = format!("{head}Content-Length: {}\r\n\r\n", most + 1);
    assert_eq!(refused(&wire::ask(&app.base, announced).await, 413), "PAYLOAD_TOO_LARGE");
    let huge = format!("{head}Content-Length: 18446744073709551615\r\n\r\n");
    assert!((400..500).contains(&wire::ask(&app.base, huge).await.status));
    // Without, at the first byte too many.
    for (length, status) in [(most, 200), (most + 1, 413)] {
        let chunks: Vec<String> = body(length)
            .as_bytes()
            .chunks(8000)
            .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), std::str::from_utf8(chunk).unwrap()))
            .collect();
        let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunks.concat());
        let reply = wire::ask(&app.base, chunked).await;
        assert_eq!(reply.status, status, "{length}");
        if status == 413 {
            assert_eq!(refused(&reply, 413), "PAYLOAD_TOO_LARGE");
        }
    }
    let start = Instant::now();
    let half = format!("{head}Content-Length: 100\r\n\r\n{{\"query\":");
    assert_eq!(refused(&wire::ask(&app.base, half).await, 408), "REQUEST_TIMEOUT");
    let waited = start.elapsed();
    let longest = Duration::from_secs(app.app.config.limits.body_seconds.anonymous.into());
    assert!(waited >= longest && waited < longest + Duration::from_secs(2), "{waited:?}");
}

#[tokio::test]
async fn a_key_that_opens_nothing_is_refused_in_the_form_of_graphql() {
    let app = TestApp::spawn().await;
    for key in ["", "x", "dl_short", &format!("dl_AAAAAAAA_{}", "A".repeat(43))] {
        for accept in [RESPONSE, JSON] {
            let request = app.request(Method::POST, "/graphql").header("accept", accept).bearer_auth(key);
            let reply = app.send(request.json(&json!({ "query": "{ __typename }" }))).await;
            assert_eq!(refused(&reply, 401), "UNAUTHENTICATED", "{key}");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
            let reply = app.send(get(&app, &[("query", "{ __typename }")]).bearer_auth(key)).await;
            assert_eq!(refused(&reply, 401), "UNAUTHENTICATED", "{key}");
        }
    }
    // A good key without the scope is known: its fault is a field's.
    let key = app.key(&[Scope::RatesWrite]).await;
    let mutation = r#"mutation { createAuthor(input: { name: "A" }) { id } }"#;
    let reply = app.send(post(&app, json!({ "query": mutation }).to_string()).bearer_auth(key)).await;
    assert_eq!(reply.status, 200);
    let answer = checked(&reply);
    assert_eq!(answer["data"], json!({ "createAuthor": null }));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
}
