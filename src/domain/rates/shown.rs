//! Rates beside other things: the strip of a page, and the rates of an article's day.

use async_graphql::{Enum, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{BankState, Rate, RateReason};
use crate::domain::currencies::Currency;
use crate::domain::keys::Actor;
use crate::domain::lang::Preference;
use crate::domain::time::{Date, Instant};

/// One place of the strip of rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct RateBarItem {
    /// The currency.
    pub symbol: Currency,
    /// What is priced, in words: «1 доллар США», «100 иен».
    #[graphql(skip)]
    pub label: String,
    /// Its rate, with the change since the one before it; absent where there is none, and `reason` says why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// Why the rate of that day answers, or why there is none.
    pub reason: RateReason,
}

impl RateBarItem {
    /// What is priced, in words: the nominal and the name of its currency beside it.
    #[must_use]
    pub fn counted(&self, preference: &Preference) -> String {
        let (priced, nominal) = self.rate.as_ref().map_or((self.symbol, 1), |rate| (rate.base, rate.nominal));
        priced.counted(u32::try_from(nominal).unwrap_or(1), preference)
    }
}

/// The strip of rates at the head of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateBar {
    /// The key of the source.
    pub source: String,
    /// The day that was asked for; today where the source is when none was named.
    pub asked_date: Date,
    /// Each of the currencies in the order in which they were asked for, also those without a rate.
    pub items: Vec<RateBarItem>,
}

/// Which day of an article its rates are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RatesAsOf {
    /// The day that its dateline names; where it names none, or one that cannot be right, the day of its publication.
    #[default]
    Dateline,
    /// The day of its publication where the source is.
    Published,
    /// Today where the source is.
    Now,
}

/// The rates of an article's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleRates {
    /// The key of the source.
    pub source: String,
    /// Which day of the article they are of: not the one that was asked for where the dateline names no day.
    pub as_of: RatesAsOf,
    /// The day.
    pub asked_date: Date,
    /// The rates, in the order of the currencies that were asked for; one without a rate is left out.
    pub items: Vec<Rate>,
    /// The currencies without a rate for the day.
    pub missing: Vec<MissingRate>,
}

/// A currency without a rate for a day, or for any day of a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MissingRate {
    /// The currency.
    pub symbol: Currency,
    /// Why there is none.
    pub reason: RateReason,
}

/// How a source is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RateSourceStatus {
    /// It has what it should have.
    Ok,
    /// Rates that it should have published are not here.
    Behind,
    /// It has no rates here.
    Empty,
}

/// What is here of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateSourceHealth {
    /// How it is doing.
    pub status: RateSourceStatus,
    /// The first day for which it has a rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_effective_date: Option<Date>,
    /// The last day for which it has a rate; it can lie ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_effective_date: Option<Date>,
    /// How many days since then should have rates by its calendar and have none, 366 at most; moving holidays count too.
    #[schema(minimum = 0)]
    pub publishes_missed: i32,
    /// When the newest of its rates for the last day was taken, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_fetched_at: Option<Instant>,
    /// When it last answered everything that it was asked, UTC; absent where it was never asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_succeeded_at: Option<Instant>,
    /// How often it failed to answer since then.
    #[schema(minimum = 0)]
    pub failures: i32,
    /// What went wrong the last time; shown only to keys of the newsroom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

/// How many missed days a source may have before it counts as behind: a holiday that moves is no failure.
const MISSED: i32 = 2;

/// What is stored of a source.
#[derive(Debug, Clone, Copy, Default)]
pub struct RateSourceDays {
    /// Its first and its last day.
    pub ends: Option<(Date, Date)>,
    /// How many days it missed.
    pub missed: i32,
    /// When the newest rate of the last day was taken.
    pub fetched: Option<Instant>,
}

impl RateSourceHealth {
    /// The health of a source by what is stored of it and by how it was asked last.
    #[must_use]
    pub fn of(days: RateSourceDays, asked: Option<&BankState>) -> Self {
        Self {
            status: match days.ends {
                None => RateSourceStatus::Empty,
                Some(_) if days.missed > MISSED => RateSourceStatus::Behind,
                Some(_) => RateSourceStatus::Ok,
            },
            first_effective_date: days.ends.map(|(first, _)| first),
            last_effective_date: days.ends.map(|(_, last)| last),
            publishes_missed: days.missed,
            last_fetched_at: days.fetched,
            last_succeeded_at: asked.and_then(|asked| asked.succeeded),
            failures: asked.map_or(0, |asked| asked.failures),
            last_error: asked.and_then(|asked| asked.fault.clone()),
        }
    }

    /// As this actor may see it: what went wrong can name addresses of the newsroom's own network.
    #[must_use]
    pub fn for_actor(self, actor: &Actor) -> Self {
        if actor.is_staff() { self } else { Self { last_error: None, ..self } }
    }
}
