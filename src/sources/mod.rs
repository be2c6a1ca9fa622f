//! Floor 2: where exchange rates come from: the facts of each source as data, and its bytes as quotations. Pure.

pub mod bank;
mod calendars;
pub mod cbr;
pub mod cbu;
pub mod ecb;
pub mod nbk;
pub mod nbkr;
pub mod nbt;
pub mod page;
mod text;
pub mod unpack;
mod xml;

use chrono_tz::Tz;

use crate::domain::currencies::Currency;
use crate::domain::lang::{Lang, LocalizedText};
use crate::domain::rates::{Calendar, RateSource};
use crate::domain::time::{Date, Instant};
use crate::error::Result;

pub use bank::{Bank, Expected, Parsed, Request, Shape, Window};

/// The facts of a source.
#[derive(Debug)]
pub struct Source {
    /// The key, fixed for good.
    pub key: &'static str,
    /// The name by language.
    pub names: &'static [(&'static str, &'static str)],
    /// The currency in which it quotes.
    pub pivot: Currency,
    /// The time zone of its days; that of the site for `None`.
    pub zone: Option<Tz>,
    /// Its own site.
    pub url: Option<&'static str>,
    /// The currencies that it names before the others.
    pub main: &'static [Currency],
    /// For how many days a rate counts as fresh that does not say for how long it holds.
    pub fresh_days: i64,
    /// How it is asked; `None` for what is no bank.
    pub bank: Option<&'static Bank>,
}

/// Every source.
pub static ALL: [&Source; 7] =
    [&nbkr::SOURCE, &page::SOURCE, &cbr::SOURCE, &ecb::SOURCE, &nbk::SOURCE, &cbu::SOURCE, &nbt::SOURCE];

/// The sources that answer where none is named, the first one first: those that price in the currency of the first one.
pub fn unnamed() -> impl Iterator<Item = &'static Source> {
    let [first, ..] = ALL;
    ALL.into_iter().filter(move |source| source.pivot == first.pivot)
}

/// The source with this key.
#[must_use]
pub fn by_key(key: &str) -> Option<&'static Source> {
    ALL.into_iter().find(|source| source.key == key)
}

impl Source {
    /// The time zone of its days.
    #[must_use]
    pub fn zone(&self, site: Tz) -> Tz {
        self.zone.unwrap_or(site)
    }

    /// The day that it is at the source.
    #[must_use]
    pub fn today(&self, now: Instant, site: Tz) -> Date {
        now.date_in(self.zone(site))
    }

    /// When it fixes rates; a source that is no bank has no cadence.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        let (holidays, easter) = calendars::of(self.key);
        Calendar {
            fixes_on: self.bank.map_or(&[], |bank| bank.fixes_on),
            next_day: self.bank.is_some_and(|bank| bank.next_day),
            holidays,
            easter,
        }
    }

    /// The source as both doors print it.
    #[must_use]
    pub fn record(&self, site: Tz) -> RateSource {
        let name = |(language, value): &(&str, &str)| LocalizedText {
            language: Lang::from_stored(language),
            value: (*value).to_owned(),
        };
        RateSource {
            key: self.key.to_owned(),
            name: String::new(),
            names: self.names.iter().map(name).collect(),
            pivot: self.pivot,
            time_zone: self.zone(site).name().to_owned(),
            url: self.url.map(str::to_owned),
            health: None,
        }
    }
}

