//! Numbers worked out by hand from the files of 24 May 2026, each looked for in an answer.

use dateline::domain::currencies::Currency;
use dateline::domain::decimal::{Decimal, ONE};
use dateline::domain::rates::{Fraction, Quotation};
use serde_json::json;

use super::may;
use crate::support::TestApp;

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn quoted(base: &str, quote: &str, nominal: i32, value: &str) -> Quotation {
    Quotation {
        base: base.parse().unwrap(),
        quote: quote.parse().unwrap(),
        effective_date: "2026-05-24".parse().unwrap(),
        nominal,
        value: number(value),
        rounded: false,
        valid_for: None,
        published_at: None,
    }
}

#[test]
fn the_price_of_one_unit_has_the_published_digits() {
    for (base, quote, nominal, value, rate) in [
        ("JPY", "KGS", 10, "5.4969", "0.54969"),
        ("BYR", "KGS", 100, "0.3402", "0.003402"),
        ("IRR", "KGS", 10, "0.0007", "0.00007"),
        ("IRR", "RUB", 1_000_000, "53.9256", "0.0000539256"),
    ] {
        assert_eq!(quoted(base, quote, nominal, value).rate().unwrap().to_string(), rate, "{base}");
    }
}

#[test]
fn quotients_are_those_of_the_calculator() {
    for (over, under, digits, quotient) in [
        ("101.5076", "87.4500", 8, "1.1607501"),
        ("1", "0.1859", 8, "5.3792361"),
        ("1.2263", "0.1859", 8, "6.5965573"),
        ("1.2263", "0.1859", 9, "6.59655729"),
        ("1", "0.0007", 3, "1430"),
        ("1", "0.0073", 4, "137.0"),
        ("1", "8", 6, "0.125000"),
        ("2", "4", 1, "0.5"),
        ("7", "100000", 3, "0.0000700"),
        ("99.99996", "1", 6, "100.000"),
        ("0.5", "1", 3, "0.500"),
        ("12345678", "1", 3, "12300000"),
    ] {
        let found = number(over).over(number(under), digits).unwrap().to_string();
        assert_eq!(found, quotient, "{over} / {under} to {digits}");
    }
    assert_eq!(ONE.over(number("0.00"), 5), None);
}

#[test]
fn digits_count_from_the_first_that_is_not_0() {
    for (text, digits) in
        [("0.1859", 4), ("87.4500", 6), ("0.0007", 1), ("100", 3), ("0", 1), ("0.00", 1), ("5.4969", 5)]
    {
        assert_eq!(number(text).significant(), digits, "{text}");
    }
    assert_eq!(number("123.456").times(number("0.10")).unwrap().to_string(), "12.34560");
    assert_eq!(number("999999999999999999").times(number("99999999999")), None, "29 digits");
}

#[test]
fn a_bank_that_prices_its_own_currency_is_turned_the_right_way() {
    let euro = [quoted("EUR", "USD", 1, "1.0714"), quoted("EUR", "JPY", 1, "168.03")];
    let find = |currency: Currency| euro.iter().find(|found| found.quote == currency);
    let rate = |base: &str, quote: &str| {
        let pair = (base.parse().unwrap(), quote.parse().unwrap(), Currency::EUR);
        let fraction = Fraction::of(pair, find).unwrap();
        (fraction.rate().unwrap().to_string(), fraction.is_derived())
    };
    assert_eq!(rate("EUR", "USD"), ("1.0714".to_owned(), false));
    assert_eq!(rate("USD", "EUR"), ("0.9333582".to_owned(), true));
    assert_eq!(rate("USD", "JPY"), ("156.8322".to_owned(), true));
    assert_eq!(rate("JPY", "USD"), ("0.006376242".to_owned(), true));
    assert_eq!(rate("USD", "USD"), ("1".to_owned(), false));
    assert!(Fraction::of((Currency::USD, Currency::KGS, Currency::EUR), find).is_none());
}

