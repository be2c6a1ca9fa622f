//! The National Bank of the Kyrgyz Republic: its daily and its weekly file, and its page of past rates; som for so many units
//! of a foreign currency.
//!
//! Both files have one shape: a root with the day from which the rates hold (`dd.mm.yyyy`), and for each currency its ISO
//! code, a nominal, in the weekly file the days for which it holds, and the value with a decimal comma.

pub mod history;

use chrono_tz::Tz;

use super::Source;
use super::bank::{Bank, EVERY_DAY, Manner, Mark, Parsed, Poll, Printed, Request, Schedule, Shape, WORKDAYS, Window};
use super::{text, xml};
use crate::domain::currencies::Currency;
use crate::error::Result;

pub use super::bank::LARGEST;

/// The facts of the bank.
pub static SOURCE: Source = Source {
    key: "nbkr",
    names: &[
        ("ky", "Кыргыз Республикасынын Улуттук банкы"),
        ("ru", "Национальный банк Кыргызской Республики"),
        ("en", "National Bank of the Kyrgyz Republic"),
    ],
    pivot: Currency::KGS,
    zone: Some(Tz::Asia__Bishkek),
    url: Some("https://www.nbkr.kg/"),
    main: &[Currency::USD, Currency::EUR, Currency::RUB, Currency::KZT, Currency::CNY],
    // A rate holds for a day; one fixed on a Friday holds over the weekend, and often over a holiday beside it.
    fresh_days: 4,
    bank: Some(&BANK),
};

/// Rates are fixed from 15:00 to 15:30 and hold from the next day; on a Saturday the daily file is dated anew.
static BANK: Bank = Bank {
    address: "https://www.nbkr.kg",
    schedule: Schedule(&[
        Poll { on: EVERY_DAY, from: 15 * 60, until: 18 * 60, every: 30 },
        Poll { on: EVERY_DAY, from: 8 * 60, until: 8 * 60, every: 30 },
    ]),
    fixes_on: WORKDAYS,
    next_day: true,
    requests,
};

pub(super) const MANNER: Manner = Manner { pivot: Currency::KGS, mark: Mark::Comma, turned: false };

/// The newest files, or the pages of past rates.
fn requests(window: &Window) -> Vec<Request> {
    match window.days {
        None => ["/XML/daily.xml", "/XML/weekly.xml"].map(|path| Request::new(path, Shape::NbkrFile)).to_vec(),
        Some((first, last)) => history::requests(first, last),
    }
}

/// Reads a daily or weekly file. A currency that is not known, or that costs nothing at the bank's four decimals, is left out
/// so that it does not keep the others from coming in.
///
/// # Errors
/// `PAYLOAD_TOO_LARGE` above 10 MB; `UNPROCESSABLE_CONTENT` for anything but such a file, with the currency and the field
/// at fault; also when the dollar costs nothing.
pub fn read(bytes: &[u8]) -> Result<Parsed> {
    let root = xml::read(bytes, "CurrencyRates")?;
    let day = text::dotted(root.needs("Date")?)?;
    let mut parsed = Parsed { days: Some(day), ..Parsed::default() };
    for row in xml::rows(&root, "Currency")? {
        let code = row.needs("ISOCode")?;
        let printed = Printed {
            code: code.to_owned(),
            nominal: Some(row.required(code, "Nominal")?.to_owned()),
            value: row.required(code, "Value")?.to_owned(),
            valid_for: row.field(code, "ValidFor")?.map(str::to_owned),
        };
        parsed.take(MANNER, day, &printed)?;
    }
    Ok(parsed)
}
