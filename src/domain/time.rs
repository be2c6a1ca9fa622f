//! Time: instants in whole seconds UTC, and civil dates.
//!
//! Whole seconds because generated Apple clients refuse fractions; `Z` because one spelling compares as text.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Code, Error};

/// An instant (RFC 3339) in whole seconds UTC, within the years 0001 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

const FIRST: i64 = -62_135_596_800;
const LAST: i64 = 253_402_300_799;

impl Instant {
    /// The instant so many seconds after 1970-01-01T00:00:00Z, held within the years 0001 to 9999.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(FIRST, LAST))
    }

    /// Seconds since 1970-01-01T00:00:00Z, as it is stored.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The civil date in a time zone at this instant.
    #[must_use]
    pub fn date_in(self, zone: Tz) -> Date {
        Date(self.to_utc().with_timezone(&zone).date_naive())
    }

    /// The same instant in chrono's type.
    #[must_use]
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// The instant so many seconds later (or earlier, when negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_seconds(self.0.saturating_add(seconds))
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(value: DateTime<Utc>) -> Self {
        Self::from_seconds(value.timestamp())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl FromStr for Instant {
    type Err = Error;

    /// Reads RFC 3339 with any offset; a fraction of a second is cut off.
    fn from_str(text: &str) -> Result<Self, Error> {
        match DateTime::parse_from_rfc3339(text) {
            Ok(value) if (1..=9999).contains(&value.with_timezone(&Utc).year()) => {
                Ok(Self::from_seconds(value.timestamp()))
            }
            _ => Err(Error::new(
                Code::BadUserInput,
                format!("«{}» is not an instant: expected one like 2020-08-27T09:30:00Z.", super::ids::short(text)),
            )),
        }
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error: Error| serde::de::Error::custom(error.detail))
    }
}

/// A civil date (ISO 8601, `2020-08-27`) of a place's own calendar, without a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// The date in chrono's type.
    #[must_use]
    pub const fn naive(self) -> NaiveDate {
        self.0
    }

    /// The date so many days later (or earlier, when negative), held within the calendar that chrono knows.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let end = if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
        Self(TimeDelta::try_days(days).and_then(|span| self.0.checked_add_signed(span)).unwrap_or(end))
    }

    /// How many days this date is after another (negative before it).
    #[must_use]
    pub fn days_after(self, other: Self) -> i64 {
        self.0.signed_duration_since(other.0).num_days()
    }

    /// The first instant of this date in a time zone.
    #[must_use]
    pub fn start_in(self, zone: Tz) -> Instant {
        let midnight = self.0.and_time(chrono::NaiveTime::MIN);
        // A zone that skips midnight starts its day later: an hour as a rule, and a day where it crossed the date line.
        let start = (0..=24).find_map(|hours| {
            let local = midnight.checked_add_signed(TimeDelta::hours(hours))?;
            zone.from_local_datetime(&local).earliest()
        });
        start.map_or_else(|| Instant::from(midnight.and_utc()), |start| Instant::from(start.with_timezone(&Utc)))
    }

    /// The instant so many minutes after midnight by the clocks of a time zone; the first moment after it where the clocks
    /// leave it out. A minute behind the day's last one is that one.
    #[must_use]
    pub fn minute_in(self, minute: u32, zone: Tz) -> Instant {
        let minute = i64::from(minute.min(24 * 60 - 1));
        let midnight = self.0.and_time(chrono::NaiveTime::MIN);
        let clock = |hours: i64| midnight.checked_add_signed(TimeDelta::minutes(minute + 60 * hours));
        let found = (0..=24).find_map(|hours| zone.from_local_datetime(&clock(hours)?).earliest());
        found.map_or_else(|| self.start_in(zone), |found| Instant::from(found.with_timezone(&Utc)))
    }
}

impl From<NaiveDate> for Date {
    fn from(value: NaiveDate) -> Self {
        Self(value)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Ok(date) if plain && date.year() >= 1 => Ok(Self(date)),
            _ => Err(Error::new(
                Code::BadUserInput,
                format!("«{}» is not a date: expected one like 2020-08-27.", super::ids::short(text)),
            )),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error: Error| serde::de::Error::custom(error.detail))
    }
}

/// Where a use-case takes the present from: the machine's clock, or a test's.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Instant + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(|| Instant::from(Utc::now())))
    }

    /// A clock that a test moves.
    #[must_use]
    pub fn from_fn(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Instant {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

/// Measures how much time has passed, finer than [`Clock`] and never backwards: for rates, not for what is stored.
#[derive(Clone)]
pub struct Ticks(Arc<dyn Fn() -> Duration + Send + Sync>);

impl Ticks {
    /// The machine's steady clock, from now on.
    #[must_use]
    pub fn system() -> Self {
        let start = std::time::Instant::now();
        Self(Arc::new(move || start.elapsed()))
    }

    /// A measure that a test moves.
    #[must_use]
    pub fn from_fn(passed: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Arc::new(passed))
    }

    /// The time since the beginning of the measure.
    #[must_use]
    pub fn passed(&self) -> Duration {
        (self.0)()
    }
}

impl fmt::Debug for Ticks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticks({:?})", self.passed())
    }
}
