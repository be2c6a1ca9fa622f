//! Whole heads: the orders in which places, date and agency stand, and what makes them a dateline
//! rather than the beginning of a sentence.

use super::agencies::{self, Habit};
use super::dates::{self, Printed};
use super::localities::{self, Place};
use super::marks::{self, Mark};
use super::scan::{self, Cursor};
use super::tails::{self, Before, Tail};
use super::{DatelineStyle, Options, evidence, leads};
use super::{lexicon, months, names};
use crate::domain::places;
use chrono_tz::Tz;

// Countries that write the month before the day in numbers: the United States with their territories, what was one of
// them, and the Philippines.
const MONTH_FIRST: [&str; 9] = ["US", "PR", "GU", "VI", "AS", "MP", "PW", "FM", "PH"];

/// A recognised head.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    /// Places in printed order.
    pub(crate) places: Vec<Place>,
    /// Date as printed.
    pub(crate) date: Option<Printed>,
    /// Time of day as hours and minutes.
    pub(crate) time: Option<(u32, u32)>,
    /// The agency's mark.
    pub(crate) mark: Option<Mark>,
    /// Correspondent as printed.
    pub(crate) correspondent: Option<String>,
    /// Layout.
    pub(crate) style: DatelineStyle,
    /// Characters of the head; white space behind it may follow.
    pub(crate) end: usize,
    /// True if the head counts only with text behind it.
    pub(crate) needs_body: bool,
}

impl Head {
    /// True if nothing but a whole country or region stands before the date: a holiday, rather than a report, if that is far
    /// from publication.
    pub(crate) fn may_be_holiday(&self) -> bool {
        self.mark.is_none() && !self.places.is_empty() && self.places.iter().all(|place| !place.town)
    }

    /// The time zone by whose day the date is read: that of the place, else that of the agency's country.
    pub(crate) fn zone(&self) -> Option<Tz> {
        let home = || {
            let home = self.mark.and_then(|mark| mark.known)?.home;
            places::by_code(home)?.tz()
        };
        self.places.first().and_then(Place::zone).or_else(home)
    }

    /// True if `08/09/20` is the ninth of August here: in a head from a country that writes so, else of an agency at
    /// home in one. Agencies of the whole world and heads of unknown places put the day first.
    pub(crate) fn writes_month_first(&self) -> bool {
        let home = || self.mark.and_then(|mark| mark.known).map(|known| known.home);
        let country = self.places.first().map_or_else(home, |place| place.country);
        country.is_some_and(|code| MONTH_FIRST.contains(&code))
    }
}

/// Finds the head at the start of the window.
pub(crate) fn find(mut start: Cursor<'_>, options: &Options) -> Option<Head> {
    start.blanks();
    let first = start.peek()?;
    if first == '(' {
        return bracket_first(start).or_else(|| leads::stamped(start)).or_else(|| leads::after_note(start));
    }
    if first == '*' {
        return leads::after_points(start);
    }
    if first == '/' {
        return slash_alone(start);
    }
    if first.is_ascii_digit() {
        return header(start).or_else(|| date_first(start));
    }
    if !scan::is_letter(first) {
        return None;
    }
    // Most texts begin with a sentence, which its first words tell.
    let word = lexicon::first_key(start);
    let sentence = names::is_sentence(start);
    let dated = if months::begins(word) { date_first(start) } else { None };
    dated
        .or_else(|| if sentence { None } else { place_first(start, true) })
        .or_else(|| if agencies::begins(word) { agency_first(start) } else { None })
        .or_else(|| leads::after_byline(start))
        .or_else(|| if sentence { None } else { switched_on(start, options) })
}

/// `/Кабар/.`: an agency of the dictionary between slashes with its full stop.
fn slash_alone(mut at: Cursor<'_>) -> Option<Head> {
    let before = Before::new(false, false);
    let tail = tails::read(&mut at, before)?;
    let alone = tail.style == DatelineStyle::Slash && tail.known().is_some() && tail.stopped;
    alone.then(|| Head { needs_body: true, ..head(Vec::new(), None, tail, at) })
}

