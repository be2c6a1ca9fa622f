//! Rates over a range: filled in, grouped, as a table and as lines; both doors.

use dateline::domain::rates::Quotation;
use dateline::sources::ecb;
use serde_json::{Value, json};

use super::{bank, may};
use crate::support::TestApp;

const POINT: &str = "base quote date effectiveDate ageDays reason nominal value rate derived";

async fn week(app: &TestApp) {
    for (date, dollar, yen) in [
        ("14.11.2026", "87,1000", Some("5,5000")),
        ("17.11.2026", "87,2000", None),
        ("18.11.2026", "87,3000", None),
        ("21.11.2026", "87,4500", Some("5,6000")),
        ("24.11.2026", "87,5000", None),
    ] {
        let mut rows = vec![("USD", "1", dollar)];
        rows.extend(yen.map(|value| ("JPY", "10", value)));
        bank(app, date, &rows).await;
    }
}

fn short(items: &Value) -> String {
    let text = |point: &Value, field: &str| point[field].as_str().unwrap().to_owned();
    let short = |point: &Value| {
        let (date, effective) = (text(point, "date"), text(point, "effectiveDate"));
        let own = if date == effective { String::new() } else { format!("<{}", &effective[8..]) };
        format!("{}{own} {}", &date[8..], text(point, "rate"))
    };
    items.as_array().unwrap().iter().map(short).collect::<Vec<_>>().join(", ")
}

async fn ask(app: &TestApp, query: &str) -> String {
    short(&app.get(&format!("/v1/rates/series?{query}")).await.expect(200)["items"])
}

#[tokio::test]
async fn a_range_has_the_days_of_the_bank_or_every_day() {
    let app = TestApp::spawn().await;
    week(&app).await;
    let own = "17 87.2000, 18 87.3000, 21 87.4500";
    assert_eq!(ask(&app, "symbols=USD&from=2026-11-15&to=2026-11-23").await, own);
    assert_eq!(ask(&app, "symbols=USD&from=2026-11-15").await, own, "up to today");
    let filled = "15<14 87.1000, 16<14 87.1000, 17 87.2000, 18 87.3000, 19<18 87.3000, 20<18 87.3000, 21 87.4500";
    assert_eq!(ask(&app, "symbols=USD&from=2026-11-15&to=2026-11-21&fill=previous").await, filled);
    // Nothing is filled in beyond what is known: the last day is the one that is announced.
    let end = "22<21 87.4500, 23<21 87.4500, 24 87.5000";
    assert_eq!(ask(&app, "symbols=USD&from=2026-11-22&to=2026-12-31&fill=previous").await, end);
    // A range is empty where there is nothing, and a rate answers for two weeks at most.
    assert_eq!(ask(&app, "symbols=USD&from=2020-01-01&to=2020-12-31").await, "");
    assert_eq!(ask(&app, "symbols=THB&from=2026-11-01&to=2026-11-23&fill=previous").await, "");
    assert_eq!(ask(&app, "symbols=USD&from=2026-11-12&to=2026-11-15&fill=previous").await, "14 87.1000, 15<14 87.1000");
}

#[tokio::test]
async fn a_week_and_a_month_have_their_last_rate() {
    let app = TestApp::spawn().await;
    week(&app).await;
    bank(&app, "31.10.2026", &[("USD", "1", "86,9000")]).await;
    let range = "symbols=USD&from=2026-10-26&to=2026-11-24";
    assert_eq!(
        ask(&app, &format!("{range}&group=week")).await,
        "26<31 86.9000, 09<14 87.1000, 16<21 87.4500, 23<24 87.5000"
    );
    assert_eq!(
        ask(&app, &format!("{range}&group=week&fill=previous")).await,
        "26<31 86.9000, 02<31 86.9000, 09<14 87.1000, 16<21 87.4500, 23<24 87.5000"
    );
    assert_eq!(ask(&app, &format!("{range}&group=month")).await, "01<31 86.9000, 01<24 87.5000");
}

