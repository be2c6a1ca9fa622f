//! Rates over a range of days: as they were published, with the days between filled in, or one of each week or month.

use std::collections::BTreeMap;

use async_graphql::{Enum, SimpleObject};
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::Standing;
use super::pairs::Fraction;
use super::{AskedDay, LOOK_BACK, MissingRate, Quotation, RateReason};
use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::time::Date;
use crate::error::{Error, Result};

/// The most points that a range can ask for: its days times its pairs.
pub const MOST_POINTS: i64 = 10_000;
/// The most currencies of a range.
pub const MOST_SYMBOLS: usize = 50;

/// What stands for the days for which the source published nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RateFill {
    /// Nothing: only days with a rate of their own.
    #[default]
    None,
    /// The rate before them, as long as it answers for a day (14 days), and for no day after today.
    Previous,
}

/// Whether each day has a point, or each week or month one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RateGroup {
    /// Each day.
    #[default]
    Day,
    /// Each week from Monday: the last rate of the week that lies in the range.
    Week,
    /// Each month: the last rate of the month that lies in the range.
    Month,
}

/// A pair on a day of a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RatePoint {
    /// The currency that is priced.
    pub base: Currency,
    /// The currency of the price.
    pub quote: Currency,
    /// The day, or the first day of the week or month.
    pub date: Date,
    /// The source's day from which the rate holds; another one than `date` where it was filled in or grouped. Of a cross rate
    /// the earlier one of its two.
    pub effective_date: Date,
    /// Days from `effectiveDate` to the day; of a week or month to the last of its days that has a rate here.
    pub age_days: i32,
    /// Why the rate of `effectiveDate` answers for that day.
    pub reason: RateReason,
    /// How many units of the base are priced: as published, 1 where the rate is derived.
    pub nominal: i32,
    /// The price of the nominal, with the digits that the source printed; the derived rate where it is derived.
    pub value: Decimal,
    /// The price of one unit: exact, or rounded to the digits that it has where it is derived.
    pub rate: Decimal,
    /// Whether the rate was computed from what the source published.
    pub derived: bool,
}

/// Rates over a range of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateSeries {
    /// The key of the source.
    pub source: String,
    /// The first day of the range.
    pub from: Date,
    /// The last day of the range.
    pub to: Date,
    /// What stands for days without a rate of their own.
    pub fill: RateFill,
    /// Whether each day has a point, or each week or month one.
    pub group: RateGroup,
    /// The points of each pair in the order of `symbols`, the earlier days first. Days that no rate answers for have none.
    pub items: Vec<RatePoint>,
    /// Those of `symbols` without any point, in their order, with the reason at the end of the range; left out where there are
    /// none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingRate>,
}

/// Which range is asked for.
#[derive(Debug, Clone)]
pub struct RangeFilter {
    /// The key of the source; the bank's when left out.
    pub source: Option<String>,
    /// The currencies that are priced.
    pub symbols: Vec<Currency>,
    /// The currency of the prices; when left out, each currency stands as the source publishes it.
    pub quote: Option<Currency>,
    /// The first day.
    pub from: Date,
    /// The last day; today where the source is when left out.
    pub to: Option<Date>,
    /// What stands for days without a rate of their own.
    pub fill: RateFill,
    /// Whether each day has a point, or each week or month one.
    pub group: RateGroup,
}

impl RangeFilter {
    /// Lets pass a range up to `to` that is not too long, of currencies that lived in it.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` that names the parameter at fault.
    pub fn check(&self, to: Date) -> Result<()> {
        if self.symbols.is_empty() || self.symbols.len() > MOST_SYMBOLS {
            return Err(Error::parameter("symbols", format!("must name 1 to {MOST_SYMBOLS} currencies")));
        }
        let days = to.days_after(self.from).saturating_add(1);
        if days < 1 {
            return Err(Error::parameter("to", format!("must not lie before from, {}", self.from)));
        }
        let points = i64::try_from(self.symbols.len()).unwrap_or(i64::MAX).saturating_mul(days);
        if points > MOST_POINTS {
            let detail = format!(
                "makes {days} days times {} currencies, which is more than {MOST_POINTS}; ask for fewer at once",
                self.symbols.len()
            );
            return Err(Error::parameter("from", detail));
        }
        for symbol in &self.symbols {
            symbol.check_life("symbols", self.from, to)?;
        }
        self.quote.map_or(Ok(()), |quote| quote.check_life("quote", self.from, to))
    }
}

/// What a source published of the currencies that it prices, by currency and day.
#[derive(Debug)]
pub struct Published<'a> {
    pivot: Currency,
    of: BTreeMap<Currency, BTreeMap<Date, &'a Quotation>>,
}

impl<'a> Published<'a> {
    /// Quotations of a source in any order.
    #[must_use]
    pub fn new(pivot: Currency, quotations: &'a [Quotation]) -> Self {
        let mut of: BTreeMap<Currency, BTreeMap<Date, &Quotation>> = BTreeMap::new();
        for quotation in quotations {
            let currency = if quotation.base == pivot { quotation.quote } else { quotation.base };
            of.entry(currency).or_default().insert(quotation.effective_date, quotation);
        }
        Self { pivot, of }
    }