/// `10:42, 28 января 2021, Бишкек - 24.kg` on a line of its own.
fn header(mut at: Cursor<'_>) -> Option<Head> {
    let time = leads::clock(&mut at)?;
    localities::comma(&mut at)?;
    let date = dates::date(&mut at).filter(|date| date.is_read())?;
    localities::comma(&mut at)?;
    let places = localities::list(&mut at)?;
    (localities::comma(&mut at).is_some() || at.dash()).then_some(())?;
    at.spaces();
    let mark = marks::named(&mut at)?;
    let mut end = at;
    let correspondent = localities::comma(&mut end).and_then(|()| names::person(&mut end, 2..=4, false));
    if correspondent.is_some() {
        at = end;
    }
    at.spaces();
    at.at_line_end().then(|| Head {
        places,
        date: Some(date),
        time: Some(time),
        mark: Some(mark),
        correspondent,
        style: DatelineStyle::Header,
        end: at.pos(),
        needs_body: true,
    })
}

/// The styles that only a source's own configuration switches on.
fn switched_on(at: Cursor<'_>, options: &Options) -> Option<Head> {
    if !(options.colon || options.own_line) {
        return None;
    }
    let mut at = at;
    let places = localities::list(&mut at)?;
    let known = places.iter().all(|place| place.known && place.name.capitalised);
    let alone = at;
    let mut dated = at;
    let date = localities::comma(&mut dated).and_then(|()| dates::date(&mut dated)).filter(|date| date.is_read());
    if date.is_some() {
        at = dated;
    }
    at.spaces();
    if options.colon && at.eat(':') && known {
        return Some(Head { needs_body: true, ..bare(places, date, DatelineStyle::Colon, at) });
    }
    let mut end = alone;
    end.spaces();
    let own = options.own_line && known && date.is_none() && end.peek().is_some() && end.at_line_end();
    own.then(|| Head { needs_body: true, ..bare(places, None, DatelineStyle::OwnLine, alone) })
}

fn bare(places: Vec<Place>, date: Option<Printed>, style: DatelineStyle, end: Cursor<'_>) -> Head {
    Head { places, date, time: None, mark: None, correspondent: None, style, end: end.pos(), needs_body: true }
}

/// `8 июня, Минск /Корр. БЕЛТА/.`, `27.08.20. Бишкек. /Кабар/.`, `30 ноября. INTERFAX.RU -`, `Jan. 5 (Bloomberg) --`
fn date_first(mut at: Cursor<'_>) -> Option<Head> {
    let date = dates::date(&mut at).filter(|date| date.is_read())?;
    let before = Before::new(true, false);
    let mut place_at = at;
    let parted = localities::comma(&mut place_at).is_some() || place_at.eat('.') || place_at.pos() > at.pos();
    place_at.spaces();
    if parted
        && let Some(places) = localities::list(&mut place_at)
        && let Some(tail) = tails::read(&mut place_at, before)
        && tail.known().is_some()
    {
        let tail = Tail { style: DatelineStyle::DateFirst, ..tail };
        return Some(head(places, Some(date), tail, place_at));
    }
    let tail = tails::read(&mut at, before)?;
    let alone = matches!(tail.style, DatelineStyle::Paren | DatelineStyle::Dotted | DatelineStyle::Slash);
    (alone && tail.known().is_some()).then(|| head(Vec::new(), Some(date), tail, at))
}

/// Places, an optional date, and a tail.
pub(crate) fn place_first(mut at: Cursor<'_>, may_repeat: bool) -> Option<Head> {
    let places = localities::list(&mut at)?;
    let capitals = places.iter().all(|place| place.name.capitals);
    let date = date_behind(&mut at, capitals);
    let small = places.iter().all(|place| !place.name.capitalised);
    let before = Before::new(date.is_some_and(Printed::is_read), small);
    let Some(tail) = tails::read(&mut at, before) else {
        return evidence::needs_no_dash(at, &places, date).then(|| bare(places, date, DatelineStyle::Bare, at));
    };
    if !evidence::is_dateline(at, &places, before.dated || tail.date.is_some(), &tail) {
        return None;
    }
    let weak = tail.mark.is_none() && !before.dated && tail.date.is_none();
    // Syndicated texts print the head twice, first without the agency.
    if may_repeat && tail.mark.is_none() {
        let mut again = at;
        again.spaces();
        if let Some(second) = place_first(again, false)
            && second.mark.is_some()
            && same_place(&places, &second.places)
        {
            return Some(second);
        }
    }
    if weak && evidence::is_headline(at) {
        return None;
    }
    let shouted = before.dated && places.iter().all(|place| place.name.capitals);
    if tail.mark.is_none() && !shouted && evidence::goes_on(at) {
        return None;
    }
    Some(head(places, date, tail, at))
}

