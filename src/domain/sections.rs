//! Sections: the rubrics of the site, such as «Общество».

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::SectionId;
use crate::domain::lang::{LocalizedText, Preference, check_names, tidy_names};
use crate::domain::patch::Patch;
use crate::domain::text::slug;
use crate::error::{Faults, Result};

/// The most sections that a site may have; lists of sections are therefore not paged.
pub const MOST: u64 = 200;

/// A section of the site (schema.org `articleSection`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// The section's id; it never changes.
    pub id: SectionId,
    /// The section's address part, unique among sections.
    pub slug: String,
    /// The name in the language asked for, else in the article's or the site's first language, else any.
    #[graphql(skip)]
    pub name: String,
    /// The name in every language that it has.
    pub names: Vec<LocalizedText>,
    /// The place in the order of sections, from 0; equals are in the order of their slugs.
    pub position: i32,
    /// The version of this record, from 1; a change must name it.
    pub version: i32,
}

impl Section {
    /// The same section with `name` in the language that the reader prefers.
    #[must_use]
    pub fn named(mut self, preference: &Preference) -> Self {
        self.name = preference.pick(&self.names).to_owned();
        self
    }
}

/// A section to be created.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewSectionInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSection {
    /// The address part; made from the first name when it is left out.
    #[serde(default)]
    pub slug: Option<String>,
    /// The names, one a language, at least one.
    pub names: Vec<LocalizedText>,
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
    /// The new address part.
    #[serde(default)]
    #[schema(value_type = String)]
    pub slug: Patch<String>,
    /// All names anew.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedText>)]
    pub names: Patch<Vec<LocalizedText>>,
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
        check_position(self.position, &mut faults);
        let derived = || self.names.first().map(|name| slug::from_text(&name.value)).unwrap_or_default();
        let chosen = self.slug.clone().unwrap_or_else(derived);
        slug::check(&chosen, &mut faults);
        faults.into_result()?;
        Ok((chosen, self))
    }
}

impl SectionPatch {
    /// The section after this change.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn apply(self, section: &Section) -> Result<Section> {
        let mut faults = Faults::default();
        self.slug.check_kept("/slug", &mut faults);
        self.names.check_kept("/names", &mut faults);
        self.position.check_kept("/position", &mut faults);
        let mut changed = section.clone();
        if let Some(slug) = self.slug.into_value() {
            slug::check(&slug, &mut faults);
            changed.slug = slug;
        }
        if let Some(names) = self.names.into_value() {
            changed.names = tidy_names(names);
            check_names(&changed.names, &mut faults);
        }
        if let Some(position) = self.position.into_value() {
            check_position(position, &mut faults);
            changed.position = position;
        }
        faults.into_result()?;
        Ok(changed)
    }
}
