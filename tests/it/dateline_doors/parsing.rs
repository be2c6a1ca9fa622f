//! Reading a dateline on demand, by both doors.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::taxonomy::without_nulls;

const FIELDS: &str =
    "isDateline raw places { name region country placeId } country countryRule date dateRule dateSuspect time
    agency { slug name raw } correspondent style bodyOffset { utf16 chars bytes } parserVersion";

async fn by_graphql(app: &TestApp, input: &Value) -> Value {
    let query = format!("query($input: ParseDatelineInput!) {{ parseDateline(input: $input) {{ {FIELDS} }} }}");
    let answer = app.gql_as(None, &query, json!({ "input": input })).await;
    without_nulls(&answer["data"]["parseDateline"])
}

async fn by_rest(app: &TestApp, input: &Value) -> Value {
    // Nobody needs a key for it.
    app.send(app.request(Method::POST, "/v1/datelines/parse").json(input)).await.expect(200)
}

#[tokio::test]
async fn a_text_is_read_alike_by_both_doors() {
    let app = TestApp::spawn().await;
    for input in [
        json!({ "text": "Бишкек, 27.08.20. /Кабар/. Госорганы", "published": "2020-08-27T09:30:00Z" }),
        json!({ "text": "LONDON, Aug 27 (Reuters) - Shares", "published": "2020-08-27T15:30:00+06:00" }),
        json!({ "text": "LONDON, Aug 27 (Reuters) - Shares" }),
        json!({ "text": "Сегодня в Бишкеке выпал снег." }),
        json!({ "text": "" }),
    ] {
        let rest = by_rest(&app, &input).await;
        assert_eq!(by_graphql(&app, &input).await, rest, "{input}");
    }
    let read =
        by_rest(&app, &json!({ "text": "Бишкек, 27.08.20. /Кабар/. Госорганы", "published": "2020-08-27T09:30:00Z" }))
            .await;
    assert_eq!(
        (&read["isDateline"], &read["date"], &read["style"]),
        (&json!(true), &json!("2020-08-27"), &json!("SLASH"))
    );
    assert_eq!(read["agency"]["slug"], "kabar");
    assert_eq!(read["bodyOffset"], json!({ "utf16": 27, "chars": 27, "bytes": 38 }));
    let none = by_rest(&app, &json!({ "text": "Сегодня в Бишкеке выпал снег." })).await;
    let version = dateline::domain::datelines::PARSER_VERSION;
    let nothing = json!({ "isDateline": false, "places": [], "countryRule": "NONE", "dateRule": "NONE", "dateSuspect": false,
        "bodyOffset": { "utf16": 0, "chars": 0, "bytes": 0 }, "parserVersion": version });
    assert_eq!(none, nothing);
}

#[tokio::test]
async fn the_time_zone_decides_on_which_day_a_text_was_published() {
    let app = TestApp::spawn().await;
    let of = |zone: Option<&str>| {
        let mut input = json!({ "text": "Reuters, 23 декабря. Снег.", "published": "2026-12-20T19:30:00Z" });
        if let Some(zone) = zone {
            input["timeZone"] = json!(zone);
        }
        input
    };
    // Reuters reports from the world. It was the 21st in Bishkek, two days before that day, and still the 20th in London: three days are suspect.
    for (zone, suspect) in [(None, false), (Some("Europe/London"), true)] {
        let read = by_rest(&app, &of(zone)).await;
        assert_eq!((&read["date"], &read["dateSuspect"]), (&json!("2026-12-23"), &json!(suspect)), "{zone:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let app = TestApp::spawn().await;
    for (input, pointer) in [
        (json!({ "text": "а".repeat(20_001) }), "/text"),
        (json!({ "text": "Бишкек.", "timeZone": "Mars/Olympus" }), "/timeZone"),
        (json!({ "text": "Бишкек.", "published": "yesterday" }), "/published"),
        (json!({ "text": 5 }), "/text"),
        (json!({ "text": "Бишкек.", "colon": "yes" }), "/colon"),
        (json!({ "text": "Бишкек.", "colour": "red" }), "/colour"),
        (json!({}), "/text"),
    ] {
        let reply = app.send(app.request(Method::POST, "/v1/datelines/parse").json(&input)).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{input}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{}", reply.text);
    }
    // The longest text is read as fast as any: 20,000 characters that no one looks at.
    let long = json!({ "text": format!("Бишкек, 27.08.20. /Кабар/. {}", "а".repeat(19_973)) });
    assert_eq!(by_rest(&app, &long).await["isDateline"], true);
    let wrong = json!({ "input": { "text": "а".repeat(20_001) } });
    let query = "query($input: ParseDatelineInput!) { parseDateline(input: $input) { isDateline } }";
    assert_eq!(app.gql_code(None, query, wrong).await, "UNPROCESSABLE_CONTENT");
    let reply = app.send(app.request(Method::POST, "/v1/datelines/parse").bearer_auth("dl_wrong").json(&long)).await;
    assert_eq!(reply.problem(401), "UNAUTHENTICATED");
    assert_eq!(app.get("/v1/datelines/parse").await.problem(405), "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn to_read_a_dateline_is_counted_as_a_read() {
    use dateline::config::limits::Both;
    let app = TestApp::spawn_with(|settings| settings.limits.writes_per_minute = Both::same(0)).await;
    let input = json!({ "text": "Бишкек, 27.08.20. /Кабар/. Снег" });
    by_rest(&app, &input).await;
    let counted = app.send(app.request(Method::POST, "/v1/datelines/parse").json(&input)).await;
    assert!(counted.header("ratelimit").contains("anon"), "{:?}", counted.headers);
}
