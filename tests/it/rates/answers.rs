//! What holds on a day.

use serde_json::{Map, Value, json};

use super::{ask, bank, bar, may, said};
use crate::support::TestApp;

/// All of an observation.
const OBSERVATION: &str =
    "id source base quote effectiveDate validFor nominal value rate rounded revision publishedAt fetchedAt";

/// All of a rate.
const RATE: &str =
    "observation { id } source base quote askedDate effectiveDate ageDays stale reason validFor nominal value rate rounded revision
    publishedAt fetchedAt change { amount percent direction since }
    next { effectiveDate nominal value rate publishedAt fetchedAt }";

/// A rate of GraphQL as REST prints it.
fn flat(rate: &Value) -> Value {
    let mut rate = without_nulls(rate);
    let observation = rate.as_object_mut().unwrap().remove("observation").unwrap();
    rate["observationId"] = observation["id"].clone();
    rate
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[tokio::test]
async fn a_rate_keeps_the_bank_s_digits_nominal_and_day() {
    let app = TestApp::spawn().await;
    may(&app).await;
    let answer = app.get("/v1/rates?date=2026-05-24&symbols=JPY,USD").await.expect(200);
    assert_eq!(answer["askedDate"], "2026-05-24");
    let [yen, dollar] = answer["items"].as_array().unwrap().as_slice() else { panic!("{answer}") };
    let mut expected = json!({
        "observationId": dollar["observationId"],
        "source": "nbkr",
        "base": "USD",
        "quote": "KGS",
        "askedDate": "2026-05-24",
        "effectiveDate": "2026-05-24",
        "ageDays": 0,
        "stale": false,
        "reason": "SAME_DAY",
        "nominal": 1,
        "value": "87.4500",
        "rate": "87.4500",
        "rounded": false,
        "revision": 1,
        "fetchedAt": app.at(0),
    });
    assert_eq!(*dollar, expected);
    assert!(dollar["observationId"].as_str().unwrap().starts_with("rate_"));
    for (field, value) in [
        ("observationId", yen["observationId"].clone()),
        ("base", json!("JPY")),
        ("effectiveDate", json!("2026-05-23")),
        ("ageDays", json!(1)),
        ("reason", json!("WEEKLY")),
        ("nominal", json!(10)),
        ("value", json!("5.4969")),
        ("rate", json!("0.54969")),
        ("validFor", json!(7)),
    ] {
        expected[field] = value;
    }
    assert_eq!(*yen, expected);
}

#[tokio::test]
async fn a_day_is_answered_by_the_last_day_before_it_within_two_weeks() {
    let app = TestApp::spawn().await;
    may(&app).await;
    for (day, symbol, age, stale) in [
        ("2026-05-24", "GBP", 1, false),
        ("2026-05-29", "GBP", 6, false),
        ("2026-05-30", "GBP", 7, true),
        ("2026-06-06", "GBP", 14, true),
        ("2026-05-24", "USD", 0, false),
        ("2026-05-27", "USD", 3, false),
        ("2026-05-28", "USD", 4, true),
    ] {
        let found = ask(&app, &format!("?date={day}&symbols={symbol}")).await;
        let [rate] = found.as_slice() else { panic!("{day} {symbol}: {found:?}") };
        assert_eq!((&rate["ageDays"], &rate["stale"]), (&json!(age), &json!(stale)), "{day} {symbol}");
        assert_eq!((&rate["askedDate"], rate.get("next")), (&json!(day), None));
    }
    assert_eq!(said(&app, "?date=2026-05-30&symbols=GBP").await, ["GBP 117.4147"]);
    // Beyond two weeks there is none, rather than a very old one; nor is there one before the first.
    assert_eq!(said(&app, "?date=2026-06-07&symbols=GBP,USD").await, ["USD 87.4500"]);
    assert_eq!(said(&app, "?date=2026-06-08").await, [""; 0]);
    assert_eq!(said(&app, "?date=2026-05-22").await, [""; 0]);
    assert_eq!(said(&app, "?date=0001-01-01").await, [""; 0]);
    assert_eq!(said(&app, "?date=9999-12-31").await, [""; 0]);
    assert_eq!(said(&app, "").await, [""; 0], "today is in November");
}

#[tokio::test]
async fn the_order_is_that_of_the_symbols_or_of_the_source() {
    let app = TestApp::spawn().await;
    may(&app).await;
    let codes = async |query: &str| -> String {
        let said = said(&app, &format!("?date=2026-05-24{query}")).await;
        said.iter().map(|rate| &rate[..3]).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(codes("").await, "USD EUR RUB KZT CNY BYN GBP IRR JPY", "BYR was withdrawn in 2017");
    assert_eq!(codes("&symbols=RUB,USD,IRR").await, "RUB USD IRR");
    assert_eq!(codes("&symbols=KZT,KZT,%20EUR").await, "KZT EUR");
    assert_eq!(codes("&symbols=THB").await, "", "known, and not quoted by the bank");
}

#[tokio::test]
async fn tomorrow_s_rate_is_announced_and_never_served_as_today_s() {
    let app = TestApp::spawn().await;
    // It is noon of 23 November 2026 in Bishkek.
    bank(&app, "23.11.2026", &[("USD", "1", "87,4500"), ("EUR", "1", "101,5076")]).await;
    bank(&app, "24.11.2026", &[("USD", "1", "87,5100"), ("CNY", "1", "12,8700")]).await;
    let list = app.get("/v1/rates").await.expect(200);
    assert_eq!(list["askedDate"], "2026-11-23");
    assert_eq!(said(&app, "").await, ["USD 87.4500", "EUR 101.5076"]);
    let fetched = app.at(0);
    let next = json!({ "effectiveDate": "2026-11-24", "nominal": 1, "value": "87.5100", "rate": "87.5100", "fetchedAt": fetched });
    assert_eq!(list["items"][0]["next"], next);
    assert_eq!(list["items"][1].get("next"), None);
    // A day that is named is answered for that day.
    assert_eq!(said(&app, "?date=2026-11-24").await, ["USD 87.5100", "EUR 101.5076", "CNY 12.8700"]);
    assert_eq!(ask(&app, "?date=2026-11-23").await[0].get("next"), None);

    // The bank's midnight is 18:00 UTC: until then the answer holds, and not a second longer.
    app.pass(12 * 3600 - 5);
    let before = app.get("/v1/rates").await;
    assert_eq!(before.json()["askedDate"], "2026-11-23");
    assert_eq!(before.header("cache-control"), "public, max-age=0, s-maxage=5");
    assert_eq!(before.header("surrogate-key"), "rates:nbkr");
    app.pass(5);
    let after = app.get("/v1/rates").await;
    assert_eq!(after.json()["askedDate"], "2026-11-24");
    assert_eq!(said(&app, "").await, ["USD 87.5100", "EUR 101.5076", "CNY 12.8700"]);
    let change = json!({ "amount": "0.0600", "percent": "0.0686", "direction": "UP", "since": "2026-11-23" });
    assert_eq!(after.json()["items"][0]["change"], change);
    assert_eq!(after.json()["items"][0].get("next"), None);
    // A past day holds whatever the clock says.
    let past = app.get("/v1/rates?date=2026-11-23").await;
    assert!(past.header("cache-control").contains("s-maxage=15"), "{}", past.header("cache-control"));
}

#[tokio::test]
async fn the_change_is_the_one_of_a_single_unit_since_the_day_before_it() {
    let app = TestApp::spawn().await;
    bank(
        &app,
        "01.11.2026",
        &[("USD", "1", "80,0000"), ("JPY", "10", "5,5000"), ("KZT", "1", "0,1800"), ("EUR", "1", "1,0")],
    )
    .await;
    bank(&app, "20.11.2026", &[("USD", "1", "79,0000"), ("JPY", "100", "55,0000"), ("KZT", "1", "0,1801")]).await;
    bank(&app, "22.11.2026", &[("USD", "1", "79,0000")]).await;
    let change = async |query: &str| ask(&app, query).await[0].get("change").cloned();
    let expected = |amount: &str, percent: &str, direction: &str, since: &str| {
        Some(json!({ "amount": amount, "percent": percent, "direction": direction, "since": since }))
    };
    assert_eq!(change("?symbols=USD").await, expected("0.0000", "0", "FLAT", "2026-11-20"));
    assert_eq!(change("?symbols=USD&date=2026-11-21").await, expected("-1.0000", "-1.25", "DOWN", "2026-11-01"));
    assert_eq!(change("?symbols=JPY").await, expected("0.000000", "0", "FLAT", "2026-11-01"));
    assert_eq!(change("?symbols=KZT").await, expected("0.0001", "0.0556", "UP", "2026-11-01"));
    assert_eq!(change("?symbols=EUR&date=2026-11-03").await, None, "the first one");
}

#[tokio::test]
async fn the_bank_answers_first_and_the_bar_of_pages_where_it_has_nothing() {
    let app = TestApp::spawn().await;
    bar(&app, "2024-03-22", ["89.51", "97.09", "0.97", "0.2"]).await;
    let found = ask(&app, "?date=2024-03-22").await;
    let said_of = |rate: &Value| {
        [&rate["source"], &rate["base"], &rate["value"]].map(|value| value.as_str().unwrap().to_owned()).join(" ")
    };
    let all: Vec<String> = found.iter().map(said_of).collect();
    assert_eq!(all, ["page USD 89.51", "page EUR 97.09", "page RUB 0.97", "page KZT 0.2"]);
    assert!(found.iter().all(|rate| rate["rounded"] == true && rate["stale"] == false), "{found:?}");
    assert_eq!(ask(&app, "?date=2024-03-23").await[0]["stale"], true, "a bar is of its own day");
    let keys = app.get("/v1/rates?date=2024-03-22").await;
    assert_eq!(keys.header("surrogate-key"), "rates:nbkr rates:page");

    bank(&app, "20.03.2024", &[("USD", "1", "89,5100")]).await;
    let found = ask(&app, "?date=2024-03-22").await;
    assert_eq!(found.iter().map(said_of).collect::<Vec<_>>(), ["nbkr USD 89.5100"]);
    assert_eq!(found[0]["effectiveDate"], "2024-03-20");
    // One answer has one source, also where it lacks what was asked for.
    assert_eq!(said(&app, "?date=2024-03-22&symbols=KZT,USD").await, ["USD 89.5100"]);
    assert_eq!(said(&app, "?date=2024-03-22&source=nbkr").await, ["USD 89.5100"]);
    assert_eq!(said(&app, "?date=2024-03-22&symbols=KZT&source=nbkr").await, [""; 0]);
    assert_eq!(app.get("/v1/rates?date=2024-03-22").await.header("surrogate-key"), "rates:nbkr");
    // Where the bank has none of what was asked for, the bar answers, and the answer rests on both.
    let bars = app.get("/v1/rates?date=2024-03-22&symbols=KZT,EUR").await;
    assert_eq!(bars.header("surrogate-key"), "rates:nbkr rates:page");
    assert_eq!(said(&app, "?date=2024-03-22&symbols=KZT,EUR").await, ["KZT 0.2", "EUR 97.09"]);
}

#[tokio::test]
async fn the_bank_s_weekly_file_alone_does_not_keep_the_bar_from_answering() {
    let app = TestApp::spawn().await;
    bank(&app, "21.11.2026", &[("GBP", "1", "117,4147"), ("JPY", "10", "5,4969")]).await;
    assert_eq!(said(&app, "").await, ["GBP 117.4147", "JPY 5.4969"], "better than nothing");
    bar(&app, "2026-11-22", ["87.45", "101.51", "1.23", "0.19"]).await;
    let bars = ["USD 87.45", "EUR 101.51", "RUB 1.23", "KZT 0.19"];
    assert_eq!(said(&app, "").await, bars);
    assert_eq!(app.get("/v1/rates").await.header("surrogate-key"), "rates:nbkr rates:page");
    assert_eq!(said(&app, "?symbols=GBP,USD").await, ["GBP 117.4147"], "never two sources in one answer");
    assert_eq!(said(&app, "?date=2026-11-21").await, ["GBP 117.4147", "JPY 5.4969"]);
    bank(&app, "23.11.2026", &[("USD", "1", "87,4500")]).await;
    assert_eq!(said(&app, "").await, ["USD 87.4500", "GBP 117.4147", "JPY 5.4969"]);
}

#[tokio::test]
async fn rates_are_the_same_by_both_doors() {
    let app = TestApp::spawn().await;
    may(&app).await;
    bar(&app, "2026-11-22", ["87,45", "101.51", "1.23", "0.2"]).await;
    bank(&app, "21.11.2026", &[("USD", "1", "87,4500"), ("EUR", "1", "101,5076")]).await;
    bank(&app, "25.11.2026", &[("USD", "1", "87,5100")]).await;
    for (rest, arguments) in [
        ("", ""),
        ("?source=page", "(source: \"page\")"),
        ("?date=2026-05-24", "(date: \"2026-05-24\")"),
        ("?date=2026-05-30&symbols=IRR,GBP", "(date: \"2026-05-30\", symbols: [\"IRR\", \"GBP\"])"),
        ("?date=2001-01-01", "(date: \"2001-01-01\")"),
    ] {
        let items = ask(&app, rest).await;
        let answer = app.gql(&format!("{{ rates{arguments} {{ {RATE} }} }}")).await;
        let by_graphql: Vec<Value> = answer["rates"].as_array().unwrap().iter().map(flat).collect();
        assert_eq!(by_graphql, items, "{rest}");
        for item in items {
            let id = item["observationId"].as_str().unwrap();
            let one = app.get(&format!("/v1/rates/{id}")).await.expect(200);
            let query = format!(
                "{{ rate(id: \"{id}\") {{ {OBSERVATION} }} node(id: \"{id}\") {{ ... on RateObservation {{ {OBSERVATION} }} }} }}"
            );
            let answer = app.gql(&query).await;
            assert_eq!((without_nulls(&answer["rate"]), without_nulls(&answer["node"])), (one.clone(), one));
        }
    }
    let names = "key name names { language value } pivot timeZone url
        health { status firstEffectiveDate lastEffectiveDate publishesMissed lastFetchedAt lastSucceededAt failures lastError }";
    let answer = app.gql(&format!("{{ rateSources {{ {names} }} }}")).await;
    let sources = app.get("/v1/rates/sources").await.expect(200);
    assert_eq!(without_nulls(&answer["rateSources"]), sources["items"]);
    assert_eq!(sources["items"][0]["key"], "nbkr");
    for (lang, name) in [
        ("ky", "Кыргыз Республикасынын Улуттук банкы"),
        ("ru", "Национальный банк Кыргызской Республики"),
        ("en", "National Bank of the Kyrgyz Republic"),
    ] {
        let rest = app.get(&format!("/v1/rates/sources?lang={lang}")).await.expect(200);
        assert_eq!(rest["items"][0]["name"], name);
        let graphql = app.gql(&format!("{{ rateSources {{ name(lang: \"{lang}\") }} }}")).await;
        assert_eq!(graphql["rateSources"][0]["name"], name);
    }
}

/// A client that keeps things by their ids would mix the answers for two days, were they things.
#[tokio::test]
async fn an_observation_is_the_same_on_whatever_day_it_answers() {
    let app = TestApp::spawn().await;
    may(&app).await;
    let query = format!(
        "{{ one: rates(date: \"2026-05-24\", symbols: [\"GBP\"]) {{ __typename ageDays stale observation {{ __typename {OBSERVATION} }} }}
           two: rates(date: \"2026-05-30\", symbols: [\"GBP\"]) {{ __typename ageDays stale observation {{ __typename {OBSERVATION} }} }}
           type: __type(name: \"Rate\") {{ interfaces {{ name }} fields {{ name }} }} }}"
    );
    let answer = app.gql(&query).await;
    let (one, two) = (&answer["one"][0], &answer["two"][0]);
    assert_eq!((&one["ageDays"], &two["ageDays"]), (&json!(1), &json!(7)));
    assert_eq!(one["observation"], two["observation"]);
    assert_eq!(one["observation"]["__typename"], "RateObservation");
    assert_eq!(answer["type"]["interfaces"], json!([]));
    let fields = answer["type"]["fields"].as_array().unwrap();
    assert!(fields.iter().all(|field| field["name"] != "id"), "{fields:?}");
    let id = one["observation"]["id"].as_str().unwrap();
    let told = app.get("/v1/changes?types=rate&limit=100").await.expect(200);
    assert!(told["items"].as_array().unwrap().iter().any(|change| change["id"] == id), "{told}");
    let mut alone = app.get(&format!("/v1/rates/{id}")).await.expect(200);
    alone["__typename"] = json!("RateObservation");
    assert_eq!(without_nulls(&one["observation"]), alone);
}

#[tokio::test]
async fn wrong_questions_are_refused_alike_by_both_doors() {
    let app = TestApp::spawn().await;
    for (query, parameter, words) in [
        ("source=fed", "source", "«fed» is not a source; known are: nbkr, page, cbr, ecb, nbk, cbu, nbt"),
        ("symbols=usd", "symbols", "«usd» is not a currency"),
        ("symbols=USD,XYZ", "symbols", "«XYZ» is not a currency"),
        ("symbols=", "symbols", "names no currency"),
        ("symbols=,", "symbols", "names no currency"),
        ("date=24.05.2026", "date", "is not a date"),
        ("day=2026-05-24", "day", "is not a parameter here"),
        ("date=2026-05-24&date=2026-05-24", "date", "more than once"),
    ] {
        let reply = app.get(&format!("/v1/rates?{query}")).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT", "{query}");
        let error = &reply.json()["errors"][0];
        assert_eq!(error["parameter"], parameter, "{query}");
        assert!(error["detail"].as_str().unwrap().contains(words), "{query}: {error}");
    }
    assert_eq!(app.gql_code(None, "{ rates(source: \"fed\") { base } }", json!({})).await, "BAD_USER_INPUT");
    assert_eq!(app.gql_code(None, "{ rates(symbols: []) { base } }", json!({})).await, "BAD_USER_INPUT");
    for bad in ["symbols: [\"usd\"]", "date: \"24.05.2026\""] {
        let code = app.gql_code(None, &format!("{{ rates({bad}) {{ base }} }}"), json!({})).await;
        assert_eq!(code, "GRAPHQL_VALIDATION_FAILED", "{bad}");
    }
    assert_eq!(app.get("/v1/rates/article_01h455vb4pex5vsknk084sn02q").await.problem(400), "BAD_USER_INPUT");
    assert_eq!(app.get("/v1/rates/rate_01h455vb4pex5vsknk084sn02q").await.problem(404), "NOT_FOUND");
}

#[tokio::test]
async fn a_day_is_read_in_as_many_statements_whatever_it_holds() {
    let app = TestApp::spawn().await;
    let cost = async |query: &str| {
        let before = app.app.store.statements();
        let count = ask(&app, query).await.len();
        (count, app.app.store.statements() - before)
    };
    bank(&app, "23.11.2026", &[("USD", "1", "87,4500")]).await;
    assert_eq!(cost("").await, (1, 1));
    let codes = ["EUR", "RUB", "KZT", "CNY", "GBP", "JPY", "CHF", "TRY", "INR", "UZS"];
    let rows: Vec<_> = codes.iter().map(|code| (*code, "1", "1,2345")).collect();
    for day in ["20.11.2026", "21.11.2026", "22.11.2026", "24.11.2026"] {
        bank(&app, day, &rows).await;
    }
    assert_eq!(cost("").await, (11, 1), "the day with those before it, of the bank and of the bars");
    assert_eq!(cost("?date=2026-11-22").await, (10, 1), "without the dollar the bars answer where they have one");
    assert_eq!(cost("?date=2001-01-01").await.1, 1, "there is nothing to compare");
}
