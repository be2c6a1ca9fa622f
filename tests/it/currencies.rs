//! Currencies: what is known of them by both doors, and the forms of their names beside numbers.

use dateline::domain::currencies::Currency;
use dateline::domain::lang::Preference;
use serde_json::{Map, Value, json};

use crate::support::TestApp;

fn in_language(lang: &str) -> Preference {
    Preference::new(&[lang.parse().unwrap()], &[])
}

#[test]
fn numbers_and_minor_units_are_those_of_the_standard() {
    let mut compared = 0;
    for currency in Currency::all() {
        let facts = currency.facts(&in_language("en"));
        assert!(facts.number.len() == 3 && facts.number.bytes().all(|b| b.is_ascii_digit()), "{currency}");
        let Some(known) = iso_currency::Currency::from_code(currency.code()) else { continue };
        compared += 1;
        assert_eq!(facts.number, format!("{:03}", known.numeric()), "{currency}");
        if facts.withdrawn.is_none() && known.exponent().is_some() {
            assert_eq!(facts.minor_units, known.exponent().map(i32::from), "{currency}");
        }
    }
    assert!(compared > 150, "{compared}");
    for (code, minor) in [("USD", Some(2)), ("JPY", Some(0)), ("KWD", Some(3)), ("XAU", None), ("XDR", None)] {
        assert_eq!(code.parse::<Currency>().unwrap().minor_units(), minor, "{code}");
    }
}

#[test]
fn every_currency_has_a_name_in_each_language_of_the_site() {
    for currency in Currency::all() {
        let facts = currency.facts(&in_language("ky"));
        let languages: Vec<&str> = facts.names.iter().map(|name| name.language.as_str()).collect();
        assert_eq!(languages, ["ky", "ru", "en"], "{currency}");
        for name in &facts.names {
            for text in
                [Some(&name.name), name.one.as_ref(), name.few.as_ref(), Some(&name.other)].into_iter().flatten()
            {
                assert!(text.len() > 3 && *text != currency.code() && text.trim() == text, "{currency} {text}");
            }
        }
    }
}

#[test]
fn a_name_stands_in_the_form_that_its_number_asks_for() {
    for (code, number, lang, text) in [
        ("KGS", 1, "ru", "1 кыргызский сом"),
        ("KGS", 2, "ru", "2 кыргызских сома"),
        ("KGS", 11, "ru", "11 кыргызских сомов"),
        ("KGS", 21, "ru", "21 кыргызский сом"),
        ("KGS", 100, "ru", "100 кыргызских сомов"),
        ("KGS", 112, "ru", "112 кыргызских сомов"),
        ("KGS", 122, "ru", "122 кыргызских сома"),
        ("JPY", 10, "ru", "10 японских иен"),
        ("JPY", 1, "ru", "1 японская иена"),
        ("SEK", 1000, "ru", "1000 шведских крон"),
        ("USD", 1, "en", "1 US dollar"),
        ("USD", 100, "en", "100 US dollars"),
        ("USD", 21, "en", "21 US dollars"),
        ("KZT", 100, "ky", "100 Казакстан теңгеси"),
        ("XAU", 1, "en", "1 troy ounce of gold"),
    ] {
        let currency: Currency = code.parse().unwrap();
        assert_eq!(currency.counted(number, &in_language(lang)), text);
    }
}

#[test]
fn a_code_lives_from_its_introduction_to_its_withdrawal() {
    let life = |code: &str| {
        let facts = code.parse::<Currency>().unwrap().facts(&in_language("en"));
        (facts.introduced.map(|day| day.to_string()), facts.withdrawn.map(|day| day.to_string()))
    };
    let some = |day: &str| Some(day.to_owned());
    assert_eq!(life("BYR"), (some("2000-01-01"), some("2017-01-31")));
    assert_eq!(life("BYN"), (some("2016-07-01"), None));
    assert_eq!(life("USD"), (None, None));
    assert_eq!(life("BGN"), (some("1999-07-01"), some("2026-01-31")));
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
async fn currencies_are_the_same_by_both_doors() {
    let app = TestApp::spawn().await;
    let fields = "code number name names { language name one few other } minorUnits introduced withdrawn";
    for (rest, arguments, count) in [("", "", 160), ("?withdrawn=true", "(withdrawn: true)", 206)] {
        let items = app.get(&format!("/v1/currencies{rest}")).await.expect(200)["items"].clone();
        let answer = app.gql(&format!("{{ currencies{arguments} {{ {fields} }} }}")).await;
        assert_eq!(without_nulls(&answer["currencies"]), items, "{rest}");
        assert!(items.as_array().unwrap().len() >= count - 5, "{rest}: {}", items.as_array().unwrap().len());
    }
    for (lang, name) in [("ky", "Кыргызстан сому"), ("ru", "кыргызский сом"), ("en", "Kyrgyz som")]
    {
        let som = app.get(&format!("/v1/currencies/KGS?lang={lang}")).await.expect(200);
        assert_eq!((&som["name"], &som["number"]), (&json!(name), &json!("417")));
        let answer = app.gql(&format!("{{ currency(code: \"KGS\") {{ name(lang: \"{lang}\") }} }}")).await;
        assert_eq!(answer["currency"]["name"], name);
    }
    let header = app.get("/v1/currencies/KGS").await;
    assert!(header.header("vary").contains("Accept-Language"));
}
