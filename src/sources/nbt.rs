//! The National Bank of Tajikistan: somoni for so many units of a foreign currency, for any day of the calendar.
//!
//! Its files look like those of the Bank of Russia, with ISO dates and decimal points. A day that it does not know is answered
//! with the present one, so the day of an answer is held against the one asked for. The rouble has the number of the old one:
//! the code counts.

use chrono_tz::Tz;

use super::Source;
use super::bank::{Bank, EVERY_DAY, Expected, Manner, Mark, Parsed, Poll, Printed, Request, Schedule, Shape, Window};
use super::{text, xml};
use crate::domain::currencies::Currency;
use crate::domain::time::Date;
use crate::error::Result;

/// The facts of the bank.
pub static SOURCE: Source = Source {
    key: "nbt",
    names: &[
        ("ky", "Тажикстандын Улуттук банкы"),
        ("ru", "Национальный банк Таджикистана"),
        ("en", "National Bank of Tajikistan"),
    ],
    pivot: Currency::TJS,
    zone: Some(Tz::Asia__Dushanbe),
    url: Some("https://www.nbt.tj/"),
    main: &[Currency::USD, Currency::EUR, Currency::RUB, Currency::CNY, Currency::KGS],
    // It repeats the last rates on every day without a fixing.
    fresh_days: 1,
    bank: Some(&BANK),
};

static BANK: Bank = Bank {
    address: "https://www.nbt.tj",
    schedule: Schedule(&[Poll { on: EVERY_DAY, from: 7 * 60, until: 12 * 60, every: 60 }]),
    fixes_on: EVERY_DAY,
    next_day: false,
    requests,
};

const MANNER: Manner = Manner { pivot: Currency::TJS, mark: Mark::Point, turned: false };

fn requests(window: &Window) -> Vec<Request> {
    let of = |day: Date| {
        let path = format!("/en/kurs/export_xml.php?date={day}&export=xmlout");
        Request::new(path, Shape::NbtDay).expecting(Expected::On(day))
    };
    match window.days {
        None => vec![of(window.today)],
        Some(_) => window.each().map(of).collect(),
    }
}

/// Reads the rates of a day.
pub(super) fn day(bytes: &[u8]) -> Result<Parsed> {
    let root = xml::read(bytes, "ValCurs")?;
    let day = text::iso(root.needs("Date")?)?;
    let mut parsed = Parsed { days: Some(day), ..Parsed::default() };
    for row in xml::rows(&root, "Valute")? {
        let code = row.required("a currency", "CharCode")?.trim();
        let nominal = Some(row.required(code, "Nominal")?.to_owned());
        let value = row.required(code, "Value")?.to_owned();
        parsed.take(MANNER, day, &Printed { code: code.to_owned(), nominal, value, valid_for: None })?;
    }
    Ok(parsed)
}
