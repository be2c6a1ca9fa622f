//! The National Bank of Kazakhstan: tenge for so many units of a foreign currency.
//!
//! One file for any day, and a feed with the newest rates whose `pubDate` is no date of feeds (`dd.mm.yyyy`). The price stands
//! in `description`, with a decimal point and without zeros at the end.

use chrono_tz::Tz;

use super::Source;
use super::bank::{
    Bank, EVERY_DAY, Expected, Manner, Mark, Parsed, Poll, Printed, Request, Schedule, Shape, WORKDAYS, Window, refuse,
};
use super::xml::Element;
use super::{text, xml};
use crate::domain::currencies::Currency;
use crate::domain::time::Date;
use crate::error::Result;

/// The facts of the bank.
pub static SOURCE: Source = Source {
    key: "nbk",
    names: &[
        ("ky", "Казакстандын Улуттук банкы"),
        ("ru", "Национальный банк Казахстана"),
        ("en", "National Bank of Kazakhstan"),
    ],
    pivot: Currency::KZT,
    zone: Some(Tz::Asia__Almaty),
    url: Some("https://nationalbank.kz/"),
    main: &[Currency::USD, Currency::EUR, Currency::RUB, Currency::CNY, Currency::KGS],
    fresh_days: 4,
    bank: Some(&BANK),
};

static BANK: Bank = Bank {
    address: "https://nationalbank.kz",
    schedule: Schedule(&[
        Poll { on: WORKDAYS, from: 15 * 60, until: 18 * 60 + 30, every: 30 },
        Poll { on: EVERY_DAY, from: 8 * 60, until: 8 * 60, every: 30 },
    ]),
    fixes_on: WORKDAYS,
    next_day: true,
    requests,
};

const MANNER: Manner = Manner { pivot: Currency::KZT, mark: Mark::Point, turned: false };

fn requests(window: &Window) -> Vec<Request> {
    if window.days.is_none() {
        return vec![Request::new("/rss/rates_all.xml", Shape::NbkFeed)];
    }
    let of = |day| {
        let path = format!("/rss/get_rates.cfm?fdate={}", text::printed(day, '.'));
        Request::new(path, Shape::NbkDay).expecting(Expected::On(day))
    };
    window.each().map(of).collect()
}

fn take(parsed: &mut Parsed, day: Date, item: &Element) -> Result<()> {
    let code = item.required("a currency", "title")?.trim();
    let nominal = Some(item.required(code, "quant")?.to_owned());
    let value = item.required(code, "description")?.to_owned();
    parsed.take(MANNER, day, &Printed { code: code.to_owned(), nominal, value, valid_for: None })
}

/// Reads the rates of a day.
pub(super) fn day(bytes: &[u8]) -> Result<Parsed> {
    let root = xml::read(bytes, "rates")?;
    let day = text::dotted(root.required("the file", "date")?.trim())?;
    let mut parsed = Parsed { days: Some(day), ..Parsed::default() };
    for item in xml::rows(&root, "item")? {
        take(&mut parsed, day, item)?;
    }
    Ok(parsed)
}

/// Reads the feed; each of its entries has a day of its own.
pub(super) fn feed(bytes: &[u8]) -> Result<Parsed> {
    let root = xml::read(bytes, "rss")?;
    let channel = root.each("channel").next().ok_or_else(|| refuse("the file has no <channel>"))?;
    let mut parsed = Parsed::default();
    for item in xml::rows(channel, "item")? {
        let code = item.required("a currency", "title")?.trim();
        let day = text::dotted(item.required(code, "pubDate")?.trim())?;
        take(&mut parsed, day, item)?;
    }
    Ok(parsed)
}
