//! The rates bar of imported pages: bare numbers, named by their order, rounded for display.

use super::Source;
use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::rates::Quotation;
use crate::domain::time::Date;
use crate::error::{Code, Error, Result};

/// The facts of the bar.
pub static SOURCE: Source = Source {
    key: "page",
    names: &[
        ("ky", "Импорттолгон барактардагы курстар тилкеси"),
        ("ru", "Панель курсов импортированных страниц"),
        ("en", "Rates bar of imported pages"),
    ],
    pivot: Currency::KGS,
    zone: None,
    url: None,
    main: &ORDER,
    // The numbers are those of the day on which the page was saved, and of no other.
    fresh_days: 1,
};

/// The currencies of the bar's numbers, in its order.
const ORDER: [Currency; 4] = [Currency::USD, Currency::EUR, Currency::RUB, Currency::KZT];

/// The quotations of a bar that was saved on a day; `None` for a bar of other than four numbers, which nobody can name.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` when a number is no rate.
pub fn quotations(numbers: &[String], day: Date) -> Result<Option<Vec<Quotation>>> {
    if numbers.len() != ORDER.len() {
        return Ok(None);
    }
    ORDER.into_iter().zip(numbers).map(|(base, printed)| quotation(base, printed, day)).collect::<Result<_>>().map(Some)
}

fn quotation(base: Currency, printed: &str, day: Date) -> Result<Quotation> {
    // A page writes the decimal sign of its language.
    let value = printed.replace(',', ".").parse().ok().filter(|value: &Decimal| value.is_positive());
    let refuse =
        || Error::new(Code::UnprocessableContent, format!("«{printed}» in the rates bar is no rate of {base}"));
    Ok(Quotation {
        base,
        quote: SOURCE.pivot,
        effective_date: day,
        nominal: 1,
        value: value.ok_or_else(refuse)?,
        rounded: true,
        valid_for: None,
        published_at: None,
    })
}
