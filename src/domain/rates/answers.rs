//! Exchange rates as both doors print them: what a source published, and what holds on a day.

use async_graphql::{Enum, SimpleObject};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Calendar, MissingRate, Observation, Quotation, RateReason};
use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::ids::RateId;
use crate::domain::time::{Date, Instant};

/// Which way a rate went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RateDirection {
    /// The base costs more than before.
    Up,
    /// The base costs less than before.
    Down,
    /// The base costs the same.
    Flat,
}

/// How a rate differs from the one before it of the same source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateChange {
    /// The rate less the rate before it, for one unit of the base; exact.
    pub amount: Decimal,
    /// The same in per cent of the rate before it, rounded to 4 decimals, halves to the even digit.
    pub percent: Decimal,
    /// Which way it went.
    pub direction: RateDirection,
    /// The day from which the rate before it held.
    pub since: Date,
}

impl RateChange {
    fn between(previous: &Quotation, current: &Quotation) -> Option<Self> {
        let (before, rate) = (previous.rate()?, current.rate()?);
        let amount = rate.minus(before)?;
        let direction = match amount.sign() {
            std::cmp::Ordering::Greater => RateDirection::Up,
            std::cmp::Ordering::Less => RateDirection::Down,
            std::cmp::Ordering::Equal => RateDirection::Flat,
        };
        Some(Self { amount, percent: amount.per_cent_of(before)?, direction, since: previous.effective_date })
    }
}

/// A rate that the source has fixed already and that does not hold yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnnouncedRate {
    /// The source's day from which it will hold.
    pub effective_date: Date,
    /// How many units of the base are priced.
    pub nominal: i32,
    /// The price of the nominal in the quote currency, with the source's digits.
    pub value: Decimal,
    /// The price of one unit of the base: value divided by nominal, exact.
    pub rate: Decimal,
    /// When the source published it, UTC, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Instant>,
    /// When it was taken from the source, UTC.
    pub fetched_at: Instant,
}

/// What a source published of one pair for one day, in its last revision. It is the same whoever asks, and on whatever day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateObservation {
    /// The id of the source's rate of this pair for its effective day; revisions share it. The change log tells of it.
    pub id: RateId,
    /// The key of the source: `nbkr` is the National Bank of the Kyrgyz Republic, `page` the bar of imported pages.
    pub source: String,
    /// The currency that is priced (ISO 4217), such as `USD`.
    pub base: Currency,
    /// The currency of the price (ISO 4217), such as `KGS`.
    pub quote: Currency,
    /// The source's day from which the rate holds.
    pub effective_date: Date,
    /// For how many days from the effective day the source says it holds; absent where it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_for: Option<i32>,
    /// How many units of the base are priced: 1, 10, 100 and so on.
    pub nominal: i32,
    /// The price of the nominal in the quote currency, with the digits that the source printed, trailing zeros too.
    pub value: Decimal,
    /// The price of one unit of the base: value divided by nominal, exact.
    pub rate: Decimal,
    /// Whether the source rounded an official figure for display, as the bar of a page does. Not for accounts.
    pub rounded: bool,
    /// Which revision of this day's rate it is, from 1: the source can publish other digits later.
    pub revision: i32,
    /// When the source published it, UTC, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Instant>,
    /// When it was taken from the source, UTC.
    pub fetched_at: Instant,
}

impl Observation {
    /// The observation as both doors print it; `None` for a nominal that cannot be divided by, which is never stored.
    #[must_use]
    pub fn record(self) -> Option<RateObservation> {
        let quotation = self.quotation;
        Some(RateObservation {
            id: self.id,
            source: self.source,
            base: quotation.base,
            quote: quotation.quote,
            effective_date: quotation.effective_date,
            valid_for: quotation.valid_for,
            nominal: quotation.nominal,
            value: quotation.value,
            rate: quotation.rate()?,
            rounded: quotation.rounded,
            revision: self.revision,
            published_at: quotation.published_at,
            fetched_at: self.fetched_at,
        })
    }
}

/// The answer to which exchange rate holds on a day: `nominal` units of `base` are worth `value` in `quote`. It has no id,
/// because another day gives another answer from the same observation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct Rate {
    /// The id of the observation that answers: what the source published for the effective day. By it the observation is
    /// read alone, and the change log names it.
    #[graphql(skip)]
    pub observation_id: RateId,
    /// The key of the source: `nbkr` is the National Bank of the Kyrgyz Republic, `page` the bar of imported pages.
    pub source: String,
    /// The currency that is priced (ISO 4217), such as `USD`.
    pub base: Currency,
    /// The currency of the price (ISO 4217), such as `KGS`.
    pub quote: Currency,
    /// The day that was asked for, where the source is.
    pub asked_date: Date,
    /// The source's day from which this rate holds: the last such day up to the one asked for.
    pub effective_date: Date,
    /// Days from the effective day to the one asked for, from 0 to 14.
    pub age_days: i32,
    /// Whether a newer rate should have come: it is as old as the source says it holds, or, where the source does not say,
    /// older than its weekends and holidays make it.
    pub stale: bool,
    /// Why the rate of the effective day answers for the one asked for.
    pub reason: RateReason,
    /// For how many days from the effective day the source says it holds; absent where it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_for: Option<i32>,
    /// How many units of the base are priced: 1, 10, 100 and so on.
    pub nominal: i32,
    /// The price of the nominal in the quote currency, with the digits that the source printed, trailing zeros too.
    pub value: Decimal,
    /// The price of one unit of the base: value divided by nominal, exact.
    pub rate: Decimal,
    /// Whether the source rounded an official figure for display, as the bar of a page does. Not for accounts.
    pub rounded: bool,
    /// Which revision of this day's rate it is, from 1: the source can publish other digits later.
    pub revision: i32,
    /// When the source published it, UTC, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Instant>,
    /// When it was taken from the source, UTC.
    pub fetched_at: Instant,
    /// How it differs from the rate before it; absent for the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<RateChange>,
    /// The rate that follows and is announced already; only where no day was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<AnnouncedRate>,
}

