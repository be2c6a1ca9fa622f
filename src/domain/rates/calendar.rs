//! Which days a source has a rate of its own for, and why another day's rate answers.

use async_graphql::Enum;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::time::Date;

/// Why an answer is of the day that it is of, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RateReason {
    /// The rate is of the day that was asked for.
    SameDay,
    /// The source fixes no rates on the days between: they are its days of rest.
    Weekend,
    /// One of the days between is a public holiday where the source is.
    Holiday,
    /// The source prices this currency once a week, and the rate holds still.
    Weekly,
    /// The day lies ahead, or the source has not published its rates yet.
    NotYet,
    /// By its calendar the source should have a rate for a day between, and none is here: a holiday that moves from year to
    /// year, or a file that did not come.
    Skipped,
    /// As `SKIPPED`, for longer than the source's days of rest and holidays explain: the rate is stale.
    SourceDown,
    /// There is no rate: the first one of the source here is of a later day.
    BeforeFirst,
    /// There is no rate: the last one is older than 14 days, too old to answer for the day.
    TooOld,
    /// There is no rate: the source has none of this currency, or not of this day and none here is near.
    NotQuoted,
}

impl RateReason {
    /// The name, as both doors print it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SameDay => "SAME_DAY",
            Self::Weekend => "WEEKEND",
            Self::Holiday => "HOLIDAY",
            Self::Weekly => "WEEKLY",
            Self::NotYet => "NOT_YET",
            Self::Skipped => "SKIPPED",
            Self::SourceDown => "SOURCE_DOWN",
            Self::BeforeFirst => "BEFORE_FIRST",
            Self::TooOld => "TOO_OLD",
            Self::NotQuoted => "NOT_QUOTED",
        }
    }
}

/// When a source fixes rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The weekdays on which it fixes rates; none for a source that has no cadence.
    pub fixes_on: &'static [Weekday],
    /// Whether what it fixes on one day holds from the next one.
    pub next_day: bool,
    /// Holidays of every year, each a month and a day of it.
    pub holidays: &'static [(u32, u32)],
    /// Whether Good Friday and the Monday after Easter (Gregorian) are holidays.
    pub easter: bool,
}

/// How a day stands in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rest,
    Holiday,
    Work,
}

/// Easter Sunday of a year in the Gregorian calendar (the algorithm of Meeus, Jones and Butcher).
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let g = (b - (b + 8).div_euclid(25) + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c.div_euclid(4), c.rem_euclid(4));
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l).div_euclid(451);
    let days = h + l - 7 * m + 114;
    let (month, day) = (u32::try_from(days.div_euclid(31)).ok()?, u32::try_from(days.rem_euclid(31) + 1).ok()?);
    NaiveDate::from_ymd_opt(year, month, day)
}

impl Calendar {
    /// The day on which a rate is fixed that holds from this one.
    fn fixed_on(&self, day: Date) -> Date {
        day.plus_days(-i64::from(self.next_day))
    }

    fn kind(&self, fixing: Date) -> Kind {
        let day = fixing.naive();
        let moving = self.easter
            && easter(day.year()).is_some_and(|sunday| [-2, 1].contains(&day.signed_duration_since(sunday).num_days()));
        if !self.fixes_on.contains(&day.weekday()) {
            Kind::Rest
        } else if moving || self.holidays.contains(&(day.month(), day.day())) {
            Kind::Holiday
        } else {
            Kind::Work
        }
    }

    /// Whether the source should have a rate of its own for a day.
    #[must_use]
    pub fn expects(&self, day: Date) -> bool {
        self.kind(self.fixed_on(day)) == Kind::Work
    }

    /// How many days from after `last` to `today` should have a rate of their own and are over at the source: a rate for
    /// today that is fixed today may still come. At most 366 are counted.
    #[must_use]
    pub fn missed(&self, last: Date, today: Date) -> i32 {
        let days = today.days_after(last).clamp(0, 366);
        let due = |day: &Date| self.expects(*day) && self.fixed_on(*day) < today;
        let count = (1..=days).map(|after| last.plus_days(after)).filter(due).count();
        i32::try_from(count).unwrap_or(i32::MAX)
    }

    /// Whether days of rest and holidays alone explain that the rate of `effective` still answers for `asked`, or that the
    /// source may yet publish. A source without a cadence explains nothing.
    #[must_use]
    pub fn explains(&self, (effective, asked, today): (Date, Date, Date)) -> bool {
        let mut between = (1..=asked.days_after(effective)).map(|days| self.fixed_on(effective.plus_days(days)));
        !self.fixes_on.is_empty() && !between.any(|fixing| self.kind(fixing) == Kind::Work && fixing < today)
    }

    /// Why the rate of `effective` answers for `asked`; `today` is the present day at the source, `valid_for` for how many
    /// days the source says that the rate holds, `stale` whether it is too old to be explained.
    #[must_use]
    pub fn reason(
        &self,
        (effective, asked, today): (Date, Date, Date),
        valid_for: Option<i32>,
        stale: bool,
    ) -> RateReason {
        let age = asked.days_after(effective);
        if age <= 0 {
            return RateReason::SameDay;
        }
        if valid_for.is_some_and(|days| days > 1 && age < i64::from(days)) {
            return RateReason::Weekly;
        }
        let between = || (1..=age).map(|days| self.fixed_on(effective.plus_days(days)));
        let missing = || between().filter(|fixing| self.kind(*fixing) == Kind::Work);
        if missing().any(|fixing| fixing < today) {
            return if stale { RateReason::SourceDown } else { RateReason::Skipped };
        }
        if missing().next().is_some() || asked > today {
            return RateReason::NotYet;
        }
        match between().any(|fixing| self.kind(fixing) == Kind::Holiday) {
            true => RateReason::Holiday,
            false if self.fixes_on.is_empty() => RateReason::Skipped,
            false => RateReason::Weekend,
        }
    }
}
