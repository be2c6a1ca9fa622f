//! What the printed head leaves open: the year of a date, a date that cannot be right, and the
//! country of several places.

use super::dates::Printed;
use super::localities::Place;
use super::{CountryRule, DateRule};
use chrono::{Datelike, Days, NaiveDate, TimeDelta};

// A head may run ahead of publication by time zones and by stories held for later; beyond this a
// day without a year belongs to the year before.
const DAYS_AHEAD: u64 = 45;
// A misprint is corrected only when what comes out is so near to publication.
const DAYS_NEAR: i64 = 2;
// Leap days may be eight years apart around 1900 and 2100.
const YEARS_BACK: i32 = 8;
// Two-digit years from this one on are 19xx when no publication day is known, as in POSIX.
const PIVOT: i32 = 69;

/// A resolved date.
pub(crate) struct Resolved {
    /// The civil day, if there is one.
    pub(crate) day: Option<NaiveDate>,
    /// How it was found.
    pub(crate) rule: DateRule,
    /// True if it is too far from publication.
    pub(crate) suspect: bool,
}

/// Resolves a printed date against the local day of publication.
pub(crate) fn date(printed: Option<Printed>, published: Option<NaiveDate>) -> Resolved {
    let (day, rule) = match printed {
        None => {
            return Resolved { day: None, rule: DateRule::None, suspect: false };
        }
        // Slashed ones are settled before.
        Some(Printed::Garbled | Printed::Slashed(..)) => (None, DateRule::Unparsed),
        Some(Printed::Full(year, month, day)) => (NaiveDate::from_ymd_opt(year, month, day), DateRule::Explicit),
        Some(Printed::TwoDigitYear(year, month, day)) => {
            let year = century(year, published).saturating_add(year);
            (NaiveDate::from_ymd_opt(year, month, day), DateRule::TwoDigitYear)
        }
        Some(Printed::NoYear(month, day)) => {
            (published.and_then(|at| latest(month, day, at)), DateRule::YearFromPublished)
        }
        Some(Printed::LikeMonth(months, day)) => {
            (published.and_then(|at| nearest(months, day, at)), DateRule::FuzzyMonth)
        }
        Some(Printed::LikeDay(month, day)) => {
            let months = 1_u16.checked_shl(month.saturating_sub(1)).unwrap_or(0);
            (published.and_then(|at| nearest(months, day, at)), DateRule::FuzzyDay)
        }
        Some(Printed::Weekday(weekday)) => {
            let last = published.and_then(|at| {
                let back = at.weekday().days_since(weekday);
                at.checked_sub_days(Days::new(u64::from(back)))
            });
            (last, DateRule::Weekday)
        }
    };
    let rule = if day.is_some() { rule } else { DateRule::Unparsed };
    let suspect = day.zip(published).is_some_and(|(day, at)| {
        let age = at.signed_duration_since(day).num_days();
        !(-2..=31).contains(&age)
    });
    Resolved { day, rule, suspect }
}

/// The century that puts a two-digit year nearest to publication.
fn century(year: i32, published: Option<NaiveDate>) -> i32 {
    let Some(published) = published.map(|at| at.year()) else {
        return if year >= PIVOT { 1900 } else { 2000 };
    };
    let own = published.saturating_sub(published.rem_euclid(100));
    [own.saturating_sub(100), own, own.saturating_add(100)]
        .into_iter()
        .min_by_key(|century| century.saturating_add(year).abs_diff(published))
        .unwrap_or(own)
}

/// The latest such day that is not more than `DAYS_AHEAD` days after publication.
fn latest(month: u32, day: u32, published: NaiveDate) -> Option<NaiveDate> {
    let limit = published.checked_add_days(Days::new(DAYS_AHEAD))?;
    let last = published.year().saturating_add(1);
    let first = published.year().saturating_sub(YEARS_BACK);
    (first..=last)
        .rev()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .find(|candidate| *candidate <= limit)
}

/// The day of one of these months (a bit each) that is at most `DAYS_NEAR` days from publication.
fn nearest(months: u16, day: u32, published: NaiveDate) -> Option<NaiveDate> {
    let around = (-DAYS_NEAR..=DAYS_NEAR).filter_map(|days| published.checked_add_signed(TimeDelta::days(days)));
    let mut fitting = around.filter(|at| at.day() == day && months.checked_shr(at.month0()).unwrap_or(0) & 1 == 1);
    fitting.next()
}

/// The country that all places share. One place without a country leaves the whole head without.
pub(crate) fn country(places: &[Place]) -> (Option<String>, CountryRule) {
    let Some(first) = places.first() else {
        return (None, CountryRule::None);
    };
    let mut known = places.iter().filter_map(|place| place.country);
    let several = known.next().is_some_and(|one| known.any(|other| other != one));
    if several {
        return (None, CountryRule::Multiple);
    }
    if places.iter().any(|place| place.country.is_none()) {
        return (None, CountryRule::None);
    }
    let has = |rule| places.iter().any(|place| place.rule == rule);
    let rule = [CountryRule::Explicit, CountryRule::Region]
        .into_iter()
        .find(|rule| has(*rule))
        .unwrap_or(CountryRule::Gazetteer);
    (first.country.map(str::to_owned), rule)
}
