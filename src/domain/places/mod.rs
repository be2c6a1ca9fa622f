//! The gazetteer: cities, regions and countries of the world with their names in Kyrgyz, Russian and English.
//!
//! The data is GeoNames (CC BY 4.0) with a table of our own, packed by `data/gazetteer/build.py` into one file. The build
//! of the program (`build/gazetteer.rs`) lays it out as it is read, so that nothing is unpacked while it runs.

mod key;
mod listed;
#[expect(dead_code, reason = "the build uses the rest")]
mod pack;
mod store;

use async_graphql::{Enum, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use key::Key;
pub use listed::PlaceFilter;
pub(crate) use store::Entry;

const REGION: &str = "region:";
const EARTH_KM: f64 = 6371.0;

/// A place of the gazetteer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Stable id: `geonames:` and the number in GeoNames for a city, `region:` and GeoNames' code for a region
    /// (`region:KG.01`), `country:` and the ISO 3166-1 alpha-2 code for a country, `dateline:` and a word for what
    /// GeoNames does not have.
    pub id: String,
    /// The name in the language asked for, else in the site's first language that it has.
    #[graphql(skip)]
    #[serde(default)]
    pub name: String,
    /// Its names.
    pub names: PlaceNames,
    /// What it is.
    pub kind: PlaceKind,
    /// Country in which it lies, or which it is, as an ISO 3166-1 alpha-2 code. Absent for places of no country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Id of the first-level region in which it lies. Absent where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_id: Option<String>,
    /// Degrees north of the equator, in WGS 84. Absent for what has no fixed position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees east of Greenwich, in WGS 84. Absent for what has no fixed position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// Time zone by its IANA name; of a country, that of its capital. Absent where a region has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Inhabitants; 0 when unknown.
    pub population: i32,
    /// How many articles that readers see now have a dateline of this place or of one inside it.
    #[graphql(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub article_count: Option<i32>,
}

/// The names of a place in the languages of the gazetteer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlaceNames {
    /// Kyrgyz name; absent when not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ky: Option<String>,
    /// Russian name; absent when not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ru: Option<String>,
    /// English name, or the local one in Latin letters.
    pub en: String,
}

/// What a place of the gazetteer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PlaceKind {
    /// A city, town, village or another point from which one reports.
    City,
    /// A first-level part of a country: a state, province, region.
    Region,
    /// A country or territory with a code of its own.
    Country,
}

/// What is known beside a name when it is looked up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hint<'a> {
    /// ISO 3166-1 alpha-2 code of the country in which it must lie.
    pub country: Option<&'a str>,
    /// Id of the region in which it must lie.
    pub region: Option<&'a str>,
    /// Kind that it must have.
    pub kind: Option<PlaceKind>,
}

impl PlaceNames {
    /// The name in a language of the site, else the English one. A language that the gazetteer does not have is English.
    #[must_use]
    pub fn in_lang(&self, lang: &str) -> &str {
        let wanted = match lang.get(..2) {
            Some("ky") => self.ky.as_deref().or(self.ru.as_deref()),
            Some("ru") => self.ru.as_deref(),
            _ => None,
        };
        wanted.unwrap_or(&self.en)
    }
}

/// The place of this id.
#[must_use]
pub fn by_id(id: &str) -> Option<Place> {
    store::by_id(id).map(Entry::into_public)
}

/// The likeliest place of this name in any language, script and case: a city of 100,000 people and more, then a country, a
/// region, any other city, each the most populous first, unless the hint says otherwise.
#[must_use]
pub fn find(name: &str, hint: Hint<'_>) -> Option<Place> {
    let region = hint.region.map(|id| id.strip_prefix(REGION).unwrap_or(id));
    let key = Key::of(name);
    let open = hint.country.is_none() && region.is_none() && hint.kind.is_none();
    if open {
        return likeliest(key).map(Entry::into_public);
    }
    named(key)
        .find(|entry| {
            hint.kind.is_none_or(|kind| entry.kind() == kind)
                && (hint.country.is_none() || entry.country() == hint.country)
                && (region.is_none() || entry.region() == region)
        })
        .map(Entry::into_public)
}

/// What the place of this id lies in, from the near to the far: its region, its country. Empty for a country, for a
/// place of no country and for an unknown id.
#[must_use]
pub fn within(id: &str) -> Vec<Place> {
    let Some(entry) = store::by_id(id) else { return Vec::new() };
    let region = entry.region().filter(|_| entry.kind() == PlaceKind::City).map(region_id);
    let country = entry.country().filter(|_| entry.kind() != PlaceKind::Country).map(country_id);
    [region, country].into_iter().flatten().filter_map(|id| by_id(&id)).collect()
}

/// Ids of the cities at most `km` kilometres from a point, in degrees of WGS 84, the nearest first. The earth is taken
/// for a sphere, which is at most 0.6 % wrong.
#[must_use]
pub fn near(latitude: f64, longitude: f64, km: f64) -> Vec<String> {
    let mut found: Vec<(f64, Entry)> = store::cities()
        .filter_map(|entry| Some((distance((latitude, longitude), entry.position()?), entry)))
        .filter(|(away, _)| *away <= km)
        .collect();
    found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    found.into_iter().map(|(_, entry)| entry.id()).collect()
}

/// The id of the region with this code of GeoNames, such as `KG.01`.
#[must_use]
pub fn region_id(code: &str) -> String {
    format!("{REGION}{code}")
}

/// The id of the country with this ISO 3166-1 alpha-2 code.
#[must_use]
pub fn country_id(code: &str) -> String {
    format!("country:{code}")
}

/// The entries of this key, the likeliest first.
pub(crate) fn named(key: Key) -> impl Iterator<Item = Entry> {
    store::named(key.value())
}

/// The country of this ISO 3166-1 alpha-2 code.
pub(crate) fn by_code(code: &str) -> Option<Entry> {
    store::by_id(&country_id(code))
}

/// True if the place of this id had this name only for a time.
pub(crate) fn is_former(key: Key, id: &str) -> bool {
    named(key).any(|entry| entry.former && entry.id() == id)
}

/// The likeliest entry of this key. A city that shares the name of its own country or region is meant before that.
pub(crate) fn likeliest(key: Key) -> Option<Entry> {
    let first = named(key).next()?;
    let own = |city: &Entry| match first.kind() {
        PlaceKind::City => false,
        PlaceKind::Country => city.strong && city.country() == first.country(),
        PlaceKind::Region => city.strong && city.region() == first.region(),
    };
    let city = || named(key).filter(|entry| entry.kind() == PlaceKind::City).find(own);
    Some(if first.kind() == PlaceKind::City { first } else { city().unwrap_or(first) })
}

/// Kilometres between two points of the sphere.
fn distance((latitude, longitude): (f64, f64), (other_latitude, other_longitude): (f64, f64)) -> f64 {
    let (one, other) = (latitude.to_radians(), other_latitude.to_radians());
    let (across, along) = (other - one, (other_longitude - longitude).to_radians());
    let half = (across / 2.0).sin().powi(2) + one.cos() * other.cos() * (along / 2.0).sin().powi(2);
    2.0 * EARTH_KM * half.sqrt().min(1.0).asin()
}

/// How many bytes the gazetteer takes in the program.
#[must_use]
pub fn footprint() -> usize {
    store::footprint()
}
