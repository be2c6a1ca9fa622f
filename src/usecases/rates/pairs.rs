//! One currency in another: by one source, as an amount, and by several sources side by side.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::rates::{
    Fraction, PairRate, Rate, RateComparison, RateConversion, RateReason, RateSpread, check_amount,
};
use crate::domain::time::Date;
use crate::error::{Error, Result};
use crate::sources::{self, Source};
use crate::store::rates as store;
use crate::usecases::rates::day::{SourceDay, named};
use crate::usecases::reading::Reading;

/// What one unit of a currency is worth in another on a day: today where the source is when none is named.
///
/// # Errors
/// `BAD_USER_INPUT` for an unknown source and for a currency that did not live on the day.
pub async fn pair(
    app: &App,
    reading: &Reading,
    (base, quote): (Currency, Currency),
    source: Option<&str>,
    date: Option<Date>,
) -> Result<PairRate> {
    Ok(rate_of(app, reading, ["base", "quote"], (base, quote), (source, date)).await?.0)
}

/// An amount of a currency in another, by the rate of a day.
///
/// # Errors
/// As [`pair`]; `BAD_USER_INPUT` that names `amount` where it is negative or has too many digits.
pub async fn convert(
    app: &App,
    reading: &Reading,
    amount: Decimal,
    (from, to): (Currency, Currency),
    source: Option<&str>,
    date: Option<Date>,
) -> Result<RateConversion> {
    check_amount(amount)?;
    let (rate, fraction) = rate_of(app, reading, ["from", "to"], (from, to), (source, date)).await?;
    RateConversion::of(amount, rate, fraction.as_ref())
}

async fn rate_of(
    app: &App,
    reading: &Reading,
    names: [&str; 2],
    (base, quote): (Currency, Currency),
    (source, date): (Option<&str>, Option<Date>),
) -> Result<(PairRate, Option<Fraction>)> {
    let candidates: Vec<&'static Source> = match source {
        Some(key) => vec![named(key, "source")?],
        None => sources::unnamed().collect(),
    };
    let conn = reading.conn().await?;
    let mut first = None;
    for source in candidates {
        let day = SourceDay::of(reading, source, date, app.config.site.time_zone);
        for (name, currency) in names.into_iter().zip([base, quote]) {
            currency.check_life(name, day.asked, day.asked)?;
        }
        let rates = day.rates_of(reading, &[base, quote]).await?;
        let whose = (source.key, source.pivot);
        let found = PairRate::of(whose, (base, quote), day.asked, &rates, |_| RateReason::NotQuoted);
        if found.0.rate.is_some() {
            return Ok(found);
        }
        first.get_or_insert((day, rates));
    }
    let (day, rates) = first.ok_or_else(|| Error::internal("there is no source of rates"))?;
    let source = (day.source.key, day.source.pivot);
    let missing: HashMap<Currency, RateReason> =
        day.missing(&conn, &[base, quote]).await?.into_iter().map(|missing| (missing.symbol, missing.reason)).collect();
    let reason = |currency: Currency| missing.get(&currency).copied().unwrap_or(RateReason::NotQuoted);
    Ok(PairRate::of(source, (base, quote), day.asked, &rates, reason))
}

/// One pair by every source, each for the day that is named or today where it is, those without a rate with the reason. Two
/// statements.
///
/// # Errors
/// As [`pair`].
pub async fn compare(
    app: &App,
    reading: &Reading,
    (base, quote): (Currency, Currency),
    date: Option<Date>,
) -> Result<RateComparison> {
    let site = app.config.site.time_zone;
    let days: Vec<SourceDay> =
        sources::ALL.into_iter().map(|source| SourceDay::of(reading, source, date, site)).collect();
    for day in &days {
        base.check_life("base", day.asked, day.asked)?;
        quote.check_life("quote", day.asked, day.asked)?;
    }
    let asked: Vec<store::AskedDays<'_>> = days
        .iter()
        .map(|day| store::AskedDays { source: day.source.key, pivot: day.source.pivot, days: vec![day.asked] })
        .collect();
    let codes = [base, quote];
    let conn = reading.conn().await?;
    let mut held: HashMap<String, Vec<Rate>> = HashMap::new();
    for (_, observation) in store::on_days(&conn, &asked, &codes).await? {
        let Some(day) = days.iter().find(|day| day.source.key == observation.source) else { continue };
        let rates = held.entry(observation.source.clone()).or_default();
        rates.extend(Rate::on(&day.asked(), observation, None));
    }
    let rate = |day: &SourceDay, reason: &dyn Fn(Currency) -> RateReason| {
        let rates = held.get(day.source.key).map_or(&[][..], Vec::as_slice);
        PairRate::of((day.source.key, day.source.pivot), codes.into(), day.asked, rates, reason).0
    };
    let mut items: Vec<PairRate> = days.iter().map(|day| rate(day, &|_| RateReason::NotQuoted)).collect();
    let missing = || days.iter().zip(&items).filter(|(_, item)| item.rate.is_none()).map(|(day, _)| day);
    let without: Vec<(&str, Currency)> = missing().map(|day| (day.source.key, day.source.pivot)).collect();
    let first = store::first_days(&conn, &without, &codes).await?;
    for (day, item) in days.iter().zip(&mut items).filter(|(_, item)| item.rate.is_none()) {
        *item = rate(day, &|currency| day.absent(&first, currency));
    }
    let spread = RateSpread::among(&items);
    Ok(RateComparison { base, quote, items, spread })
}
