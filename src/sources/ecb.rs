//! The European Central Bank: how much of a foreign currency one euro is worth, which is the other way round than with the
//! other banks.
//!
//! Three files tell the same: nested elements of one name (a day, 90 days, all of them), a table with a column for each
//! currency, packed, in which `N/A` stands where none was fixed and every row ends with a comma, and the series of the data
//! portal. Their digits differ in zeros at the end, so which file is asked for matters.

use chrono_tz::Tz;

use super::Source;
use super::bank::{
    Bank, EVERY_DAY, Expected, LARGEST, Manner, Mark, Parsed, Poll, Printed, Request, Schedule, Shape, WORKDAYS,
    Window, refuse,
};
use super::{text, xml};
use crate::domain::currencies::Currency;
use crate::domain::ids::short;
use crate::domain::time::Date;
use crate::error::{Code, Error, Result};

/// The facts of the bank.
pub static SOURCE: Source = Source {
    key: "ecb",
    names: &[("ky", "Европа борбордук банкы"), ("ru", "Европейский центральный банк"), ("en", "European Central Bank")],
    pivot: Currency::EUR,
    zone: Some(Tz::Europe__Berlin),
    url: Some("https://www.ecb.europa.eu/"),
    main: &[Currency::USD, Currency::CNY],
    // From Maundy Thursday to the Tuesday after Easter nothing is fixed.
    fresh_days: 5,
    bank: Some(&BANK),
};

/// Fixed about 16:00 on TARGET days, for the same day.
static BANK: Bank = Bank {
    address: "https://www.ecb.europa.eu",
    schedule: Schedule(&[
        Poll { on: WORKDAYS, from: 16 * 60, until: 18 * 60, every: 30 },
        Poll { on: EVERY_DAY, from: 8 * 60, until: 8 * 60, every: 30 },
    ]),
    fixes_on: WORKDAYS,
    next_day: false,
    requests,
};

const MANNER: Manner = Manner { pivot: Currency::EUR, mark: Mark::Point, turned: true };

/// Days before the present one that the shorter of the histories surely has.
const SHORT: i64 = 85;

fn requests(window: &Window) -> Vec<Request> {
    let path = |name: &str| format!("/stats/eurofxref/eurofxref-{name}");
    vec![match window.days {
        None => Request::new(path("daily.xml"), Shape::EcbXml),
        Some((first, last)) if window.today.days_after(first) <= SHORT => {
            Request::new(path("hist-90d.xml"), Shape::EcbXml).expecting(Expected::Within(first, last))
        }
        Some((first, last)) => {
            Request::new("/stats/eurofxref/eurofxref-hist.zip", Shape::EcbCsv).expecting(Expected::Within(first, last))
        }
    }]
}

/// Reads the nested elements.
pub(super) fn nested(bytes: &[u8]) -> Result<Parsed> {
    let root = xml::read(bytes, "Envelope")?;
    let mut parsed = Parsed::default();
    let outer = root.each("Cube").next().ok_or_else(|| refuse("the file has no <Cube>"))?;
    for of_day in outer.each("Cube") {
        let day = text::iso(of_day.needs("time")?)?;
        for rate in xml::rows(of_day, "Cube")? {
            let (code, value) = (rate.needs("currency")?.to_owned(), rate.needs("rate")?.to_owned());
            parsed.take(MANNER, day, &Printed { code, value, ..Printed::default() })?;
        }
    }
    Ok(parsed)
}

/// A table without quotation marks.
struct Table {
    head: Vec<String>,
    /// The other lines, with their numbers from 0.
    lines: Vec<(usize, String)>,
}

fn table(bytes: &[u8]) -> Result<Table> {
    if bytes.len() > LARGEST {
        return Err(Error::new(Code::PayloadTooLarge, "a file of rates may have 10 MB at most"));
    }
    let whole = text::utf8(bytes)?;
    if whole.contains('"') {
        return Err(refuse("the table has quotation marks, which no table of rates has"));
    }
    // Half a line can still be a number.
    if !whole.ends_with('\n') {
        return Err(refuse("the file ends within a line"));
    }
    // Some exports have rows without any cell.
    let is_full = |line: &&str| !line.trim_matches([',', ' ']).is_empty();
    let mut lines = whole.lines().enumerate().filter(|(_, line)| is_full(line)).map(|(at, line)| (at, line.to_owned()));
    let (_, head) = lines.next().ok_or_else(|| refuse("the file is empty"))?;
    Ok(Table { head: head.split(',').map(|name| name.trim().to_owned()).collect(), lines: lines.collect() })
}

/// Reads the table with a column for each currency.
pub(super) fn columns(bytes: &[u8]) -> Result<Parsed> {
    let Table { head, lines } = table(bytes)?;
    if head.first().map(String::as_str) != Some("Date") {
        return Err(refuse("the table does not begin with the column Date"));
    }
    let mut parsed = Parsed::default();
    for (number, line) in lines {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        if cells.len() != head.len() {
            let (found, wanted) = (cells.len(), head.len());
            return Err(refuse(format!("line {} has {found} columns instead of {wanted}", number + 1)));
        }
        let mut cells = head.iter().zip(cells);
        let day: Date = text::iso(cells.next().map_or("", |(_, day)| day))?;
        for (code, value) in cells.filter(|(code, value)| !code.is_empty() && *value != "N/A") {
            let printed = Printed { code: code.clone(), value: value.to_owned(), ..Printed::default() };
            parsed.take(MANNER, day, &printed)?;
        }
    }
    Ok(parsed)
}

/// Reads the series of the data portal, of which columns by name are taken.
pub(super) fn series(bytes: &[u8]) -> Result<Parsed> {
    let Table { head, lines } = table(bytes)?;
    let place = |name: &str| {
        head.iter().position(|column| column == name).ok_or_else(|| refuse(format!("the table has no column {name}")))
    };
    let (code, day, value) = (place("CURRENCY")?, place("TIME_PERIOD")?, place("OBS_VALUE")?);
    let frequency = place("FREQ")?;
    let mut parsed = Parsed::default();
    for (number, line) in lines {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let of = |place: usize| {
            let cell = cells.get(place).filter(|_| cells.len() == head.len());
            cell.copied().ok_or_else(|| refuse(format!("line {} has other columns than the first one", number + 1)))
        };
        if of(frequency)? != "D" {
            let found = short(of(frequency)?);
            return Err(refuse(format!("line {}: the frequency «{found}» is not daily", number + 1)));
        }
        // A day without a fixing has an empty value.
        if of(value)?.is_empty() || of(value)? == "NaN" {
            continue;
        }
        let printed = Printed { code: of(code)?.to_owned(), value: of(value)?.to_owned(), ..Printed::default() };
        parsed.take(MANNER, text::iso(of(day)?)?, &printed)?;
    }
    Ok(parsed)
}
