//! The file of the National Bank: what is read of it, and what is refused with which words.

use std::path::{Path, PathBuf};

use dateline::domain::currencies::Currency;
use dateline::domain::decimal::Decimal;
use dateline::domain::rates::Quotation;
use dateline::sources::nbkr;
use proptest::prelude::*;

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rates").join(name)
}

/// A file of the bank's shape.
pub fn file(day: &str, rows: &[(&str, &str, &str)]) -> String {
    let row = |(code, nominal, value): &(&str, &str, &str)| {
        format!("<Currency ISOCode=\"{code}\">\n<Nominal>{nominal}</Nominal>\n<Value>{value}</Value>\n</Currency>\n")
    };
    let rows: String = rows.iter().map(row).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"windows-1251\" ?>\n<CurrencyRates Name=\"Daily\" Date=\"{day}\">\n{rows}</CurrencyRates>\n"
    )
}

/// What a quotation says, in few words.
fn short(quotation: &Quotation) -> String {
    let valid = quotation.valid_for.map_or_else(String::new, |days| format!(" for {days}"));
    format!("{} {} {} {}{valid}", quotation.effective_date, quotation.nominal, quotation.base, quotation.value)
}

#[track_caller]
fn refused(bytes: &[u8], words: &str) {
    let error = nbkr::read(bytes).expect_err(words);
    assert!(error.detail.contains(words), "{} ≠ {words}", error.detail);
}

#[test]
fn the_daily_and_the_weekly_file_are_read() {
    let daily = nbkr::read(&std::fs::read(fixture("nbkr_daily.xml")).unwrap()).unwrap().quotations;
    let said: Vec<String> = daily.iter().map(short).collect();
    assert_eq!(
        said,
        [
            "2026-05-24 1 USD 87.4500",
            "2026-05-24 1 EUR 101.5076",
            "2026-05-24 1 CNY 12.8707",
            "2026-05-24 1 KZT 0.1859",
            "2026-05-24 1 RUB 1.2263",
        ]
    );
    assert!(daily.iter().all(|rate| rate.quote.code() == "KGS" && !rate.rounded && rate.published_at.is_none()));
    let weekly = nbkr::read(&std::fs::read(fixture("nbkr_weekly.xml")).unwrap()).unwrap().quotations;
    let said: Vec<String> = weekly.iter().map(short).collect();
    assert_eq!(
        said,
        [
            "2026-05-23 1 GBP 117.4147 for 7",
            "2026-05-23 10 JPY 5.4969 for 7",
            "2026-05-23 10 IRR 0.0007 for 7",
            "2026-05-23 100 BYR 0.3402 for 7",
            "2026-05-23 1 BYN 32.0154 for 7",
        ]
    );
    let rates: Vec<String> = weekly.iter().map(|quotation| quotation.rate().unwrap().to_string()).collect();
    assert_eq!(rates, ["117.4147", "0.54969", "0.00007", "0.003402", "32.0154"]);
}

#[test]
fn currencies_are_known_by_their_code_and_never_by_their_place() {
    let rows = [("USD", "1", "87,4500"), ("RUB", "1", "1,2263")];
    let turned = [rows[1], rows[0]];
    let of = |rows: &[(&str, &str, &str)]| {
        let mut read = nbkr::read(file("24.05.2026", rows).as_bytes()).unwrap().quotations;
        read.sort_by_key(|quotation| quotation.base);
        read
    };
    assert_eq!(of(&rows), of(&turned));
}

#[test]
fn a_declared_encoding_is_the_one_that_is_read() {
    // A name in windows-1251 is not UTF-8; read as what it is, it changes nothing.
    let mut bytes = file("24.05.2026", &[("USD", "1", "87,4500")]).into_bytes();
    let at = bytes.windows(5).position(|part| part == b"Daily").unwrap();
    bytes.splice(at..at + 5, [0xca, 0xf3, 0xf0, 0xf1, 0xfb]);
    assert!(std::str::from_utf8(&bytes).is_err());
    assert_eq!(nbkr::read(&bytes).unwrap().quotations.len(), 1);
    let text = file("24.05.2026", &[("USD", "1", "87,4500")]);
    let utf8 = text.replace("windows-1251", "utf-8").replace("Daily", "Курсы");
    assert_eq!(nbkr::read(utf8.as_bytes()).unwrap().quotations.len(), 1);
    assert_eq!(nbkr::read(format!("\u{feff}{utf8}").as_bytes()).unwrap().quotations.len(), 1);
    let mut broken = utf8.into_bytes();
    broken.splice(at..at, [0xff]);
    refused(&broken, "the file is not UTF-8");
    refused(text.replace("windows-1251", "koi8-r").as_bytes(), "«koi8-r» is neither windows-1251 nor UTF-8");
    refused(text.replace("windows-1251", "no such").as_bytes(), "«no such» is neither");
}

