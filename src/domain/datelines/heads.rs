//! Whole heads: the orders in which places, date and agency stand, and what makes them a dateline
//! rather than the beginning of a sentence.

use super::agencies::Habit;
use super::dates::{self, Printed};
use super::localities::{self, Place};
use super::names;
use super::scan::Cursor;
use super::tails::{self, Before, Tail};
use super::{Agency, CountryRule, DatelineStyle};

/// A recognised head.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    /// Places in printed order.
    pub(crate) places: Vec<Place>,
    /// Date as printed.
    pub(crate) date: Option<Printed>,
    /// Agency as it is served.
    pub(crate) agency: Option<Agency>,
    /// Correspondent as printed.
    pub(crate) correspondent: Option<String>,
    /// Layout.
    pub(crate) style: DatelineStyle,
    /// Characters of the head; white space behind it may follow.
    pub(crate) end: usize,
    /// True if the head counts only with text behind it.
    pub(crate) needs_body: bool,
}

/// Finds the head at the start of the window.
pub(crate) fn find(window: &[char]) -> Option<Head> {
    let mut start = Cursor::new(window);
    start.blanks();
    header(start)
        .or_else(|| date_first(start))
        .or_else(|| place_first(start, true))
        .or_else(|| agency_first(start))
        .or_else(|| after_byline(start))
        .or_else(|| after_wrapper(start))
}

/// `10:42, 28 января 2021, Бишкек - 24.kg` on a line of its own.
fn header(mut at: Cursor<'_>) -> Option<Head> {
    at.number().filter(|(hour, digits)| *digits <= 2 && *hour < 24)?;
    at.eat(':').then_some(())?;
    at.number().filter(|(minute, digits)| *digits == 2 && *minute < 60)?;
    localities::comma(&mut at)?;
    let date = dates::date(&mut at).filter(|date| date.is_read())?;
    localities::comma(&mut at)?;
    let places = localities::list(&mut at)?;
    at.spaces();
    at.dash().then_some(())?;
    at.spaces();
    let (known, raw) = tails::named(&mut at)?;
    let mut end = at;
    let correspondent = localities::comma(&mut end).and_then(|()| names::person(&mut end, 2..=4, false));
    if correspondent.is_some() {
        at = end;
    }
    at.spaces();
    at.at_line_end().then(|| Head {
        places,
        date: Some(date),
        agency: Some(tails::agency(known, raw)),
        correspondent,
        style: DatelineStyle::Header,
        end: at.pos(),
        needs_body: true,
    })
}

/// `8 июня, Минск /Корр. БЕЛТА/.`, `30 ноября. INTERFAX.RU -`, `Jan. 5 (Bloomberg) --`
fn date_first(mut at: Cursor<'_>) -> Option<Head> {
    let date = dates::date(&mut at).filter(|date| date.is_read())?;
    let before = Before { dated: true, small: false, sign: None };
    let mut place_at = at;
    if localities::comma(&mut place_at).is_some()
        && let Some(places) = localities::list(&mut place_at)
        && let Some(tail) = tails::read(&mut place_at, before)
        && tail.known.is_some()
    {
        let tail = Tail { style: DatelineStyle::DateFirst, ..tail };
        return Some(head(places, Some(date), tail, place_at));
    }
    let tail = tails::read(&mut at, before)?;
    let alone = matches!(tail.style, DatelineStyle::Paren | DatelineStyle::Dotted | DatelineStyle::Slash);
    (alone && tail.known.is_some()).then(|| head(Vec::new(), Some(date), tail, at))
}

/// Places, an optional date, and a tail.
fn place_first(mut at: Cursor<'_>, may_repeat: bool) -> Option<Head> {
    let places = localities::list(&mut at)?;
    let mut dated = at;
    dated.spaces();
    if !dated.eat(',') {
        dated.eat('.');
    }
    dated.spaces();
    let date = dates::date(&mut dated);
    if date.is_some() {
        at = dated;
    }
    let before = Before {
        dated: date.is_some_and(Printed::is_read),
        small: places.iter().all(|place| !place.name.capitalised),
        sign: None,
    };
    let tail = tails::read(&mut at, before)?;
    if !is_dateline(&places, before.dated || tail.date.is_some(), &tail) {
        return None;
    }
    let weak = tail.agency.is_none() && !before.dated && tail.date.is_none();
    // Syndicated texts print the head twice, first without the agency.
    if may_repeat && tail.agency.is_none() {
        let mut again = at;
        again.spaces();
        if let Some(second) = place_first(again, false)
            && second.agency.is_some()
            && same_place(&places, &second.places)
        {
            return Some(second);
        }
    }
    if weak && is_headline(at) {
        return None;
    }
    Some(head(places, date, tail, at))
}

/// True if capitals go on behind the dash, as in the name of a route, a match or a headline.
fn is_headline(mut at: Cursor<'_>) -> bool {
    at.blanks();
    names::place(&mut at).is_some_and(|name| {
        let several = name.text.split_whitespace().nth(1).is_some();
        name.capitals && (several || localities::is_known(&name.key))
    })
}

fn same_place(one: &[Place], other: &[Place]) -> bool {
    one.first().zip(other.first()).is_some_and(|(a, b)| a.name.key == b.name.key)
}