#[tokio::test]
async fn several_pairs_stand_one_after_the_other_and_another_quote_is_derived() {
    let app = TestApp::spawn().await;
    week(&app).await;
    let answer = app.get("/v1/rates/series?symbols=JPY,USD,JPY&from=2026-11-14&to=2026-11-21").await.expect(200);
    assert_eq!(short(&answer["items"]), "14 0.55000, 21 0.56000, 14 87.1000, 17 87.2000, 18 87.3000, 21 87.4500");
    assert_eq!(answer["items"][0]["value"], "5.5000");
    assert_eq!(answer["items"][0]["nominal"], 10);
    // Both have a rate of their own on two days; the yen's is a week old on the others.
    let range = "symbols=USD&quote=JPY&from=2026-11-14&to=2026-11-21";
    assert_eq!(ask(&app, range).await, "14 158.3636, 21 156.1607");
    assert_eq!(
        ask(&app, &format!("{range}&fill=previous")).await,
        "14 158.3636, 15<14 158.3636, 16<14 158.3636, 17<14 158.5455, 18<14 158.7273, 19<14 158.7273, 20<14 158.7273, 21 156.1607"
    );
    let derived = app.get(&format!("/v1/rates/series?{range}")).await.expect(200);
    let point = &derived["items"][0];
    assert_eq!((&point["derived"], &point["nominal"], &point["value"]), (&json!(true), &json!(1), &json!("158.3636")));
    assert_eq!(ask(&app, "symbols=KGS&quote=USD&from=2026-11-14&to=2026-11-14").await, "14 0.011481056");
}

#[tokio::test]
async fn a_bank_that_prices_its_own_currency_stands_as_it_published() {
    let app = TestApp::spawn().await;
    let quotation = |day: &str, value: &str| Quotation {
        base: "EUR".parse().unwrap(),
        quote: "USD".parse().unwrap(),
        effective_date: day.parse().unwrap(),
        nominal: 1,
        value: value.parse().unwrap(),
        rounded: false,
        valid_for: None,
        published_at: None,
    };
    super::take(&app, &ecb::SOURCE, vec![quotation("2026-11-19", "1.1607"), quotation("2026-11-20", "1.1598")]).await;
    let range = "/v1/rates/series?source=ecb&symbols=USD&from=2026-11-19&to=2026-11-20";
    let answer = app.get(range).await.expect(200);
    let point = &answer["items"][0];
    assert_eq!((&point["base"], &point["quote"], &point["derived"]), (&json!("EUR"), &json!("USD"), &json!(false)));
    assert_eq!(short(&answer["items"]), "19 1.1607, 20 1.1598");
    let turned = app.get(&format!("{range}&quote=EUR")).await.expect(200);
    assert_eq!(short(&turned["items"]), "19 0.8615491, 20 0.8622176");
    // Friday's rate holds over the weekend, in its own direction, in the list, and in the strip, which says what is priced.
    let bar = app.get("/v1/rates/bar?source=ecb&symbols=USD&lang=ru&date=2026-11-22").await.expect(200);
    let item = &bar["items"][0];
    assert_eq!(
        (&item["label"], &item["rate"]["value"], &item["reason"]),
        (&json!("1 евро"), &json!("1.1598"), &json!("WEEKEND"))
    );
    let listed = app.get("/v1/rates?source=ecb&symbols=USD&date=2026-11-22").await.expect(200);
    assert_eq!(listed["items"][0]["quote"], "USD");
}

#[tokio::test]
async fn a_range_is_a_table_or_lines_where_the_client_asks_for_them() {
    let app = TestApp::spawn().await;
    week(&app).await;
    let address = "/v1/rates/series?symbols=USD&from=2026-11-18&to=2026-11-21";
    let with = async |accept: &str| {
        let request = app.request(reqwest::Method::GET, address).header("accept", accept);
        app.send(request).await
    };
    let table = with("text/csv").await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(
        table.text,
        "base,quote,date,effectiveDate,nominal,value,rate,derived,ageDays,reason\r\n\
         USD,KGS,2026-11-18,2026-11-18,1,87.3000,87.3000,false,0,SAME_DAY\r\n\
         USD,KGS,2026-11-21,2026-11-21,1,87.4500,87.4500,false,0,SAME_DAY\r\n"
    );
    let lines = with("application/x-ndjson, text/csv;q=0.5").await;
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    let points: Vec<Value> = lines.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let whole = with("application/json").await;
    assert_eq!(json!(points), whole.json()["items"]);
    for reply in [&table, &lines, &whole] {
        assert!(reply.header("vary").contains("Accept"), "{}", reply.header("vary"));
    }
    assert_ne!(table.header("etag"), lines.header("etag"));
    assert_eq!(with("text/html").await.header("content-type"), "application/json");
}

