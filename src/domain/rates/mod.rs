//! Exchange rates: what a source printed for a day, and what holds on a day that is asked for.

mod answers;
mod calendar;
mod held;
mod pairs;
mod plausible;
mod series;
mod shown;

use std::collections::HashSet;

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::ids::RateId;
use crate::domain::lang::{LocalizedText, Preference};
use crate::domain::time::{Date, Instant};
use crate::error::{Code, Error, Result};

pub use answers::{AnnouncedRate, AskedDay, Rate, RateChange, RateDirection, RateList, RateObservation};
pub use calendar::{Calendar, RateReason};
pub use held::{BankState, HeldRates, HeldState};
pub use pairs::{
    AMOUNT_DIGITS, Fraction, PairRate, RateComparison, RateConversion, RateMethod, RateSpread, check_amount,
};
pub use plausible::{Doubts, doubts};
pub use series::{MOST_POINTS, MOST_SYMBOLS, Published, RangeFilter, RateFill, RateGroup, RatePoint, RateSeries};
pub use shown::{
    ArticleRates, MissingRate, RateBar, RateBarItem, RateSourceDays, RateSourceHealth, RateSourceStatus, RatesAsOf,
};

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
    /// What is here of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<RateSourceHealth>,
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
    /// Whether the other says nothing new beside this.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        // A file that leaves zeros at the end away, or does not say for how long a rate holds, takes back nothing of what
        // another one said.
        self.value == other.value
            && self.value.last_unit() <= other.value.last_unit()
            && (self.nominal, self.rounded) == (other.nominal, other.rounded)
            && (other.valid_for.is_none() || self.valid_for == other.valid_for)
    }

    /// The price of one unit of the base: the value with its point moved, so every digit is the source's.
    #[must_use]
    pub fn rate(&self) -> Option<Decimal> {
        self.value.shifted(zeros(self.nominal)?)
    }

    /// The currency of the two that is not `pivot`.
    #[must_use]
    pub fn foreign(&self, pivot: Currency) -> Currency {
        if self.base == pivot { self.quote } else { self.base }
    }

    fn fault(&self) -> Option<String> {
        if self.base == self.quote {
            Some("a currency has no rate to itself".to_owned())
        } else if !self.value.is_positive() {
            Some(format!("the value {} is not above zero", self.value))
        } else if self.rate().is_none() {
            Some(format!("the nominal {} is not 1, 10, 100 and so on up to 1000000", self.nominal))
        } else if self.valid_for.is_some_and(|days| !(1..=366).contains(&days)) {
            Some("it must hold for 1 to 366 days".to_owned())
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
    if quotations.is_empty() {
        return refuse("there is no rate in it of a currency in use".to_owned());
    }
    check_rows(quotations)?;
    let ahead = quotations.iter().find(|quotation| quotation.effective_date.days_after(today) > AHEAD);
    match ahead {
        Some(Quotation { base, effective_date, .. }) => {
            refuse(format!("{base}: {effective_date} is more than {AHEAD} days after today, {today}"))
        }
        None => Ok(()),
    }
}

fn refuse(detail: String) -> Result<()> {
    Err(Error::new(Code::UnprocessableContent, detail))
}

/// Checks each quotation for itself, and that no pair is there twice for a day.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` that names the first quotation at fault.
pub fn check_rows(quotations: &[Quotation]) -> Result<()> {
    let mut seen = HashSet::with_capacity(quotations.len());
    for quotation in quotations {
        let Quotation { base, quote, effective_date, .. } = quotation;
        if let Some(fault) = quotation.fault() {
            return refuse(format!("{base}: {fault}"));
        }
        if !seen.insert((base, quote, effective_date)) {
            return refuse(format!("{base} is there twice for {effective_date}"));
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
    /// The key of a source. Without one: the bank, and the bar of imported pages only where the bank has none of the
    /// currencies that are asked for, or, where none is named, not its first one.
    pub source: Option<String>,
    /// The currencies, in the order in which they are wanted; every one when left out.
    pub symbols: Option<Vec<Currency>>,
    /// The day; today where the source is when left out.
    pub date: Option<Date>,
}

/// Which rates stand beside an article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ArticleRatesFilter {
    /// Of which day of the article.
    pub as_of: RatesAsOf,
    /// The currencies, in the order in which they are wanted; the main ones of the source when left out.
    pub symbols: Option<Vec<Currency>>,
    /// The key of a source; without one as for [`RatesFilter`].
    pub source: Option<String>,
}

/// The days of an article among which its rates are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ArticleDays {
    /// The day that its dateline names and that can be right.
    pub dateline: Option<Date>,
    /// When it is published.
    pub published: Option<Instant>,
}

/// Lets pass a list of currencies that names some, and not too many.
///
/// # Errors
/// `BAD_USER_INPUT` that names `symbols`.
pub fn check_symbols(symbols: Option<&[Currency]>) -> Result<()> {
    match symbols {
        Some([]) => Err(Error::parameter("symbols", "names no currency; leave it out for all of them")),
        Some(many) if many.len() > MOST_SYMBOLS => {
            Err(Error::parameter("symbols", format!("may name {MOST_SYMBOLS} currencies at most")))
        }
        _ => Ok(()),
    }
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
    /// How many were there with other digits that stay: these are those of an earlier revision, or were taken no later.
    pub older: usize,
    /// Currencies that were left out because they had been withdrawn before their day.
    pub withdrawn: Vec<Currency>,
}
