//! Tags: what articles are about.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::TagId;
use crate::domain::lang::{LocalizedText, Preference, check_names, tidy_names};
use crate::domain::patch::Patch;
use crate::domain::text::slug;
use crate::error::{Faults, Result};

/// What kind of thing a tag names (after the concept types of IPTC ninjs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TagKind {
    /// A subject or any other word.
    #[default]
    Keyword,
    /// A person.
    Person,
    /// A place.
    Place,
    /// An organisation.
    Organisation,
    /// An event.
    Event,
}

impl TagKind {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keyword => "keyword",
            Self::Person => "person",
            Self::Place => "place",
            Self::Organisation => "organisation",
            Self::Event => "event",
        }
    }

    /// The kind with this stored name; a name of a later version reads as a keyword.
    #[must_use]
    pub fn from_stored(name: &str) -> Self {
        match name {
            "person" => Self::Person,
            "place" => Self::Place,
            "organisation" => Self::Organisation,
            "event" => Self::Event,
            _ => Self::Keyword,
        }
    }
}

/// A tag (schema.org `keywords`, `about`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct Tag {
    /// The tag's id; it never changes.
    pub id: TagId,
    /// The tag's address part, unique among tags.
    pub slug: String,
    /// What kind of thing the tag names.
    pub kind: TagKind,
    /// The name in the language asked for, else in the article's or the site's first language, else any.
    #[graphql(skip)]
    pub name: String,
    /// The name in every language that it has.
    pub names: Vec<LocalizedText>,
    /// The version of this record, from 1; a change must name it.
    pub version: i32,
}

impl Tag {
    /// The same tag with `name` in the language that the reader prefers.
    #[must_use]
    pub fn named(mut self, preference: &Preference) -> Self {
        self.name = preference.pick(&self.names).to_owned();
        self
    }
}

/// A tag to be created.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewTagInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTag {
    /// The address part; made from the first name when it is left out.
    #[serde(default)]
    pub slug: Option<String>,
    /// What kind of thing the tag names; `KEYWORD` when it is left out.
    #[serde(default)]
    #[graphql(default)]
    pub kind: TagKind,
    /// The names, one a language, at least one.
    pub names: Vec<LocalizedText>,
}

/// A change of a tag; what is left out stays as it is.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "TagPatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TagPatch {
    /// The new address part.
    #[serde(default)]
    #[schema(value_type = String)]
    pub slug: Patch<String>,
    /// The new kind.
    #[serde(default)]
    #[schema(value_type = TagKind)]
    pub kind: Patch<TagKind>,
    /// All names anew.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedText>)]
    pub names: Patch<Vec<LocalizedText>>,
}

impl NewTag {
    /// The checked form: tidy names and a slug.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn checked(mut self) -> Result<(String, Self)> {
        let mut faults = Faults::default();
        self.names = tidy_names(self.names);
        check_names(&self.names, &mut faults);
        let derived = || self.names.first().map(|name| slug::from_text(&name.value)).unwrap_or_default();
        let chosen = self.slug.clone().unwrap_or_else(derived);
        slug::check(&chosen, &mut faults);
        faults.into_result()?;
        Ok((chosen, self))
    }
}

impl TagPatch {
    /// The tag after this change.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn apply(self, tag: &Tag) -> Result<Tag> {
        let mut faults = Faults::default();
        self.slug.check_kept("/slug", &mut faults);
        self.kind.check_kept("/kind", &mut faults);
        self.names.check_kept("/names", &mut faults);
        let mut changed = tag.clone();
        if let Some(slug) = self.slug.into_value() {
            slug::check(&slug, &mut faults);
            changed.slug = slug;
        }
        if let Some(names) = self.names.into_value() {
            changed.names = tidy_names(names);
            check_names(&changed.names, &mut faults);
        }
        changed.kind = self.kind.into_value().unwrap_or(changed.kind);
        faults.into_result()?;
        Ok(changed)
    }
}
