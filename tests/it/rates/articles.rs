//! The rates of an article's own day.

use serde_json::{Value, json};

use super::{bank, bar};
use crate::support::TestApp;
use crate::support::samples::article;

/// An article with a body, published so many seconds from now; its id.
async fn publish(app: &TestApp, key: &str, headline: &str, body: &str, seconds: i64) -> String {
    let mut new = article(headline);
    new["body"] = json!({ "html": body });
    new["published"] = json!(app.at(seconds));
    let made = app.post(key, "/v1/articles", &new).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

/// `DATELINE 2020-08-27 nbkr: USD 77.4202 <11` of an article's rates.
fn short(rates: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let list = |name: &str| rates[name].as_array().unwrap().iter();
    let mut parts: Vec<String> = list("items")
        .map(|rate| format!("{} {} <{}", text(&rate["base"]), text(&rate["value"]), &text(&rate["effectiveDate"])[8..]))
        .collect();
    parts.extend(list("missing").map(|missing| format!("{} {}", text(&missing["symbol"]), text(&missing["reason"]))));
    format!("{} {} {}: {}", text(&rates["asOf"]), text(&rates["askedDate"]), text(&rates["source"]), parts.join(", "))
}

async fn archive(app: &TestApp) {
    // The bank's own figures of August 2020, and those of the day on which the page was saved.
    bank(app, "27.08.2020", &[("USD", "1", "78,3912"), ("EUR", "1", "92,6467")]).await;
    bank(app, "28.08.2020", &[("USD", "1", "78,4000")]).await;
    bar(app, "2024-03-22", ["89.51", "97.09", "0.97", "0.2"]).await;
    bank(app, "21.11.2026", &[("USD", "1", "87,4500"), ("EUR", "1", "101,5076")]).await;
}

#[tokio::test]
async fn an_article_has_the_rates_of_its_dateline_of_its_publication_or_of_now() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    archive(&app).await;
    // Published by another system's clock on 28 August 2020 at 03:00 in Bishkek: 27 August in UTC.
    let at = "2020-08-27T21:00:00Z".parse::<dateline::domain::time::Instant>().unwrap();
    let seconds = at.seconds() - app.app.now().seconds();
    let dated = publish(&app, &key, "Дата", "<p>Бишкек, 27.08.20. /Кабар/. Текст.</p>", seconds).await;
    let bare = publish(&app, &key, "Без даты", "<p>Текст без шапки.</p>", seconds).await;
    let wrong = publish(&app, &key, "Опечатка", "<p>Бишкек, 27.08.02. /Кабар/. Текст.</p>", seconds).await;
    let ask = async |id: &str, query: &str| {
        let answer = app.get(&format!("/v1/articles/{id}?include=rates{query}")).await.expect(200);
        short(&answer["rates"])
    };
    let symbols = "&ratesSymbols=USD,EUR";
    assert_eq!(ask(&dated, symbols).await, "DATELINE 2020-08-27 nbkr: USD 78.3912 <27, EUR 92.6467 <27");
    assert_eq!(
        ask(&dated, &format!("{symbols}&ratesAsOf=PUBLISHED")).await,
        "PUBLISHED 2020-08-28 nbkr: USD 78.4000 <28, EUR 92.6467 <27"
    );
    assert_eq!(
        ask(&dated, &format!("{symbols}&ratesAsOf=NOW")).await,
        "NOW 2026-11-23 nbkr: USD 87.4500 <21, EUR 101.5076 <21"
    );
    for id in [&bare, &wrong] {
        assert_eq!(ask(id, symbols).await, "PUBLISHED 2020-08-28 nbkr: USD 78.4000 <28, EUR 92.6467 <27", "{id}");
    }
    // The other door has the same days.
    for (as_of, source) in [("DATELINE", "null"), ("PUBLISHED", "null"), ("NOW", "null"), ("NOW", "\"page\"")] {
        let query = format!(
            "{{ article(id: \"{dated}\") {{ rates(asOf: {as_of}, source: {source}, symbols: [\"USD\", \"EUR\"]) {{
                source asOf askedDate items {{ base value effectiveDate }} missing {{ symbol reason }} }} }} }}"
        );
        let rates = app.gql(&query).await["article"]["rates"].clone();
        let source = source.trim_matches('"').replace("null", "nbkr");
        assert_eq!(short(&rates), ask(&dated, &format!("{symbols}&ratesAsOf={as_of}&ratesSource={source}")).await);
    }
    // Without currencies the bank's main ones; those that are not there are named with the reason.
    assert_eq!(
        ask(&dated, "").await,
        "DATELINE 2020-08-27 nbkr: USD 78.3912 <27, EUR 92.6467 <27, RUB NOT_QUOTED, KZT NOT_QUOTED, CNY NOT_QUOTED"
    );
    // The bar of the page is another source, asked for by its name or where the bank has nothing.
    assert_eq!(ask(&dated, "&ratesSource=page&ratesSymbols=USD").await, "DATELINE 2020-08-27 page: USD BEFORE_FIRST");
    let answer = app.get(&format!("/v1/articles/{dated}?include=rates")).await;
    let keys: Vec<&str> = answer.header("surrogate-key").split(' ').filter(|key| key.starts_with("rates")).collect();
    assert_eq!(keys, ["rates:nbkr", "rates:page"]);
    assert!(answer.header("cache-control").contains("s-maxage=15"), "a past day holds");
    let plain = app.get(&format!("/v1/articles/{dated}")).await.expect(200);
    assert_eq!(plain.get("rates"), None);
}

