//! The traps of each bank, on small files.

use dateline::sources::{Parsed, Shape, unpack};
use proptest::prelude::*;

use super::{SHAPES, bytes, line};

fn read(name: &str, shape: Shape) -> Parsed {
    let packed = bytes(name);
    let bytes = unpack::unpacked(&packed).unwrap();
    assert_eq!(Shape::of(&bytes), Some(shape), "{name}");
    shape.parse(&bytes, Some("USD".parse().unwrap())).unwrap()
}

fn lines(name: &str, shape: Shape) -> Vec<String> {
    read(name, shape).quotations.iter().map(line).collect()
}

fn rates(name: &str, shape: Shape) -> Vec<String> {
    read(name, shape).quotations.iter().map(|row| format!("{} {}", row.base, row.rate().unwrap())).collect()
}

#[track_caller]
fn refused(shape: Shape, bytes: impl AsRef<[u8]>, words: &str) {
    let error = shape.parse(bytes.as_ref(), Some("USD".parse().unwrap())).expect_err(words);
    assert!(error.detail.contains(words), "{} ≠ {words}", error.detail);
}

/// The text of a fixture, its bytes as characters.
fn text(name: &str) -> String {
    bytes(name).into_iter().map(char::from).collect()
}

/// The bytes of such a text.
fn raw(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect()
}

#[test]
fn cyrillic_in_windows_1251_commas_and_exponents_of_the_bank_of_russia() {
    assert_eq!(
        lines("cbr/daily.xml", Shape::CbrDaily),
        [
            "2026-04-25 1 USD = 75.5273 RUB",
            "2026-04-25 1000000 IRR = 53.9256 RUB",
            "2026-04-25 100 KGS = 86.4125 RUB",
            "2026-04-25 1 CNY = 11.0270 RUB",
        ]
    );
    assert_eq!(
        rates("cbr/daily.xml", Shape::CbrDaily),
        ["USD 75.5273", "IRR 0.0000539256", "KGS 0.864125", "CNY 11.0270"]
    );
    // Older files have no price of one unit.
    assert_eq!(
        lines("cbr/daily_2016.xml", Shape::CbrDaily),
        ["2016-12-09 1 USD = 63.3901 RUB", "2016-12-09 100 KZT = 19.0600 RUB"]
    );
    assert!(String::from_utf8(bytes("cbr/daily.xml")).is_err(), "the file tests nothing when it is UTF-8");
}

#[test]
fn a_nominal_that_changes_within_the_bank_of_russia_s_series_is_each_record_s_own() {
    assert_eq!(
        lines("cbr/dynamic.xml", Shape::CbrDynamic),
        ["2026-03-03 100 KGS = 88.2534 RUB", "2026-03-04 10 KGS = 8.8431 RUB"]
    );
    assert_eq!(rates("cbr/dynamic.xml", Shape::CbrDynamic), ["KGS 0.882534", "KGS 0.88431"]);
    let series = text("cbr/dynamic.xml");
    refused(Shape::CbrDynamic, raw(&series.replace("ID=\"R01370\"", "ID=\"R99999\"")), "«R99999» is not known");
    refused(Shape::CbrDynamic, raw(&series.replace("Id=\"R01370\"", "Id=\"R01235\"")), "of another currency");
}

#[test]
fn an_error_of_the_bank_of_russia_that_comes_as_a_good_answer_is_one() {
    for shape in [Shape::CbrDaily, Shape::CbrDynamic] {
        refused(shape, bytes("cbr/error.xml"), "the bank answers «Error in parameters»");
    }
}

#[test]
fn the_european_central_bank_prices_the_euro() {
    assert_eq!(
        lines("ecb/daily.xml", Shape::EcbXml),
        ["2026-05-22 1 EUR = 1.1607 USD", "2026-05-22 1 EUR = 9.1500 NOK", "2026-05-22 1 EUR = 184.15 JPY"]
    );
    // Zeros at the end are lost in its history; the numbers are the same.
    let of =
        |name: &str| read(name, Shape::EcbXml).quotations.into_iter().find(|row| row.quote.code() == "NOK").unwrap();
    assert_eq!(of("ecb/daily.xml").value, of("ecb/hist.xml").value);
    assert!(!of("ecb/daily.xml").value.has_digits_of(of("ecb/hist.xml").value));
    assert_eq!(
        lines("ecb/hist.xml", Shape::EcbXml)[2..],
        ["2026-05-22 1 EUR = 134 ISK", "2026-05-21 1 EUR = 1.1598 USD"]
    );
}

