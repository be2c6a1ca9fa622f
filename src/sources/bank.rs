//! What the adapters of banks have in common: what a bank is asked, when, and what its answer says.

use chrono::{Datelike, Weekday};
use chrono_tz::Tz;

use crate::domain::currencies::Currency;
use crate::domain::ids::short;
use crate::domain::rates::Quotation;
use crate::domain::time::{Date, Instant};
use crate::error::{Code, Error, Result};

/// The largest file that is read, in bytes, packed and unpacked.
pub const LARGEST: usize = 10 * 1024 * 1024;

pub(super) fn refuse(detail: impl Into<String>) -> Error {
    Error::new(Code::UnprocessableContent, detail)
}

/// What is known of a bank that can be asked for its rates.
#[derive(Debug)]
pub struct Bank {
    /// Where its files are: scheme and host, without a slash at the end.
    pub address: &'static str,
    /// When it is asked.
    pub schedule: Schedule,
    /// The weekdays on which it fixes rates, unless one of them is a holiday.
    pub fixes_on: &'static [Weekday],
    /// Whether what it fixes on one day holds from the next one.
    pub next_day: bool,
    /// What to ask for some days.
    pub requests: fn(&Window) -> Vec<Request>,
}

/// Monday to Friday.
pub const WORKDAYS: &[Weekday] = &[Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
/// Every day of the week.
pub const EVERY_DAY: &[Weekday] =
    &[Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// When a bank is asked, in its own time.
#[derive(Debug)]
pub struct Schedule(pub &'static [Poll]);

/// A part of some days in which a bank is asked again and again.
#[derive(Debug)]
pub struct Poll {
    /// The days.
    pub on: &'static [Weekday],
    /// The first time, in minutes after midnight.
    pub from: u32,
    /// No time is later than this, in minutes after midnight.
    pub until: u32,
    /// Minutes between two times.
    pub every: u32,
}

impl Schedule {
    /// The first time after an instant; a day later when the schedule has no time in a week.
    #[must_use]
    pub fn next(&self, after: Instant, zone: Tz) -> Instant {
        let first = after.date_in(zone);
        let of_day = |day: Date| {
            let on_day = self.0.iter().filter(move |poll| poll.on.contains(&day.naive().weekday()));
            let times = on_day.flat_map(move |poll| poll.times().map(move |minute| day.minute_in(minute, zone)));
            times.filter(|time| *time > after).min()
        };
        (0..=7).find_map(|days| of_day(first.plus_days(days))).unwrap_or_else(|| after.plus_seconds(86_400))
    }
}

impl Poll {
    fn times(&self) -> impl Iterator<Item = u32> {
        let step = usize::try_from(self.every.max(1)).unwrap_or(1);
        (self.from..=self.until).step_by(step)
    }
}

/// For which days a bank is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The day that it is at the bank.
    pub today: Date,
    /// The first and the last day; the newest that there is when left out.
    pub days: Option<(Date, Date)>,
}

impl Window {
    /// The days of the window; none for the newest.
    pub(super) fn each(&self) -> impl Iterator<Item = Date> + use<> {
        let days = self.days;
        let of = move |(first, last): (Date, Date)| {
            (0..).map(move |days| first.plus_days(days)).take_while(move |day| *day <= last)
        };
        days.map(of).into_iter().flatten()
    }
}

/// One file of a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its place at the bank's address, with a slash before it.
    pub path: String,
    /// How it is written.
    pub shape: Shape,
    /// For which days its rates may be.
    pub expected: Expected,
    /// The currency that it is about, where the file itself does not say so.
    pub currency: Option<Currency>,
}

impl Request {
    /// A file that is for whatever day it names, and names its currencies.
    pub(super) fn new(path: impl Into<String>, shape: Shape) -> Self {
        Self { path: path.into(), shape, expected: Expected::Any, currency: None }
    }

    pub(super) fn expecting(self, expected: Expected) -> Self {
        Self { expected, ..self }
    }
}

/// How a file of a bank is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// National Bank of the Kyrgyz Republic: the daily or the weekly file.
    NbkrFile,
    /// The same bank: the page with the past rates of one currency, which it does not name.
    NbkrHistory,
    /// Bank of Russia: the rates of a day.
    CbrDaily,
    /// Bank of Russia: one currency over some days.
    CbrDynamic,
    /// European Central Bank: a day, 90 days or all of them.
    EcbXml,
    /// European Central Bank: the table with a column for each currency.
    EcbCsv,
    /// European Central Bank: the series of its data portal, one row for each currency and day.
    EcbSeries,
    /// National Bank of Kazakhstan: the rates of a day.
    NbkDay,
    /// National Bank of Kazakhstan: the newest rates as a feed.
    NbkFeed,
    /// Central Bank of Uzbekistan, as JSON.
    CbuJson,
    /// Central Bank of Uzbekistan, as XML.
    CbuXml,
    /// National Bank of Tajikistan: the rates of a day.
    NbtDay,
}