#[tokio::test]
async fn a_currency_without_any_point_has_a_reason_by_both_doors() {
    let app = TestApp::spawn().await;
    week(&app).await;
    let ask = async |range: &str, arguments: &str| {
        let rest = app.get(&format!("/v1/rates/series?{range}")).await.expect(200);
        let query = format!("{{ rateSeries({arguments}) {{ items {{ date }} missing {{ symbol reason }} }} }}");
        let gql = app.gql(&query).await["rateSeries"]["missing"].clone();
        let missing = rest.get("missing").cloned().unwrap_or_else(|| json!([]));
        assert_eq!(gql, missing, "{range}");
        let short = |one: &Value| format!("{} {}", one["symbol"].as_str().unwrap(), one["reason"].as_str().unwrap());
        missing.as_array().unwrap().iter().map(short).collect::<Vec<_>>().join(", ")
    };
    let of = async |symbols: &str, from: &str, to: &str| {
        let codes: Vec<String> = symbols.split(',').map(|code| format!("\"{code}\"")).collect();
        let arguments = format!("symbols: [{}], from: \"{from}\", to: \"{to}\"", codes.join(", "));
        ask(&format!("symbols={symbols}&from={from}&to={to}"), &arguments).await
    };
    assert_eq!(of("USD,THB", "2026-11-15", "2026-11-21").await, "THB NOT_QUOTED");
    assert_eq!(of("USD,JPY", "2020-01-01", "2020-12-31").await, "USD BEFORE_FIRST, JPY BEFORE_FIRST");
    assert_eq!(of("USD", "2026-12-20", "2026-12-31").await, "USD TOO_OLD");
    // None of its own, and yet one answers.
    assert_eq!(of("USD", "2026-11-22", "2026-11-22").await, "USD WEEKEND");
    assert_eq!(of("USD", "2026-11-15", "2026-11-21").await, "");
    // Of a pair it is the currency of the prices that is not here.
    let (range, arguments) = (
        "symbols=USD&quote=THB&from=2026-11-15&to=2026-11-21",
        "symbols: [\"USD\"], quote: \"THB\", from: \"2026-11-15\", to: \"2026-11-21\"",
    );
    assert_eq!(ask(range, arguments).await, "USD NOT_QUOTED");
}

#[tokio::test]
async fn a_list_says_why_a_currency_that_was_named_has_no_rate_by_both_doors() {
    let app = TestApp::spawn().await;
    week(&app).await;
    for (date, expected) in [
        ("2026-11-23", json!([{ "symbol": "THB", "reason": "NOT_QUOTED" }])),
        (
            "2020-01-01",
            json!([{ "symbol": "USD", "reason": "BEFORE_FIRST" }, { "symbol": "THB", "reason": "NOT_QUOTED" }]),
        ),
    ] {
        let rest = app.get(&format!("/v1/rates?symbols=USD,THB&date={date}")).await.expect(200);
        assert_eq!(rest["missing"], expected);
        let query = format!(
            "{{ rateList(symbols: [\"USD\", \"THB\"], date: \"{date}\") {{ askedDate items {{ base value }} missing {{ symbol reason }} }} }}"
        );
        let gql = app.gql(&query).await["rateList"].clone();
        assert_eq!((&gql["askedDate"], &gql["missing"]), (&json!(date), &expected));
        assert_eq!(gql["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len());
    }
}

#[tokio::test]
async fn decimals_are_numbers_only_where_that_is_asked() {
    let app = TestApp::spawn().await;
    may(&app).await;
    let date = "date=2026-05-24";
    let text = app.get(&format!("/v1/rates?{date}&symbols=USD,IRR&format=number")).await.text;
    assert!(text.contains("\"value\":87.4500,\"rate\":87.4500") && text.contains("\"rate\":0.00007"), "{text}");
    let text = app.get(&format!("/v1/rates/convert?amount=100&from=USD&to=KGS&{date}&format=number")).await.text;
    assert!(text.contains("\"result\":8745.0000,\"rounded\":8745.00"), "{text}");
    let same = app.get(&format!("/v1/rates?{date}&symbols=USD&format=text")).await;
    assert_eq!(same.json(), app.get(&format!("/v1/rates?{date}&symbols=USD")).await.json());
    assert_eq!(app.get("/v1/rates?format=float").await.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_range_is_the_same_by_both_doors() {
    let app = TestApp::spawn().await;
    week(&app).await;
    for (rest, arguments) in [
        ("symbols=USD&from=2026-11-15", "symbols: [\"USD\"], from: \"2026-11-15\""),
        (
            "symbols=USD,JPY&from=2026-11-15&to=2026-11-22&fill=previous&group=week",
            "symbols: [\"USD\", \"JPY\"], from: \"2026-11-15\", to: \"2026-11-22\", fill: PREVIOUS, group: WEEK",
        ),
        (
            "symbols=USD&quote=JPY&from=2026-11-14&source=nbkr&group=month",
            "symbols: [\"USD\"], quote: \"JPY\", from: \"2026-11-14\", source: \"nbkr\", group: MONTH",
        ),
    ] {
        let by_rest = app.get(&format!("/v1/rates/series?{rest}")).await.expect(200);
        let answer = app.gql(&format!("{{ rateSeries({arguments}) {{ source from to items {{ {POINT} }} }} }}")).await;
        for field in ["source", "from", "to", "items"] {
            assert_eq!(answer["rateSeries"][field], by_rest[field], "{rest}");
        }
    }
}
