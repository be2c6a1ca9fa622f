//! One currency in another, by the rates of one source: as published, turned round, or through the source's own currency.

use async_graphql::{Enum, SimpleObject};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Quotation, Rate, RateReason};
use crate::domain::currencies::Currency;
use crate::domain::decimal::{Decimal, ONE};
use crate::domain::time::Date;
use crate::error::{Error, Result};

/// The most digits of an amount that is converted, those behind the point among them: so every product is exact.
pub const AMOUNT_DIGITS: u32 = 18;
/// How many significant digits a derived rate has more than the least exact of the rates that it comes from.
const GUARD_DIGITS: u32 = 2;

/// How the rate of a pair came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RateMethod {
    /// Both currencies are the same.
    Identity,
    /// The source published this pair.
    Direct,
    /// The source published the pair the other way round.
    Inverse,
    /// The source published both currencies in its own one.
    Cross,
}

/// What one unit of a currency is worth in another on a day, by one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PairRate {
    /// The key of the source.
    pub source: String,
    /// The currency that is priced.
    pub base: Currency,
    /// The currency of the price.
    pub quote: Currency,
    /// The day that was asked for, where the source is.
    pub asked_date: Date,
    /// What one unit of the base is worth in the quote; absent where the source has no rate for the day, and `reason` says why.
    /// One that is not derived is exact, a derived one is rounded to `significantDigits`, halves to the even digit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<Decimal>,
    /// Whether the rate was computed from what the source published, and not published itself.
    pub derived: bool,
    /// How it came about; absent where there is no rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<RateMethod>,
    /// The significant digits of a derived rate: two more than the least exact of `legs` has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 28)]
    pub significant_digits: Option<i32>,
    /// The earliest of the effective days of `legs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_date: Option<Date>,
    /// Days from that day to the one asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_days: Option<i32>,
    /// Whether a newer rate should have come for one of `legs`.
    pub stale: bool,
    /// Why the rate of that day answers for the one asked for, or why there is no rate.
    pub reason: RateReason,
    /// What the source published and the rate comes from: one rate, two for a cross rate, each with its own day.
    pub legs: Vec<Rate>,
}

/// An amount of one currency in another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateConversion {
    /// The amount that was asked for, in the base of `rate`.
    pub amount: Decimal,
    /// What it is worth in the quote of `rate`: exact by a published rate; by a derived one rounded to the significant digits of
    /// that. Absent where there is no rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Decimal>,
    /// The result rounded to the minor unit of its currency, halves to the even digit; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounded: Option<Decimal>,
    /// Whether the result comes from a derived rate.
    pub derived: bool,
    /// Why there is no result, or why the rate of that day answers for the one asked for: the `reason` of `rate`.
    pub reason: RateReason,
    /// The rate by which it was converted.
    pub rate: PairRate,
}

/// How far the rates of several sources lie apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateSpread {
    /// The highest rate less the lowest.
    pub amount: Decimal,
    /// The same in per cent of the lowest, rounded to 4 decimals.
    pub percent: Decimal,
    /// The key of the source with the lowest rate.
    pub lowest: String,
    /// The key of the source with the highest rate.
    pub highest: String,
}

/// One pair by several sources, side by side and never blended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateComparison {
    /// The currency that is priced.
    pub base: Currency,
    /// The currency of the price.
    pub quote: Currency,
    /// What each source has, those without a rate among them with the reason; each for the day that it is there.
    pub items: Vec<PairRate>,
    /// How far they lie apart; absent where fewer than two sources have a rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<RateSpread>,
}

/// A rate as a fraction of what was published, so that nothing is rounded before the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    over: Decimal,
    under: Decimal,
    method: RateMethod,
    /// The significant digits of the least exact rate in it.
    least: u32,
}

impl Fraction {
    /// One unit of `base` in `quote`, by what `find` has of a currency in the source's own one: which may be published either
    /// way round. `None` where one of the two is not there.
    #[must_use]
    pub fn of<'a>(
        (base, quote, pivot): (Currency, Currency, Currency),
        find: impl Fn(Currency) -> Option<&'a Quotation>,
    ) -> Option<Self> {
        let same = Self { over: ONE, under: ONE, method: RateMethod::Identity, least: u32::MAX };
        let legs = (base != pivot).then_some(base).into_iter().chain((quote != pivot).then_some(quote));
        if base == quote {
            return Some(same);
        }
        let mut made = Self { method: RateMethod::Cross, ..same };
        for currency in legs {
            let quotation = find(currency)?;
            let rate = quotation.rate()?;
            made.least = made.least.min(rate.significant());
            // A leg of the base priced in the pivot multiplies; priced the other way round, or a leg of the quote, it divides.
            let multiplies = (quotation.base == currency) == (currency == base);
            if multiplies {
                made.over = made.over.times(rate)?;
            } else {
                made.under = made.under.times(rate)?;
            }
            if base == pivot || quote == pivot {
                made.method = if multiplies { RateMethod::Direct } else { RateMethod::Inverse };
            }
        }
        Some(made)
    }

    /// Whether it was published as it is.
    #[must_use]
    pub fn is_derived(&self) -> bool {
        matches!(self.method, RateMethod::Inverse | RateMethod::Cross)
    }

    /// How many of these it has: as many significant digits as the least exact of the two, and two more.
    fn digits(&self) -> u32 {
        self.least.saturating_add(GUARD_DIGITS).min(28)
    }

    /// The rate: exact where it was published, else rounded to the digits that it has. `None` when it is too large or too small.
    #[must_use]
    pub fn rate(&self) -> Option<Decimal> {
        if self.is_derived() { self.over.over(self.under, self.digits()) } else { Some(self.over) }
    }

    /// An amount times the rate, as [`Fraction::rate`] is rounded, and once.
    #[must_use]
    pub fn convert(&self, amount: Decimal) -> Option<Decimal> {
        let product = amount.times(self.over)?;
        if !self.is_derived() {
            Some(product)
        } else if amount.is_positive() {
            product.over(self.under, self.digits())
        } else {
            Some(Decimal::of(0, 0))
        }
    }
}

