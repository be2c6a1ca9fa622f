//! Addresses of nouns that have several: a main slug, one a language, and those that lead there for other reasons.
//!
//! Within a noun a slug leads to one thing at most, whatever it stands for: an address is never ambiguous.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::lang::Lang;
use crate::domain::text::slug::{RULE, is_slug};
use crate::error::Faults;

/// The most slugs besides the main one.
const MOST: usize = 20;

/// The address part in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, InputObject, ToSchema)]
#[graphql(input_name = "LocalizedSlugInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LocalizedSlug {
    /// The language for which it is meant (BCP 47).
    pub language: Lang,
    /// The address part: 1 to 120 characters of a-z and 0-9 with single hyphens inside.
    pub value: String,
}

/// Why a slug leads to a thing; the earlier ones come before the later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlugUse {
    /// It is the main one.
    Main,
    /// It is that of a language.
    Local,
    /// It was an address of another thing that was merged into this one.
    Merged,
    /// It is a synonym's.
    Synonym,
    /// It was an address of the thing itself; another thing may take it.
    Former,
}

impl SlugUse {
    const ALL: [Self; 5] = [Self::Main, Self::Local, Self::Merged, Self::Synonym, Self::Former];

    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Local => "local",
            Self::Merged => "merged",
            Self::Synonym => "synonym",
            Self::Former => "former",
        }
    }

    /// The use with this stored name; a name of a later version reads as a former address.
    #[must_use]
    pub fn from_stored(name: &str) -> Self {
        Self::ALL.into_iter().find(|used| used.as_str() == name).unwrap_or(Self::Former)
    }
}

/// An address that a thing wants to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The slug.
    pub slug: String,
    /// What it stands for.
    pub used: SlugUse,
    /// Where in the input it stands, as a JSON pointer.
    pub pointer: String,
}

/// The main slug and those of languages as addresses.
#[must_use]
pub fn addresses(main: &str, slugs: &[LocalizedSlug]) -> Vec<Address> {
    let main = Address { slug: main.to_owned(), used: SlugUse::Main, pointer: "/slug".to_owned() };
    let local = slugs.iter().enumerate().map(|(i, slug)| Address {
        slug: slug.value.clone(),
        used: SlugUse::Local,
        pointer: format!("/slugs/{i}/value"),
    });
    std::iter::once(main).chain(local).collect()
}

/// Checks the slugs of languages: at most 20, one a language.
pub fn check_slugs(slugs: &[LocalizedSlug], faults: &mut Faults) {
    faults.check(slugs.len() > MOST, "/slugs", "at most 20 slugs are kept besides the main one");
    for (i, slug) in slugs.iter().enumerate() {
        faults.check(!is_slug(&slug.value), &format!("/slugs/{i}/value"), RULE);
        let twice = slugs.iter().take(i).any(|other| other.language == slug.language);
        faults.check(twice, &format!("/slugs/{i}/language"), "this language has a slug already; give one a language");
    }
}