/// `(Reuters) -`, `(ANSA) - ROMA, 22 MAR -`, `ТАСС, 17 мая.`, `AKIPRESS.COM -`, `EFE.-`
fn agency_first(mut at: Cursor<'_>) -> Option<Head> {
    if at.peek() == Some('(') {
        return bracket_first(at);
    }
    let (known, raw) = tails::named(&mut at)?;
    let raw_is_domain = raw.contains('.');
    let agency = Some(tails::agency(known, raw));
    let (style, needs_body) = (DatelineStyle::AgencyFirst, true);
    let mut dated = at;
    if localities::comma(&mut dated).is_some()
        && let Some(date) = dates::date(&mut dated).filter(|date| date.is_read())
    {
        // The stop behind an abbreviated month was read with the month.
        let stopped = dated.eat('.') || dated.previous() == Some('.');
        dated.spaces();
        let ended = stopped || dated.dash();
        let (places, correspondent, end) = (Vec::new(), None, dated.pos());
        let date = Some(date);
        return ended.then_some(Head { places, date, agency, correspondent, style, end, needs_body });
    }
    let spaced = at.spaces() > 0;
    let stopped = at.eat('.');
    // `AKIpress - the agency -` is a sentence; the domain name or the sign `.-` make a head.
    let marked = stopped || (spaced && raw_is_domain);
    let ended = marked && at.dash() && known.habit == Habit::Alone;
    let (places, correspondent, end) = (Vec::new(), None, at.pos());
    ended.then_some(Head { places, date: None, agency, correspondent, style, end, needs_body })
}

fn bracket_first(mut at: Cursor<'_>) -> Option<Head> {
    let tail = tails::bracket(&mut at)?;
    let known = tail.known?;
    at.spaces();
    at.dash().then_some(())?;
    let mut rest = at;
    rest.spaces();
    let tail = Tail { style: DatelineStyle::AgencyFirst, ..tail };
    if let Some(places) = localities::list(&mut rest)
        && localities::comma(&mut rest).is_some()
        && let Some(date) = dates::date(&mut rest).filter(|date| date.is_read())
    {
        rest.spaces();
        if rest.dash() {
            return Some(head(places, Some(date), tail, rest));
        }
    }
    (known.habit != Habit::Ambiguous).then(|| Head { needs_body: true, ..head(vec![], None, tail, at) })
}

/// A byline before the head: `By Deniz Kaya` on a line of its own, parted by several spaces, or run
/// into a place in capitals.
fn after_byline(mut at: Cursor<'_>) -> Option<Head> {
    if !["by ", "por "].into_iter().any(|word| at.folded(word)) {
        return None;
    }
    (2..=4).find_map(|words| byline_of(at, words))
}

fn byline_of(mut at: Cursor<'_>, words: usize) -> Option<Head> {
    let author = names::person(&mut at, words..=words, false)?;
    let apart = at.spaces() >= 3 || at.at_line_end();
    at.blanks();
    let head = place_first(at, true)?;
    if !apart && !head.places.iter().all(|place| place.name.capitals) {
        return None;
    }
    let correspondent = head.correspondent.clone().or(Some(author));
    Some(Head { correspondent, ..head })
}

/// The name of the feed before the head: `Sputnik Кыргызстан. БИШКЕК, 30-авг. — Sputnik.`
fn after_wrapper(mut at: Cursor<'_>) -> Option<Head> {
    let (known, _) = tails::named(&mut at)?;
    at.eat('.').then_some(())?;
    at.blanks();
    place_first(at, true).filter(|head| head.agency.as_ref().is_some_and(|agency| agency.slug == known.slug))
}

fn head(places: Vec<Place>, date: Option<Printed>, tail: Tail, end: Cursor<'_>) -> Head {
    Head {
        places,
        date: date.or(tail.date),
        needs_body: tail.agency.is_none(),
        agency: tail.agency,
        correspondent: tail.correspondent,
        style: tail.style,
        end: end.pos(),
    }
}

/// Weighs the evidence of a head that begins with places.
fn is_dateline(places: &[Place], dated: bool, tail: &Tail) -> bool {
    let known = places.iter().all(|place| place.known);
    let capitals = places.iter().all(|place| place.name.capitals);
    let Some(agency) = tail.agency.as_ref() else {
        return match tail.style {
            DatelineStyle::ParenDate => known || capitals,
            _ if tail.stopped => {
                let explicit = places.iter().any(|place| place.rule == CountryRule::Explicit);
                capitals && dated && explicit
            }
            _ if dated => known || capitals,
            // A country alone is as often the first word of a headline.
            _ => known && capitals && places.iter().all(|place| place.town),
        };
    };
    let Some(dictionary) = tail.known else {
        return match tail.style {
            DatelineStyle::Slash => known && (dated || tail.stopped) || capitals && dated,
            _ => known && capitals || (known || capitals) && dated,
        };
    };
    if dictionary.habit == Habit::Ambiguous && !known && !dated {
        let spelled = places.iter().any(|place| names::spells_out(&place.name, &agency.raw));
        return capitals && !spelled;
    }
    match tail.style {
        // In some languages the name of an agency is a common noun too.
        DatelineStyle::DashAgency | DatelineStyle::CommaAgency | DatelineStyle::Dotted => dated || known && capitals,
        _ => known || capitals || dated,
    }
}