fn matches(rate: &Rate, currency: Currency, pivot: Currency) -> bool {
    (rate.base, rate.quote) == (currency, pivot) || (rate.base, rate.quote) == (pivot, currency)
}

impl PairRate {
    /// The rate of a pair by the rates of a source that hold on a day; `absent` says why there is none of a currency.
    #[must_use]
    pub fn of(
        (source, pivot): (&str, Currency),
        (base, quote): (Currency, Currency),
        asked: Date,
        rates: &[Rate],
        absent: impl Fn(Currency) -> RateReason,
    ) -> (Self, Option<Fraction>) {
        let needed: Vec<Currency> = [base, quote].into_iter().filter(|leg| *leg != pivot && base != quote).collect();
        let legs: Vec<Rate> =
            rates.iter().filter(|rate| needed.iter().any(|leg| matches(rate, *leg, pivot))).cloned().collect();
        let quotations: Vec<Quotation> = legs.iter().map(Rate::quotation).collect();
        let find = |leg: Currency| quotations.iter().find(|found| found.base == leg || found.quote == leg);
        let fraction = Fraction::of((base, quote, pivot), find);
        let rate = fraction.and_then(|fraction| fraction.rate());
        let fraction = fraction.filter(|_| rate.is_some());
        let missing = needed.iter().find(|leg| find(**leg).is_none());
        let oldest = legs.iter().min_by_key(|leg| leg.effective_date);
        let answer = Self {
            source: source.to_owned(),
            base,
            quote,
            asked_date: asked,
            rate,
            derived: fraction.is_some_and(|fraction| fraction.is_derived()),
            method: fraction.map(|fraction| fraction.method),
            significant_digits: fraction
                .filter(Fraction::is_derived)
                .and_then(|fraction| i32::try_from(fraction.digits()).ok()),
            effective_date: rate.and(oldest).map(|leg| leg.effective_date),
            age_days: rate.and(oldest).map(|leg| leg.age_days),
            stale: rate.is_some() && legs.iter().any(|leg| leg.stale),
            reason: match (missing, oldest) {
                (Some(leg), _) => absent(*leg),
                (None, Some(leg)) => leg.reason,
                (None, None) => RateReason::SameDay,
            },
            legs: if rate.is_some() { legs } else { Vec::new() },
        };
        (answer, fraction)
    }
}

/// Lets pass an amount that can be converted.
///
/// # Errors
/// `BAD_USER_INPUT` that names `amount` when it is negative or has too many digits.
pub fn check_amount(amount: Decimal) -> Result<()> {
    if amount < Decimal::of(0, 0) {
        return Err(Error::parameter("amount", "must not be negative"));
    }
    if amount.significant().max(amount.places()) > AMOUNT_DIGITS {
        return Err(Error::parameter("amount", format!("may have {AMOUNT_DIGITS} digits at most")));
    }
    Ok(())
}

impl RateConversion {
    /// An amount in another currency.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` that names `amount` when the result has more digits than a decimal.
    pub fn of(amount: Decimal, rate: PairRate, fraction: Option<&Fraction>) -> Result<Self> {
        let too_long = || Error::parameter("amount", "has too many digits for this rate");
        let result = fraction.map(|fraction| fraction.convert(amount).ok_or_else(too_long)).transpose()?;
        let minor = rate.quote.minor_units().and_then(|places| u32::try_from(places).ok());
        // A derived result gets no zeros that it cannot answer for.
        let round = |(result, places): (Decimal, u32)| {
            if rate.derived && result.places() < places { result } else { result.rounded(places) }
        };
        let rounded = result.zip(minor).map(round);
        Ok(Self { amount, result, rounded, derived: rate.derived, reason: rate.reason, rate })
    }
}

impl RateSpread {
    /// How far rates of one pair lie apart.
    #[must_use]
    pub fn among(items: &[PairRate]) -> Option<Self> {
        let rates = || items.iter().filter_map(|item| Some((item.rate?, &item.source)));
        let (low, lowest) = rates().min_by_key(|(rate, _)| *rate)?;
        let (high, highest) = rates().max_by_key(|(rate, _)| *rate)?;
        if rates().count() < 2 {
            return None;
        }
        let amount = high.minus(low)?;
        let percent = amount.per_cent_of(low)?;
        Some(Self { amount, percent, lowest: lowest.clone(), highest: highest.clone() })
    }
}
