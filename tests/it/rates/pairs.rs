//! Pairs, amounts, the strip of a page and several sources side by side, by both doors.

use dateline::domain::rates::Quotation;
use serde_json::{Map, Value, json};

use super::{bank, bar, may};
use crate::support::TestApp;

const LEG: &str = "source base quote askedDate effectiveDate ageDays stale reason validFor nominal value rate rounded
    revision publishedAt fetchedAt observation { id }";

fn pair() -> String {
    format!(
        "source base quote askedDate rate derived method significantDigits effectiveDate ageDays stale reason legs {{ {LEG} }}"
    )
}

/// GraphQL's answer in REST's form.
fn alike(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut kept: Map<String, Value> = map
                .iter()
                .filter(|(name, value)| !value.is_null() && *name != "observation")
                .map(|(name, value)| (name.clone(), alike(value)))
                .collect();
            if let Some(id) = map.get("observation").map(|observation| observation["id"].clone()) {
                kept.insert("observationId".to_owned(), id);
            }
            Value::Object(kept)
        }
        Value::Array(items) => items.iter().map(alike).collect(),
        other => other.clone(),
    }
}

#[tokio::test]
async fn pairs_amounts_and_comparisons_are_the_same_by_both_doors() {
    let app = TestApp::spawn().await;
    may(&app).await;
    bar(&app, "2026-05-24", ["87.45", "101.51", "1.23", "0.19"]).await;
    let pair = pair();
    for (base, quote) in [("USD", "KGS"), ("KGS", "JPY"), ("GBP", "KZT"), ("THB", "USD"), ("EUR", "EUR")] {
        let rest = app.get(&format!("/v1/rates/pairs/{base}/{quote}?date=2026-05-25")).await.expect(200);
        let both = format!("base: \"{base}\", quote: \"{quote}\", date: \"2026-05-25\"");
        let answer = app.gql(&format!("{{ pairRate({both}) {{ {pair} }} }}")).await;
        assert_eq!(alike(&answer["pairRate"]), rest, "{base} {quote}");

        let rest = app.get(&format!("/v1/rates/pairs/{base}/{quote}/sources?date=2026-05-25")).await.expect(200);
        let query = format!(
            "{{ compareRates({both}) {{ base quote items {{ {pair} }} spread {{ amount percent lowest highest }} }} }}"
        );
        assert_eq!(alike(&app.gql(&query).await["compareRates"]), rest, "{base} {quote}");

        let rest = app.get(&format!("/v1/rates/convert?amount=12.50&from={base}&to={quote}&date=2026-05-25")).await;
        let query = format!(
            "{{ convertAmount(amount: \"12.50\", from: \"{base}\", to: \"{quote}\", date: \"2026-05-25\")
                {{ amount result rounded derived reason rate {{ {pair} }} }} }}"
        );
        assert_eq!(alike(&app.gql(&query).await["convertAmount"]), rest.expect(200), "{base} {quote}");
    }
}

