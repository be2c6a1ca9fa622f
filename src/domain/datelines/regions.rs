//! The regions and countries printed around a place, which tell where it lies.

use super::dates;
use super::lexicon;
use super::localities::{Place, cities, comma, may_end_place};
use super::names::{self, Name};
use super::scan::{self, Cursor, Span};
use super::{CountryRule, agencies};
use crate::domain::places::{self, Entry, Key, PlaceKind};

// `Newfoundland and Labrador` and its like.
const LONGEST_QUALIFIER: usize = 40;
// The stop behind so short a name of a region abbreviates it.
const SHORT_REGION: usize = 5;

/// What a name behind a place says.
#[derive(Debug, Clone, Copy, Default)]
struct Qualifier {
    country: Option<&'static str>,
    // Its code and the code of its country.
    region: Option<(&'static str, &'static str)>,
}

/// `NEW YORK N.Y.`: a known city and the region or country in which it lies, with the comma between them forgotten.
pub(crate) fn without_comma(at: &mut Cursor<'_>, name: &Name) -> Option<Place> {
    if !name.capitalised || name.words < 2 {
        return None;
    }
    for start in name.later_words(*at) {
        let mut end = *at;
        let city = names::place_until(&mut end, start)?;
        let Some(found) = places::likeliest(city.key).filter(|entry| entry.kind() == PlaceKind::City) else { continue };
        end.spaces();
        let mut place = Place::of(city, Some(found));
        if qualify_here(&mut place, &mut end).is_some() && place.entry.is_some() && may_end_place(end) {
            *at = end;
            return Some(place);
        }
    }
    None
}

/// `Чүй облусу, Токмок шаары` and `Кыргызстан, Бишкек`: the region or the country before the place in it.
pub(crate) fn region_first(wide: &Place, at: &mut Cursor<'_>) -> Option<Place> {
    let around = wide.entry.filter(|entry| entry.kind() != PlaceKind::City)?;
    let mut end = *at;
    comma(&mut end)?;
    let name = names::place(&mut end)?;
    let found = cities(name.key).find(|city| city.strong && lies_in(*city, around))?;
    let mut place = Place::of(name, Some(found));
    if around.kind() == PlaceKind::Region {
        place.region = Some(wide.name.span);
        place.region_code = around.region();
        place.rule = CountryRule::Region;
    } else {
        place.rule = CountryRule::Explicit;
    }
    (place.strong, place.town) = (true, true);
    *at = end;
    Some(place)
}

/// Steps over `[India]`, `/Казахстан/` or `(Казахстан)` behind a place; behind the last two a date must follow.
pub(crate) fn bracketed(place: &mut Place, at: &mut Cursor<'_>) -> Option<()> {
    let mut probe = *at;
    probe.spaces();
    let close = match probe.peek()? {
        '[' => ']',
        '/' => '/',
        '(' => ')',
        _ => return None,
    };
    probe.bump();
    let mut inside = *place;
    qualify_here(&mut inside, &mut probe)?;
    probe.eat(close).then_some(())?;
    if close != ']' {
        let mut next = probe;
        comma(&mut next)?;
        dates::date(&mut next)?;
    }
    (*place, *at) = (inside, probe);
    Some(())
}

/// Steps over one region or country behind a place.
pub(crate) fn qualify(place: &mut Place, at: &mut Cursor<'_>) -> bool {
    let mut probe = *at;
    if comma(&mut probe).is_none() || place.rule == CountryRule::Explicit {
        return false;
    }
    // No name begins with a digit.
    if probe.peek().is_some_and(|c| c.is_ascii_digit()) || dates::date_or_misprint(&mut probe.clone()).is_some() {
        return false;
    }
    if place.name.capitalised && probe.peek().is_some_and(scan::is_small) {
        return false;
    }
    let start = probe.pos();
    let Some(named) = qualifier(&mut probe) else {
        return unknown_region(place, at);
    };
    let found = settle(place, &mut probe, start, named);
    if found.is_some() {
        *at = probe;
    }
    found.is_some()
}

/// Steps over the region or country that stands here and takes it down for the place.
fn qualify_here(place: &mut Place, at: &mut Cursor<'_>) -> Option<()> {
    let mut probe = *at;
    let start = probe.pos();
    let named = qualifier(&mut probe)?;
    settle(place, &mut probe, start, named)?;
    *at = probe;
    Some(())
}

/// Takes down for the place which of these regions and countries is meant; their name stands between `start` and the
/// cursor, which steps over the stop that abbreviates it.
fn settle(place: &mut Place, at: &mut Cursor<'_>, start: usize, named: Vec<Entry>) -> Option<()> {
    let found = decide(place, named)?;
    if found.country.is_none() && place.region.is_some() {
        return None;
    }
    if let Some((code, country)) = found.region {
        skip_abbreviating_stop(at, start);
        place.region = Some(at.since(start));
        place.region_code = Some(code);
        (place.country, place.rule) = (Some(country), CountryRule::Region);
    } else if let Some(country) = found.country {
        skip_inner_stop(at, start);
        (place.country, place.rule) = (Some(country), CountryRule::Explicit);
    } else {
        place.region = Some(at.since(start));
        (place.country, place.rule) = (None, CountryRule::None);
    }
    place.entry = located(place);
    (place.known, place.strong, place.town) = (true, true, true);
    Some(())
}

