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
    bank: None,
};

/// The currencies of the bar's numbers, in its order.
const ORDER: [Currency; 4] = [Currency::USD, Currency::EUR, Currency::RUB, Currency::KZT];

/// For each of them the least and the most that one unit can cost in som, where no rate of those days is stored. Since 2000
/// the dollar has cost roughly 35 to 105 som, the euro 40 to 120, the rouble 0.7 to 1.8 and the tenge 0.15 to 0.35. A number
/// outside of a span this wide is of another currency or no rate; the spans keep USD, RUB and KZT apart.
const SPANS: [(Currency, Decimal, Decimal); 4] = [
    (Currency::USD, Decimal::of(20, 0), Decimal::of(200, 0)),
    (Currency::EUR, Decimal::of(20, 0), Decimal::of(200, 0)),
    (Currency::RUB, Decimal::of(4, 1), Decimal::of(4, 0)),
    (Currency::KZT, Decimal::of(4, 2), Decimal::of(4, 1)),
];

/// Between which parts of a stored rate, in per cent, the bar's rate of about that day must lie.
const TOLERANCE: (Decimal, Decimal) = (Decimal::of(80, 0), Decimal::of(120, 0));

/// Why a bar cannot show the rates of its day; `None` where it can. `known` has the rates of about that day that are stored,
/// one for each currency at most.
#[must_use]
pub fn doubt(bar: &[Quotation], known: &[Quotation]) -> Option<String> {
    bar.iter().find_map(|found| match known.iter().find(|known| known.base == found.base) {
        Some(known) => far_from(found, known),
        None => out_of_span(found),
    })
}

fn far_from(found: &Quotation, known: &Quotation) -> Option<String> {
    let rate = known.rate()?;
    let part = found.value.per_cent_of(rate)?;
    let is_near = (TOLERANCE.0..=TOLERANCE.1).contains(&part);
    let (base, value, day) = (found.base, found.value, known.effective_date);
    (!is_near).then(|| format!("{base} at {value} is more than 20 % off the {rate} that is stored for {day}"))
}

fn out_of_span(found: &Quotation) -> Option<String> {
    let (base, least, most) = SPANS.into_iter().find(|(base, _, _)| *base == found.base)?;
    let is_possible = (least..=most).contains(&found.value);
    (!is_possible).then(|| format!("{base} at {} is not between {least} and {most} som", found.value))
}

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