/// For which days the rates of an answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Whatever day it names.
    Any,
    /// This day: the bank has rates for every day, and gives others when it does not know the day.
    On(Date),
    /// This day, or the last one before it on which the bank fixed rates.
    UpTo(Date),
    /// Days from the first to the last; the file may have more, which are left aside.
    Within(Date, Date),
}

/// Days for which a bank may have fixed no rates: the New Year's holidays are the longest time.
const WITHOUT: i64 = 15;

impl Expected {
    /// Holds an answer against what was asked for, and leaves of an archive what was asked for.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` when the answer is for another day.
    pub fn hold(self, mut parsed: Parsed) -> Result<Parsed> {
        if let Self::Within(first, last) = self {
            parsed.quotations.retain(|quotation| (first..=last).contains(&quotation.effective_date));
            return Ok(parsed);
        }
        let fits = |day: Date| match self {
            Self::On(asked) => day == asked,
            Self::UpTo(asked) => day <= asked && asked.days_after(day) <= WITHOUT,
            Self::Any | Self::Within(..) => true,
        };
        let days = parsed.days.iter().copied().chain(parsed.quotations.iter().map(|row| row.effective_date));
        match (self, days.into_iter().find(|day| !fits(*day))) {
            (Self::On(asked) | Self::UpTo(asked), Some(day)) => {
                Err(refuse(format!("the bank was asked for {asked} and answered with its rates of {day}")))
            }
            _ => Ok(parsed),
        }
    }
}

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Its rates, in its order.
    pub quotations: Vec<Quotation>,
    /// The currencies that were left out, each with the reason: a code that is no currency, or a value of 0.
    pub left_out: Vec<String>,
    /// The day that the file names for all its rates; it does so also when it has none.
    pub days: Option<Date>,
}

/// What stands between the whole and its parts in a bank's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Comma,
    Point,
}

/// One rate as it is printed.
#[derive(Debug, Default)]
pub(super) struct Printed {
    pub(super) code: String,
    /// 1 when it is left out.
    pub(super) nominal: Option<String>,
    pub(super) value: String,
    pub(super) valid_for: Option<String>,
}

/// How a bank prints, and in which currency.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub(super) pivot: Currency,
    pub(super) mark: Mark,
    /// Whether it says how much of the foreign currency one unit of its own is worth.
    pub(super) turned: bool,
}

/// The most rates of a file.
const MOST: usize = 400_000;

impl Parsed {
    /// Takes a rate in, or leaves it out with the reason: a code that is no currency, or a value of 0.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` for a number that is none, and for a dollar that costs nothing.
    pub(super) fn take(&mut self, manner: Manner, day: Date, row: &Printed) -> Result<()> {
        if self.quotations.len() + self.left_out.len() >= MOST {
            return Err(refuse(format!("the file has more than {MOST} rates")));
        }
        match row.read(manner, day)? {
            Ok(quotation) => self.quotations.push(quotation),
            Err(reason) => self.left_out.push(reason),
        }
        Ok(())
    }
}

impl Printed {
    /// The quotation of the row, or why the row is left out.
    fn read(&self, manner: Manner, day: Date) -> Result<Result<Quotation, String>> {
        use super::text::{count, price};
        let code = short(&self.code);
        let foreign = match self.code.parse::<Currency>() {
            Ok(foreign) => foreign,
            Err(error) => return Ok(Err(error.detail)),
        };
        let value = price(&code, &self.value, manner.mark)?;
        if !value.is_positive() {
            let reason = format!("{code}: its value is {value}");
            return if foreign == Currency::USD { Err(refuse(reason)) } else { Ok(Err(reason)) };
        }
        let nominal = self.nominal.as_deref().map_or(Ok(1), |nominal| count(&code, "Nominal", nominal))?;
        let valid_for = self.valid_for.as_deref().map(|days| count(&code, "ValidFor", days)).transpose()?;
        let (base, quote) = if manner.turned { (manner.pivot, foreign) } else { (foreign, manner.pivot) };
        let (rounded, published_at) = (false, None);
        Ok(Ok(Quotation { base, quote, effective_date: day, nominal, value, rounded, valid_for, published_at }))
    }
}
