//! Faults in the form of a REST request: its body, the version that it names, its key.

use dateline::domain::keys::{Actor, Scope};
use dateline::domain::time::Instant;
use dateline::usecases::keys;
use reqwest::Method;
use serde_json::json;

use super::problem;
use crate::support::samples::{article, published};
use crate::support::{START, TestApp};

#[tokio::test]
async fn bodies_of_a_wrong_form_are_refused() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let send = async |content_type: Option<&str>, coding: Option<&str>, body: Vec<u8>| {
        let mut request = app.request(Method::POST, "/v1/articles").bearer_auth(&key);
        for (name, value) in [("content-type", content_type), ("content-encoding", coding)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        app.send(request.body(body)).await
    };
    let good = serde_json::to_vec(&article("Первая")).unwrap();
    let json = Some("application/json");
    for content_type in
        [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/json; charset=koi8-r")]
    {
        let reply = send(content_type, None, good.clone()).await;
        assert_eq!(problem(&app, &reply, 415).await, "UNSUPPORTED_MEDIA_TYPE", "{content_type:?}");
        assert_eq!(reply.json()["errors"][0]["header"], "Content-Type");
    }
    for coding in ["gzip", "br", "deflate", "zstd", "x"] {
        let reply = send(json, Some(coding), good.clone()).await;
        assert_eq!(problem(&app, &reply, 415).await, "UNSUPPORTED_MEDIA_TYPE", "{coding}");
        assert_eq!(reply.json()["errors"][0]["header"], "Content-Encoding");
    }
    let most = app.app.config.limits.rest_body_bytes.key as usize;
    let large = send(json, None, vec![b' '; most + 1]).await;
    assert_eq!(problem(&app, &large, 413).await, "PAYLOAD_TOO_LARGE");
    let padded = [good.clone(), vec![b' '; most - good.len()]].concat();
    send(Some("application/json; charset=UTF-8"), Some("identity"), padded).await.expect(201);

    let text = String::from_utf8(good).unwrap();
    let with = |field: &str| text.replacen('{', &format!("{{{field},"), 1);
    let deep = |open: &str| with(&format!(r#""lead":{}1"#, open.repeat(10_000)));
    for (name, body) in [
        ("nothing", String::new()),
        ("half", text[..text.len() / 2].to_owned()),
        ("trailing", format!("{text} x")),
        ("two", format!("{text}{text}")),
        ("single quotes", "{'headline':'x'}".to_owned()),
        ("comment", format!("// x\n{text}")),
        ("a lone surrogate", with(r#""lead":"\ud800""#)),
        ("a bare NUL", with("\"lead\":\"a\0b\"")),
        ("deep lists", deep("[")),
        ("deep objects", deep(r#"{"a":"#)),
        ("deep and whole", with(&format!(r#""lead":{}{}"#, "[".repeat(10_000), "]".repeat(10_000)))),
        ("deep from the root", "[".repeat(10_000)),
        ("not JSON, and of another shape", r#"{"headline": 5, "#.to_owned()),
    ] {
        let reply = send(json, None, body.into_bytes()).await;
        assert_eq!(problem(&app, &reply, 400).await, "BAD_USER_INPUT", "{name}");
    }
    let utf8 = send(json, None, [b"{\"headline\":\"\xff\"".as_slice(), b"}"].concat()).await;
    assert_eq!(problem(&app, &utf8, 400).await, "BAD_USER_INPUT");
    for (name, body, pointer) in [
        ("a list", "[]".to_owned(), ""),
        ("the fields in a list", r#"["ru","Заголовок",null,null]"#.to_owned(), ""),
        ("a text", "\"x\"".to_owned(), ""),
        ("null", "null".to_owned(), ""),
        ("nothing in it", "{}".to_owned(), "/language"),
        ("nothing in an object", with(r#""externalId":{}"#), "/externalId/source"),
        ("twice the same key", with(r#""headline":"x""#), "/headline"),
        ("an unknown field", with(r#""wrong":1"#), "/wrong"),
        ("an unknown field inside", text.replace("\"html\"", "\"mark\""), "/body/mark"),
        ("another type", with(r#""lead":5"#), "/lead"),
        ("another type inside", with(r#""tags":["osh",{}]"#), "/tags/1"),
        ("no instant", with(r#""published":"soon""#), "/published"),
        ("NUL", with(r#""lead":"a\u0000b""#), "/lead"),
        ("NUL in a slug", with(r#""slug":"a\u0000b""#), "/slug"),
        ("NUL in a name", with(r#""section":"a\u0000b""#), "/section"),
        ("NUL in a tag", with(r#""tags":["a\u0000b"]"#), "/tags/0"),
        ("NUL in an author", with(r#""authors":["a\u0000b"]"#), "/authors/0"),
        ("NUL in a note", with(r#""edNote":"a\u0000b""#), "/edNote"),
        ("NUL in a byline", with(r#""byline":"a\u0000b""#), "/byline"),
        ("NUL in the headline", text.replace("Первая", "a\\u0000b"), "/headline"),
        ("NUL in the body", text.replace("Второй", "a\\u0000b"), "/body"),
        ("NUL in an id elsewhere", with(r#""externalId":{"source":"cms","id":"\u0000"}"#), "/externalId/id"),
    ] {
        let reply = send(json, None, body.into_bytes()).await;
        assert_eq!(problem(&app, &reply, 422).await, "UNPROCESSABLE_CONTENT", "{name}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{name}: {}", reply.text);
        let rusty = ["struct ", "sequence", "variant", "missing field", "expected a "];
        assert!(!rusty.iter().any(|word| reply.text.contains(word)), "{name}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_change_names_one_version() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/articles", &article("Черновик")).await.expect(201);
    let path = format!("/v1/articles/{}", made["id"].as_str().unwrap());
    let publish = format!("{path}/publish");
    for (method, path) in [(Method::PATCH, &path), (Method::POST, &publish), (Method::DELETE, &path)] {
        let send = async |versions: &[&str]| {
            let mut request = app.request(method.clone(), path).bearer_auth(&key).json(&json!({}));
            for version in versions {
                request = request.header("if-match", *version);
            }
            app.send(request).await
        };
        let none = send(&[]).await;
        assert_eq!(problem(&app, &none, 428).await, "PRECONDITION_REQUIRED", "{method}");
        assert_eq!(none.json()["errors"][0]["header"], "If-Match");
        for bad in
            ["1", "*", "W/\"1\"", "\"\"", "\"x\"", "\"1\", \"2\"", "\"1.0\"", "\"99999999999\"", "\"1", "", "\"\"1\"\""]
        {
            let reply = send(&[bad]).await;
            assert_eq!(problem(&app, &reply, 400).await, "BAD_USER_INPUT", "{method} {bad}");
            assert_eq!(reply.json()["errors"][0]["header"], "If-Match", "{method} {bad}");
        }
        assert_eq!(problem(&app, &send(&["\"1\"", "\"1\""]).await, 400).await, "BAD_USER_INPUT", "{method} twice");
        for stale in ["\"0\"", "\"2\"", "\"-1\""] {
            assert_eq!(problem(&app, &send(&[stale]).await, 412).await, "PRECONDITION_FAILED", "{method} {stale}");
        }
    }
    assert_eq!(app.get_as(&key, &path).await.expect(200)["version"], 1);
}

#[tokio::test]
async fn a_key_that_opens_nothing_is_401_on_every_route_whatever_is_asked() {
    let app = TestApp::spawn().await;
    let end = Some(Instant::from_seconds(START + 10));
    let make = async |end| keys::create(&app.app, &Actor::System, "x", &[Scope::Admin], end).await.unwrap();
    let (expired, (revoked, record)) = (make(end).await.0, make(None).await);
    keys::revoke(&app.app, &Actor::System, record.id).await.unwrap();
    app.pass(10);
    app.post(&app.editor().await, "/v1/articles", &published(&app, "Вышла", 1)).await.expect(201);
    let unknown = format!("dl_AAAAAAAA_{}", "A".repeat(43));
    let mut details = Vec::new();
    for header in [
        format!("Bearer {unknown}"),
        format!("Bearer {}", expired.reveal()),
        format!("Bearer {}", revoked.reveal()),
        "Bearer malformed".to_owned(),
        "Basic eDp4".to_owned(),
        "Bearer".to_owned(),
    ] {
        for (method, path) in [
            (Method::GET, "/v1/articles"),
            (Method::GET, "/v1/articles/vyshla"),
            (Method::GET, "/v1/articles/nothing"),
            (Method::GET, "/v1/sections"),
            (Method::GET, "/v1/sections/nothing"),
            (Method::GET, "/v1/tags"),
            (Method::GET, "/v1/tags/nothing"),
            (Method::GET, "/v1/authors"),
            (Method::GET, "/v1/authors/nothing"),
            (Method::POST, "/v1/articles"),
            (Method::POST, "/v1/sections"),
            (Method::POST, "/v1/tags"),
            (Method::POST, "/v1/authors"),
            (Method::PATCH, "/v1/articles/x"),
            (Method::DELETE, "/v1/articles/x"),
            (Method::POST, "/v1/articles/x/publish"),
            (Method::PATCH, "/v1/sections/x"),
            (Method::PATCH, "/v1/tags/x"),
            (Method::PATCH, "/v1/authors/x"),
        ] {
            let reply = app.send(app.request(method.clone(), path).header("authorization", &header)).await;
            assert_eq!(problem(&app, &reply, 401).await, "UNAUTHENTICATED", "{method} {path} {header}");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
            details.push(reply.json()["detail"].as_str().unwrap().to_owned());
        }
        let request = app.request(Method::POST, "/graphql").header("authorization", &header);
        let reply = app.send(request.json(&json!({ "query": "{ __typename }" }))).await;
        assert_eq!((reply.status, &reply.json()["errors"][0]["extensions"]["code"]), (401, &json!("UNAUTHENTICATED")));
    }
    details.sort();
    details.dedup();
    assert_eq!(details.len(), 2, "the answer tells the form, never why a key of the right form fails: {details:?}");
}
