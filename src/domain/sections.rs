//! Sections: the rubrics of the site, such as «Общество».

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::SectionId;
use crate::domain::lang::{LocalizedText, Preference, check_names, check_texts, tidy_names};
use crate::domain::patch::Patch;
use crate::domain::refs::SectionRef;
use crate::domain::slugs::{Address, LocalizedSlug, addresses, check_slugs};
use crate::domain::text::slug;
use crate::error::{Error, Faults, Result};

/// The most sections that a site may have; lists of sections are therefore not paged.
pub const MOST: u64 = 200;
/// How many sections may stand under one another, the uppermost counted.
const DEEPEST: usize = 3;
/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 500;

/// A section of the site (schema.org `articleSection`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// The section's id; it never changes.
    pub id: SectionId,
    /// The section's main address part. No slug or former slug of another section is like it.
    pub slug: String,
    /// The address parts for languages that have their own; each leads here as the main one does.
    pub slugs: Vec<LocalizedSlug>,
    /// The name in the language asked for, else in the article's or the site's first language, else any.
    #[graphql(skip)]
    pub name: String,
    /// The name in every language that it has.
    pub names: Vec<LocalizedText>,
    /// What the section is about, in the language of `name` where there is such a description, else in any.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What the section is about, in every language in which it is said.
    pub descriptions: Vec<LocalizedText>,
    /// The section under which it stands; absent at the top.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<SectionRef>,
    /// The place in the order of sections, from 0; equals are in the order of their slugs.
    pub position: i32,
    /// The version of this record, from 1; a change must name it.
    pub version: i32,
    /// The id of the section under which it stands, as it is stored.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub parent_id: Option<SectionId>,
}

impl Section {
    /// The same section with `name` and `description` in the language that the reader prefers.
    #[must_use]
    pub fn named(mut self, preference: &Preference) -> Self {
        self.name = preference.pick(&self.names).to_owned();
        self.description = preference.find(&self.descriptions).map(str::to_owned);
        self
    }

    /// The section of this input, under the section of this id.
    #[must_use]
    pub fn new(id: SectionId, slug: String, new: NewSection, parent_id: Option<SectionId>) -> Self {
        let NewSection { slug: _, slugs, names, descriptions, parent: _, position } = new;
        let (name, description, parent) = (String::new(), None, None);
        Self { id, slug, slugs, name, names, description, descriptions, parent, position, version: 1, parent_id }
    }

    /// A reference to the section, named as the reader prefers.
    #[must_use]
    pub fn reference(&self, preference: &Preference) -> SectionRef {
        SectionRef { id: self.id, slug: self.slug.clone(), name: preference.pick(&self.names).to_owned() }
    }

    /// The slugs that lead to the section as it stands.
    #[must_use]
    pub fn addresses(&self) -> Vec<Address> {
        addresses(&self.slug, &self.slugs)
    }
}

/// A section and all that stand below it, itself first; `all` are the sections as they are stored.
#[must_use]
pub fn with_below(all: &[Section], id: SectionId) -> Vec<SectionId> {
    let mut found = vec![id];
    let mut level = vec![id];
    while !level.is_empty() {
        let below = |section: &&Section| section.parent_id.is_some_and(|parent| level.contains(&parent));
        let next = all.iter().filter(below).map(|section| section.id).filter(|id| !found.contains(id));
        level = next.collect();
        found.extend(level.iter().copied());
    }
    found
}

/// Refuses a place under a section that stands below this one, and places deeper than the third; `all` are the sections
/// as they are stored.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` at `/parent`.
pub fn check_place(all: &[Section], id: SectionId, parent: SectionId) -> Result<()> {
    let above = |id: SectionId| all.iter().find(|section| section.id == id).and_then(|section| section.parent_id);
    let chain: Vec<SectionId> = std::iter::successors(Some(parent), |id| above(*id)).take(all.len() + 1).collect();
    if chain.contains(&id) {
        return Err(Error::refused("/parent", "is the section itself or stands below it; take one that does not"));
    }
    let mut level = vec![id];
    let mut deepest = chain.len();
    while !level.is_empty() && deepest <= all.len() + 1 {
        deepest += 1;
        let below = all.iter().filter(|section| section.parent_id.is_some_and(|parent| level.contains(&parent)));
        level = below.map(|section| section.id).collect();
    }
    if deepest > DEEPEST {
        let detail = format!("sections stand at most {DEEPEST} deep; here it would be {deepest}");
        return Err(Error::refused("/parent", detail));
    }
    Ok(())
}

/// A section to be created.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewSectionInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSection {
    /// The address part; made from the first name when it is left out.
    #[serde(default)]
    pub slug: Option<String>,
    /// The address parts for languages that have their own: at most 20, one a language.
    #[serde(default)]
    #[graphql(default)]
    pub slugs: Vec<LocalizedSlug>,
    /// The names, one a language, at least one: one line of 1 to 200 characters each.
    pub names: Vec<LocalizedText>,
    /// What the section is about, one a language: one line of 1 to 500 characters each.
    #[serde(default)]
    #[graphql(default)]
    pub descriptions: Vec<LocalizedText>,
    /// The section under which it stands, by slug or id; at most three stand under one another.
    #[serde(default)]
    pub parent: Option<String>,
    /// The place in the order of sections, 0 to 9999; 0 when it is left out.
    #[serde(default)]
    #[graphql(default)]
    pub position: i32,
}

/// A change of a section; what is left out stays as it is.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "SectionPatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SectionPatch {
    /// The new main address part; the one before leads here on.
    #[serde(default)]
    #[schema(value_type = String)]
    pub slug: Patch<String>,
    /// All address parts for languages anew; those before lead here on.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedSlug>)]
    pub slugs: Patch<Vec<LocalizedSlug>>,
    /// All names anew.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedText>)]
    pub names: Patch<Vec<LocalizedText>>,
    /// All descriptions anew.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedText>)]
    pub descriptions: Patch<Vec<LocalizedText>>,
    /// The section under which it shall stand, by slug or id; null lifts it to the top.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub parent: Patch<String>,
    /// The new place in the order of sections, 0 to 9999.
    #[serde(default)]
    #[schema(value_type = i32)]
    pub position: Patch<i32>,
}

fn check_position(position: i32, faults: &mut Faults) {
    faults.check(!(0..=9999).contains(&position), "/position", "must be 0 to 9999");
}

impl NewSection {
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
        check_slugs(&self.slugs, &mut faults);
        check_position(self.position, &mut faults);
        let derived = || self.names.first().map(|name| slug::from_text(&name.value)).unwrap_or_default();
        let chosen = self.slug.clone().unwrap_or_else(derived);
        slug::check(&chosen, &mut faults);
        faults.into_result()?;
        Ok((chosen, self))
    }
}

impl SectionPatch {
    /// The section after this change; under which it stands is found and set by the caller.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn apply(self, section: &Section) -> Result<Section> {
        let mut faults = Faults::default();
        self.slug.check_kept("/slug", &mut faults);
        self.names.check_kept("/names", &mut faults);
        self.position.check_kept("/position", &mut faults);
        self.slugs.check_kept("/slugs", &mut faults);
        self.descriptions.check_kept("/descriptions", &mut faults);
        let mut changed = section.clone();
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
        if let Some(position) = self.position.into_value() {
            check_position(position, &mut faults);
            changed.position = position;
        }
        faults.into_result()?;
        Ok(changed)
    }
}
