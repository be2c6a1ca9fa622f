//! The places of a head with the regions and countries printed behind them.

use super::agencies;
use super::names::{self, Name};
use super::scan::Cursor;
use super::{CountryRule, DatelinePlace, countries, dates, places, tails};

const MOST_PLACES: usize = 4;

/// A place of a head.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Name as printed and as looked up.
    pub(crate) name: Name,
    region: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    pub(crate) country: Option<&'static str>,
    /// How the country was found.
    pub(crate) rule: CountryRule,
    /// In the gazetteer, or printed with a known country or region.
    pub(crate) known: bool,
    /// Not a whole country or region standing alone.
    pub(crate) town: bool,
}

impl Place {
    /// The place as it is served.
    pub(crate) fn into_public(self) -> DatelinePlace {
        DatelinePlace { name: self.name.text, region: self.region, country: self.country.map(str::to_owned) }
    }
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
    if !(at.eat(',') || spaced && at.dash()) {
        return None;
    }
    at.spaces();
    let next = place(at)?;
    let cities = |place: &Place| places::city(&place.name.key).is_some();
    let alike = next.name.capitals == last.name.capitals && next.name.key != last.name.key;
    (cities(&next) && (!by_dash || (cities(last) && alike))).then_some(next)
}

/// A name with the region and the country printed behind it.
fn place(at: &mut Cursor<'_>) -> Option<Place> {
    let mut end = *at;
    let name = names::place(&mut end)?;
    let city = places::city(&name.key);
    let whole = || countries::country(&name.key).or_else(|| countries::region(&name.key));
    let found = city.or_else(whole);
    let is_agency = found.is_none() && agencies::whole(&name.text).is_some();
    if is_agency || !(name.capitalised || found.is_some()) {
        return None;
    }
    let rule = found.filter(|code| !code.is_empty()).map(|_| CountryRule::Gazetteer);
    let mut place = Place {
        name,
        region: None,
        country: found.filter(|code| !code.is_empty()),
        rule: rule.unwrap_or(CountryRule::None),
        known: found.is_some(),
        town: city.is_some() || found.is_none(),
    };
    while qualify(&mut place, &mut end) {}
    *at = end;
    Some(place)
}

/// Steps over one region or country behind a place.
fn qualify(place: &mut Place, at: &mut Cursor<'_>) -> bool {
    let mut probe = *at;
    if comma(&mut probe).is_none() || place.rule == CountryRule::Explicit {
        return false;
    }
    let start = probe.pos();
    if dates::date(&mut probe.clone()).is_some() {
        return false;
    }
    let Some(found) = countries::qualifier(&mut probe) else {
        return unknown_region(place, at);
    };
    // A name shared by a country and a region is decided by where the city is known to lie.
    let (country, region_of) = match (found.country, found.region_of) {
        (Some(country), Some(_)) if place.country == Some(country) => (Some(country), None),
        (Some(_), Some(region)) if place.country == Some(region) => (None, Some(region)),
        (Some(_), Some(_)) => (None, None),
        one => one,
    };
    if country.is_none() {
        if place.region.is_some() {
            return false;
        }
        place.region = Some(probe.since(start));
    }
    place.country = country.or(region_of);
    place.rule = match (country, region_of) {
        (Some(_), _) => CountryRule::Explicit,
        (None, Some(_)) => CountryRule::Region,
        (None, None) => CountryRule::None,
    };
    place.known = true;
    *at = probe;
    true
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
    next.spaces();
    let marked = matches!(next.peek(), Some('/' | '('));
    let dated = comma(&mut next).is_some() && dates::date(&mut next).is_some();
    let taken = places::city(&name.key).is_some() || agencies::whole(&name.text).is_some();
    if taken || !(marked || dated) {
        return false;
    }
    place.region = Some(name.text);
    *at = probe;
    true
}

/// True if the folded name is a known city or country.
pub(crate) fn is_known(key: &str) -> bool {
    places::city(key).is_some() || countries::country(key).is_some()
}

/// Steps over a comma and the spaces around it.
pub(crate) fn comma(at: &mut Cursor<'_>) -> Option<()> {
    at.spaces();
    let found = at.eat(',');
    at.spaces();
    found.then_some(())
}
