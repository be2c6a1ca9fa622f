//! What is made, and when: the numbers of the command, and from them the instant and the kind of every article.

use chrono::{Datelike, Weekday};
use chrono_tz::Tz;

use super::chance::{Chance, hash};
use crate::domain::ids::{Id, Noun};
use crate::domain::time::{Date, Instant};

/// How often something is published in each hour of the day, in the site's zone.
const HOURS: [u64; 24] = [1, 1, 1, 1, 1, 2, 5, 12, 30, 45, 50, 48, 40, 35, 42, 45, 44, 40, 28, 18, 12, 8, 4, 2];

/// The numbers of the command.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// From this follows everything but the number of articles and comments.
    pub(super) root: String,
    pub(super) articles: usize,
    pub(super) comments: usize,
    /// The days before `until`.
    pub(super) days: u32,
    /// The day before which everything was made.
    pub(super) until: Date,
    pub(super) zone: Tz,
}

/// What becomes of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nobody has published it.
    Draft,
    /// It is to be published after the last day.
    Scheduled,
    /// It was published, and readers wait until after the last day.
    Embargoed,
    /// Readers see it for some weeks.
    Passing,
    /// Readers see it for good.
    Plain,
}

/// How an article tells on what another began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// In another language.
    Translation,
    /// As what came next.
    Sequel,
}

/// An article that is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    /// The instant at which it was written, or published.
    pub(super) at: Instant,
    /// Its number, from which its content follows.
    pub(super) number: usize,
}

impl Plan {
    /// A plan; its root names all that the content of an article depends on.
    pub(super) fn new(seed: u64, articles: usize, comments: usize, days: u32, until: Date, zone: Tz) -> Self {
        let root = format!("dateline {seed} {days} {until} {zone}");
        Self { root, articles, comments, days, until, zone }
    }

    /// The instant before which everything was made.
    pub(super) fn end(&self) -> Instant {
        self.until.start_in(self.zone)
    }

    /// The id of a thing of this instant.
    pub(super) fn id<N: Noun>(&self, at: Instant, number: usize) -> Id<N> {
        let [a, b, c, d, e, f, g, h, i, j, ..] = hash(&self.root, &format!("id of {}", N::TYPE), number);
        Id::derived(at, &[a, b, c, d, e, f, g, h, i, j])
    }

    /// Every article, the oldest first.
    pub(super) fn slots(&self) -> Vec<Slot> {
        let mut slots: Vec<Slot> = (0..self.articles).map(|number| Slot { at: self.instant(number), number }).collect();
        slots.sort_unstable();
        slots
    }

    pub(super) fn kind(&self, slot: Slot) -> Kind {
        if self.source(slot.number).is_some() {
            return Kind::Plain;
        }
        match Chance::of(&self.root, "kind", slot.number).below(1_000) {
            0..5 => Kind::Draft,
            5..8 => Kind::Scheduled,
            8..11 => Kind::Embargoed,
            11..21 => Kind::Passing,
            _ => Kind::Plain,
        }
    }

    /// The article of which this one tells on: as a translation, or as what came next.
    pub(super) fn source(&self, number: usize) -> Option<(Slot, Relation)> {
        let (relation, hours) = match number % 20 {
            1 => (Relation::Translation, 2),
            5 => (Relation::Sequel, 20),
            _ => return None,
        };
        let source = Slot { at: self.daytime(number.checked_sub(1)?), number: number - 1 };
        let soon = source.at.plus_seconds(hours * 3_600) < self.end();
        (soon && self.kind(source) == Kind::Plain).then_some((source, relation))
    }

    fn instant(&self, number: usize) -> Instant {
        let mut chance = Chance::of(&self.root, "delay", number);
        let mut wait = |hours: u64| i64::try_from(600 + chance.below(hours * 3_600 - 600)).unwrap_or_default();
        match self.source(number) {
            Some((source, Relation::Translation)) => source.at.plus_seconds(wait(2)),
            Some((source, Relation::Sequel)) => source.at.plus_seconds(wait(20)),
            None => self.daytime(number),
        }
    }

    /// An instant of a working day's daytime, most often.
    fn daytime(&self, number: usize) -> Instant {
        let mut chance = Chance::of(&self.root, "instant", number);
        let day = loop {
            let back = i64::try_from(chance.below(u64::from(self.days))).unwrap_or_default();
            let day = self.until.plus_days(-1 - back);
            let rests = matches!(day.naive().weekday(), Weekday::Sat | Weekday::Sun);
            // A few days may all be days of rest.
            if !rests || chance.percent(40) {
                break day;
            }
        };
        let mut left = chance.below(HOURS.iter().sum());
        let mut hour = 0_i64;
        for weight in HOURS {
            if left < weight {
                break;
            }
            left -= weight;
            hour += 1;
        }
        let seconds = i64::try_from(chance.below(3_600)).unwrap_or_default();
        // A day of 23 hours would lead into the next one.
        let last = day.plus_days(1).start_in(self.zone).plus_seconds(-1);
        day.start_in(self.zone).plus_seconds(hour * 3_600 + seconds).min(last)
    }
}
