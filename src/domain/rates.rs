//! Exchange rates: what a source printed for a day, and what holds on a day that is asked for.

use async_graphql::{Enum, SimpleObject};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::ids::RateId;
use crate::domain::lang::{LocalizedText, Preference};
use crate::domain::time::{Date, Instant};
use crate::error::{Code, Error, Result};

/// Days before the day that is asked for among which a rate is looked for; what is older is no answer for that day.
pub const LOOK_BACK: i64 = 14;
/// Days after today for which a source can have fixed its rates already.
pub const AHEAD: i64 = 2;

/// A source of exchange rates: a bank, or the bar of the pages that were imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct RateSource {
    /// The key by which `source` names it: `nbkr` or `page`.
    pub key: String,
    /// The name in the language asked for, else in the site's first language, else any. Show it beside the rates.
    #[graphql(skip)]
    pub name: String,
    /// The name in every language that it has.
    pub names: Vec<LocalizedText>,
    /// The currency in which the source quotes (ISO 4217).
    pub pivot: Currency,
    /// The time zone of the source's days (IANA name).
    pub time_zone: String,
    /// The source's own site, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl RateSource {
    /// The same source with `name` in the language that the reader prefers.
    #[must_use]
    pub fn named(mut self, preference: &Preference) -> Self {
        self.name = preference.pick(&self.names).to_owned();
        self
    }
}

/// What a source printed of one pair of currencies for one day: so many units of the base are worth the value in the quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The currency that is priced.
    pub base: Currency,
    /// The currency of the price.
    pub quote: Currency,
    /// The source's own day from which the rate holds.
    pub effective_date: Date,
    /// How many units of the base are priced: a power of ten, 1 to 1,000,000.
    pub nominal: i32,
    /// The price, digit by digit as it was printed.
    pub value: Decimal,
    /// Whether the source rounded an official figure for display.
    pub rounded: bool,
    /// For how many days the source says that it holds, where it says so.
    pub valid_for: Option<i32>,
    /// When the source published it, where that is known.
    pub published_at: Option<Instant>,
}

/// Which zeros a nominal has; `None` when it is no power of ten up to a million.
fn zeros(nominal: i32) -> Option<u32> {
    (0..=6).find(|zeros| 10_i32.checked_pow(*zeros) == Some(nominal))
}

impl Quotation {
    /// Whether a source that prints this says nothing new beside the other.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.value.has_digits_of(other.value)
            && (self.nominal, self.rounded, self.valid_for) == (other.nominal, other.rounded, other.valid_for)
    }

    /// The price of one unit of the base: the value with its point moved, so every digit is the source's.
    #[must_use]
    pub fn rate(&self) -> Option<Decimal> {
        self.value.shifted(zeros(self.nominal)?)
    }

    fn fault(&self, today: Date) -> Option<String> {
        if self.base == self.quote {
            Some("a currency has no rate to itself".to_owned())
        } else if !self.value.is_positive() {
            Some(format!("the value {} is not above zero", self.value))
        } else if self.rate().is_none() {
            Some(format!("the nominal {} is not 1, 10, 100 and so on up to 1000000", self.nominal))
        } else if self.valid_for.is_some_and(|days| !(1..=366).contains(&days)) {
            Some("it must hold for 1 to 366 days".to_owned())
        } else if self.effective_date.days_after(today) > AHEAD {
            Some(format!("{} is more than {AHEAD} days after today, {today}", self.effective_date))
        } else {
            None
        }
    }
}

/// Checks what one file or page of a source says, as a whole; `today` is the present day where the source is.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` that names the first quotation at fault, or says that there is none at all.
pub fn check(quotations: &[Quotation], today: Date) -> Result<()> {
    let refuse = |detail: String| Err(Error::new(Code::UnprocessableContent, detail));
    if quotations.is_empty() {
        return refuse("there is no rate in it of a currency in use".to_owned());
    }
    for (i, quotation) in quotations.iter().enumerate() {
        let key = |other: &Quotation| (other.base, other.quote, other.effective_date);
        if let Some(fault) = quotation.fault(today) {
            return refuse(format!("{}: {fault}", quotation.base));
        }
        if quotations.iter().take(i).any(|other| key(other) == key(quotation)) {
            return refuse(format!("{} is there twice for {}", quotation.base, quotation.effective_date));
        }
    }
    Ok(())
}

/// Lets pass rates that were taken from their source at an instant that has come.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` for an instant in the future.
pub fn check_fetched(fetched_at: Instant, now: Instant) -> Result<()> {
    if fetched_at <= now {
        return Ok(());
    }
    Err(Error::new(
        Code::UnprocessableContent,
        format!("The rates cannot have been taken at {fetched_at}, which is in the future: it is {now}."),
    ))
}

/// A quotation as it is kept. Other digits for the same day make another revision; no revision is overwritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The id, which the revisions of a pair and day share.
    pub id: RateId,
    /// Which revision it is, from 1.
    pub revision: i32,
    /// The key of the source.
    pub source: String,
    /// When it was taken from the source.
    pub fetched_at: Instant,
    /// What the source printed.
    pub quotation: Quotation,
}

/// Which rates are asked for.
#[derive(Debug, Clone, Default)]
pub struct RatesFilter {
    /// The key of a source. Without one: the bank, and the bar of imported pages only where the bank has nothing.
    pub source: Option<String>,
    /// The currencies, in the order in which they are wanted; every one when left out.
    pub symbols: Option<Vec<Currency>>,
    /// The day; today where the source is when left out.
    pub date: Option<Date>,
}

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

/// An exchange rate of a source, as it holds on the day that was asked for: `nominal` units of `base` are worth `value` in
/// `quote`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rate {
    /// The id of the source's rate of this pair for its effective day; revisions share it.
    pub id: RateId,
    /// The key of the source: `nbkr` is the National Bank of the Kyrgyz Republic, `page` the bar of imported pages.
    pub source: String,
    /// The currency that is priced (ISO 4217), such as `USD`.
    pub base: Currency,
    /// The currency of the price (ISO 4217): `KGS`, the som.
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

impl Rate {
    /// An observation as it holds on a day; `fresh` is for how many days it counts as fresh where the source does not say.
    ///
    /// `None` for an observation whose nominal cannot be divided by, which is never stored.
    #[must_use]
    pub fn on(asked: Date, observation: Observation, previous: Option<&Observation>, fresh: i64) -> Option<Self> {
        let quotation = observation.quotation;
        let age = asked.days_after(quotation.effective_date);
        Some(Self {
            id: observation.id,
            source: observation.source,
            base: quotation.base,
            quote: quotation.quote,
            asked_date: asked,
            effective_date: quotation.effective_date,
            age_days: i32::try_from(age).ok()?,
            stale: age >= quotation.valid_for.map_or(fresh, i64::from),
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateList {
    /// The day that was asked for; today where the source is when none was named.
    pub asked_date: Date,
    /// The rates: in the order of `symbols`, else the source's main currencies before the others by their codes. A currency
    /// without a rate in the 14 days up to the day asked for is left out.
    pub items: Vec<Rate>,
}

/// What an import of rates did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RatesImported {
    /// How many were not there.
    pub created: usize,
    /// How many were there with other digits: a new revision of each was added.
    pub revised: usize,
    /// How many were there with the same digits.
    pub unchanged: usize,
    /// How many were there with other digits that had been taken later: they stay.
    pub older: usize,
    /// Currencies that were left out because they had been withdrawn before their day.
    pub withdrawn: Vec<Currency>,
}