#[tokio::test]
async fn an_amount_is_exact_by_a_published_rate_and_honest_by_a_derived_one() {
    let app = TestApp::spawn().await;
    may(&app).await;
    for (amount, from, to, result, rounded, derived) in [
        ("1000", "USD", "KGS", "87450.0000", "87450.00", false),
        ("12.345", "JPY", "KGS", "6.78592305", "6.79", false),
        ("999999999999999999", "USD", "KGS", "87449999999999999912.5500", "87449999999999999912.55", false),
        ("0.000000000000000001", "USD", "KGS", "0.0000000000000000874500", "0.00", false),
        ("1000", "KGS", "KZT", "5379.24", "5379.24", true),
        ("1000000", "EUR", "USD", "1160750.1", "1160750.1", true),
        ("100", "KGS", "JPY", "181.9207", "182", true),
        ("0", "KGS", "KZT", "0", "0", true),
        ("7.10", "USD", "USD", "7.10", "7.10", false),
    ] {
        let query = format!("amount={amount}&from={from}&to={to}&date=2026-05-24");
        let answer = app.get(&format!("/v1/rates/convert?{query}")).await.expect(200);
        assert_eq!(answer["result"], result, "{query}");
        assert_eq!((&answer["rounded"], &answer["derived"]), (&json!(rounded), &json!(derived)), "{query}");
        assert_eq!(answer["amount"], amount);
    }
    // Special drawing rights have no minor unit, and here no rate.
    let answer = app.get("/v1/rates/convert?amount=1&from=USD&to=XDR&date=2026-05-24").await.expect(200);
    assert_eq!((answer.get("result"), &answer["rate"]["reason"]), (None, &json!("NOT_QUOTED")));
    assert_eq!(answer["reason"], "NOT_QUOTED");
    let query = "{ convertAmount(amount: \"1\", from: \"USD\", to: \"XDR\", date: \"2026-05-24\") { result reason } }";
    assert_eq!(app.gql(query).await["convertAmount"], json!({ "result": null, "reason": "NOT_QUOTED" }));
    // The list leaves it out and says so; the strip says the same.
    let list = app.get("/v1/rates?symbols=XDR,USD,XDR,KGS&date=2026-05-24").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let strip = app.get("/v1/rates/bar?symbols=XDR,KGS&date=2026-05-24").await.expect(200);
    let reasons: Vec<_> = strip["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| json!({ "symbol": item["symbol"], "reason": item["reason"] }))
        .collect();
    assert_eq!(list["missing"], json!(reasons));
    assert_eq!(app.get("/v1/rates?symbols=USD&date=2026-05-24").await.expect(200).get("missing"), None);
    assert_eq!(app.get("/v1/rates?date=2026-05-24").await.expect(200).get("missing"), None);
}

#[tokio::test]
async fn there_is_no_rate_rather_than_a_very_old_one_and_the_answer_says_why() {
    let app = TestApp::spawn().await;
    may(&app).await;
    for (pair, day, reason) in [
        ("USD/KGS", "2026-05-23", "BEFORE_FIRST"),
        ("GBP/KGS", "2026-05-22", "BEFORE_FIRST"),
        ("USD/KGS", "2026-06-08", "TOO_OLD"),
        ("USD/GBP", "2026-06-07", "TOO_OLD"),
        ("THB/KGS", "2026-05-24", "NOT_QUOTED"),
        ("USD/THB", "2026-05-24", "NOT_QUOTED"),
    ] {
        let answer = app.get(&format!("/v1/rates/pairs/{pair}?date={day}")).await.expect(200);
        assert_eq!((answer.get("rate"), &answer["reason"]), (None, &json!(reason)), "{pair} {day}");
        assert_eq!((&answer["legs"], &answer["askedDate"]), (&json!([]), &json!(day)));
        let (base, quote) = pair.split_once('/').unwrap();
        let query = format!(
            "{{ pairRate(base: \"{base}\", quote: \"{quote}\", date: \"{day}\") {{ rate reason askedDate legs {{ value }} }} }}"
        );
        let expected = json!({ "rate": null, "reason": reason, "askedDate": day, "legs": [] });
        assert_eq!(app.gql(&query).await["pairRate"], expected, "{pair} {day}");
    }
    let bar = app.get("/v1/rates/bar?symbols=USD,THB,GBP&date=2026-05-23").await.expect(200);
    let said: Vec<(&Value, bool)> =
        bar["items"].as_array().unwrap().iter().map(|item| (&item["reason"], item.get("rate").is_some())).collect();
    assert_eq!(said, [(&json!("BEFORE_FIRST"), false), (&json!("NOT_QUOTED"), false), (&json!("SAME_DAY"), true)]);
}

#[tokio::test]
async fn the_strip_has_each_currency_in_its_place_with_its_change() {
    let app = TestApp::spawn().await;
    bank(&app, "21.11.2026", &[("USD", "1", "87,4500"), ("JPY", "10", "5,5000"), ("EUR", "1", "101,0000")]).await;
    bank(&app, "24.11.2026", &[("USD", "1", "87,6000")]).await;
    bank(&app, "20.11.2026", &[("USD", "1", "87,4000"), ("EUR", "1", "101,5000")]).await;
    let bar = app.get("/v1/rates/bar?symbols=JPY,USD,EUR,JPY&lang=ru").await.expect(200);
    let labels: Vec<&str> =
        bar["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["10 японских иен", "1 доллар США", "1 евро"]);
    let [yen, dollar, euro] = bar["items"].as_array().unwrap().as_slice() else { panic!("{bar}") };
    assert_eq!(yen["rate"].get("change"), None);
    let change = json!({ "amount": "0.0500", "percent": "0.0572", "direction": "UP", "since": "2026-11-20" });
    assert_eq!(dollar["rate"]["change"], change);
    assert_eq!(dollar["rate"]["next"]["value"], "87.6000");
    assert_eq!(euro["rate"]["change"]["direction"], "DOWN");
    assert_eq!((&euro["reason"], &bar["askedDate"]), (&json!("WEEKEND"), &json!("2026-11-23")));
    let query = "{ rateBar(symbols: [\"JPY\", \"USD\", \"EUR\"]) { source askedDate
        items { symbol ru: label(lang: \"ru\") ky: label(lang: \"ky\") en: label(lang: \"en\") reason rate { value } } } }";
    let answer = app.gql(query).await;
    let yen = &answer["rateBar"]["items"][0];
    assert_eq!(
        *yen,
        json!({ "symbol": "JPY", "ru": "10 японских иен", "ky": "10 Жапан йени", "en": "10 Japanese yen",
                "reason": "WEEKEND", "rate": { "value": "5.5000" } })
    );
    assert_eq!((&answer["rateBar"]["source"], &answer["rateBar"]["askedDate"]), (&json!("nbkr"), &json!("2026-11-23")));
    // Without currencies: the bank's main ones.
    let main = app.get("/v1/rates/bar").await.expect(200);
    let symbols: Vec<&str> =
        main["items"].as_array().unwrap().iter().map(|item| item["symbol"].as_str().unwrap()).collect();
    assert_eq!(symbols, ["USD", "EUR", "RUB", "KZT", "CNY"]);
    assert_eq!(main["items"][2]["reason"], "NOT_QUOTED");
}

#[tokio::test]
async fn sources_stand_side_by_side_and_are_never_blended() {
    let app = TestApp::spawn().await;
    may(&app).await;
    bar(&app, "2026-05-24", ["89.51", "101.51", "1.23", "0.19"]).await;
    let answer = app.get("/v1/rates/pairs/USD/KGS/sources?date=2026-05-24").await.expect(200);
    let of = |key: &str| {
        let items = answer["items"].as_array().unwrap();
        items.iter().find(|item| item["source"] == key).unwrap_or_else(|| panic!("{key}: {answer}")).clone()
    };
    assert_eq!((&of("nbkr")["rate"], &of("page")["rate"]), (&json!("87.4500"), &json!("89.51")));
    let spread = json!({ "amount": "2.0600", "percent": "2.3556", "lowest": "nbkr", "highest": "page" });
    assert_eq!(answer["spread"], spread);
    let alone = app.get("/v1/rates/pairs/JPY/KGS/sources?date=2026-05-24").await.expect(200);
    assert_eq!(alone.get("spread"), None);
}

/// The tenge by three banks: in som, som in tenge, and both in roubles; each by its own way, on both doors.
#[tokio::test]
async fn several_banks_price_one_pair_each_in_its_own_way() {
    let app = TestApp::spawn().await;
    let quoted = |base: &str, quote: &str, nominal: i32, value: &str| Quotation {
        base: base.parse().unwrap(),
        quote: quote.parse().unwrap(),
        effective_date: "2026-11-23".parse().unwrap(),
        nominal,
        value: value.parse().unwrap(),
        rounded: false,
        valid_for: None,
        published_at: None,
    };
    for (key, quotations) in [
        ("nbkr", vec![quoted("KZT", "KGS", 1, "0.1859")]),
        ("nbk", vec![quoted("KGS", "KZT", 1, "5.37")]),
        ("cbr", vec![quoted("KZT", "RUB", 100, "15.4200"), quoted("KGS", "RUB", 100, "91.1200")]),
    ] {
        super::take(&app, dateline::sources::by_key(key).unwrap(), quotations).await;
    }
    let rest = app.get("/v1/rates/pairs/KZT/KGS/sources?date=2026-11-23").await.expect(200);
    let told = |answer: &Value| {
        let one = |item: &Value| json!([item["source"], item["rate"], item["method"], item["derived"]]);
        answer["items"].as_array().unwrap().iter().filter(|item| !item["rate"].is_null()).map(one).collect::<Vec<_>>()
    };
    assert_eq!(
        told(&rest),
        [
            json!(["nbkr", "0.1859", "DIRECT", false]),
            json!(["cbr", "0.16922739", "CROSS", true]),
            json!(["nbk", "0.18622", "INVERSE", true]),
        ]
    );
    let spread = (&rest["spread"]["lowest"], &rest["spread"]["highest"]);
    assert_eq!(spread, (&json!("cbr"), &json!("nbk")));
    let query = "{ compareRates(base: \"KZT\", quote: \"KGS\", date: \"2026-11-23\") {
        items { source rate method derived } spread { amount percent lowest highest } } }";
    let gql = app.gql(query).await["compareRates"].clone();
    assert_eq!((told(&gql), &gql["spread"]), (told(&rest), &rest["spread"]));
}

#[tokio::test]
async fn an_answer_costs_a_few_statements_whatever_it_holds() {
    let app = TestApp::spawn().await;
    may(&app).await;
    bar(&app, "2026-05-24", ["87.45", "101.51", "1.23", "0.19"]).await;
    let cost = async |address: &str| {
        let before = app.app.store.statements();
        app.get(address).await.expect(200);
        app.app.store.statements() - before
    };
    for (address, statements) in [
        ("/v1/rates/bar?symbols=USD&date=2026-05-24", 1),
        ("/v1/rates/bar?symbols=USD,EUR,RUB,KZT,GBP,JPY&date=2026-05-24", 1),
        ("/v1/rates/bar?symbols=USD,THB,XAU&date=2026-05-24", 2),
        ("/v1/rates/pairs/GBP/USD?date=2026-05-24", 1),
        ("/v1/rates/convert?amount=5&from=GBP&to=USD&date=2026-05-24", 1),
        ("/v1/rates/series?symbols=USD,EUR,GBP&from=2026-05-01&to=2026-05-31&fill=previous", 1),
        ("/v1/rates/pairs/USD/KGS/sources?date=2026-05-24", 2),
        ("/v1/rates/sources", 2),
        ("/v1/currencies", 0),
    ] {
        assert_eq!(cost(address).await, statements, "{address}");
    }
}

#[tokio::test]
async fn a_source_tells_what_is_here_of_it() {
    let app = TestApp::spawn().await;
    let health = async || {
        let answer = app.get("/v1/rates/sources").await.expect(200);
        let by_graphql = app
            .gql("{ rateSources { health { status firstEffectiveDate lastEffectiveDate publishesMissed lastFetchedAt lastSucceededAt failures lastError } } }")
            .await;
        let rest = answer["items"][0]["health"].clone();
        assert_eq!(alike(&by_graphql["rateSources"][0]["health"]), rest);
        rest
    };
    assert_eq!(health().await, json!({ "status": "EMPTY", "publishesMissed": 0, "failures": 0 }));
    bank(&app, "21.11.2026", &[("USD", "1", "87,4500")]).await;
    let fetched = app.at(0);
    bank(&app, "24.11.2026", &[("USD", "1", "87,6000")]).await;
    let expected = json!({ "status": "OK", "firstEffectiveDate": "2026-11-21", "lastEffectiveDate": "2026-11-24",
                           "publishesMissed": 0, "failures": 0, "lastFetchedAt": fetched });
    assert_eq!(health().await, expected);
    app.pass(7 * 86_400);
    let late = health().await;
    assert_eq!((&late["status"], &late["publishesMissed"]), (&json!("BEHIND"), &json!(4)));
}
