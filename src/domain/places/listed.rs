//! Choosing among the places that datelines name.

use super::{Place, PlaceKind, PlaceNames, by_id};
use crate::domain::lang::{Lang, LocalizedText, Preference};
use crate::error::{Error, Result};

/// Which places a list holds; every condition narrows it.
#[derive(Debug, Clone, Default)]
pub struct PlaceFilter {
    /// Of this kind.
    pub kind: Option<PlaceKind>,
    /// In this country (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// Inside this place, by its id.
    pub within: Option<String>,
    /// One of its names begins so.
    pub q: Option<String>,
}

impl PlaceFilter {
    /// Checks the conditions.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` naming the condition.
    pub fn check(&self) -> Result<()> {
        if self.country.as_ref().is_some_and(|code| by_id(&format!("country:{code}")).is_none()) {
            return Err(Error::parameter(
                "country",
                "is no country: expected two letters (ISO 3166-1 alpha-2), such as KG",
            ));
        }
        if self.within.as_ref().is_some_and(|id| by_id(id).is_none()) {
            return Err(Error::parameter("within", "is no place of the gazetteer; give the id of one of this list"));
        }
        if self.q.as_ref().is_some_and(|q| q.trim().is_empty() || q.chars().count() > 100) {
            return Err(Error::parameter("q", "must have 1 to 100 characters"));
        }
        Ok(())
    }

    /// Those of these places that it lets through.
    #[must_use]
    pub fn of(&self, mut places: Vec<Place>) -> Vec<Place> {
        let around = self.within.as_deref().and_then(by_id);
        let beginning = self.q.as_ref().map(|q| q.trim().to_lowercase());
        places.retain(|place| {
            let of_kind = self.kind.is_none_or(|kind| place.kind == kind);
            let in_country = self.country.is_none() || place.country == self.country;
            let inside = around.as_ref().is_none_or(|around| place.lies_in(around));
            let named = beginning.as_ref().is_none_or(|beginning| place.names.begin_with(beginning));
            of_kind && in_country && inside && named
        });
        places
    }
}

// Coordinates are numbers, never «not a number».
impl Eq for Place {}

impl Place {
    /// The place named as a reader prefers.
    #[must_use]
    pub fn named(self, preference: &Preference) -> Self {
        Self { name: preference.pick(&self.names.texts()).to_owned(), ..self }
    }

    /// Whether it lies in another place.
    #[must_use]
    pub fn lies_in(&self, around: &Self) -> bool {
        match around.kind {
            PlaceKind::Country => self.id != around.id && self.country == around.country,
            PlaceKind::Region => self.region_id.as_ref() == Some(&around.id) && self.id != around.id,
            PlaceKind::City => false,
        }
    }
}

impl PlaceNames {
    /// The names by their languages.
    #[must_use]
    pub fn texts(&self) -> Vec<LocalizedText> {
        let names = [("ky", self.ky.as_ref()), ("ru", self.ru.as_ref()), ("en", Some(&self.en))];
        let text = |(language, name): (&str, Option<&String>)| {
            Some(LocalizedText { language: Lang::from_stored(language), value: name?.clone() })
        };
        names.into_iter().filter_map(text).collect()
    }

    /// Whether one of them, or a word of one, begins with a text in lower case.
    fn begin_with(&self, beginning: &str) -> bool {
        self.texts().iter().any(|name| {
            let name = name.value.to_lowercase();
            let words =
                name.match_indices([' ', '-']).filter_map(|(at, mark)| name.get(at.saturating_add(mark.len())..));
            std::iter::once(name.as_str()).chain(words).any(|word| word.starts_with(beginning))
        })
    }
}