impl Shape {
    /// The bank that writes so.
    #[must_use]
    pub fn source(self) -> &'static Source {
        match self {
            Self::NbkrFile | Self::NbkrHistory => &nbkr::SOURCE,
            Self::CbrDaily | Self::CbrDynamic => &cbr::SOURCE,
            Self::EcbXml | Self::EcbCsv | Self::EcbSeries => &ecb::SOURCE,
            Self::NbkDay | Self::NbkFeed => &nbk::SOURCE,
            Self::CbuJson | Self::CbuXml => &cbu::SOURCE,
            Self::NbtDay => &nbt::SOURCE,
        }
    }

    /// How an unpacked file is written, by what it begins with; `None` for what no bank writes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        // What the declarations and comments before the root have is left aside; names of elements are ASCII in each encoding.
        let head: String = bytes.iter().take(HEAD).map(|byte| char::from(*byte)).collect();
        let head = head.trim_start_matches("\u{ef}\u{bb}\u{bf}").trim_start();
        let root = |name: &str| {
            let (_, rest) = head.split_once(&format!("<{name}"))?;
            rest.starts_with([' ', '>', '\t', '\r', '\n', '/']).then(|| rest.split('>').next().unwrap_or_default())
        };
        if head.starts_with("Date,") {
            return Some(Self::EcbCsv);
        }
        if head.starts_with('[') && head.contains("\"Ccy\"") {
            return Some(Self::CbuJson);
        }
        if head.lines().next().is_some_and(|line| line.contains("CURRENCY,") && line.contains("OBS_VALUE")) {
            return Some(Self::EcbSeries);
        }
        if let Some(attributes) = root("ValCurs") {
            let date = attributes.split_once(" Date=").map(|(_, date)| date);
            // Behind the quotation mark: four digits of a year, where the other bank has a day and a month.
            return Some(match date.and_then(|date| date.chars().nth(5)) {
                Some('-') => Self::NbtDay,
                None if attributes.contains("ID=") => Self::CbrDynamic,
                // Also an answer that says in words why there are no rates.
                _ => Self::CbrDaily,
            });
        }
        let roots = [
            ("CurrencyRates", Self::NbkrFile),
            ("gesmes:Envelope", Self::EcbXml),
            ("Envelope", Self::EcbXml),
            ("CBU_Curr", Self::CbuXml),
            ("rates", Self::NbkDay),
            ("rss", Self::NbkFeed),
        ];
        let found = roots.into_iter().find(|(name, _)| root(name).is_some()).map(|(_, shape)| shape);
        let is_history = || find(bytes, b"<!--date-->") && find(bytes, b"<!--value-->");
        found.or_else(|| is_history().then_some(Self::NbkrHistory))
    }

    /// Reads an unpacked file that is written so; `currency` is what it is about, where it does not say so.
    ///
    /// # Errors
    /// `PAYLOAD_TOO_LARGE` above 10 MB; `UNPROCESSABLE_CONTENT` for anything but such a file, with what is at fault.
    pub fn parse(self, bytes: &[u8], currency: Option<Currency>) -> Result<Parsed> {
        match self {
            Self::NbkrFile => nbkr::read(bytes),
            Self::NbkrHistory => {
                let named = currency.ok_or_else(|| bank::refuse("the page does not say of which currency it is"))?;
                nbkr::history::read(bytes, named)
            }
            Self::CbrDaily => cbr::daily(bytes),
            Self::CbrDynamic => cbr::dynamic(bytes),
            Self::EcbXml => ecb::nested(bytes),
            Self::EcbCsv => ecb::columns(bytes),
            Self::EcbSeries => ecb::series(bytes),
            Self::NbkDay => nbk::day(bytes),
            Self::NbkFeed => nbk::feed(bytes),
            Self::CbuJson => cbu::json(bytes),
            Self::CbuXml => cbu::twin(bytes),
            Self::NbtDay => nbt::day(bytes),
        }
    }
}

/// The bytes at the beginning of a file by which it is known.
const HEAD: usize = 4_096;

fn find(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

impl Request {
    /// Reads the answer of a bank to this request.
    ///
    /// # Errors
    /// As [`Shape::parse`]; also when it is packed and broken, and when it is for another day than asked for.
    pub fn parse(&self, bytes: &[u8]) -> Result<Parsed> {
        let parsed = self.shape.parse(&unpack::unpacked(bytes)?, self.currency)?;
        self.expected.hold(parsed)
    }
}
