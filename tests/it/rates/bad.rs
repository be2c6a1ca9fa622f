//! Bad input: each fault is named, and by both doors alike.

use serde_json::json;

use super::may;
use crate::support::TestApp;

#[tokio::test]
async fn every_fault_names_its_parameter_by_both_doors() {
    let app = TestApp::spawn().await;
    may(&app).await;
    let (forty, long) = ("1234567890".repeat(4), "9".repeat(19));
    let fifty_one = ["USD"; 51].join(",");
    let many = ["\"USD\""; 51].join(",");
    let day = "date=2026-05-24";
    for (rest, graphql, parameter, words) in [
        (
            format!("/v1/rates?{day}&source=fed"),
            "rates(source: \"fed\") { base }".to_owned(),
            "source",
            "/v1/rates/sources",
        ),
        (
            "/v1/rates/bar?symbols=BYR".to_owned(),
            "rateBar(symbols: [\"BYR\"]) { source }".to_owned(),
            "symbols",
            "BYR was withdrawn by 2017-01-31",
        ),
        (
            "/v1/rates?symbols=BYN&date=2016-06-30".to_owned(),
            "rates(symbols: [\"BYN\"], date: \"2016-06-30\") { base }".to_owned(),
            "symbols",
            "BYN was introduced on 2016-07-01",
        ),
        (
            format!("/v1/rates/bar?symbols={fifty_one}"),
            format!("rateBar(symbols: [{many}]) {{ source }}"),
            "symbols",
            "50 currencies at most",
        ),
        (
            format!("/v1/rates/pairs/DEM/KGS?{day}"),
            "pairRate(base: \"DEM\", quote: \"KGS\", date: \"2026-05-24\") { rate }".to_owned(),
            "base",
            "DEM was withdrawn by 2002-03-31",
        ),
        (
            format!("/v1/rates/pairs/KGS/DEM/sources?{day}"),
            "compareRates(base: \"KGS\", quote: \"DEM\", date: \"2026-05-24\") { base }".to_owned(),
            "quote",
            "/v1/currencies/DEM",
        ),
        (
            format!("/v1/rates/convert?amount=-1&from=USD&to=KGS&{day}"),
            "convertAmount(amount: \"-1\", from: \"USD\", to: \"KGS\") { result }".to_owned(),
            "amount",
            "must not be negative",
        ),
        (
            format!("/v1/rates/convert?amount={long}&from=USD&to=KGS&{day}"),
            format!("convertAmount(amount: \"{long}\", from: \"USD\", to: \"KGS\") {{ result }}"),
            "amount",
            "18 digits at most",
        ),
        (
            format!("/v1/rates/convert?amount=0.0000000000000000001&from=USD&to=KGS&{day}"),
            "convertAmount(amount: \"0.0000000000000000001\", from: \"USD\", to: \"KGS\") { result }".to_owned(),
            "amount",
            "18 digits at most",
        ),
        (
            format!("/v1/rates/convert?amount=1&from=TRL&to=KGS&{day}"),
            "convertAmount(amount: \"1\", from: \"TRL\", to: \"KGS\", date: \"2026-05-24\") { result }".to_owned(),
            "from",
            "TRL was withdrawn",
        ),
        (
            "/v1/rates/series?symbols=USD&from=2026-05-24&to=2026-05-23".to_owned(),
            "rateSeries(symbols: [\"USD\"], from: \"2026-05-24\", to: \"2026-05-23\") { source }".to_owned(),
            "to",
            "must not lie before from",
        ),
        (
            "/v1/rates/series?symbols=USD&from=1999-01-01&to=2026-05-23".to_owned(),
            "rateSeries(symbols: [\"USD\"], from: \"1999-01-01\", to: \"2026-05-23\") { source }".to_owned(),
            "from",
            "more than 10000",
        ),
        (
            "/v1/rates/series?symbols=USD&from=0001-01-01&to=9999-12-31".to_owned(),
            "rateSeries(symbols: [\"USD\"], from: \"0001-01-01\", to: \"9999-12-31\") { source }".to_owned(),
            "from",
            "more than 10000",
        ),
        (
            "/v1/rates/series?symbols=&from=2026-01-01".to_owned(),
            "rateSeries(symbols: [], from: \"2026-01-01\") { source }".to_owned(),
            "symbols",
            "1 to 50",
        ),
        (
            "/v1/rates/series?symbols=DEM&from=2026-01-01".to_owned(),
            "rateSeries(symbols: [\"DEM\"], from: \"2026-01-01\") { source }".to_owned(),
            "symbols",
            "DEM was withdrawn",
        ),
        (
            "/v1/rates/series?symbols=USD&quote=BYN&from=2010-01-01&to=2010-12-31".to_owned(),
            "rateSeries(symbols: [\"USD\"], quote: \"BYN\", from: \"2010-01-01\", to: \"2010-12-31\") { source }"
                .to_owned(),
            "quote",
            "BYN was introduced",
        ),
    ] {
        let reply = app.get(&rest).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT", "{rest}");
        let fault = &reply.json()["errors"][0];
        assert_eq!(fault["parameter"], parameter, "{rest}");
        assert!(fault["detail"].as_str().unwrap().contains(words), "{rest}: {fault}");
        let answer = app.gql_as(None, &format!("{{ {graphql} }}"), json!({})).await;
        let error = &answer["errors"][0]["extensions"];
        assert_eq!(
            (&error["code"], &error["errors"][0]["parameter"]),
            (&json!("BAD_USER_INPUT"), &json!(parameter)),
            "{graphql}: {answer}"
        );
        assert!(error["errors"][0]["detail"].as_str().unwrap().contains(words), "{graphql}");
    }
    // What is no value of its type at all: GraphQL says so before it asks anything.
    for (rest, graphql, parameter, words) in [
        (
            "/v1/rates?symbols=XYZ".to_owned(),
            "rates(symbols: [\"XYZ\"]) { base }".to_owned(),
            "symbols",
            "/v1/currencies lists them",
        ),
        (
            format!("/v1/rates/convert?amount={forty}&from=USD&to=KGS"),
            format!("convertAmount(amount: \"{forty}\", from: \"USD\", to: \"KGS\") {{ result }}"),
            "amount",
            "is not a decimal number",
        ),
        (
            "/v1/rates/convert?amount=1e3&from=USD&to=KGS".to_owned(),
            "convertAmount(amount: \"1e3\", from: \"USD\", to: \"KGS\") { result }".to_owned(),
            "amount",
            "is not a decimal number",
        ),
        (
            "/v1/rates/convert?amount=1,5&from=USD&to=KGS".to_owned(),
            "convertAmount(amount: 1.5, from: \"USD\", to: \"KGS\") { result }".to_owned(),
            "amount",
            "is not a decimal number",
        ),
        (
            "/v1/rates/bar?date=2026-02-30".to_owned(),
            "rateBar(date: \"2026-02-30\") { source }".to_owned(),
            "date",
            "is not a date",
        ),
        (
            "/v1/rates/series?symbols=USD&from=2026-13-01".to_owned(),
            "rateSeries(symbols: [\"USD\"], from: \"2026-13-01\") { source }".to_owned(),
            "from",
            "is not a date",
        ),
        (
            "/v1/rates/series?symbols=USD".to_owned(),
            "rateSeries(symbols: [\"USD\"]) { source }".to_owned(),
            "from",
            "must be given",
        ),
        (
            "/v1/rates/series?symbols=USD&from=2026-01-01&fill=next".to_owned(),
            "rateSeries(symbols: [\"USD\"], from: \"2026-01-01\", fill: NEXT) { source }".to_owned(),
            "fill",
            "none, previous",
        ),
        (
            "/v1/rates/series?symbols=USD&from=2026-01-01&group=year".to_owned(),
            "rateSeries(symbols: [\"USD\"], from: \"2026-01-01\", group: YEAR) { source }".to_owned(),
            "group",
            "day, week, month",
        ),
    ] {
        let reply = app.get(&rest).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT", "{rest}");
        let fault = &reply.json()["errors"][0];
        assert_eq!(fault["parameter"], parameter, "{rest}");
        assert!(fault["detail"].as_str().unwrap().contains(words), "{rest}: {fault}");
        assert_eq!(
            app.gql_code(None, &format!("{{ {graphql} }}"), json!({})).await,
            "GRAPHQL_VALIDATION_FAILED",
            "{graphql}"
        );
    }
    let lower = app.get("/v1/rates/pairs/USD/kgs").await;
    assert_eq!(lower.problem(400), "BAD_USER_INPUT");
    assert_eq!(lower.json()["errors"][0]["parameter"], "quote");
    assert_eq!(app.get("/v1/currencies/XYZ").await.problem(404), "NOT_FOUND");
    // The longest range that is allowed is answered.
    app.get("/v1/rates/series?symbols=USD&from=1999-01-06&to=2026-05-23&fill=previous").await.expect(200);
    // A code in its life is asked for as any other.
    assert_eq!(app.get("/v1/rates?symbols=BYR&date=2016-12-31").await.expect(200)["items"], json!([]));
}
