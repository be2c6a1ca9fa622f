//! The page of past rates: one currency over some days, the last one first, each day and value between comments.

use super::{MANNER, text};
use crate::domain::currencies::Currency;
use crate::domain::time::Date;
use crate::error::{Code, Error, Result};
use crate::sources::bank::{Expected, LARGEST, Parsed, Printed, Request, Shape, refuse};

/// The currencies whose numbers at the bank are known. All of them are priced by the unit; the page does not say so.
const NUMBERS: [(Currency, u32); 7] = [
    (Currency::USD, 15),
    (Currency::EUR, 20),
    (Currency::RUB, 44),
    (Currency::KZT, 40),
    (Currency::CNY, 24),
    (Currency::GBP, 17),
    (Currency::UZS, 46),
];

/// Days of one page: the bank gives about a year at once.
const DAYS: i64 = 365;

pub(super) fn requests(first: Date, last: Date) -> Vec<Request> {
    let mut requests = Vec::new();
    for (currency, number) in NUMBERS {
        let mut from = first;
        while from <= last {
            let until = from.plus_days(DAYS - 1).min(last);
            let (begin, end) = (from.naive(), until.naive());
            let path = format!(
                "/index1.jsp?item=1562&lang=ENG&valuta_id={number}{}{}",
                begin.format("&beg_day=%d&beg_month=%m&beg_year=%Y"),
                end.format("&end_day=%d&end_month=%m&end_year=%Y"),
            );
            let request = Request::new(path, Shape::NbkrHistory).expecting(Expected::Within(from, until));
            requests.push(Request { currency: Some(currency), ..request });
            from = until.plus_days(1);
        }
    }
    requests
}

/// Reads the page, which does not name its currency. A page without a day has none, as for a time before the first rate.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` for anything but such a page, and for half of one.
pub(in crate::sources) fn read(bytes: &[u8], currency: Currency) -> Result<Parsed> {
    if bytes.len() > LARGEST {
        return Err(Error::new(Code::PayloadTooLarge, "a file of rates may have 10 MB at most"));
    }
    let page = text::utf8(bytes)?;
    if !page.contains("</table>") && !page.contains("</html>") {
        return Err(refuse("the page of past rates ends before its table does, or is another page"));
    }
    let (dates, values) = (between(&page, "<!--date-->"), between(&page, "<!--value-->"));
    if dates.len() != values.len() {
        return Err(refuse(format!("the page has {} days and {} values", dates.len(), values.len())));
    }
    let mut parsed = Parsed::default();
    for (date, value) in dates.iter().zip(values) {
        let day = text::dotted(date.trim())?;
        let printed = Printed { code: currency.code().to_owned(), value: value.to_owned(), ..Printed::default() };
        parsed.take(MANNER, day, &printed)?;
    }
    Ok(parsed)
}

/// What stands between each first and second mark.
fn between<'a>(page: &'a str, mark: &str) -> Vec<&'a str> {
    page.split(mark).skip(1).step_by(2).collect()
}
