//! Answers that no handler of ours began: addresses and methods that are not there, heads, and broken requests.

use reqwest::Method;
use serde_json::json;

use super::problem;
use crate::support::TestApp;
use crate::support::samples::{self, published};
use crate::wire;

#[tokio::test]
async fn an_address_that_is_not_there_is_a_problem_for_every_method() {
    let app = TestApp::spawn().await;
    for path in [
        "/nowhere",
        "/v1",
        "/v1/",
        "/v2/articles",
        "/v1/articles/",
        "/v1/articles/x/",
        "/v1/articles/x/wrong",
        "//",
        "/V1/articles",
        "/problems",
        "/problems/nothing",
        "/graphql/",
        "/graphql/x",
        "/favicon.ico",
    ] {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
            // The contract of the answers takes these two for what it describes.
            if matches!(path, "/problems/nothing" | "/v1/articles/") && method != Method::GET {
                continue;
            }
            let reply = app.send(app.request(method.clone(), path)).await;
            assert_eq!(problem(&app, &reply, 404).await, "NOT_FOUND", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_method_that_is_not_answered_is_405_with_those_that_are() {
    let app = TestApp::spawn().await;
    for endpoint in dateline::rest::endpoints() {
        let path = endpoint.path.replace("{problem}", "not-found").replace(['{', '}'], "");
        let mut allowed = endpoint.methods();
        for method in [Method::PUT, Method::POST, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE] {
            let name = actix_web::http::Method::from_bytes(method.as_str().as_bytes()).unwrap();
            if allowed.contains(&name) {
                continue;
            }
            let reply = app.send(app.request(method.clone(), &path)).await;
            assert_eq!(problem(&app, &reply, 405).await, "METHOD_NOT_ALLOWED", "{method} {path}");
            let mut told: Vec<&str> = reply.header("allow").split(", ").collect();
            told.sort_unstable();
            allowed.sort_by(|a, b| a.as_str().cmp(b.as_str()));
            assert_eq!(told, allowed.iter().map(|method| method.as_str()).collect::<Vec<_>>(), "{method} {path}");
        }
        let odd = app.send(app.request(Method::from_bytes(b"FETCH").unwrap(), &path)).await;
        assert_eq!(problem(&app, &odd, 405).await, "METHOD_NOT_ALLOWED");
    }
}

#[tokio::test]
async fn head_answers_as_get_does_without_a_body() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 2).await;
    for path in [
        "/",
        "/openapi.json",
        "/openapi.yaml",
        "/schema.graphql",
        "/problems/not-found",
        "/v1/articles",
        "/v1/articles?limit=1",
        "/v1/articles/novost-nomer-0",
        "/v1/sections",
        "/v1/sections/society",
        "/v1/tags",
        "/v1/tags/osh",
        "/v1/authors",
        "/v1/authors/emil",
        "/graphql?query=%7B__typename%7D",
        "/v1/articles/nothing",
        "/v1/articles?limit=0",
        "/v1/articles?state=DRAFT",
        "/nowhere",
        "/graphql?query=%7B",
    ] {
        let get = app.get(path).await;
        let head = app.send(app.request(Method::HEAD, path)).await;
        assert_eq!((head.status, head.text.as_str()), (get.status, ""), "{path}");
        for name in ["content-type", "content-length", "link", "content-language", "vary", "cache-control", "allow"] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
        assert!(!head.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn odd_paths_and_queries_are_problems_of_4xx() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    app.post(&key, "/v1/articles", &published(&app, "Вышла", 1)).await.expect(201);
    for noun in ["articles", "sections", "tags", "authors"] {
        for name in [
            "%ff",
            "%C3%28",
            "%",
            "%z",
            "%zz",
            "%0",
            "%00",
            "a%00b",
            "%2e%2e",
            "%2F",
            "..%2f..",
            "%0d%0a",
            "'",
            "a%20b",
            "%F0%9F%98%80",
            "*",
            "_",
        ] {
            let reply = app.get(&format!("/v1/{noun}/{name}")).await;
            assert!((400..500).contains(&reply.status), "{noun} {name}: {}", reply.status);
            problem(&app, &reply, reply.status).await;
        }
    }
    for path in ["/problems/%ff", "/%ff", "/%", "/problems/%00", "/v1/articles/%ff/publish"] {
        let reply = app.get(path).await;
        assert!((400..500).contains(&reply.status), "{path}");
        problem(&app, &reply, reply.status).await;
    }
    for method in ["PATCH", "DELETE"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = app.request(method, "/v1/articles/%ff").bearer_auth(&key).header("if-match", "\"1\"");
        assert_eq!(problem(&app, &app.send(request.json(&json!({}))).await, 400).await, "BAD_USER_INPUT");
    }
    for query in ["section=%ff", "section=%C3%28", "%ff=1", "section=%00", "after=%", "=", "&&=", "%00", "a%00b=1"] {
        let reply = app.get(&format!("/v1/articles?{query}")).await;
        assert_eq!(problem(&app, &reply, 400).await, "BAD_USER_INPUT", "{query}");
    }
    let long = "x".repeat(60_000);
    for (path, status) in [
        (format!("/{long}"), 404),
        (format!("/v1/articles/{long}"), 404),
        (format!("/v1/articles?{long}=1"), 400),
        (format!("/v1/articles?section={long}"), 404),
        (format!("/v1/articles?after={long}"), 400),
        (format!("/v1/articles?fields={long}"), 400),
        (format!("/problems/{long}"), 404),
    ] {
        let reply = app.get(&path).await;
        problem(&app, &reply, status).await;
        assert!(reply.text.len() < 4_000, "{} bytes for {}", reply.text.len(), &path[..20]);
    }
}

/// What never becomes a request reaches nothing of ours: the framework hangs up with a bare status, and serves on.
#[tokio::test]
async fn what_is_no_http_is_refused_and_harms_nobody() {
    let app = TestApp::spawn().await;
    let long = "x".repeat(70_000);
    let huge = "x".repeat(200_000);
    for (name, bytes) in [
        ("garbage", b"\x16\x03\x01\x00\xff\r\n\r\n".to_vec()),
        ("no version", b"GET /\r\n\r\n".to_vec()),
        ("raw bytes in the path", b"GET /v1/articles/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()),
        ("a longer address than can be", format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n").into_bytes()),
        ("a longer head than is read", format!("GET / HTTP/1.1\r\nHost: x\r\nX: {huge}\r\n\r\n").into_bytes()),
        ("a length that is no number", b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n".to_vec()),
        (
            "a length beside chunks",
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                .to_vec(),
        ),
    ] {
        let reply = wire::ask(&app.base, bytes).await;
        assert!((400..500).contains(&reply.status), "{name}: {} {}", reply.status, reply.text);
        let told = reply.header("content-type");
        assert!(reply.text.is_empty() || told.contains("json"), "{name}: {told} {}", reply.text);
    }
    assert_eq!(app.get("/").await.status, 200);
}

#[tokio::test]
async fn a_preflight_opens_every_method_and_the_address_itself_refuses() {
    let app = TestApp::spawn().await;
    let preflight = async |method: &str, headers: &str| {
        let head = "OPTIONS /v1/articles HTTP/1.1\r\nHost: x\r\nOrigin: https://reader.example\r\n";
        let asked = format!("Access-Control-Request-Method: {method}\r\nAccess-Control-Request-Headers: {headers}\r\n");
        wire::ask(&app.base, format!("{head}{asked}\r\n")).await
    };
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
        let reply = preflight(method, "authorization, content-type, if-match, x-anything").await;
        assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, "*"), "{method}");
    }
    let odd = preflight("P/T", "accept").await;
    assert_eq!(problem(&app, &odd, 405).await, "METHOD_NOT_ALLOWED", "no preflight, so the address answers");
    let wrong = app.request(Method::PUT, "/v1/articles").header("origin", "https://reader.example");
    let reply = app.send(wrong).await;
    assert_eq!(problem(&app, &reply, 405).await, "METHOD_NOT_ALLOWED");
    assert_eq!(reply.header("access-control-allow-origin"), "*", "pages can read why");
    let plain = app.request(Method::GET, "/v1/articles/nothing").header("origin", "https://reader.example");
    let reply = app.send(plain).await;
    assert_eq!(problem(&app, &reply, 404).await, "NOT_FOUND");
    assert_eq!(reply.header("access-control-allow-origin"), "*", "pages can read the problem");
}
