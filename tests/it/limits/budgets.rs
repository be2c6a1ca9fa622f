//! Budgets over HTTP: one account for both doors, what the headers say of it, what is free and what is given back.

use dateline::config::limits::LimitSettings;
use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::json;

use super::{both, graphql, left, limited, refused};
use crate::front_page::FRONT_PAGE;
use crate::support::{Reply, TestApp, samples};
use crate::wire;

/// Asks by turns at each door without a key.
async fn ask(app: &TestApp, turn: u32) -> Reply {
    match turn % 3 {
        0 => app.get("/v1/sections").await,
        1 => graphql(app, None, "{ __typename }").await,
        _ => app.get("/graphql?query=%7B__typename%7D").await,
    }
}

#[tokio::test]
async fn both_doors_draw_from_one_budget_and_its_headers_are_exact() {
    let app = limited(|limits| limits.requests_per_minute = both(6, 12)).await;
    for turn in 0..6 {
        let reply = ask(&app, turn).await;
        assert_eq!(reply.status, 200);
        assert!(reply.header("ratelimit-policy").starts_with("\"anon\";q=6;w=60"), "{:?}", reply.headers);
        assert_eq!(left(&reply, "anon"), (5 - turn, 10 * (turn + 1)), "one comes back in ten seconds");
        assert_eq!(reply.header("retry-after"), "");
    }
    let rest = app.get("/v1/sections").await;
    assert_eq!(rest.problem(429), "RATE_LIMITED");
    let gql = graphql(&app, None, "{ __typename }").await;
    let error = refused(&gql, 429);
    assert_eq!((&error["extensions"]["code"], &error["message"]), (&json!("RATE_LIMITED"), &rest.json()["detail"]));
    for reply in [&rest, &gql] {
        assert_eq!((reply.header("retry-after"), left(reply, "anon")), ("10", (0, 60)));
        assert_eq!(reply.header("ratelimit-policy"), "\"anon\";q=6;w=60");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    app.tick(9_999);
    assert_eq!(app.get("/v1/sections").await.header("retry-after"), "1");
    app.tick(1);
    assert_eq!(app.get("/v1/sections").await.status, 200, "one came back");
    assert_eq!(graphql(&app, None, "{ __typename }").await.status, 429, "and only one");
    app.tick(60_000);
    for turn in 0..6 {
        assert_eq!(ask(&app, turn).await.status, 200, "all came back");
    }
    assert_eq!(ask(&app, 0).await.status, 429);
}

#[tokio::test]
async fn every_key_has_an_account_of_its_own_wherever_it_is_used() {
    let app = limited(|limits| limits.requests_per_minute = both(1, 2)).await;
    let (one, two) = (app.key(&[Scope::Imports]).await, app.key(&[Scope::Imports]).await);
    assert_eq!(app.get("/v1/tags").await.status, 200);
    assert_eq!(app.get("/v1/tags").await.status, 429, "the address has used its own up");
    for key in [&one, &two] {
        let reply = app.get_as(key, "/v1/tags").await;
        assert_eq!((reply.header("ratelimit-policy"), left(&reply, "key")), ("\"key\";q=2;w=60", (1, 30)));
        assert_eq!(graphql(&app, Some(key), "{ __typename }").await.status, 200);
        assert_eq!(app.get_as(key, "/v1/tags").await.problem(429), "RATE_LIMITED");
        assert_eq!(graphql(&app, Some(key), "{ __typename }").await.header("retry-after"), "30");
    }
    app.tick(30_000);
    assert_eq!(app.get_as(&one, "/v1/tags").await.status, 200);
    assert_eq!(app.get("/v1/tags").await.header("retry-after"), "30", "the address waits longer");
}

#[tokio::test]
async fn what_failed_is_counted_and_the_contract_and_preflights_are_free() {
    let app = limited(|limits| limits.requests_per_minute.anonymous = 4).await;
    for (path, status) in [("/nowhere", 404), ("/v1/articles?limit=0", 400), ("/v1/articles/none", 404), ("/", 200)] {
        let reply = app.get(path).await;
        assert_eq!(reply.status, status, "{path}");
        left(&reply, "anon");
    }
    for path in ["/", "/nowhere", "/v1/limits", "/problems/not-found", "/graphql"] {
        assert_eq!(app.get(path).await.status, 429, "{path}");
    }
    for path in
        ["/openapi.json", "/openapi.yaml", "/openapi-3.0.json", "/schema.graphql", "/docs", "/portal/portal.css"]
    {
        let reply = app.get(path).await;
        assert_eq!(
            (reply.status, reply.header("ratelimit"), reply.header("ratelimit-policy")),
            (200, "", ""),
            "{path}"
        );
    }
    let head = "OPTIONS /v1/sections HTTP/1.1\r\nHost: x\r\nOrigin: https://reader.example\r\n";
    let reply = wire::ask(&app.base, format!("{head}Access-Control-Request-Method: GET\r\n\r\n")).await;
    assert_eq!((reply.status, reply.header("ratelimit")), (200, ""));
    let cross = app.send(app.request(Method::GET, "/v1/sections").header("origin", "https://reader.example")).await;
    assert_eq!((cross.status, cross.header("access-control-allow-origin")), (429, "*"), "a page can read the refusal");
    for name in ["ratelimit", "ratelimit-policy", "retry-after"] {
        assert!(cross.header("access-control-expose-headers").contains(name), "{name}");
    }
}

#[tokio::test]
async fn an_answer_that_the_client_has_already_is_free_on_both_doors() {
    let app = limited(|limits| {
        limits.requests_per_minute.anonymous = 2;
        limits.graphql_points_per_minute.anonymous = 50;
    })
    .await;
    let get = async |path: &str, tag: &str| {
        let condition = if tag.is_empty() { String::new() } else { format!("If-None-Match: {tag}\r\n") };
        wire::ask(&app.base, format!("GET {path} HTTP/1.1\r\nHost: x\r\n{condition}\r\n")).await
    };
    let (rest, gql) = ("/v1/sections", "/graphql?query=%7Bsections%7Bid%7D%7D");
    let tags = [get(rest, "").await.header("etag").to_owned(), get(gql, "").await.header("etag").to_owned()];
    assert!(tags.iter().all(|tag| !tag.is_empty()));
    assert_eq!(get(rest, "").await.status, 429);
    app.tick(30_000);
    for round in 1..=5 {
        for (path, tag) in [rest, gql].into_iter().zip(&tags) {
            let reply = get(path, tag).await;
            assert_eq!((reply.status, left(&reply, "anon").0), (304, 1), "{path}");
            if path == gql {
                assert_eq!(left(&reply, "anon-points").0, 50 - round, "the points paid for work that was done");
            }
        }
    }
    let any = get(rest, "*").await;
    assert_eq!((any.status, left(&any, "anon").0), (304, 0), "who names no answer has none");
    assert_eq!(get(rest, &tags[0]).await.status, 429, "what is not there cannot be lent");
}

#[tokio::test]
async fn points_are_counted_by_what_was_measured() {
    let app = limited(|limits| limits.graphql_points_per_minute = both(30, 60)).await;
    let key = app.key(&[Scope::Imports]).await;
    let query = |rows: u32| format!("{{ tags(first: {rows}) {{ nodes {{ id }} }} }}");
    // A page is one point and each row of it another.
    let first = graphql(&app, None, &query(20)).await;
    assert_eq!(first.expect(200)["extensions"], json!({ "cost": { "requested": 21 } }));
    assert_eq!(left(&first, "anon-points"), (9, 42));
    assert_eq!(first.header("ratelimit-policy"), "\"anon\";q=1000000000;w=60, \"anon-points\";q=30;w=60");
    let second = graphql(&app, None, &query(9)).await;
    assert_eq!(refused(&second, 429)["extensions"]["code"], "RATE_LIMITED");
    assert_eq!((second.header("retry-after"), left(&second, "anon-points")), ("2", (9, 42)), "nothing was taken");
    assert_eq!(graphql(&app, None, &query(8)).await.status, 200, "to the last point");
    assert_eq!(graphql(&app, None, "{ __typename }").await.status, 200, "what costs nothing is answered");
    assert_eq!(graphql(&app, None, "{ sections { id } }").await.status, 429);
    assert_eq!(app.get("/v1/sections").await.status, 200, "REST has no points");
    app.tick(2_000);
    assert_eq!(graphql(&app, None, "{ sections { id } }").await.status, 200);
    assert_eq!(left(&graphql(&app, Some(&key), &query(20)).await, "key-points"), (39, 21));
    let unfit = graphql(&app, Some(&key), "{ tags(first: 20) { nodes { nothing } } }").await;
    assert_eq!((unfit.status, left(&unfit, "key-points").0), (400, 18), "measured before it is known to fit");
    assert_eq!(unfit.json().get("extensions"), None);
}

/// 600 front pages a minute, for many phones behind one address, must be possible by GraphQL as by REST.
#[tokio::test]
async fn the_points_of_a_minute_pay_for_as_many_front_pages_as_requests() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let answer = app.gql_as(None, FRONT_PAGE, json!({ "first": 20 })).await;
    let cost = u32::try_from(answer["extensions"]["cost"]["requested"].as_u64().unwrap()).unwrap();
    assert!(cost > 100, "{cost}");
    let limits = LimitSettings::default();
    for (requests, points) in [
        (limits.requests_per_minute.anonymous, limits.graphql_points_per_minute.anonymous),
        (limits.requests_per_minute.key, limits.graphql_points_per_minute.key),
    ] {
        assert!(requests * cost <= points, "{requests} front pages of {cost} points in {points}");
    }
}

