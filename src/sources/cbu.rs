//! The Central Bank of Uzbekistan: sum for so many units of a foreign currency, as JSON of texts or as XML.

use chrono_tz::Tz;
use serde::Deserialize;

use super::Source;
use super::bank::{
    Bank, EVERY_DAY, Expected, LARGEST, Manner, Mark, Parsed, Poll, Printed, Request, Schedule, Shape, WORKDAYS,
    Window, refuse,
};
use super::{text, xml};
use crate::domain::currencies::Currency;
use crate::error::{Code, Error, Result};

/// The facts of the bank.
pub static SOURCE: Source = Source {
    key: "cbu",
    names: &[
        ("ky", "Өзбекстандын Борбордук банкы"),
        ("ru", "Центральный банк Узбекистана"),
        ("en", "Central Bank of Uzbekistan"),
    ],
    pivot: Currency::UZS,
    zone: Some(Tz::Asia__Tashkent),
    url: Some("https://cbu.uz/"),
    main: &[Currency::USD, Currency::EUR, Currency::RUB, Currency::KZT, Currency::KGS],
    fresh_days: 4,
    bank: Some(&BANK),
};

static BANK: Bank = Bank {
    address: "https://cbu.uz",
    schedule: Schedule(&[
        Poll { on: WORKDAYS, from: 15 * 60, until: 18 * 60, every: 30 },
        Poll { on: EVERY_DAY, from: 8 * 60, until: 8 * 60, every: 30 },
    ]),
    fixes_on: WORKDAYS,
    next_day: true,
    requests,
};

const MANNER: Manner = Manner { pivot: Currency::UZS, mark: Mark::Point, turned: false };

fn requests(window: &Window) -> Vec<Request> {
    const ARCHIVE: &str = "/en/arkhiv-kursov-valyut/json/";
    if window.days.is_none() {
        return vec![Request::new(ARCHIVE, Shape::CbuJson)];
    }
    let of = |day| Request::new(format!("{ARCHIVE}all/{day}/"), Shape::CbuJson).expecting(Expected::UpTo(day));
    window.each().map(of).collect()
}

/// A rate; every number is a text.
#[derive(Debug, Deserialize)]
struct Row {
    #[serde(rename = "Ccy")]
    code: String,
    #[serde(rename = "Nominal")]
    nominal: String,
    #[serde(rename = "Rate")]
    rate: String,
    #[serde(rename = "Date")]
    date: String,
}

/// The most currencies of a file.
const MOST: usize = 1_000;

fn gather(rows: Vec<Row>) -> Result<Parsed> {
    if rows.len() > MOST {
        return Err(refuse(format!("the file has more than {MOST} currencies")));
    }
    let mut parsed = Parsed::default();
    for row in rows {
        let day = text::dotted(row.date.trim())?;
        let printed = Printed { code: row.code, nominal: Some(row.nominal), value: row.rate, valid_for: None };
        parsed.take(MANNER, day, &printed)?;
    }
    Ok(parsed)
}

/// Reads the JSON.
pub(super) fn json(bytes: &[u8]) -> Result<Parsed> {
    if bytes.len() > LARGEST {
        return Err(Error::new(Code::PayloadTooLarge, "a file of rates may have 10 MB at most"));
    }
    let whole = text::utf8(bytes)?;
    let rows =
        serde_json::from_str(&whole).map_err(|error| refuse(format!("the file is no list of rates: {error}")))?;
    gather(rows)
}

/// Reads the XML.
pub(super) fn twin(bytes: &[u8]) -> Result<Parsed> {
    let root = xml::read(bytes, "CBU_Curr")?;
    let row = |entry: &xml::Element| {
        let code = entry.required("a currency", "Ccy")?.trim();
        let field = |name: &str| entry.required(code, name).map(str::to_owned);
        let (nominal, rate, date) = (field("Nominal")?, field("Rate")?, field("date")?);
        Ok(Row { code: code.to_owned(), nominal, rate, date })
    };
    gather(xml::rows(&root, "CcyNtry")?.into_iter().map(row).collect::<Result<_>>()?)
}
