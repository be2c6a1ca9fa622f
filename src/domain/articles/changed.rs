//! What one version changed of the one before it: the kind, the note to readers, the fields.

use async_graphql::{Enum, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Article;
use crate::domain::time::Instant;

/// What kind of change a version is (compare AP `editorialtypes`, IPTC signals, schema.org `correction`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeKind {
    /// Nothing that a reader must know: spelling, tags, place on the page. `contentModified` stays.
    Minor,
    /// The story went on.
    Update,
    /// Something was wrong and is right now; needs a note.
    Correction,
    /// Something could be misunderstood and is clear now; needs a note.
    Clarification,
    /// What was reported is taken back, and the text says so; needs a note.
    Retraction,
}

impl ChangeKind {
    const ALL: [Self; 5] = [Self::Minor, Self::Update, Self::Correction, Self::Clarification, Self::Retraction];

    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Update => "update",
            Self::Correction => "correction",
            Self::Clarification => "clarification",
            Self::Retraction => "retraction",
        }
    }

    /// The kind with this stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether readers are told in words what was wrong.
    #[must_use]
    pub const fn is_told(self) -> bool {
        matches!(self, Self::Correction | Self::Clarification | Self::Retraction)
    }
}

/// A correction, a clarification or a retraction that readers were told of (schema.org `correction`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    /// `CORRECTION`, `CLARIFICATION` or `RETRACTION`.
    pub kind: ChangeKind,
    /// What was wrong, in words for readers.
    pub note: String,
    /// The version in which it is right.
    pub version: i32,
    /// When that version was made, UTC.
    pub at: Instant,
}

/// Fields that only the newsroom sees.
const INTERNAL: [&str; 2] = ["edNote", "externalId"];
/// Fields of which a change is one of the content, unless its kind says otherwise.
const CONTENT: [&str; 9] =
    ["headline", "shortHeadline", "lead", "body", "byline", "authors", "dateline", "infoSources", "media"];

/// Whether a field is one that only the newsroom sees.
#[must_use]
pub fn is_internal(field: &str) -> bool {
    INTERNAL.contains(&field)
}

/// Whether a change of these fields is one of the content.
#[must_use]
pub fn is_content(fields: &[String]) -> bool {
    fields.iter().any(|field| CONTENT.contains(&field.as_str()))
}

impl Article {
    /// The fields of its own row, by their names in the API, in which it differs from another state of the article.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let rows: [(&str, bool); 20] = [
            ("language", self.language != other.language),
            ("headline", self.headline != other.headline),
            ("shortHeadline", self.short_headline != other.short_headline),
            ("lead", self.lead != other.lead || self.lead_is_own != other.lead_is_own),
            ("slug", self.slug != other.slug),
            ("profile", self.profile != other.profile),
            ("urgency", self.urgency != other.urgency),
            ("section", self.section_id != other.section_id),
            ("byline", self.byline != other.byline),
            ("storyId", self.story_id != other.story_id),
            ("evolvedFrom", self.parent != other.parent),
            (
                "translationOf",
                self.source_article != other.source_article || self.source_version != other.source_version,
            ),
            ("infoSources", self.info_sources != other.info_sources),
            ("rights", self.rights != other.rights),
            ("canonicalUrl", self.canonical_url != other.canonical_url),
            ("extra", self.extra != other.extra),
            ("published", self.published != other.published),
            ("embargoedUntil", self.embargoed_until != other.embargoed_until),
            ("expires", self.expires != other.expires),
            ("pubStatus", self.recall != other.recall),
        ];
        let internal =
            [("edNote", self.ed_note != other.ed_note), ("externalId", self.external_id != other.external_id)];
        rows.iter().chain(&internal).filter(|(_, differs)| *differs).map(|(name, _)| (*name).to_owned()).collect()
    }
}