/// The longest name of a region or country that stands here.
fn qualifier(at: &mut Cursor<'_>) -> Option<Vec<Entry>> {
    let wide = |key| {
        let mut wide = places::named(key).filter(|entry| entry.kind() != PlaceKind::City).peekable();
        wide.peek().is_some().then(|| wide.collect::<Vec<_>>())
    };
    lexicon::longest(at, LONGEST_QUALIFIER, |key, _| (wide(key), true)).or_else(|| {
        // `Чуйская обл.`
        let mut end = *at;
        let found = names::place(&mut end).filter(|name| name.shortened).and_then(|name| wide(name.key))?;
        *at = end;
        Some(found)
    })
}

/// Which of the regions and countries of one name is meant: that in which the gazetteer has the place. None if the name
/// is rather that of another city.
fn decide(place: &Place, named: Vec<Entry>) -> Option<Qualifier> {
    let holds = |wide: &Entry| cities(place.name.key).any(|city| lies_in(city, *wide));
    let of = |entry: Entry| match entry.kind() {
        PlaceKind::Country => Qualifier { country: entry.country(), region: None },
        _ => Qualifier { country: None, region: entry.region().zip(entry.country()) },
    };
    if let Some(country) = place.country.filter(|_| place.region.is_some()) {
        // Behind a region only its country makes sense, or any where the region is not known.
        let own = named.iter().find(|entry| entry.kind() == PlaceKind::Country && entry.country() == Some(country));
        return own.copied().map(of);
    }
    if let Some(entry) = named.iter().find(|entry| holds(entry)) {
        return Some(of(*entry));
    }
    let country = named.iter().find(|entry| entry.kind() == PlaceKind::Country);
    let region = named.iter().find(|entry| entry.kind() == PlaceKind::Region);
    match (country, region) {
        // A name shared by a country and a region, and a city that the gazetteer does not have.
        (Some(_), Some(_)) => Some(Qualifier::default()),
        (Some(country), None) => Some(of(*country)),
        (None, Some(region)) => {
            // The capital of a region of its own name, behind a place in another country: a second place.
            let capital = cities(Key::of(region.name())).next().filter(|city| city.strong && lies_in(*city, *region));
            let second = capital.is_some() && place.country.is_some() && place.country != region.country();
            (!second).then(|| of(*region))
        }
        (None, None) => None,
    }
}

fn lies_in(city: Entry, wide: Entry) -> bool {
    match wide.kind() {
        PlaceKind::Country => city.country() == wide.country(),
        _ => city.region() == wide.region(),
    }
}

/// The city of this name in the region or country that is printed behind it.
fn located(place: &Place) -> Option<Entry> {
    let country = place.country?;
    let mut here = cities(place.name.key).filter(|city| city.country() == Some(country)).peekable();
    match place.region_code {
        Some(code) => here.find(|city| city.region() == Some(code)),
        None => here.next(),
    }
}

/// Steps over the stop of `Calif.` and `N.J.`.
fn skip_abbreviating_stop(at: &mut Cursor<'_>, start: usize) {
    let printed = at.slice(at.since(start));
    if at.peek() == Some('.') && (printed.len() <= SHORT_REGION || printed.contains(&'.')) {
        at.bump();
    }
}

/// Steps over the last stop of `U.S.`.
fn skip_inner_stop(at: &mut Cursor<'_>, start: usize) {
    if at.peek() == Some('.') && at.slice(at.since(start)).contains(&'.') {
        at.bump();
    }
}

/// A region that no table knows: a capitalised name between the place and a date or a mark.
fn unknown_region(place: &mut Place, at: &mut Cursor<'_>) -> bool {
    let mut probe = *at;
    if place.region.is_some() || comma(&mut probe).is_none() {
        return false;
    }
    let Some(name) = names::place(&mut probe).filter(|name| name.capitalised) else {
        return false;
    };
    let mut next = probe;
    // `Penna., March 3`
    if next.eat('.') && name.words == 1 && next.peek() == Some(',') {
        probe = next;
    }
    let mut next = probe;
    next.spaces();
    let marked = matches!(next.peek(), Some('/' | '('));
    let separated = comma(&mut next).is_some();
    let dated = separated && (dates::date_or_misprint(&mut next.clone()).is_some() || qualifier(&mut next).is_some());
    let city = cities(name.key).any(|city| city.strong);
    if city || agencies::is_agency(name.key) || !(marked || dated) {
        return false;
    }
    place.region = Some(Span { start: name.span.start, end: probe.pos() });
    *at = probe;
    true
}
