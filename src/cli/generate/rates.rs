//! Generated rates of a bank: a walk from day to day. The figures are invented; only their form is the bank's.

use super::chance::Chance;
use super::plan::Plan;
use crate::domain::rates::Quotation;
use crate::domain::time::Date;
use crate::error::Result;
use crate::sources::nbkr::SOURCE;

/// Each currency with its nominal and the value at which its walk begins, in ten-thousandths of a som.
const BEGINNINGS: [(&str, i32, i64); 6] = [
    ("USD", 1, 848_000),
    ("EUR", 1, 1_003_000),
    ("RUB", 1, 11_500),
    ("KZT", 1, 1_990),
    ("CNY", 1, 131_200),
    ("JPY", 10, 76_400),
];

/// The rates of every day, the oldest day first.
///
/// # Errors
/// When a currency is none.
pub(super) fn days(plan: &Plan) -> Result<Vec<Vec<Quotation>>> {
    let mut values = BEGINNINGS.map(|(_, _, value)| value);
    let mut days = Vec::new();
    for back in (1..=i64::from(plan.days)).rev() {
        let day = plan.until.plus_days(-back);
        let mut chance = Chance::of(&plan.root, "rates", usize::try_from(back).unwrap_or_default());
        let mut quotations = Vec::with_capacity(values.len());
        for ((code, nominal, beginning), value) in BEGINNINGS.iter().zip(&mut values) {
            *value = step(&mut chance, *beginning, *value);
            quotations.push(quotation(code, *nominal, *value, day)?);
        }
        days.push(quotations);
    }
    Ok(days)
}

/// At most four thousandths up or down, and back towards the beginning where it has strayed far.
fn step(chance: &mut Chance, beginning: i64, value: i64) -> i64 {
    let drawn = i64::try_from(chance.below(801)).unwrap_or_default() - 400;
    let homewards = (beginning - value) * 100 / beginning;
    (value + value * (drawn + homewards) / 100_000).max(1)
}

fn quotation(code: &str, nominal: i32, value: i64, day: Date) -> Result<Quotation> {
    Ok(Quotation {
        base: code.parse()?,
        quote: SOURCE.pivot,
        effective_date: day,
        nominal,
        value: format!("{}.{:04}", value / 10_000, value % 10_000).parse()?,
        rounded: false,
        valid_for: None,
        published_at: None,
    })
}