#[test]
fn the_european_central_bank_s_table_has_gaps_and_a_comma_too_many() {
    let expected = [
        "2026-05-22 1 EUR = 1.1607 USD",
        "2026-05-22 1 EUR = 184.15 JPY",
        "2026-05-22 1 EUR = 19.2461 ZAR",
        "2026-05-21 1 EUR = 1.1598 USD",
        "2026-05-21 1 EUR = 183.9 JPY",
        "2026-05-21 1 EUR = 19.2092 ZAR",
        "2022-03-01 1 EUR = 1.1162 USD",
        "2022-03-01 1 EUR = 128.06 JPY",
        "2022-03-01 1 EUR = 117.201 RUB",
        "2022-03-01 1 EUR = 17.2152 ZAR",
        "2007-12-28 1 EUR = 1.4692 USD",
        "2007-12-28 1 EUR = 166.8 JPY",
        "2007-12-28 1 EUR = 0.585274 CYP",
        "2007-12-28 1 EUR = 36.0 RUB",
        "2007-12-28 1 EUR = 10.0 ZAR",
    ];
    for name in ["ecb/hist.csv", "ecb/hist.csv.gz", "ecb/hist.zip"] {
        assert_eq!(lines(name, Shape::EcbCsv), expected, "{name}");
    }
    assert_eq!(
        lines("ecb/series.csv", Shape::EcbSeries),
        ["2026-05-21 1 EUR = 1.1598 USD", "2026-05-22 1 EUR = 1.1607 USD", "2026-05-22 1 EUR = 134 ISK"]
    );
    let table = text("ecb/hist.csv");
    for (bad, words) in [
        (table.trim_end().to_owned(), "the file ends within a line"),
        (table.replace("128.06,", ""), "line 4 has 6 columns instead of 7"),
        (table.replace("128.06", "128,06"), "line 4 has 8 columns instead of 7"),
        (table.replace("128.06", "n/a"), "JPY: the value «n/a» is no rate"),
        (table.replace("2022-03-01", "01.03.2022"), "«01.03.2022» is no day"),
        (table.replace("128.06", "\"128.06\""), "quotation marks"),
        (String::new(), "the file"),
    ] {
        refused(Shape::EcbCsv, &bad, words);
    }
    let series = text("ecb/series.csv");
    refused(Shape::EcbSeries, series.replace("D,ISK", "M,ISK"), "line 5: the frequency «M» is not daily");
    refused(Shape::EcbSeries, series.replace(",134", ""), "line 5 has other columns");
    refused(Shape::EcbSeries, series.replace("OBS_VALUE", "VALUE"), "no column OBS_VALUE");
}

#[test]
fn archives_are_unpacked_within_bounds() {
    let error = |bytes: &[u8]| unpack::unpacked(bytes).unwrap_err().detail;
    assert!(error(&bytes("ecb/two.zip")).contains("the archive has 2 files"));
    let (zip, gzip) = (bytes("ecb/hist.zip"), bytes("ecb/hist.csv.gz"));
    assert!(error(&zip[..zip.len() / 2]).contains("the packed file is broken"));
    assert!(error(&gzip[..gzip.len() / 2]).contains("the packed file is broken"));
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packer, &vec![b'0'; 11 * 1024 * 1024]).unwrap();
    assert!(error(&packer.finish().unwrap()).contains("10 MB at most"));
    assert!(error(&vec![b'0'; 11 * 1024 * 1024]).contains("10 MB at most"));
}

#[test]
fn points_nominals_and_bare_numbers_of_the_national_bank_of_kazakhstan() {
    let expected = [
        "2026-04-01 1 USD = 478.77 KZT",
        "2026-04-01 1000 IRR = 0.4 KZT",
        "2026-04-01 1 KGS = 5.47 KZT",
        "2026-04-01 100 UZS = 3.93 KZT",
        "2026-04-01 1 JPY = 3 KZT",
    ];
    assert_eq!(lines("nbk/day.xml", Shape::NbkDay), expected);
    // The feed's dates are none of RFC 822, and its links have entities, which nobody reads.
    assert_eq!(lines("nbk/feed.xml", Shape::NbkFeed), expected);
    assert_eq!(rates("nbk/day.xml", Shape::NbkDay)[1..4], ["IRR 0.0004", "KGS 5.47", "UZS 0.0393"]);
    let day = String::from_utf8(bytes("nbk/day.xml")).unwrap();
    refused(Shape::NbkDay, day.replace("478.77", "478,77"), "USD: the value «478,77» is no rate");
    refused(Shape::NbkDay, day.replace("<date>01.04.2026</date>", ""), "the file: <date> is missing");
    refused(Shape::NbkDay, day.replace("478.77", "&x;"), "USD: <description> refers to an entity");
}

#[test]
fn the_central_bank_of_uzbekistan_s_texts_are_numbers_and_both_of_its_files_say_the_same() {
    let expected = [
        "2026-04-01 1 USD = 12194.21 UZS",
        "2026-04-01 1 EUR = 13984.32 UZS",
        "2026-04-01 10 IRR = 0.09 UZS",
        "2026-04-01 1 KGS = 139.40 UZS",
    ];
    assert_eq!(lines("cbu/all.json", Shape::CbuJson), expected);
    assert_eq!(lines("cbu/all.xml", Shape::CbuXml), expected);
    let json = String::from_utf8(bytes("cbu/all.json")).unwrap();
    refused(Shape::CbuJson, json.replace("\"139.40\"", "139.40"), "the file is no list of rates");
    refused(Shape::CbuJson, &json[..json.len() / 2], "the file is no list of rates");
    refused(Shape::CbuJson, json.replace("01.04.2026", "2026-04-01"), "«2026-04-01» is no day");
    let empty = Shape::CbuJson.parse(b"[]", None).unwrap();
    assert_eq!(empty, Parsed::default());
}

