//! Every recorded answer of the six banks, compared digit by digit with what a search for its tags finds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use dateline::sources::{Shape, unpack};

use super::line;

fn folder() -> Option<PathBuf> {
    let corpus = std::env::var_os("DATELINE_CORPUS");
    if corpus.is_none() {
        println!("left out: DATELINE_CORPUS is not set");
    }
    corpus.map(|corpus| PathBuf::from(corpus).join("rates/files"))
}

/// The file, unpacked; bytes as characters, which is enough for codes and digits.
fn text(name: &str) -> Option<(Vec<u8>, String)> {
    let packed = std::fs::read(folder()?.join(name)).unwrap();
    let bytes = unpack::unpacked(&packed).unwrap().into_owned();
    let text = bytes.iter().map(|byte| char::from(*byte)).collect();
    Some((bytes, text))
}

/// What stands after `begin` and before `end`.
fn cut<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    text.split_once(begin).unwrap().1.split_once(end).unwrap().0
}

fn tag<'a>(text: &'a str, name: &str) -> &'a str {
    cut(text, &format!("<{name}>"), &format!("</{name}>"))
}

fn iso(dotted: &str) -> String {
    let parts: Vec<&str> = dotted.split('.').collect();
    format!("{}-{}-{}", parts[2], parts[1], parts[0])
}

#[track_caller]
fn compare(name: &str, shape: Shape, expected: Vec<String>) {
    let Some((bytes, _)) = text(name) else { return };
    assert_eq!(Shape::of(&bytes), Some(shape), "{name}");
    let parsed = shape.parse(&bytes, None).unwrap();
    assert_eq!(parsed.left_out, Vec::<String>::new(), "{name}");
    let found: Vec<String> = parsed.quotations.iter().map(line).collect();
    assert_eq!(found.len(), expected.len(), "{name}");
    assert_eq!(found, expected, "{name}");
}

#[test]
fn the_bank_of_russia_s_days() {
    for (name, count) in [
        ("cbr_0.xml", 54),
        ("exchanger_RussianCentralBank_historical.xml", 33),
        ("exchanger_RussianCentralBank_success.xml", 33),
    ] {
        let Some((_, text)) = text(name) else { return };
        let day = iso(cut(&text, "Date=\"", "\""));
        let row = |row: &str| {
            let (nominal, value) = (tag(row, "Nominal"), tag(row, "Value").replace(',', "."));
            format!("{day} {nominal} {} = {value} RUB", tag(row, "CharCode"))
        };
        let expected: Vec<String> = text.split("<Valute").skip(1).map(row).collect();
        assert_eq!(expected.len(), count, "{name}");
        compare(name, Shape::CbrDaily, expected);
    }
}

#[test]
fn the_bank_of_russia_s_currencies() {
    for (name, code) in [("cbr_1.xml", "AUD"), ("cbr_2.xml", "AZN")] {
        let Some((_, text)) = text(name) else { return };
        let row = |row: &str| {
            let (day, value) = (iso(cut(row, "Date=\"", "\"")), tag(row, "Value").replace(',', "."));
            format!("{day} {} {code} = {value} RUB", tag(row, "Nominal"))
        };
        let expected: Vec<String> = text.split("<Record").skip(1).map(row).collect();
        assert_eq!(expected.len(), 3);
        compare(name, Shape::CbrDynamic, expected);
    }
}

#[test]
fn the_bank_of_russia_s_refusal() {
    let Some((bytes, _)) = text("exchanger_RussianCentralBank_historical_error.xml") else { return };
    assert_eq!(Shape::of(&bytes), Some(Shape::CbrDaily));
    let error = Shape::CbrDaily.parse(&bytes, None).unwrap_err();
    assert_eq!(error.detail, "the bank answers «Error in parameters»");
}

#[test]
fn the_european_central_bank_s_nested_elements() {
    for (name, days) in [
        ("exchanger_EuropeanCentralBank_success.xml", 1),
        ("exchanger_EuropeanCentralBank_historical.xml", 60),
        ("exchanger_EuropeanCentralBank_historical-90d.xml", 60),
    ] {
        let Some((_, text)) = text(name) else { return };
        let text = text.replace('\'', "\"");
        let mut expected = Vec::new();
        for day in text.split("<Cube time=\"").skip(1) {
            let (date, rest) = day.split_once('"').unwrap();
            for rate in rest.split("currency=\"").skip(1) {
                let (code, value) = (&rate[..3], cut(rate, "rate=\"", "\""));
                expected.push(format!("{date} 1 EUR = {value} {code}"));
            }
        }
        assert!(text.matches("<Cube time").count() >= days, "{name}: {}", text.matches("<Cube time").count());
        compare(name, Shape::EcbXml, expected);
    }
}

#[test]
fn the_european_central_bank_s_series() {
    for (name, count) in [("ecb_recent_0.csv", 650), ("ecb_historical_0.csv.gz", 8_068)] {
        let Some((_, text)) = text(name) else { return };
        let row = |row: &str| {
            let cells: Vec<&str> = row.split(',').collect();
            format!("{} 1 EUR = {} {}", cells[2], cells[3], cells[1])
        };
        let full = |row: &&str| !row.ends_with(',');
        let expected: Vec<String> = text.lines().skip(1).filter(full).map(row).collect();
        assert!(expected.len() + 30 > count, "{name}: {}", expected.len());
        compare(name, Shape::EcbSeries, expected);
    }
}