    /// The rate of a currency that answers for a day: the last one up to it that is not too old.
    #[must_use]
    pub fn as_of(&self, currency: Currency, day: Date) -> Option<&'a Quotation> {
        let (effective, quotation) = self.of.get(&currency)?.range(..=day).next_back()?;
        (day.days_after(*effective) <= LOOK_BACK).then_some(*quotation)
    }

    /// Why a day has no rate of its own of a pair, though one answers for it.
    ///
    /// # Errors
    /// The currency of which none answers.
    pub fn why(&self, (base, quote): (Currency, Currency), asked: &AskedDay) -> Result<RateReason, Currency> {
        let legs = self.legs(base, quote).into_iter();
        let held = legs.map(|leg| self.as_of(leg, asked.day).ok_or(leg)).collect::<Result<Vec<_>, _>>()?;
        let oldest = held.into_iter().min_by_key(|leg| leg.effective_date).ok_or(base)?;
        let standing = asked.standing(oldest.effective_date, oldest.valid_for);
        standing.map(|standing| standing.reason).ok_or(base)
    }

    /// A currency and the source's own one, the way round in which the source publishes them.
    #[must_use]
    pub fn as_published(&self, currency: Currency) -> (Currency, Currency) {
        let turned = self.of.get(&currency).and_then(|days| days.values().next());
        match turned {
            Some(quotation) => (quotation.base, quotation.quote),
            None => (currency, self.pivot),
        }
    }

    /// The currencies that make a pair, besides the source's own one.
    fn legs(&self, base: Currency, quote: Currency) -> Vec<Currency> {
        [base, quote].into_iter().filter(|leg| *leg != self.pivot).collect()
    }

    fn point(&self, (base, quote): (Currency, Currency), asked: &AskedDay) -> Option<RatePoint> {
        let day = asked.day;
        let find = |leg: Currency| self.as_of(leg, day);
        let fraction = Fraction::of((base, quote, self.pivot), find)?;
        let rate = fraction.rate()?;
        let legs: Vec<&Quotation> = self.legs(base, quote).into_iter().filter_map(find).collect();
        let oldest = legs.iter().min_by_key(|leg| leg.effective_date)?;
        let Standing { age_days, reason, .. } = asked.standing(oldest.effective_date, oldest.valid_for)?;
        let printed = legs.first().filter(|_| !fraction.is_derived());
        Some(RatePoint {
            base,
            quote,
            date: day,
            effective_date: oldest.effective_date,
            age_days,
            reason,
            nominal: printed.map_or(1, |leg| leg.nominal),
            value: printed.map_or(rate, |leg| leg.value),
            rate,
            derived: fraction.is_derived(),
        })
    }

    /// The days of a range on which the source published all that a pair needs.
    fn own_days(&self, (base, quote): (Currency, Currency), (from, to): (Date, Date)) -> Vec<Date> {
        let days = |leg: &Currency| self.of.get(leg);
        let legs = self.legs(base, quote);
        let Some(first) = legs.first().and_then(days) else { return Vec::new() };
        let all = |day: &Date| legs.iter().all(|leg| days(leg).is_some_and(|days| days.contains_key(day)));
        first.range(from..=to).map(|(day, _)| *day).filter(all).collect()
    }

    /// The points of a pair over a range; filled in up to the present day at the source, or to the last day that it published
    /// for. Of `source` the day does not count.
    #[must_use]
    pub fn points(
        &self,
        pair: (Currency, Currency),
        (from, to): (Date, Date),
        (fill, group): (RateFill, RateGroup),
        source: &AskedDay,
    ) -> Vec<RatePoint> {
        let today = source.today;
        let days = match fill {
            RateFill::None => self.own_days(pair, (from, to)),
            RateFill::Previous => {
                let legs = self.legs(pair.0, pair.1);
                let last = |leg: &Currency| self.of.get(leg)?.last_key_value().map(|(day, _)| *day);
                let horizon = legs.iter().filter_map(last).min().map_or(today, |last| last.max(today));
                let count = to.min(horizon).days_after(from);
                (0..=count).map(|days| from.plus_days(days)).collect()
            }
        };
        let points = days.into_iter().filter_map(|day| self.point(pair, &AskedDay { day, ..*source }));
        let mut kept: Vec<RatePoint> = Vec::new();
        for mut point in points {
            point.date = group.first_day(point.date);
            match kept.last_mut() {
                Some(last) if last.date == point.date => *last = point,
                _ => kept.push(point),
            }
        }
        kept
    }
}

impl RateGroup {
    /// The first day of the group in which a day lies.
    #[must_use]
    pub fn first_day(self, day: Date) -> Date {
        let date = day.naive();
        match self {
            Self::Day => day,
            Self::Week => day.plus_days(-i64::from(date.weekday().num_days_from_monday())),
            Self::Month => day.plus_days(-i64::from(date.day0())),
        }
    }
}
