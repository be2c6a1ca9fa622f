//! Tags: what articles are about.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::TagId;
use crate::domain::lang::{LocalizedText, Preference, check_line, check_names, check_texts, tidy_names};
use crate::domain::patch::Patch;
use crate::domain::slugs::{Address, LocalizedSlug, SlugUse, addresses, check_slugs};
use crate::domain::text::address::check_address;
use crate::domain::text::{likeness, slug};
use crate::error::{Faults, Result};

/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 500;
/// The most synonyms that a writer may give; a merge may bring more.
const MOST_SYNONYMS: usize = 100;
/// The most ids elsewhere that a writer may give; a merge may bring more.
const MOST_URIS: usize = 20;

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

/// What an article shows of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagName {
    /// The tag's id.
    pub id: TagId,
    /// The tag's main address part.
    pub slug: String,
    /// The tag's names by language.
    pub names: Vec<LocalizedText>,
}

impl From<Tag> for TagName {
    fn from(Tag { id, slug, names, .. }: Tag) -> Self {
        Self { id, slug, names }
    }
}

/// A tag (schema.org `keywords`, `about`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct Tag {
    /// The tag's id; it never changes.
    pub id: TagId,
    /// The tag's main address part. No slug, synonym or former slug of another tag is like it.
    pub slug: String,
    /// The address parts for languages that have their own; each leads here as the main one does.
    pub slugs: Vec<LocalizedSlug>,
    /// What kind of thing the tag names.
    pub kind: TagKind,
    /// The name in the language asked for, else in the article's or the site's first language, else any.
    #[graphql(skip)]
    pub name: String,
    /// The name in every language that it has.
    pub names: Vec<LocalizedText>,
    /// What the tag means, in the language of `name` where there is such a description, else in any.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What the tag means, in every language in which it is said.
    pub descriptions: Vec<LocalizedText>,
    /// Other names under which the tag is asked for and written, several a language.
    pub synonyms: Vec<LocalizedText>,
    /// What the tag is called elsewhere, such as in IPTC Media Topics: addresses that no other tag has.
    pub uris: Vec<String>,
    /// How many articles with this tag readers see now; where it is asked for.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub article_count: Option<i32>,
    /// The version of this record, from 1; a change must name it.
    pub version: i32,
}

impl Tag {
    /// The same tag with `name` and `description` in the language that the reader prefers.
    #[must_use]
    pub fn named(mut self, preference: &Preference) -> Self {
        self.name = preference.pick(&self.names).to_owned();
        self.description = preference.find(&self.descriptions).map(str::to_owned);
        self
    }

    /// The tag of this input.
    #[must_use]
    pub fn new(id: TagId, slug: String, new: NewTag) -> Self {
        let NewTag { slug: _, slugs, kind, names, descriptions, synonyms, uris } = new;
        let (name, description, article_count) = (String::new(), None, None);
        Self {
            id,
            slug,
            slugs,
            kind,
            name,
            names,
            description,
            descriptions,
            synonyms,
            uris,
            article_count,
            version: 1,
        }
    }

    /// The slugs that lead to the tag as it stands.
    #[must_use]
    pub fn addresses(&self) -> Vec<Address> {
        let synonyms = self.synonyms.iter().enumerate().map(|(i, synonym)| Address {
            slug: slug::from_text(&synonym.value),
            used: SlugUse::Synonym,
            pointer: format!("/synonyms/{i}/value"),
        });
        addresses(&self.slug, &self.slugs).into_iter().chain(synonyms).collect()
    }

    /// Whether the tag has this name or synonym in any language; case and look-alike forms do not matter.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        let wanted = likeness(text);
        self.names.iter().chain(&self.synonyms).any(|name| likeness(&name.value) == wanted)
    }

    /// Takes up what is kept of a tag that is merged into this one: its ids elsewhere, and of its names and synonyms those
    /// that `may_take` lets pass by their slug.
    pub fn absorb(&mut self, other: &Self, may_take: impl Fn(&str) -> bool) {
        for name in other.names.iter().chain(&other.synonyms) {
            let own = self.names.iter().chain(&self.synonyms);
            let is_known = own
                .filter(|known| known.language == name.language)
                .any(|known| likeness(&known.value) == likeness(&name.value));
            if !is_known && may_take(&slug::from_text(&name.value)) {
                self.synonyms.push(name.clone());
            }
        }
        let new = other.uris.iter().filter(|uri| !self.uris.contains(uri)).cloned().collect::<Vec<_>>();
        self.uris.extend(new);
    }
}

/// The tags that were asked for by these ids, in that order and each once: what was merged is there as the one that stayed.
#[must_use]
pub fn in_order(ids: &[TagId], found: &[(TagId, Tag)]) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::with_capacity(found.len());
    for (_, tag) in ids.iter().filter_map(|id| found.iter().find(|(asked, _)| asked == id)) {
        if tags.iter().all(|known| known.id != tag.id) {
            tags.push(tag.clone());
        }
    }
    tags
}

