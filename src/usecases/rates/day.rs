//! What holds at a source on a day.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono_tz::Tz;

use crate::app::App;
use crate::domain::currencies::Currency;
use crate::domain::facets::Facet;
use crate::domain::ids::short;
use crate::domain::rates::{
    AHEAD, AnnouncedRate, AskedDay, LOOK_BACK, MissingRate, Observation, Rate, RateReason, RatesFilter,
};
use crate::domain::time::Date;
use crate::error::{Error, Result};
use crate::sources::{self, Source};
use crate::store::gather::{Gather, Part};
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

/// The days of the sources that may answer, in their order, each with what it has of the currencies that `symbols` gives, or
/// of all. One statement, and the last one where nobody said otherwise.
pub(super) async fn days<'a>(
    app: &App,
    reading: &Reading,
    filter: &'a RatesFilter,
    symbols: impl Fn(&'static Source) -> Option<&'a [Currency]>,
) -> Result<Vec<(SourceDay, Vec<Observation>)>> {
    let named = filter.source.as_deref().map(|key| named(key, "source")).transpose()?;
    let sources: Vec<&'static Source> = named.map_or_else(|| sources::unnamed().collect(), |source| vec![source]);
    let mut gather = Gather::default();
    let ask = |source: &'static Source| {
        let day = SourceDay::unnoted(reading, source, filter.date, app.config.site.time_zone);
        (day, gather.ask(day.part(symbols(source))))
    };
    let asked: Vec<_> = sources.into_iter().map(ask).collect();
    let mut found = reading.last(gather).await?;
    asked.into_iter().map(|(day, ticket)| Ok((day, found.take(ticket)?))).collect()
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
        let new = Self::unnoted(reading, source, date, site);
        new.note(reading, site);
        new
    }

    /// The same, on which nothing depends yet: what it has is asked for beside that of another source, which comes first.
    pub(super) fn unnoted(reading: &Reading, source: &'static Source, date: Option<Date>, site: Tz) -> Self {
        let today = source.today(reading.now(), site);
        Self { source, asked: date.unwrap_or(today), today, with_next: date.is_none() }
    }

    /// Notes that the answer depends on it.
    fn note(&self, reading: &Reading, site: Tz) {
        reading.note(Facet::Rates(self.source.key));
        // Why there is nothing newer, and what is announced, are other answers tomorrow; of a past day nothing is.
        if self.asked >= self.today {
            reading.holds_until(Some(self.today.plus_days(1).start_in(self.source.zone(site))));
        }
    }

    /// Answers by what the day has: notes it, and lets pass currencies that lived then.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` that names `symbols`.
    pub(super) fn answers(&self, app: &App, reading: &Reading, symbols: Option<&[Currency]>) -> Result<()> {
        self.note(reading, app.config.site.time_zone);
        symbols.iter().copied().flatten().try_for_each(|symbol| symbol.check_life("symbols", self.asked, self.asked))
    }

    /// The day as rates are asked of it.
    pub(super) fn asked(&self) -> AskedDay {
        let SourceDay { source, asked, today, .. } = *self;
        AskedDay { day: asked, today, fresh: source.fresh_days, calendar: source.calendar() }
    }

    /// What the day has of some currencies, or of all: for [`SourceDay::rates`].
    pub(super) fn part(&self, symbols: Option<&[Currency]>) -> Part<Observation> {
        let SourceDay { source, asked, .. } = *self;
        let later_until = self.with_next.then(|| asked.plus_days(AHEAD));
        store::Holding { source: source.key, pivot: source.pivot, codes: symbols, asked, later_until }.part()
    }

    /// The rates that hold, out of what the day has; each with its change from the one before it, and with the next one where
    /// no day was named.
    pub(super) fn rates(&self, mut found: Vec<Observation>, symbols: Option<&[Currency]>) -> Vec<Rate> {
        found.sort_unstable_by_key(|Observation { quotation, .. }| {
            (quotation.base, quotation.quote, Reverse(quotation.effective_date))
        });
        let mut found = found.into_iter().peekable();
        let mut rates = Vec::new();
        while let Some(first) = found.next() {
            let (mut announced, mut held, mut before) = (None, None, None);
            let pair = (first.quotation.base, first.quotation.quote);
            let same = |other: &Observation| (other.quotation.base, other.quotation.quote) == pair;
            let rest = std::iter::from_fn(|| found.next_if(same));
            for observation in std::iter::once(first).chain(rest) {
                // The last day comes first, so that of the later ones the next stays.
                if observation.quotation.effective_date > self.asked {
                    announced = Some(observation);
                } else if held.is_none() {
                    held = Some(observation);
                } else {
                    before = before.or(Some(observation));
                }
            }
            rates.extend(held.and_then(|held| self.rate((held, before), announced)));
        }
        self.arranged(rates, symbols)
    }

    /// The rates of some currencies that hold: one statement.
    pub(super) async fn rates_of(&self, reading: &Reading, symbols: &[Currency]) -> Result<Vec<Rate>> {
        Ok(self.rates(reading.ask(self.part(Some(symbols))).await?, Some(symbols)))
    }

    fn rate(&self, (held, before): (Observation, Option<Observation>), next: Option<Observation>) -> Option<Rate> {
        let is_too_old = held.quotation.effective_date < self.asked.plus_days(-LOOK_BACK);
        let rate = if is_too_old { None } else { Rate::on(&self.asked(), held, before.as_ref()) };
        rate.map(|rate| Rate { next: next.as_ref().and_then(AnnouncedRate::of), ..rate })
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
