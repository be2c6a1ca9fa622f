//! Authors: the people whose names stand under articles.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::AuthorId;
use crate::domain::keys::Actor;
use crate::domain::lang::check_line;
use crate::domain::patch::Patch;
use crate::domain::text::address::check_email;
use crate::domain::text::{line, slug};
use crate::error::{Faults, Result};

/// An author (schema.org `author`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// The author's id; it never changes.
    pub id: AuthorId,
    /// The author's address part, unique among authors.
    pub slug: String,
    /// The name as it is printed.
    pub name: String,
    /// The e-mail address; shown only to keys of the newsroom (`articles:write` or `articles:publish`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The version of this record, from 1; a change must name it.
    pub version: i32,
}

impl Author {
    /// The author as this actor may see them.
    #[must_use]
    pub fn for_actor(mut self, actor: &Actor) -> Self {
        if !actor.is_staff() {
            self.email = None;
        }
        self
    }
}

/// An author to be created.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewAuthorInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAuthor {
    /// The address part; made from the name when it is left out.
    #[serde(default)]
    pub slug: Option<String>,
    /// The name as it is printed: one line, 1 to 200 characters.
    pub name: String,
    /// The e-mail address, never shown to the public.
    #[serde(default)]
    pub email: Option<String>,
}

/// A change of an author; what is left out stays as it is.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "AuthorPatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthorPatch {
    /// The new address part; the former one still leads to the author until another author takes it.
    #[serde(default)]
    #[schema(value_type = String)]
    pub slug: Patch<String>,
    /// The new name.
    #[serde(default)]
    #[schema(value_type = String)]
    pub name: Patch<String>,
    /// The new e-mail address; null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub email: Patch<String>,
}

impl NewAuthor {
    /// The checked form: a tidy name and a slug.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn checked(mut self) -> Result<(String, Self)> {
        let mut faults = Faults::default();
        check_line(&self.name, 200, "/name", &mut faults);
        self.name = line(&self.name);
        if let Some(email) = &self.email {
            check_email(email, "/email", &mut faults);
        }
        let chosen = self.slug.clone().unwrap_or_else(|| slug::from_text(&self.name));
        slug::check(&chosen, &mut faults);
        faults.into_result()?;
        Ok((chosen, self))
    }
}

impl AuthorPatch {
    /// The author after this change.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn apply(self, author: &Author) -> Result<Author> {
        let mut faults = Faults::default();
        self.slug.check_kept("/slug", &mut faults);
        self.name.check_kept("/name", &mut faults);
        let mut changed = author.clone();
        if let Some(slug) = self.slug.into_value() {
            slug::check(&slug, &mut faults);
            changed.slug = slug;
        }
        if let Some(name) = self.name.into_value() {
            check_line(&name, 200, "/name", &mut faults);
            changed.name = line(&name);
        }
        if let Some(email) = self.email.value() {
            check_email(email, "/email", &mut faults);
        }
        changed.email = self.email.apply(changed.email);
        faults.into_result()?;
        Ok(changed)
    }
}
