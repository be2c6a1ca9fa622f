//! Small references by which REST shows the relations of a noun.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::ids::{AuthorId, SectionId, TagId};

/// A section, as an article names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SectionRef {
    /// The section's id.
    pub id: SectionId,
    /// The section's address part.
    pub slug: String,
    /// The section's name in the language asked for, else in the article's own.
    pub name: String,
}

/// A tag, as an article names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TagRef {
    /// The tag's id.
    pub id: TagId,
    /// The tag's address part.
    pub slug: String,
    /// The tag's name in the language asked for, else in the article's own.
    pub name: String,
}

/// An author, as an article names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthorRef {
    /// The author's id.
    pub id: AuthorId,
    /// The author's address part.
    pub slug: String,
    /// The author's name as it is printed.
    pub name: String,
}