/// Steps over the date behind the places and what parts it from them: a comma, a full stop, a space, or a dash.
fn date_behind(at: &mut Cursor<'_>, capitals: bool) -> Option<Printed> {
    let mut dated = *at;
    let spaced = dated.spaces() > 0;
    let parted = localities::comma(&mut dated).is_some();
    if (parted || spaced) && dated.dash() {
        dated.spaces();
        if dated.peek().is_some_and(scan::is_small) {
            return None;
        }
        let date = dates::date(&mut dated).filter(|date| date.is_read())?;
        let mut next = dated;
        next.spaces();
        // `Ош - 27 августа` may be the beginning of a sentence; an agency ends a head, or another dash.
        let sure = capitals || matches!(date, Printed::Full(..));
        (next.peek() == Some('(') || sure && next.dash()).then(|| *at = dated)?;
        return Some(date);
    }
    if !parted {
        dated.eat('.');
    }
    dated.spaces();
    let date = dates::date_or_misprint(&mut dated)?;
    *at = dated;
    Some(date)
}

fn same_place(one: &[Place], other: &[Place]) -> bool {
    one.first().zip(other.first()).is_some_and(|(a, b)| a.name.key == b.name.key)
}

/// `ТАСС, 17 мая.`, `AKIPRESS.COM -`, `EFE.-`, and the name of a feed before a head:
/// `Sputnik Кыргызстан. БИШКЕК, 30-авг. — Sputnik.`
fn agency_first(mut at: Cursor<'_>) -> Option<Head> {
    let mark = marks::named(&mut at)?;
    let style = DatelineStyle::AgencyFirst;
    let alone = |date, end: Cursor<'_>| Head { mark: Some(mark), ..bare(Vec::new(), date, style, end) };
    let mut dated = at;
    if localities::comma(&mut dated).is_some()
        && let Some(date) = dates::date(&mut dated).filter(|date| date.is_read())
    {
        // The stop behind an abbreviated month was read with the month.
        let stopped = dated.eat('.') || dated.previous() == Some('.');
        dated.spaces();
        let ended = stopped || dated.dash() && !evidence::goes_on(dated);
        return ended.then(|| alone(Some(date), dated));
    }
    let known = mark.known?;
    let mut end = at;
    let spaced = end.spaces() > 0;
    let stopped = end.eat('.');
    // `AKIpress - the agency -` is a sentence; the domain name or the sign `.-` make a head.
    let marked = stopped || (spaced && at.slice(mark.raw).contains(&'.'));
    if marked && known.habit == Habit::Alone && end.dash() {
        return Some(alone(None, end));
    }
    at.eat('.').then_some(())?;
    at.blanks();
    let same = |head: &Head| head.mark.and_then(|mark| mark.known).is_some_and(|other| other.slug == known.slug);
    place_first(at, true).filter(same)
}

/// `(Reuters) -`, `(ANSA) - ROMA, 22 MAR -`, and `(CNN)` where the agency has no dash.
fn bracket_first(mut at: Cursor<'_>) -> Option<Head> {
    let tail = tails::bracket(&mut at)?;
    let known = tail.known()?;
    let bracket = at;
    at.spaces();
    let tail = Tail { style: DatelineStyle::AgencyFirst, ..tail };
    if !at.dash() {
        let open = known.habit == Habit::OpenEnd;
        return open.then(|| Head { needs_body: true, ..head(Vec::new(), None, tail, bracket) });
    }
    let mut rest = at;
    rest.spaces();
    if let Some(places) = localities::list(&mut rest)
        && localities::comma(&mut rest).is_some()
        && let Some(date) = dates::date(&mut rest).filter(|date| date.is_read())
    {
        rest.spaces();
        if rest.dash() {
            return Some(head(places, Some(date), tail, rest));
        }
    }
    (known.habit != Habit::Ambiguous).then(|| Head { needs_body: true, ..head(Vec::new(), None, tail, at) })
}

fn head(mut places: Vec<Place>, date: Option<Printed>, tail: Tail, end: Cursor<'_>) -> Head {
    if let Some(known) = tail.known() {
        places.iter_mut().for_each(|place| place.settle(known.home));
    }
    Head {
        places,
        date: date.or(tail.date),
        time: None,
        needs_body: tail.mark.is_none(),
        mark: tail.mark,
        correspondent: tail.correspondent,
        style: tail.style,
        end: end.pos(),
    }
}