#[tokio::test]
async fn lists_and_both_doors_have_them_in_as_many_statements_for_twenty_as_for_one() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let at = |day: &str| {
        let at = format!("{day}T06:00:00Z").parse::<dateline::domain::time::Instant>().unwrap();
        at.seconds() - app.app.now().seconds()
    };
    for number in 1..=20 {
        let day = format!("2026-10-{number:02}");
        bank(
            &app,
            &format!("{number:02}.10.2026"),
            &[("USD", "1", &format!("87,{number:02}00")), ("EUR", "1", "101,0000")],
        )
        .await;
        publish(
            &app,
            &key,
            &format!("Запись {number}"),
            &format!("<p>Бишкек, {number:02}.10.26. /Кабар/. Текст.</p>"),
            at(&day),
        )
        .await;
    }
    let fields =
        "source asOf askedDate items { base value effectiveDate reason change { amount } } missing { symbol reason }";
    let cost = async |first: i32| {
        let before = app.app.store.statements();
        let query = format!(
            "{{ articles(first: {first}) {{ nodes {{ rates(symbols: [\"USD\", \"EUR\"]) {{ {fields} }} }} }} }}"
        );
        let answer = app.gql(&query).await;
        (answer["articles"]["nodes"].clone(), app.app.store.statements() - before)
    };
    let (one, of_one) = cost(1).await;
    let (twenty, of_twenty) = cost(20).await;
    assert_eq!(of_one, of_twenty);
    assert_eq!(one[0]["rates"]["items"][0]["value"], "87.2000");
    assert_eq!(twenty.as_array().unwrap().len(), 20);
    let rest = async |limit: i32| {
        let before = app.app.store.statements();
        let answer = app
            .get(&format!("/v1/articles?limit={limit}&include=rates&ratesSymbols=USD,EUR&fields=id"))
            .await
            .expect(200);
        (answer["items"].clone(), app.app.store.statements() - before)
    };
    let (_, of_one) = rest(1).await;
    let (items, of_twenty) = rest(20).await;
    assert_eq!(of_one, of_twenty);
    for (node, item) in twenty.as_array().unwrap().iter().zip(items.as_array().unwrap()) {
        assert_eq!(short(&node["rates"]), short(&item["rates"]));
    }
}

#[tokio::test]
async fn a_draft_without_a_dateline_has_none_and_wrong_questions_are_named() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    archive(&app).await;
    let id = publish(&app, &key, "Сегодня", "<p>Текст.</p>", -60).await;
    let mut draft = article("Черновик");
    draft.as_object_mut().unwrap().remove("published");
    let draft = app.post(&key, "/v1/articles", &draft).await.expect(201);
    let address = format!("/v1/articles/{}?include=rates", draft["id"].as_str().unwrap());
    assert_eq!(app.get_as(&key, &address).await.expect(200).get("rates"), None);
    for (query, parameter) in [
        ("include=rates&ratesSource=fed", "ratesSource"),
        ("include=rates&ratesSymbols=XYZ", "ratesSymbols"),
        ("include=rates&ratesSymbols=", "ratesSymbols"),
        ("include=rates&ratesAsOf=TODAY", "ratesAsOf"),
        ("ratesAsOf=NOW", "ratesAsOf"),
    ] {
        for path in [format!("/v1/articles/{id}"), "/v1/articles".to_owned()] {
            let reply = app.get(&format!("{path}?{query}")).await;
            assert_eq!(reply.problem(400), "BAD_USER_INPUT", "{path} {query}");
            assert_eq!(reply.json()["errors"][0]["parameter"], parameter, "{path} {query}");
        }
    }
    // One wrong question beside a right one leaves that alone.
    let query = format!(
        "{{ article(id: \"{id}\") {{ good: rates(symbols: [\"USD\"]) {{ askedDate }} bad: rates(source: \"fed\") {{ source }} }} }}"
    );
    let answer = app.gql_as(None, &query, json!({})).await;
    assert_eq!(answer["data"]["article"], json!({ "good": { "askedDate": "2026-11-23" }, "bad": null }));
    assert_eq!(answer["errors"][0]["path"], json!(["article", "bad"]));
    // Today's answer holds until the bank's midnight.
    let today = app.get(&format!("/v1/articles/{id}?include=rates")).await;
    assert_eq!(today.json()["rates"]["askedDate"], "2026-11-23");
    app.pass(12 * 3600 - 5);
    let last = app.get(&format!("/v1/articles/{id}?include=rates&ratesAsOf=NOW")).await;
    assert_eq!(last.header("cache-control"), "public, max-age=0, s-maxage=5");
}