#[test]
fn codes_and_not_numbers_count_at_the_national_bank_of_tajikistan() {
    assert_eq!(
        lines("nbt/day.xml", Shape::NbtDay),
        [
            "2026-05-18 1 USD = 9.3450 TJS",
            "2026-05-18 1 RUB = 0.1282 TJS",
            "2026-05-18 10 KGS = 1.0686 TJS",
            "2026-05-18 1000 IRR = 0.0071 TJS",
        ]
    );
    assert_eq!(rates("nbt/day.xml", Shape::NbtDay)[2..], ["KGS 0.10686", "IRR 0.0000071"]);
}

#[test]
fn past_rates_of_the_kyrgyz_bank_have_no_nominal_and_no_currency() {
    assert_eq!(
        lines("nbkr/history.html", Shape::NbkrHistory),
        ["2005-06-18 1 USD = 41.0685 KGS", "2005-06-11 1 USD = 41.0511 KGS"]
    );
    let page = text("nbkr/history.html");
    refused(Shape::NbkrHistory, &page[..page.len() / 2], "ends before its table does");
    refused(Shape::NbkrHistory, page.replacen("<!--value-->", "", 2), "the page has 2 days and 1 values");
    refused(Shape::NbkrHistory, page.replacen("<!--date-->", "", 2), "the page has 1 days and 2 values");
    let none = Shape::NbkrHistory.parse(b"<html><table></table></html>", Some("USD".parse().unwrap())).unwrap();
    assert_eq!(none, Parsed::default());
}

/// The small files, one for each shape.
const FILES: [(&str, Shape); 11] = [
    ("nbkr_daily.xml", Shape::NbkrFile),
    ("cbr/daily.xml", Shape::CbrDaily),
    ("cbr/dynamic.xml", Shape::CbrDynamic),
    ("ecb/daily.xml", Shape::EcbXml),
    ("ecb/hist.csv", Shape::EcbCsv),
    ("ecb/series.csv", Shape::EcbSeries),
    ("nbk/day.xml", Shape::NbkDay),
    ("nbk/feed.xml", Shape::NbkFeed),
    ("cbu/all.json", Shape::CbuJson),
    ("cbu/all.xml", Shape::CbuXml),
    ("nbt/day.xml", Shape::NbtDay),
];

#[test]
fn half_a_file_is_none() {
    for (name, shape) in FILES {
        let whole = bytes(name);
        let end = whole.iter().rposition(|byte| !byte.is_ascii_whitespace()).unwrap();
        // A table that breaks off behind a line is still a table.
        let tables = matches!(shape, Shape::EcbCsv | Shape::EcbSeries);
        for length in (0..=end).filter(|length| !tables || whole[..*length].last() != Some(&b'\n')) {
            assert!(shape.parse(&whole[..length], None).is_err(), "{name} up to {length}");
        }
    }
}

#[test]
fn the_file_of_another_bank_is_refused() {
    for (name, shape) in FILES {
        for other in SHAPES.into_iter().filter(|other| *other != shape) {
            let read = other.parse(&bytes(name), Some("USD".parse().unwrap()));
            assert!(read.is_err(), "{name} as {other:?}");
        }
        let page = b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>";
        assert!(shape.parse(page, None).is_err(), "{name}");
        assert_eq!(Shape::of(page), None);
    }
}

#[test]
fn unknown_codes_and_prices_of_nothing_are_left_out_and_told() {
    let day = text("nbt/day.xml").replace("<CharCode>RUB", "<CharCode>ZZZ").replace("0.0071", "0.0000");
    let parsed = Shape::NbtDay.parse(day.as_bytes(), None).unwrap();
    assert_eq!(parsed.quotations.len(), 2);
    assert!(parsed.left_out[0].contains("«ZZZ» is not a currency"), "{:?}", parsed.left_out);
    assert_eq!(parsed.left_out[1], "IRR: its value is 0.0000");
    refused(Shape::NbtDay, day.replace("9.3450", "0.0"), "USD: its value is 0.0");
    // One entry could be another one's: which of both is right is not guessed.
    refused(Shape::NbtDay, day.replace("<Nominal>10</Nominal>", "<Nominal>10</Nominal><Nominal>1</Nominal>"), "twice");
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(noise in proptest::collection::vec(any::<u8>(), 1..60), at in any::<prop::sample::Index>()) {
        for (name, shape) in FILES {
            let mut near = bytes(name);
            let at = at.index(near.len());
            let end = (at + noise.len()).min(near.len());
            near.splice(at..end, noise.iter().copied());
            drop(shape.parse(&near, None));
            let _ = Shape::of(&near);
            drop(shape.parse(&noise, None));
        }
    }
}