#[test]
fn the_national_bank_of_kazakhstan_s_days() {
    for name in ["nbk_0.xml", "nbk_1.xml", "nbk_2.xml"] {
        let Some((_, text)) = text(name) else { return };
        let day = iso(tag(&text, "date"));
        let row =
            |row: &str| format!("{day} {} {} = {} KZT", tag(row, "quant"), tag(row, "title"), tag(row, "description"));
        let expected: Vec<String> = text.split("<item>").skip(1).map(row).collect();
        assert_eq!(expected.len(), 39);
        compare(name, Shape::NbkDay, expected);
    }
}

#[test]
fn the_central_bank_of_uzbekistan_s_days() {
    for (name, count) in [
        ("cbu_0.json", 75),
        ("cbu_1.json", 75),
        ("cbu_2.json", 75),
        ("exchanger_CentralBankOfRepublicUzbekistan_cbru_today.json", 75),
        ("exchanger_CentralBankOfRepublicUzbekistan_cbru_historical.json", 74),
    ] {
        let Some((_, text)) = text(name) else { return };
        let text = text.replace("\": \"", "\":\"");
        let row = |row: &str| {
            let of = |key: &str| cut(row, &format!("\"{key}\":\""), "\"");
            format!("{} {} {} = {} UZS", iso(of("Date")), of("Nominal"), of("Ccy"), of("Rate"))
        };
        let expected: Vec<String> = text.split('{').skip(1).map(row).collect();
        assert_eq!(expected.len(), count, "{name}");
        compare(name, Shape::CbuJson, expected);
    }
}

#[test]
fn the_national_bank_of_tajikistan_s_days() {
    for name in ["nbt_0.xml", "nbt_1.xml", "nbt_2.xml"] {
        let Some((_, text)) = text(name) else { return };
        let day = cut(&text, "Date=\"", "\"");
        let row =
            |row: &str| format!("{day} {} {} = {} TJS", tag(row, "Nominal"), tag(row, "CharCode"), tag(row, "Value"));
        let expected: Vec<String> = text.split("<Valute").skip(1).map(row).collect();
        assert_eq!(expected.len(), 36);
        compare(name, Shape::NbtDay, expected);
    }
}

#[test]
fn the_national_bank_of_the_kyrgyz_republic_s_files() {
    for (name, count) in [("nbkr_live_0.xml", 5), ("nbkr_live_1.xml", 40), ("nbkr_daily_2026-07-03.xml", 5)] {
        let Some((_, text)) = text(name) else { return };
        let day = iso(cut(&text, "Date=\"", "\""));
        let row = |row: &str| {
            let valid =
                if row.contains("<ValidFor>") { format!(" for {}", tag(row, "ValidFor")) } else { String::new() };
            let (nominal, value) = (tag(row, "Nominal"), tag(row, "Value").replace(',', "."));
            format!("{day} {nominal} {} = {value} KGS{valid}", cut(row, "ISOCode=\"", "\""))
        };
        let expected: Vec<String> = text.split("<Currency ").skip(1).map(row).collect();
        assert_eq!(expected.len(), count, "{name}");
        compare(name, Shape::NbkrFile, expected);
    }
}

#[test]
fn the_national_bank_of_the_kyrgyz_republic_s_pages_of_past_rates() {
    for (name, code, first) in [
        ("nbkr_historical_0.html", "USD", "2005-06-25 1 USD = 40.9614 KGS"),
        ("nbkr_historical_1.html", "EUR", "2005-06-25 1 EUR = 49.4425 KGS"),
    ] {
        let Some((bytes, text)) = text(name) else { return };
        assert_eq!(Shape::of(&bytes), Some(Shape::NbkrHistory));
        let parsed = Shape::NbkrHistory.parse(&bytes, Some(code.parse().unwrap())).unwrap();
        let found: Vec<String> = parsed.quotations.iter().map(line).collect();
        let row = |row: &str| {
            let day = iso(cut(row, "<!--date-->", "<!--date-->"));
            format!("{day} 1 {code} = {} KGS", cut(row, "<!--value-->", "<!--value-->").replace(',', "."))
        };
        let expected: Vec<String> = text.split("<tr>").skip(1).map(row).collect();
        assert_eq!((found.len(), found[0].as_str()), (4, first));
        assert_eq!(found, expected);
        assert!(Shape::NbkrHistory.parse(&bytes, None).unwrap_err().detail.contains("of which currency"));
    }
}

#[test]
fn what_other_banks_write_is_not_taken_for_what_these_write() {
    let Some(folder) = folder() else { return };
    let mut known: BTreeMap<String, Shape> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let packed = std::fs::read(entry.path()).unwrap();
        let bytes = unpack::unpacked(&packed).unwrap();
        if let Some(shape) = Shape::of(&bytes) {
            known.insert(entry.file_name().into_string().unwrap(), shape);
            // A file is read as what it is and as nothing else.
            for other in super::SHAPES.into_iter().filter(|other| *other != shape) {
                let read = other.parse(&bytes, Some("USD".parse().unwrap()));
                assert!(read.is_err(), "{:?} as {other:?}", entry.file_name());
            }
        } else {
            for shape in super::SHAPES {
                assert!(shape.parse(&bytes, Some("USD".parse().unwrap())).is_err(), "{:?}", entry.file_name());
            }
        }
    }
    assert_eq!(known.len(), 27, "{known:?}");
}
