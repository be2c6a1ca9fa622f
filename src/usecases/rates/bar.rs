//! The strip of rates at the head of a page.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::currencies::Currency;
use crate::domain::lang::Lang;
use crate::domain::rates::{Rate, RateBar, RateBarItem, RateReason, RatesFilter, check_symbols};
use crate::error::{Error, Result};
use crate::sources::Source;
use crate::usecases::rates::day::{SourceDay, days};
use crate::usecases::reading::Reading;

/// The strip: each currency that is asked for, the source's main ones when none is, with its rate and its change, or why there
/// is none.
///
/// # Errors
/// As [`super::list`].
pub async fn bar(app: &App, reading: &Reading, filter: &RatesFilter, asked: &[Lang]) -> Result<RateBar> {
    check_symbols(filter.symbols.as_deref())?;
    let symbols = |source: &'static Source| Some(filter.symbols.as_deref().unwrap_or(source.main));
    // Why there is none of a currency is another statement.
    reading.hold();
    let mut first: Option<SourceDay> = None;
    for (day, found) in days(app, reading, filter, symbols).await? {
        day.answers(app, reading, filter.symbols.as_deref())?;
        let symbols = symbols(day.source);
        let rates = day.rates(found, symbols);
        if !rates.is_empty() {
            return printed(app, reading, &day, (symbols.unwrap_or_default(), rates), asked).await;
        }
        first.get_or_insert(day);
    }
    let day = first.ok_or_else(|| Error::internal("there is no source of rates"))?;
    printed(app, reading, &day, (symbols(day.source).unwrap_or_default(), Vec::new()), asked).await
}

async fn printed(
    app: &App,
    reading: &Reading,
    day: &SourceDay,
    (symbols, rates): (&[Currency], Vec<Rate>),
    asked: &[Lang],
) -> Result<RateBar> {
    let pivot = day.source.pivot;
    let mut found: HashMap<Currency, Rate> = rates.into_iter().map(|rate| (rate.foreign(pivot), rate)).collect();
    let missing: Vec<Currency> = symbols.iter().copied().filter(|symbol| !found.contains_key(symbol)).collect();
    let missing: HashMap<Currency, RateReason> = if missing.is_empty() {
        HashMap::new()
    } else {
        let conn = reading.conn().await?;
        day.missing(&conn, &missing).await?.into_iter().map(|missing| (missing.symbol, missing.reason)).collect()
    };
    let preference = app.preference(asked);
    let mut items: Vec<RateBarItem> = Vec::with_capacity(symbols.len());
    for symbol in symbols {
        if items.iter().any(|item| item.symbol == *symbol) {
            continue;
        }
        let rate = found.remove(symbol);
        let reason = rate.as_ref().map(|rate| rate.reason).or_else(|| missing.get(symbol).copied());
        let mut item = RateBarItem {
            symbol: *symbol,
            label: String::new(),
            rate,
            reason: reason.unwrap_or(RateReason::NotQuoted),
        };
        item.label = item.counted(&preference);
        items.push(item);
    }
    Ok(RateBar { source: day.source.key.to_owned(), asked_date: day.asked, items })
}
