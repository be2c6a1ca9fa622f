//! The places of a head with the regions and countries printed behind them.

use super::names::{self, Name};
use super::scan::{self, Cursor, Span};
use super::{CountryRule, DatelinePlace, agencies, dates, regions, tails};
use crate::domain::places::{self, Entry, Key, PlaceKind};
use chrono_tz::Tz;

const MOST_PLACES: usize = 4;
// How much larger a city abroad must be than one of the agency's own country to be meant.
const FAR_LARGER: u32 = 20;

/// A place of a head.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Name as printed and as looked up.
    pub(crate) name: Name,
    /// Where its region is printed.
    pub(crate) region: Option<Span>,
    /// Code of that region, if the gazetteer has it.
    pub(crate) region_code: Option<&'static str>,
    /// ISO 3166-1 alpha-2 code.
    pub(crate) country: Option<&'static str>,
    /// How the country was found.
    pub(crate) rule: CountryRule,
    /// In the gazetteer, or printed with a known country or region.
    pub(crate) known: bool,
    /// Commonly known by this name, or printed with a known country or region.
    pub(crate) strong: bool,
    /// Not a whole country or region standing alone.
    pub(crate) town: bool,
    /// The gazetteer's entry for it.
    pub(crate) entry: Option<Entry>,
}

impl Place {
    /// A place of this name and the likeliest entry of the gazetteer for it.
    pub(crate) fn of(name: Name, found: Option<Entry>) -> Self {
        let country = found.and_then(Entry::country);
        Self {
            name,
            region: None,
            region_code: None,
            country,
            rule: if country.is_some() { CountryRule::Gazetteer } else { CountryRule::None },
            known: found.is_some(),
            strong: found.is_some_and(|entry| entry.strong) && !names::is_common(&name),
            town: found.is_none_or(|entry| entry.kind() == PlaceKind::City),
            entry: found,
        }
    }

    /// The place as it is served.
    pub(crate) fn into_public(self, at: Cursor<'_>) -> DatelinePlace {
        DatelinePlace {
            name: at.text(self.name.span),
            region: self.region.map(|span| at.text(span)),
            country: self.country.map(str::to_owned),
            place_id: self.entry.map(Entry::id),
            place: None,
        }
    }

    /// Its time zone.
    pub(crate) fn zone(&self) -> Option<Tz> {
        self.entry.and_then(Entry::tz)
    }

    /// Prefers a place of the agency's own country to one abroad that only happens to be larger.
    pub(crate) fn settle(&mut self, home: &str) {
        let open = self.rule == CountryRule::Gazetteer && self.region.is_none();
        let Some(entry) = self.entry.filter(|entry| open && entry.country() != Some(home)) else { return };
        let own = cities(self.name.key).find(|own| own.strong && own.country() == Some(home));
        if let Some(own) = own.filter(|own| own.population().saturating_mul(FAR_LARGER) > entry.population()) {
            self.entry = Some(own);
            self.country = own.country();
        }
    }
}

/// The cities of a name, the likeliest first.
pub(crate) fn cities(key: Key) -> impl Iterator<Item = Entry> {
    places::named(key).filter(|entry| entry.kind() == PlaceKind::City)
}

/// Places joined by slashes or conjunctions, and by commas or dashes between known cities.
pub(crate) fn list(at: &mut Cursor<'_>) -> Option<Vec<Place>> {
    let mut list = vec![place(at)?];
    while list.len() < MOST_PLACES {
        let mut probe = *at;
        let Some(next) = list.last().and_then(|last| joined(&mut probe, last)) else {
            break;
        };
        list.push(next);
        *at = probe;
    }
    Some(list)
}

/// The place joined to the last one, if one is.
fn joined(at: &mut Cursor<'_>, last: &Place) -> Option<Place> {
    let spaced = at.spaces() > 0;
    let by_slash = at.peek() == Some('/') && !tails::is_mark(*at);
    if (by_slash && at.eat('/')) || names::conjunction(at) {
        at.spaces();
        return place(at);
    }
    let by_dash = at.peek() != Some(',');
    if by_dash && !(last.town && last.strong) {
        return None;
    }
    if !(at.eat(',') || spaced && at.dash()) {
        return None;
    }
    at.spaces();
    if last.name.capitalised && at.peek().is_some_and(scan::is_small) {
        return None;
    }
    // March is a town too; and no name begins with a digit.
    if at.peek().is_some_and(|c| c.is_ascii_digit()) || dates::date_or_misprint(&mut at.clone()).is_some() {
        return None;
    }
    let next = place(at)?;
    let city = |place: &Place| place.town && place.strong && place.entry.is_some();
    let alike = next.name.capitals == last.name.capitals && next.name.key != last.name.key;
    (city(&next) && (!by_dash || (city(last) && alike))).then_some(next)
}

/// A name with the region and the country printed behind it.
fn place(at: &mut Cursor<'_>) -> Option<Place> {
    let mut end = *at;
    let name = names::place(&mut end)?;
    let found = places::likeliest(name.key);
    if found.is_none()
        && let Some(place) = regions::without_comma(at, &name)
    {
        return Some(place);
    }
    if !may_end_place(end) {
        return None;
    }
    let is_agency = found.is_none() && agencies::is_agency(name.key);
    if is_agency || !(name.capitalised || found.is_some()) {
        return None;
    }
    let mut place = Place::of(name, found);
    if let Some(inner) = regions::region_first(&place, &mut end) {
        *at = end;
        return Some(inner);
    }
    regions::bracketed(&mut place, &mut end);
    while regions::qualify(&mut place, &mut end) {}
    *at = end;
    Some(place)
}

/// True if what follows a name can follow a place: most sentences end here.
pub(crate) fn may_end_place(mut at: Cursor<'_>) -> bool {
    at.spaces();
    match at.peek() {
        None => true,
        // A date or a conjunction.
        Some(c) if scan::is_word(c) => true,
        Some(c) => matches!(c, ',' | '.' | '/' | '(' | ':' | '_' | '[' | '\n' | '\r' | '-' | '\u{2010}'..='\u{2015}'),
    }
}

/// True if the name is that of a known city or country.
pub(crate) fn is_known(key: Key) -> bool {
    places::named(key).any(|entry| entry.strong && entry.kind() != PlaceKind::Region)
}

/// Steps over a comma and the spaces around it; a comma printed twice counts as one.
pub(crate) fn comma(at: &mut Cursor<'_>) -> Option<()> {
    at.spaces();
    let mut found = false;
    while at.eat(',') {
        found = true;
        at.spaces();
    }
    found.then_some(())
}