/// A day that is asked of a source.
#[derive(Debug, Clone, Copy)]
pub struct AskedDay {
    /// The day.
    pub day: Date,
    /// The present day at the source.
    pub today: Date,
    /// For how many days a rate counts as fresh that does not say for how long it holds.
    pub fresh: i64,
    /// When the source fixes rates.
    pub calendar: Calendar,
}

/// How a rate stands to the day that was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) age_days: i32,
    stale: bool,
    pub(super) reason: RateReason,
}

impl AskedDay {
    /// How a rate stands that holds from a day, for `valid_for` days where the source says so. Where it does not, the rate is
    /// stale when it is old and the calendar does not explain that.
    pub(super) fn standing(&self, effective: Date, valid_for: Option<i32>) -> Option<Standing> {
        let days = (effective, self.day, self.today);
        let age = self.day.days_after(effective);
        let stale = match valid_for {
            Some(valid_for) => age >= i64::from(valid_for),
            None => age >= self.fresh && !self.calendar.explains(days),
        };
        let reason = self.calendar.reason(days, valid_for, stale);
        Some(Standing { age_days: i32::try_from(age).ok()?, stale, reason })
    }
}

impl Rate {
    /// An observation as it holds on a day.
    ///
    /// `None` for an observation whose nominal cannot be divided by, which is never stored.
    #[must_use]
    pub fn on(asked: &AskedDay, observation: Observation, previous: Option<&Observation>) -> Option<Self> {
        let quotation = observation.quotation;
        let Standing { age_days, stale, reason } = asked.standing(quotation.effective_date, quotation.valid_for)?;
        Some(Self {
            observation_id: observation.id,
            source: observation.source,
            base: quotation.base,
            quote: quotation.quote,
            asked_date: asked.day,
            effective_date: quotation.effective_date,
            age_days,
            stale,
            reason,
            valid_for: quotation.valid_for,
            nominal: quotation.nominal,
            value: quotation.value,
            rate: quotation.rate()?,
            rounded: quotation.rounded,
            revision: observation.revision,
            published_at: quotation.published_at,
            fetched_at: observation.fetched_at,
            change: previous.and_then(|previous| RateChange::between(&previous.quotation, &quotation)),
            next: None,
        })
    }

    /// What the source printed.
    #[must_use]
    pub fn quotation(&self) -> Quotation {
        Quotation {
            base: self.base,
            quote: self.quote,
            effective_date: self.effective_date,
            nominal: self.nominal,
            value: self.value,
            rounded: self.rounded,
            valid_for: self.valid_for,
            published_at: self.published_at,
        }
    }

    /// The currency that is not the source's own one.
    #[must_use]
    pub fn foreign(&self, pivot: Currency) -> Currency {
        if self.base == pivot { self.quote } else { self.base }
    }

    /// What the source published, without what depends on the day that was asked for.
    #[must_use]
    pub fn observation(&self) -> RateObservation {
        RateObservation {
            id: self.observation_id,
            source: self.source.clone(),
            base: self.base,
            quote: self.quote,
            effective_date: self.effective_date,
            valid_for: self.valid_for,
            nominal: self.nominal,
            value: self.value,
            rate: self.rate,
            rounded: self.rounded,
            revision: self.revision,
            published_at: self.published_at,
            fetched_at: self.fetched_at,
        }
    }
}

impl AnnouncedRate {
    /// An observation whose day has not come; `None` as for [`Rate::on`].
    #[must_use]
    pub fn of(observation: &Observation) -> Option<Self> {
        let quotation = &observation.quotation;
        Some(Self {
            effective_date: quotation.effective_date,
            nominal: quotation.nominal,
            value: quotation.value,
            rate: quotation.rate()?,
            published_at: quotation.published_at,
            fetched_at: observation.fetched_at,
        })
    }
}

/// The rates of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateList {
    /// The day that was asked for; today where the source is when none was named.
    pub asked_date: Date,
    /// The rates: in the order of `symbols`, else the source's main currencies before the others by their codes. A currency
    /// without a rate in the 14 days up to the day asked for is left out.
    pub items: Vec<Rate>,
    /// Those of `symbols` without a rate for the day, in their order, with the reason; left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingRate>,
}