#[test]
fn what_is_no_such_file_is_refused() {
    let good = file("24.05.2026", &[("USD", "1", "87,4500"), ("EUR", "1", "101,5076")]);
    let doctype = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>\n<CurrencyRates";
    for (bad, words) in [
        (String::new(), "the file ends before"),
        ("<html><body>502 Bad Gateway</body></html>".to_owned(), "<html> stands where one <CurrencyRates>"),
        ("no XML".to_owned(), "text outside"),
        (good.replace("</CurrencyRates>", ""), "the file ends before"),
        (good[..good.len() / 2].to_owned(), "the file"),
        (good.replace("</Value>", "</Vlaue>"), "the file is not XML"),
        (format!("{good}{}", good.split_once("?>").unwrap().1), "<CurrencyRates> stands where one"),
        (good.replace("<CurrencyRates", doctype), "declares a document type"),
        (good.replace("87,4500", "&b;"), "refers to an entity"),
        (good.replace("87,4500", "8&#55;,4500"), "refers to an entity"),
        (good.replace(" Date=\"24.05.2026\"", ""), "<CurrencyRates> has no Date"),
        (good.replace(" ISOCode=\"USD\"", ""), "<Currency> has no ISOCode"),
        (good.replace("<Nominal>1</Nominal>", ""), "USD: <Nominal> is missing"),
        (good.replace("<Value>87,4500</Value>", ""), "USD: <Value> is missing"),
        (good.replace("<Value>87", "<Nominal>1</Nominal><Value>87"), "USD: <Nominal> is there twice"),
        (good.replace("<Nominal>", &"<a>".repeat(30)), "the file is nested too deeply"),
        (file("24.05.2026", &[("USD", "1", "87,4500"); 1_001]), "more than 1000 currencies"),
        (file("24.05.2026", &[("ZZZ", "1", "87,4500"); 1_001]), "more than 1000 currencies"),
        (good.replace("87,4500", "87<b>,45</b>00"), "USD: <Value> holds an element, <b>"),
        (good.replace("101,5076", "101<b/>,5076"), "EUR: <Value> holds an element, <b>"),
        (good.replace("<Nominal>1<", "<Nominal><b>1</b>0<"), "USD: <Nominal> holds an element, <b>"),
        (good.replace("<Value>87", "<ValidFor>7<b/></ValidFor><Value>87"), "USD: <ValidFor> holds an element, <b>"),
    ] {
        refused(bad.as_bytes(), words);
    }
    // A file without rates is one; what becomes of it is not the reader's to say.
    assert!(nbkr::read(file("24.05.2026", &[]).as_bytes()).unwrap().quotations.is_empty());
    let large = format!("{good}<!-- {} -->", "x".repeat(nbkr::LARGEST));
    refused(large.as_bytes(), "10 MB at most");
}

#[test]
fn wrong_days_codes_and_numbers_are_refused_by_name() {
    for day in ["", "24.5.2026", "31.02.2026", "2026-05-24", "24/05/2026", "24.05.26", "24.05.2026.1", "aa.bb.cccc"] {
        refused(file(day, &[("USD", "1", "87,4500")]).as_bytes(), "is no day: expected one like 24.05.2026");
    }
    for code in ["", "usd", "US", "USDD", "ZZZ", "840", "<b>"] {
        let text = file("24.05.2026", &[(&code.replace('<', "("), "1", "87,4500")]);
        let read = nbkr::read(text.as_bytes()).unwrap();
        assert!(read.quotations.is_empty(), "{code}");
        assert!(read.left_out[0].contains("is not a currency: expected an ISO 4217 code"), "{code}");
    }
    for nominal in ["", "0", "-1", "1,0", "1.0", "x", "99999999999"] {
        refused(file("24.05.2026", &[("USD", nominal, "1,5")]).as_bytes(), "USD: Nominal «");
    }
    for value in [
        "",
        "-0",
        "00,0000",
        "-87,4500",
        "+87,45",
        "87.4500",
        "87,45,00",
        "1 087,45",
        "1.087,45",
        ",5",
        "5,",
        "1e5",
        "N/A",
        "087,45",
        "8\u{a0}7",
        "1234567890123,0",
        "1,12345678901",
    ] {
        refused(file("24.05.2026", &[("USD", "1", value)]).as_bytes(), "USD: the value «");
    }
    for good in ["87,4500", "87", " 87,4500\n", "0,0000000001", "123456789012,1234567890"] {
        assert_eq!(
            nbkr::read(file("24.05.2026", &[("USD", "1", good)]).as_bytes()).unwrap().quotations.len(),
            1,
            "{good}"
        );
    }
    let zero_days = file("24.05.2026", &[("USD", "1", "87,4500")]).replace("<Value>", "<ValidFor>0</ValidFor><Value>");
    refused(zero_days.as_bytes(), "USD: ValidFor «0»");
}

