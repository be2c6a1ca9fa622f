//! Floor 2: where exchange rates come from: the facts of each source as data, and its bytes as quotations. Pure.

pub mod nbkr;
pub mod page;

use chrono_tz::Tz;

use crate::domain::currencies::Currency;
use crate::domain::lang::{Lang, LocalizedText};
use crate::domain::rates::RateSource;
use crate::domain::time::{Date, Instant};

/// The facts of a source.
#[derive(Debug, PartialEq, Eq)]
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
}

/// Every source; where none is named, the first one that has something for the day answers.
pub static ALL: [&Source; 2] = [&nbkr::SOURCE, &page::SOURCE];

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
        }
    }
}