/// A tag to be created.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewTagInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTag {
    /// The address part; made from the first name when it is left out.
    #[serde(default)]
    pub slug: Option<String>,
    /// The address parts for languages that have their own: at most 20, one a language.
    #[serde(default)]
    #[graphql(default)]
    pub slugs: Vec<LocalizedSlug>,
    /// What kind of thing the tag names; `KEYWORD` when it is left out.
    #[serde(default)]
    #[graphql(default)]
    pub kind: TagKind,
    /// The names, one a language, at least one: one line of 1 to 200 characters each.
    pub names: Vec<LocalizedText>,
    /// What the tag means, one a language: one line of 1 to 500 characters each.
    #[serde(default)]
    #[graphql(default)]
    pub descriptions: Vec<LocalizedText>,
    /// Other names, at most 100, several a language: one line of 1 to 200 characters each. The slug that follows from one
    /// leads to the tag, so no other tag may have it.
    #[serde(default)]
    #[graphql(default)]
    pub synonyms: Vec<LocalizedText>,
    /// What the tag is called elsewhere: at most 20 addresses with http or https, which no other tag has.
    #[serde(default)]
    #[graphql(default)]
    pub uris: Vec<String>,
}

/// A change of a tag; what is left out stays as it is.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "TagPatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TagPatch {
    /// The new main address part; the one before leads here on.
    #[serde(default)]
    #[schema(value_type = String)]
    pub slug: Patch<String>,
    /// All address parts for languages anew; those before lead here on.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedSlug>)]
    pub slugs: Patch<Vec<LocalizedSlug>>,
    /// The new kind.
    #[serde(default)]
    #[schema(value_type = TagKind)]
    pub kind: Patch<TagKind>,
    /// All names anew.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedText>)]
    pub names: Patch<Vec<LocalizedText>>,
    /// All descriptions anew.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedText>)]
    pub descriptions: Patch<Vec<LocalizedText>>,
    /// All synonyms anew; one that is left out leads here no longer.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedText>)]
    pub synonyms: Patch<Vec<LocalizedText>>,
    /// All ids elsewhere anew.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub uris: Patch<Vec<String>>,
}

/// Into which tag another one is merged.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MergeTag {
    /// The tag that stays, by slug, synonym's slug or id.
    pub into: String,
}

fn check_synonyms(synonyms: &[LocalizedText], faults: &mut Faults) {
    if synonyms.len() > MOST_SYNONYMS {
        faults.add("/synonyms", format!("at most {MOST_SYNONYMS} synonyms are kept"));
    }
    for (i, synonym) in synonyms.iter().enumerate() {
        let pointer = format!("/synonyms/{i}/value");
        check_line(&synonym.value, 200, &pointer, faults);
        let nothing = !synonym.value.trim().is_empty() && slug::from_text(&synonym.value).is_empty();
        faults.check(nothing, &pointer, "must hold letters or digits: nothing of it can stand in an address");
        let same = |other: &LocalizedText| {
            other.language == synonym.language && likeness(&other.value) == likeness(&synonym.value)
        };
        faults.check(synonyms.iter().take(i).any(same), &pointer, "is there already in this language");
    }
}

fn check_uris(uris: &[String], faults: &mut Faults) {
    if uris.len() > MOST_URIS {
        faults.add("/uris", format!("at most {MOST_URIS} addresses are kept"));
    }
    for (i, uri) in uris.iter().enumerate() {
        let pointer = format!("/uris/{i}");
        check_address(uri, &pointer, faults);
        faults.check(uris.iter().take(i).any(|other| other == uri), &pointer, "is there already");
    }
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
        self.descriptions = tidy_names(self.descriptions);
        check_texts(&self.descriptions, LONGEST_DESCRIPTION, "/descriptions", "description", &mut faults);
        self.synonyms = tidy_names(self.synonyms);
        check_synonyms(&self.synonyms, &mut faults);
        check_slugs(&self.slugs, &mut faults);
        check_uris(&self.uris, &mut faults);
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
        self.slugs.check_kept("/slugs", &mut faults);
        self.descriptions.check_kept("/descriptions", &mut faults);
        self.synonyms.check_kept("/synonyms", &mut faults);
        self.uris.check_kept("/uris", &mut faults);
        let mut changed = tag.clone();
        if let Some(slug) = self.slug.into_value() {
            slug::check(&slug, &mut faults);
            changed.slug = slug;
        }
        if let Some(names) = self.names.into_value() {
            changed.names = tidy_names(names);
            check_names(&changed.names, &mut faults);
        }
        if let Some(slugs) = self.slugs.into_value() {
            check_slugs(&slugs, &mut faults);
            changed.slugs = slugs;
        }
        if let Some(descriptions) = self.descriptions.into_value() {
            changed.descriptions = tidy_names(descriptions);
            check_texts(&changed.descriptions, LONGEST_DESCRIPTION, "/descriptions", "description", &mut faults);
        }
        if let Some(synonyms) = self.synonyms.into_value() {
            changed.synonyms = tidy_names(synonyms);
            check_synonyms(&changed.synonyms, &mut faults);
        }
        if let Some(uris) = self.uris.into_value() {
            check_uris(&uris, &mut faults);
            changed.uris = uris;
        }
        changed.kind = self.kind.into_value().unwrap_or(changed.kind);
        faults.into_result()?;
        Ok(changed)
    }
}
