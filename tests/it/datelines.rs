//! The dateline parser against its vectors, its stored and its served form.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Asia::Bishkek;
use dateline::domain::datelines::{
    CountryRule, DateRule, Dateline, DatelineSource, DatelineStyle, Options, PARSER_VERSION, parse, parse_with,
};
use serde_json::Value;
use std::collections::BTreeMap;

mod command;
mod corpus;
mod gazetteer;
mod layouts;
mod printing;
mod properties;
mod rules;
mod variants;
mod wire;

const VECTORS: &str = include_str!("../fixtures/dateline.json");

/// Vectors of each style that the parser must read at least.
const FLOOR: &[(&str, usize)] = &[
    ("agency_first", 6),
    ("bare", 12),
    ("byline_dash", 1),
    ("comma_agency", 2),
    ("dash_agency", 15),
    ("date_first", 1),
    ("dotted", 4),
    ("header", 2),
    ("paren", 47),
    ("paren_date", 2),
    ("slash", 23),
];

fn vectors() -> Vec<Value> {
    serde_json::from_str(VECTORS).unwrap()
}

fn text(vector: &Value) -> &str {
    vector["text"].as_str().unwrap()
}

fn instant(value: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(value).unwrap().to_utc()
}

fn read(vector: &Value) -> Option<Dateline> {
    parse(text(vector), Some(instant(vector["published"].as_str().unwrap())), Bishkek)
}

/// Reads a vector of a source that is known to use the styles that are off by default.
fn read_switched(vector: &Value) -> Option<Dateline> {
    let published = instant(vector["published"].as_str().unwrap());
    parse_with(text(vector), Some(published), Bishkek, &Options { own_line: true, colon: true })
}

/// Reads a head as published in Bishkek on this day at noon.
fn read_on(day: &str, text: &str) -> Option<Dateline> {
    parse(text, Some(instant(&format!("{day}T12:00:00+06:00"))), Bishkek)
}

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

fn slug(found: &Dateline) -> &str {
    found.agency.as_ref().map_or("", |agency| &agency.slug)
}

/// What differs between a vector and the reading of its text, one line a field.
fn differences(vector: &Value, found: &Dateline) -> Vec<String> {
    let expect = &vector["expect"];
    let names: Vec<&str> = found.places.iter().map(|place| place.name.as_str()).collect();
    let regions: Vec<Option<&str>> = found.places.iter().map(|p| p.region.as_deref()).collect();
    let region = match &expect["region"] {
        Value::Array(all) => Value::from(all.clone()),
        Value::Null => Value::from(vec![Value::Null; names.len()]),
        // One region for several places stands behind the last one.
        one => {
            let mut all = vec![Value::Null; names.len().saturating_sub(1)];
            all.push(one.clone());
            Value::from(all)
        }
    };
    let agency = found.agency.as_ref();
    let body: String = text(vector).chars().skip(found.body_offset.chars as usize).collect();
    let pairs = [
        ("places", expect["places"].clone(), Value::from(names)),
        ("region", region, Value::from(regions.into_iter().map(Value::from).collect::<Vec<_>>())),
        ("country", expect["country"].clone(), Value::from(found.country.clone())),
        ("country_rule", expect["country_rule"].clone(), found.country_rule.as_str().into()),
        ("date", expect["date"].clone(), Value::from(found.date.map(|date| date.to_string()))),
        ("date_rule", expect["date_rule"].clone(), found.date_rule.as_str().into()),
        ("date_suspect", expect["date_suspect"].as_bool().unwrap_or(false).into(), found.date_suspect.into()),
        ("agency", expect["agency"].clone(), Value::from(agency.map(|a| a.slug.clone()))),
        ("agency_raw", expect["agency_raw"].clone(), Value::from(agency.map(|a| a.raw.clone()))),
        ("correspondent", expect["correspondent"].clone(), found.correspondent.clone().into()),
        ("style", expect["style"].clone(), found.style.as_str().into()),
        ("time", expect["time"].clone(), Value::from(found.time.clone())),
        ("body_offset", expect["body_offset"].clone(), found.body_offset.chars.into()),
        ("body_offset_utf8", expect["body_offset_utf8"].clone(), found.body_offset.bytes.into()),
        ("body_starts", true.into(), body.starts_with(expect["body_starts"].as_str().unwrap_or("")).into()),
    ];
    pairs
        .into_iter()
        .filter(|(_, want, got)| want != got)
        .map(|(field, want, got)| format!("{field}: wanted {want}, got {got}"))
        .collect()
}