#[tokio::test]
async fn pairs_of_the_files_have_their_honest_digits() {
    let app = TestApp::spawn().await;
    may(&app).await;
    for (pair, rate, method, digits, dates) in [
        ("EUR/USD", "1.1607501", "CROSS", json!(8), "2026-05-24 2026-05-24"),
        ("KGS/KZT", "5.37924", "INVERSE", json!(6), "2026-05-24"),
        ("RUB/KZT", "6.59656", "CROSS", json!(6), "2026-05-24 2026-05-24"),
        ("JPY/KGS", "0.54969", "DIRECT", json!(null), "2026-05-23"),
        ("IRR/KGS", "0.00007", "DIRECT", json!(null), "2026-05-23"),
        ("KGS/IRR", "14300", "INVERSE", json!(3), "2026-05-23"),
        ("USD/KGS", "87.4500", "DIRECT", json!(null), "2026-05-24"),
        ("GBP/USD", "1.3426495", "CROSS", json!(8), "2026-05-23 2026-05-24"),
        ("USD/USD", "1", "IDENTITY", json!(null), ""),
    ] {
        let answer = app.get(&format!("/v1/rates/pairs/{pair}?date=2026-05-24")).await.expect(200);
        assert_eq!((&answer["rate"], &answer["method"]), (&json!(rate), &json!(method)), "{pair}: {answer}");
        assert_eq!(answer.get("significantDigits").cloned().unwrap_or_default(), digits, "{pair}");
        assert_eq!(answer["derived"], ["CROSS", "INVERSE"].contains(&method), "{pair}");
        let mut legs: Vec<&str> =
            answer["legs"].as_array().unwrap().iter().map(|leg| leg["effectiveDate"].as_str().unwrap()).collect();
        legs.sort_unstable();
        assert_eq!(legs.join(" "), dates, "{pair}: each leg has its own day");
        let (base, quote) = pair.split_once('/').unwrap();
        let query = format!(
            "{{ pairRate(base: \"{base}\", quote: \"{quote}\", date: \"2026-05-24\") {{ rate method significantDigits derived }} }}"
        );
        let expected =
            json!({ "rate": rate, "method": method, "significantDigits": digits, "derived": answer["derived"] });
        assert_eq!(app.gql(&query).await["pairRate"], expected, "{pair}");
    }
    // A weekly rate beside a daily one: the answer tells the older day.
    let pound = app.get("/v1/rates/pairs/GBP/USD?date=2026-05-24").await.expect(200);
    assert_eq!(
        (&pound["effectiveDate"], &pound["ageDays"], &pound["reason"]),
        (&json!("2026-05-23"), &json!(1), &json!("WEEKLY"))
    );
}

#[tokio::test]
async fn the_pound_holds_for_its_week_and_is_stale_after_it() {
    let app = TestApp::spawn().await;
    may(&app).await;
    for (day, age, stale, reason) in [
        ("2026-05-23", 0, false, "SAME_DAY"),
        ("2026-05-24", 1, false, "WEEKLY"),
        ("2026-05-29", 6, false, "WEEKLY"),
        ("2026-05-30", 7, true, "SOURCE_DOWN"),
    ] {
        let answer = app.get(&format!("/v1/rates?symbols=GBP&date={day}")).await.expect(200);
        let pound = &answer["items"][0];
        assert_eq!((&pound["value"], &pound["effectiveDate"]), (&json!("117.4147"), &json!("2026-05-23")), "{day}");
        assert_eq!(
            (&pound["ageDays"], &pound["stale"], &pound["reason"]),
            (&json!(age), &json!(stale), &json!(reason)),
            "{day}"
        );
        let query =
            format!("{{ rates(symbols: [\"GBP\"], date: \"{day}\") {{ value effectiveDate ageDays stale reason }} }}");
        let expected = json!([{ "value": "117.4147", "effectiveDate": "2026-05-23", "ageDays": age, "stale": stale,
                                "reason": reason }]);
        assert_eq!(app.gql(&query).await["rates"], expected, "{day}");
    }
}
