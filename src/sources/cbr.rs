//! The Bank of Russia: roubles for so many units of a foreign currency, for a day or of one currency over some days.
//!
//! The nominal of a currency changes with time, so each record's own one is read. `VunitRate`, which newer files have too, is
//! the quotient of both, at times with an exponent (`5,39256E-05`): it is not read. Wrong parameters are answered with status
//! 200 and words in place of rates. On a day without a fixing the last one before it is given.

use chrono_tz::Tz;

use super::Source;
use super::bank::{
    Bank, EVERY_DAY, Expected, Manner, Mark, Parsed, Poll, Printed, Request, Schedule, Shape, WORKDAYS, Window, refuse,
};
use super::xml::Element;
use super::{text, xml};
use crate::domain::currencies::Currency;
use crate::domain::ids::short;
use crate::error::Result;

/// The facts of the bank.
pub static SOURCE: Source = Source {
    key: "cbr",
    names: &[("ky", "Россия Банкы"), ("ru", "Банк России"), ("en", "Bank of Russia")],
    pivot: Currency::RUB,
    zone: Some(Tz::Europe__Moscow),
    url: Some("https://www.cbr.ru/"),
    main: &[Currency::USD, Currency::EUR, Currency::CNY, Currency::KZT, Currency::KGS],
    // A rate fixed on a Friday is dated Saturday and holds until Tuesday's.
    fresh_days: 4,
    bank: Some(&BANK),
};

static BANK: Bank = Bank {
    address: "https://www.cbr.ru",
    schedule: Schedule(&[
        Poll { on: WORKDAYS, from: 13 * 60, until: 19 * 60, every: 30 },
        Poll { on: EVERY_DAY, from: 9 * 60, until: 9 * 60, every: 30 },
    ]),
    fixes_on: WORKDAYS,
    next_day: true,
    requests,
};

const MANNER: Manner = Manner { pivot: Currency::RUB, mark: Mark::Comma, turned: false };

/// The day's file for each day, or one file for each currency, whichever are fewer.
fn requests(window: &Window) -> Vec<Request> {
    let Some((first, last)) = window.days else {
        return vec![Request::new("/scripts/XML_daily.asp", Shape::CbrDaily)];
    };
    let days = usize::try_from(last.days_after(first)).unwrap_or(0);
    if days < NUMBERS.len() {
        let of = |day| {
            let path = format!("/scripts/XML_daily.asp?date_req={}", text::printed(day, '/'));
            Request::new(path, Shape::CbrDaily).expecting(Expected::UpTo(day))
        };
        return window.each().map(of).collect();
    }
    let (from, until) = (text::printed(first, '/'), text::printed(last, '/'));
    let of = |(_, number): &(&str, &str)| {
        let path = format!("/scripts/XML_dynamic.asp?date_req1={from}&date_req2={until}&VAL_NM_RQ={number}");
        Request::new(path, Shape::CbrDynamic).expecting(Expected::Within(first, last))
    };
    NUMBERS.iter().map(of).collect()
}

/// The root of a file, which may say in place of rates that the question was wrong.
fn root(bytes: &[u8]) -> Result<Element> {
    let root = xml::read(bytes, "ValCurs")?;
    if root.children.is_empty() && !root.words().is_empty() {
        return Err(refuse(format!("the bank answers «{}»", short(root.words()))));
    }
    Ok(root)
}

fn printed(row: &Element, code: &str) -> Result<Printed> {
    let nominal = Some(row.required(code, "Nominal")?.to_owned());
    let value = row.required(code, "Value")?.to_owned();
    Ok(Printed { code: code.to_owned(), nominal, value, valid_for: None })
}

/// Reads the rates of a day.
pub(super) fn daily(bytes: &[u8]) -> Result<Parsed> {
    let root = root(bytes)?;
    let day = text::dotted(root.needs("Date")?)?;
    let mut parsed = Parsed { days: Some(day), ..Parsed::default() };
    for row in xml::rows(&root, "Valute")? {
        let code = row.required("a currency", "CharCode")?.trim();
        parsed.take(MANNER, day, &printed(row, code)?)?;
    }
    Ok(parsed)
}

/// Reads one currency over some days.
pub(super) fn dynamic(bytes: &[u8]) -> Result<Parsed> {
    let root = root(bytes)?;
    let number = root.needs("ID")?;
    let known = NUMBERS.iter().find(|(_, known)| *known == number);
    let Some((code, _)) = known else {
        return Err(refuse(format!("the bank's number «{}» is not known", short(number))));
    };
    let mut parsed = Parsed::default();
    for record in root.each("Record") {
        if record.attribute("Id").is_some_and(|other| other != number) {
            return Err(refuse(format!("{code}: a record is of another currency")));
        }
        let day = text::dotted(record.needs("Date")?)?;
        parsed.take(MANNER, day, &printed(record, code)?)?;
    }
    Ok(parsed)
}

/// The bank's own numbers of currencies.
#[rustfmt::skip]
const NUMBERS: &[(&str, &str)] = &[
    ("AUD", "R01010"), ("AZN", "R01020A"), ("DZD", "R01030"), ("GBP", "R01035"), ("AMD", "R01060"),
    ("BHD", "R01080"), ("BYN", "R01090B"), ("BGN", "R01100"), ("BOB", "R01105"), ("BRL", "R01115"),
    ("HUF", "R01135"), ("VND", "R01150"), ("HKD", "R01200"), ("GEL", "R01210"), ("DKK", "R01215"),
    ("AED", "R01230"), ("USD", "R01235"), ("EUR", "R01239"), ("EGP", "R01240"), ("INR", "R01270"),
    ("IDR", "R01280"), ("IRR", "R01300"), ("KZT", "R01335"), ("CAD", "R01350"), ("QAR", "R01355"),
    ("KGS", "R01370"), ("CNY", "R01375"), ("CUP", "R01395"), ("MDL", "R01500"), ("MNT", "R01503"),
    ("NGN", "R01520"), ("NZD", "R01530"), ("NOK", "R01535"), ("OMR", "R01540"), ("PLN", "R01565"),
    ("SAR", "R01580"), ("RON", "R01585F"), ("XDR", "R01589"), ("SGD", "R01625"), ("TJS", "R01670"),
    ("THB", "R01675"), ("BDT", "R01685"), ("TRY", "R01700J"), ("TMT", "R01710A"), ("UZS", "R01717"),
    ("UAH", "R01720"), ("CZK", "R01760"), ("SEK", "R01770"), ("CHF", "R01775"), ("ETB", "R01800"),
    ("RSD", "R01805F"), ("ZAR", "R01810"), ("KRW", "R01815"), ("JPY", "R01820"), ("MMK", "R02005"),
];