#[tokio::test]
async fn writes_are_counted_by_the_minute_and_by_the_hour_on_both_doors() {
    let app = limited(|limits| {
        limits.writes_per_minute = both(2, 4);
        limits.writes_per_hour = both(60, 6);
    })
    .await;
    let key = app.editor().await;
    let create = async |number: u32| app.post(&key, "/v1/authors", &json!({ "name": format!("Автор {number}") })).await;
    let mutate = async |names: &[&str]| {
        let fields = names.iter().map(|name| format!("{name}: createAuthor(input: {{ name: \"{name}\" }}) {{ id }} "));
        graphql(&app, Some(&key), &format!("mutation {{ {} }}", fields.collect::<String>())).await
    };
    let first = create(1).await;
    first.expect(201);
    assert_eq!((left(&first, "key-writes"), left(&first, "key-writes-hour")), ((3, 15), (5, 600)));
    let second = mutate(&["a", "b"]).await;
    assert_eq!(second.expect(200).get("errors"), None);
    assert_eq!(left(&second, "key-writes").0, 1, "each root field is a write");
    assert_eq!(refused(&mutate(&["c", "d"]).await, 429)["extensions"]["code"], "RATE_LIMITED", "all or nothing");
    create(2).await.expect(201);
    let third = create(3).await;
    assert_eq!((third.problem(429), third.header("retry-after")), ("RATE_LIMITED".to_owned(), "15"));
    assert_eq!(app.get_as(&key, "/v1/authors").await.expect(200)["items"].as_array().unwrap().len(), 4);
    app.tick(30_000);
    create(3).await.expect(201);
    create(4).await.expect(201);
    app.tick(60_000);
    let late = create(5).await;
    assert_eq!(late.problem(429), "RATE_LIMITED");
    assert_eq!(late.header("retry-after"), "510", "the hour is used up, the minute is not");
    assert_eq!(graphql(&app, Some(&key), "{ __typename }").await.status, 200, "reads go on");
    app.tick(510_000);
    create(5).await.expect(201);

    // Without a key nothing is written yet; trying is counted by the address all the same.
    let post = || app.send(app.request(Method::POST, "/v1/authors").json(&json!({ "name": "x" })));
    assert_eq!((post().await.status, post().await.status), (401, 401));
    let refused = post().await;
    assert_eq!((refused.problem(429), left(&refused, "anon-writes")), ("RATE_LIMITED".to_owned(), (0, 60)));
    for method in [Method::PATCH, Method::DELETE] {
        assert_eq!(app.send(app.request(method.clone(), "/v1/articles/x")).await.status, 429, "{method}");
    }
    assert_eq!(app.get("/v1/authors").await.status, 200);
}