#[test]
fn a_row_that_cannot_be_taken_does_not_keep_the_others_out() {
    let rows =
        [("USD", "1", "87,4500"), ("ZZZ", "x", "1"), ("IRR", "10", "0,0000"), ("KZT", "1", "0"), ("EUR", "1", "1,5")];
    let sheet = nbkr::read(file("24.05.2026", &rows).as_bytes()).unwrap();
    let said: Vec<String> = sheet.quotations.iter().map(short).collect();
    assert_eq!(said, ["2026-05-24 1 USD 87.4500", "2026-05-24 1 EUR 1.5"]);
    let [code, zero, plain] = sheet.left_out.as_slice() else { panic!("{:?}", sheet.left_out) };
    assert!(code.contains("«ZZZ» is not a currency"), "{code}");
    assert_eq!((zero.as_str(), plain.as_str()), ("IRR: its value is 0.0000", "KZT: its value is 0"));
    // Without the dollar the file is at fault as a whole.
    let no_dollar = file("24.05.2026", &[("USD", "1", "0,0000"), ("EUR", "1", "1,5")]);
    refused(no_dollar.as_bytes(), "USD: its value is 0.0000");
    let nothing = nbkr::read(file("24.05.2026", &[("IRR", "10", "0,0000"), ("ZZZ", "1", "1,5")]).as_bytes()).unwrap();
    assert!(nothing.quotations.is_empty() && nothing.left_out[0] == "IRR: its value is 0.0000");
}

#[test]
fn codes_end_with_the_month_of_their_withdrawal() {
    let day = |text: &str| text.parse().unwrap();
    let byr: Currency = "BYR".parse().unwrap();
    assert!(!byr.is_withdrawn(day("2016-07-01")) && !byr.is_withdrawn(day("2017-01-31")));
    assert!(byr.is_withdrawn(day("2017-02-01")) && byr.is_withdrawn(day("2026-05-23")));
    let byn: Currency = "BYN".parse().unwrap();
    assert!(!byn.is_withdrawn(day("2026-05-23")));
}

#[test]
fn the_bank_s_own_files_are_read() {
    let Some(corpus) = std::env::var_os("DATELINE_CORPUS") else {
        println!("left out: DATELINE_CORPUS is not set");
        return;
    };
    let folder = PathBuf::from(corpus).join("rates/files");
    let read = |name: &str| nbkr::read(&std::fs::read(folder.join(name)).unwrap()).unwrap().quotations;
    let said = |name: &str| read(name).iter().map(short).collect::<Vec<_>>();
    assert_eq!(
        said("nbkr_daily_2026-07-03.xml"),
        [
            "2026-07-03 1 USD 87.4500",
            "2026-07-03 1 EUR 99.8679",
            "2026-07-03 1 CNY 12.8835",
            "2026-07-03 1 KZT 0.1842",
            "2026-07-03 1 RUB 1.1239",
        ]
    );
    assert_eq!(said("nbkr_live_0.xml").len(), 5);
    let weekly = read("nbkr_live_1.xml");
    assert_eq!(weekly.len(), 40);
    assert!(weekly.iter().all(|rate| rate.valid_for == Some(7) && rate.effective_date.to_string() == "2026-05-23"));
    let named = |code: &str| weekly.iter().find(|rate| rate.base.code() == code).unwrap().rate().unwrap().to_string();
    assert_eq!((named("JPY"), named("IRR"), named("UZS")), ("0.54969".into(), "0.00007".into(), "0.0073".into()));
}

/// A decimal number by its digits and the place of its point.
fn text(digits: u64, places: u32) -> String {
    let all = format!("{digits:0>width$}", width = places as usize + 1);
    let (whole, fraction) = all.split_at(all.len() - places as usize);
    if places == 0 { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

proptest! {
    #[test]
    fn a_decimal_keeps_its_digits(digits in 0_u64..10_000_000_000_000, places in 0_u32..11, zeros in 0_u32..7) {
        let printed = text(digits, places);
        let number: Decimal = printed.parse().unwrap();
        prop_assert_eq!(number.to_string(), printed);
        // One unit of a nominal costs the same digits with the point moved.
        prop_assert_eq!(number.shifted(zeros).unwrap().to_string(), text(digits, places + zeros));
    }

    #[test]
    fn differences_and_shares_are_those_of_whole_numbers(a in 1_i128..1_000_000_000, b in 1_i128..1_000_000_000) {
        let number = |value: i128| text(value as u64, 4).parse::<Decimal>().unwrap();
        let difference = number(a).minus(number(b)).unwrap();
        let sign = if a < b { "-" } else { "" };
        prop_assert_eq!(difference.to_string(), format!("{sign}{}", text((a - b).unsigned_abs() as u64, 4)));
        // In ten-thousandths of a per cent, halves to the even one.
        let (over, under) = ((a - b).abs() * 1_000_000, b);
        let (whole, rest) = (over / under, over % under);
        let up = match (rest * 2).cmp(&under) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => whole % 2,
            std::cmp::Ordering::Greater => 1,
        };
        let expected: Decimal = format!("{}{}", if a < b { "-" } else { "" }, text((whole + up) as u64, 4)).parse().unwrap();
        prop_assert_eq!(difference.per_cent_of(number(b)).unwrap(), expected);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop(nbkr::read(&bytes));
        let mut near = std::fs::read(fixture("nbkr_daily.xml")).unwrap();
        for (i, byte) in bytes.iter().enumerate().take(3) {
            let at = (usize::from(*byte) * 7 + i * 31) % near.len();
            near[at] = bytes[bytes.len() - 1 - i];
        }
        drop(nbkr::read(&near));
    }
}