/// Styles that only a source's configuration may switch on.
fn is_switched_off(style: &str) -> bool {
    matches!(style, "colon" | "own_line")
}

#[test]
fn vectors_are_read() {
    let mut passed: BTreeMap<String, usize> = BTreeMap::new();
    let mut total: BTreeMap<String, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    for vector in vectors() {
        let Some(style) = vector["expect"]["style"].as_str() else {
            continue;
        };
        if is_switched_off(style) {
            assert_eq!(read(&vector), None, "{}", vector["id"]);
        }
        *total.entry(style.to_owned()).or_default() += 1;
        let found = if is_switched_off(style) { read_switched(&vector) } else { read(&vector) };
        let lines = match found {
            Some(found) => differences(&vector, &found),
            None => vec!["not read".to_owned()],
        };
        if lines.is_empty() {
            *passed.entry(style.to_owned()).or_default() += 1;
        } else {
            failures.push(format!("{} {}: {}", vector["id"], text(&vector), lines.join("; ")));
        }
    }
    for (style, count) in &total {
        println!("{style}: {} of {count}", passed.get(style).unwrap_or(&0));
    }
    println!("{}", failures.join("\n"));
    assert_eq!(passed.get("slash"), total.get("slash"), "every slash vector is read");
    for (style, floor) in FLOOR {
        assert!(passed.get(*style).unwrap_or(&0) >= floor, "{style} fell below {floor}");
    }
}

#[test]
fn what_is_no_dateline_is_not_read() {
    for vector in vectors() {
        if vector["expect"]["is_dateline"] == Value::Bool(false) {
            assert_eq!(read(&vector), None, "{}", vector["id"]);
        }
    }
}

#[test]
fn json_leaves_out_what_is_unknown() {
    let found = read_on("2020-08-27", "Бишкек, 27.08.20. /Кабар/. Госорганы").unwrap();
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "raw": "Бишкек, 27.08.20. /Кабар/.",
            "places": [{"name": "Бишкек", "country": "KG", "placeId": "geonames:1528675"}],
            "country": "KG",
            "countryRule": "GAZETTEER",
            "date": "2020-08-27",
            "dateRule": "TWO_DIGIT_YEAR",
            "dateSuspect": false,
            "agency": {"slug": "kabar", "name": "Kabar", "raw": "Кабар"},
            "style": "SLASH",
            "bodyOffset": {"utf16": 27, "chars": 27, "bytes": 38},
            "parserVersion": PARSER_VERSION,
            "source": "PARSED",
        })
    );
    assert_eq!(serde_json::from_value::<Dateline>(json).unwrap(), found);
}

#[test]
fn stored_names_are_read_back() {
    for stored in ["explicit", "region", "gazetteer", "multiple", "none"] {
        assert_eq!(CountryRule::from_stored(stored).unwrap().as_str(), stored);
    }
    for stored in ["two_digit_year", "year_from_published", "fuzzy_month", "unparsed", "none"] {
        assert_eq!(DateRule::from_stored(stored).unwrap().as_str(), stored);
    }
    for stored in ["slash", "dash_agency", "byline_dash", "own_line", "paren_date"] {
        assert_eq!(DatelineStyle::from_stored(stored).unwrap().as_str(), stored);
    }
    for stored in ["parsed", "editor", "feed"] {
        assert_eq!(DatelineSource::from_stored(stored).unwrap().as_str(), stored);
    }
    assert_eq!(DatelineStyle::from_stored("SLASH"), None);
}
