//! What holds at a source on a day.

use std::collections::HashMap;

use chrono_tz::Tz;

use crate::domain::currencies::Currency;
use crate::domain::facets::Facet;
use crate::domain::ids::{RateId, short};
use crate::domain::rates::{AHEAD, AnnouncedRate, AskedDay, LOOK_BACK, MissingRate, Observation, Rate, RateReason};
use crate::domain::time::Date;
use crate::error::{Error, Result};
use crate::sources::{self, Source};
use crate::store::{Conn, rates as store};
use crate::usecases::reading::Reading;

/// The source with a key, which `parameter` names.
pub(super) fn named(key: &str, parameter: &str) -> Result<&'static Source> {
    sources::by_key(key).ok_or_else(|| {
        let known: Vec<&str> = sources::ALL.into_iter().map(|source| source.key).collect();
        let known = known.join(", ");
        let detail = format!("«{}» is not a source; known are: {known} (/v1/rates/sources)", short(key));
        Error::parameter(parameter, detail)
    })
}

/// A day of a source, noted in the question that asks for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SourceDay {
    pub(super) source: &'static Source,
    pub(super) asked: Date,
    pub(super) today: Date,
    /// Whether no day was named, so that what is announced is told.
    with_next: bool,
}

impl SourceDay {
    /// The day that is named, or today where the source is.
    pub(super) fn of(reading: &Reading, source: &'static Source, date: Option<Date>, site: Tz) -> Self {
        reading.note(Facet::Rates(source.key));
        let today = source.today(reading.now(), site);
        let asked = date.unwrap_or(today);
        // Why there is nothing newer, and what is announced, are other answers tomorrow; of a past day nothing is.
        if asked >= today {
            reading.holds_until(Some(today.plus_days(1).start_in(source.zone(site))));
        }
        Self { source, asked, today, with_next: date.is_none() }
    }

    /// The day as rates are asked of it.
    pub(super) fn asked(&self) -> AskedDay {
        let SourceDay { source, asked, today, .. } = *self;
        AskedDay { day: asked, today, fresh: source.fresh_days, calendar: source.calendar() }
    }

    /// The rates that hold, of some currencies or of all; each with its change from the one before it, and with the next one
    /// where no day was named.
    pub(super) async fn rates(&self, reading: &Reading, symbols: Option<&[Currency]>) -> Result<Vec<Rate>> {
        let (held, announced) = self.observations(reading, symbols).await?;
        let mut rates = with_changes(reading, &self.asked(), held).await?;
        for rate in &mut rates {
            // The last day of a pair comes first.
            let same = |other: &&Observation| (other.quotation.base, other.quotation.quote) == (rate.base, rate.quote);
            rate.next = announced.iter().rfind(same).and_then(AnnouncedRate::of);
        }
        Ok(self.arranged(rates, symbols))
    }

    /// The rates that hold, without changes: one statement.
    pub(super) async fn bare(&self, reading: &Reading, symbols: &[Currency]) -> Result<Vec<Rate>> {
        let (held, _) = self.observations(reading, Some(symbols)).await?;
        let rates = held.into_iter().filter_map(|Held { held, .. }| Rate::on(&self.asked(), held, None)).collect();
        Ok(self.arranged(rates, Some(symbols)))
    }

    async fn observations(
        &self,
        reading: &Reading,
        symbols: Option<&[Currency]>,
    ) -> Result<(Vec<Held>, Vec<Observation>)> {
        let (source, asked) = (self.source, self.asked);
        let from = asked.plus_days(-LOOK_BACK);
        let mut found = match symbols {
            None => store::holding(&reading.conn().await?, source.key, from, asked, self.with_next).await?,
            Some(symbols) => {
                let until = if self.with_next { asked.plus_days(AHEAD) } else { asked };
                match store::of_days((source.key, source.pivot), symbols, (from, until)) {
                    Some(days) => reading.ask(days).await?,
                    None => Vec::new(),
                }
            }
        };
        found.sort_by_key(|Observation { quotation, .. }| {
            (quotation.base, quotation.quote, std::cmp::Reverse(quotation.effective_date))
        });
        let (held, announced): (Vec<Observation>, Vec<Observation>) =
            found.into_iter().partition(|found| found.quotation.effective_date <= asked);
        Ok((latest(held), announced))
    }

    /// Rates in the order asked for, each currency once; without one the source's main currencies first, the others by code.
    fn arranged(&self, mut rates: Vec<Rate>, symbols: Option<&[Currency]>) -> Vec<Rate> {
        let order = symbols.unwrap_or(self.source.main);
        let place = |rate: &Rate| {
            let currency = rate.foreign(self.source.pivot);
            (order.iter().position(|other| *other == currency).unwrap_or(usize::MAX), currency)
        };
        rates.sort_by_key(place);
        rates
    }

    /// Why there is no rate of each of these currencies.
    pub(super) async fn missing(&self, conn: &Conn<'_>, symbols: &[Currency]) -> Result<Vec<MissingRate>> {
        let source = (self.source.key, self.source.pivot);
        let first = store::first_days(conn, &[source], symbols).await?;
        let missing = |symbol: &Currency| MissingRate { symbol: *symbol, reason: self.absent(&first, *symbol) };
        Ok(symbols.iter().map(missing).collect())
    }

    /// Why there is no rate of a currency for the day, by the first days that sources have of currencies.
    pub(super) fn absent(&self, first: &HashMap<(String, Currency), Date>, symbol: Currency) -> RateReason {
        match first.get(&(self.source.key.to_owned(), symbol)) {
            None => RateReason::NotQuoted,
            Some(first) if *first > self.asked => RateReason::BeforeFirst,
            Some(_) => RateReason::TooOld,
        }
    }
}

/// An observation that holds.
#[derive(Debug)]
struct Held {
    held: Observation,
    /// The one before it, where that was read with it.
    before: Option<Observation>,
}

/// The first observation of each pair, and the second; the observations of a pair stand together.
fn latest(observations: Vec<Observation>) -> Vec<Held> {
    let mut all: Vec<Held> = Vec::new();
    let pair = |of: &Observation| (of.quotation.base, of.quotation.quote);
    for observation in observations {
        match all.last_mut().filter(|last| pair(&last.held) == pair(&observation)) {
            Some(last) => last.before = last.before.take().or(Some(observation)),
            None => all.push(Held { held: observation, before: None }),
        }
    }
    all
}

/// Observations as they hold on a day, each with its change from the one before it.
async fn with_changes(reading: &Reading, asked: &AskedDay, found: Vec<Held>) -> Result<Vec<Rate>> {
    // Most banks have another one within the days that were read; of the rest it is looked for.
    let lone: Vec<RateId> = found.iter().filter(|held| held.before.is_none()).map(|held| held.held.id).collect();
    let before: HashMap<RateId, Observation> = match lone.is_empty() {
        true => HashMap::new(),
        false => store::previous(&reading.conn().await?, &lone).await?.into_iter().collect(),
    };
    let rate = |Held { held, before: beside }: Held| {
        let previous = beside.as_ref().or_else(|| before.get(&held.id));
        Rate::on(asked, held, previous)
    };
    Ok(found.into_iter().filter_map(rate).collect())
}
