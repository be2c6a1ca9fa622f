//! What can be done with exchange rates: bringing them in, and asking what holds on a day.

mod articles;
mod bar;
mod bring;
mod day;
mod due;
mod health;
mod import;
mod pairs;
mod series;
mod sync;

pub use articles::{add_to_articles, of_articles};
pub use bar::bar;
pub use bring::{Arrival, Brought, accept, bring, held, reject};
pub use due::sync_due;
pub use health::sources;
pub use import::{doubt_of_bar, import};
pub use pairs::{compare, convert, pair};
pub use series::series;
pub use sync::{Synced, bank_states, sync};

use crate::app::App;
use crate::domain::currencies::Currency;
use crate::domain::facets::Facet;
use crate::domain::ids::RateId;
use crate::domain::rates::{Observation, RateList, RateObservation, RatesFilter, check_symbols};
use crate::error::{Error, Result};
use crate::sources::{self, Source};
use crate::store::rates as store;
use crate::usecases::rates::day::{SourceDay, days};
use crate::usecases::reading::Reading;

/// The rates that hold on a day: today where the source is, with what is announced for later, or the day that is named.
///
/// # Errors
/// `BAD_USER_INPUT` for an unknown source, an empty list of currencies, or one that did not live on the day.
pub async fn list(app: &App, reading: &Reading, filter: &RatesFilter) -> Result<RateList> {
    Ok(held_on(app, reading, filter).await?.1)
}

/// As [`list`], with the reason for each of the currencies that were named and have no rate.
///
/// # Errors
/// As [`list`].
pub async fn list_with_missing(app: &App, reading: &Reading, filter: &RatesFilter) -> Result<RateList> {
    if filter.symbols.is_some() {
        reading.hold();
    }
    let (day, mut list) = held_on(app, reading, filter).await?;
    let mut missing: Vec<Currency> = Vec::new();
    for symbol in filter.symbols.iter().flatten() {
        let is_there = list.items.iter().any(|rate| rate.foreign(day.source.pivot) == *symbol);
        if !is_there && !missing.contains(symbol) {
            missing.push(*symbol);
        }
    }
    if !missing.is_empty() {
        list.missing = day.missing(&reading.conn().await?, &missing).await?;
    }
    Ok(list)
}

async fn held_on(app: &App, reading: &Reading, filter: &RatesFilter) -> Result<(SourceDay, RateList)> {
    let symbols = filter.symbols.as_deref();
    check_symbols(symbols)?;
    let mut second_best: Option<(SourceDay, RateList)> = None;
    for (day, found) in days(app, reading, filter, |_| symbols).await? {
        day.answers(app, reading, symbols)?;
        let found = RateList { asked_date: day.asked, items: day.rates(found, symbols), missing: Vec::new() };
        if filter.source.is_some() || answers(day.source, &found, filter) {
            return Ok((day, found));
        }
        // One answer has one source: the first that has anything at all, where none has what matters.
        if second_best.as_ref().is_none_or(|(_, kept)| kept.items.is_empty() && !found.items.is_empty()) {
            second_best = Some((day, found));
        }
    }
    second_best.ok_or_else(|| Error::internal("there is no source of rates"))
}

/// Whether a source has what was asked for: one of the currencies that were named, else the first of its main ones. The
/// bank's weekly file alone, which has no dollar, does not keep the bar of a page from answering.
fn answers(source: &Source, found: &RateList, filter: &RatesFilter) -> bool {
    match &filter.symbols {
        Some(_) => !found.items.is_empty(),
        None => source.main.first().is_some_and(|main| found.items.iter().any(|rate| rate.base == *main)),
    }
}

/// What the sources published under these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(reading: &Reading, ids: &[RateId]) -> Result<Vec<RateObservation>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // An id does not tell its source.
    reading.note(Facet::AllRates);
    let found = store::by_ids(&reading.conn().await?, ids).await?;
    // A source of a later version is not known here.
    let known = found.into_iter().filter(|observation| sources::by_key(&observation.source).is_some());
    Ok(known.filter_map(Observation::record).collect())
}

/// What a source published under this id.
///
/// # Errors
/// `NOT_FOUND`; `BAD_USER_INPUT` for a malformed id.
pub async fn get(reading: &Reading, id: &str) -> Result<RateObservation> {
    let found = by_ids(reading, &[id.parse()?]).await?.pop();
    found.ok_or_else(|| Error::not_found("rate", id))
}
