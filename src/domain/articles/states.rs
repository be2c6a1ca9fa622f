//! Where an article stands, what that lets be seen of it, and how it is taken back.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::write::check_optional;
use crate::domain::ids::ArticleId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::{Faults, Result};

/// Where an article stands at the moment of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ArticleState {
    /// Not published; only the newsroom sees it.
    Draft,
    /// Published for an instant that has not come.
    Scheduled,
    /// Published, and held until its embargo lifts.
    Embargoed,
    /// Readers see it.
    Published,
    /// Its `expires` has passed; readers no longer see it.
    Expired,
    /// Taken back while it is in doubt; it may be restored.
    Withheld,
    /// Taken back for good: every copy is to be erased.
    Canceled,
}

/// Whether an article may be used (IPTC `pubStatus`, NewsML-G2): apart from its dates, which say when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PubStatus {
    /// It may be used when its dates allow it.
    #[default]
    Usable,
    /// It is in doubt: not to be used until it is restored.
    Withheld,
    /// It must not be used: every copy of every version is to be erased.
    Canceled,
}

impl PubStatus {
    const ALL: [Self; 3] = [Self::Usable, Self::Withheld, Self::Canceled];

    /// The stored name, which is IPTC's.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Withheld => "withheld",
            Self::Canceled => "canceled",
        }
    }

    /// The status with this stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// How an article was taken back: what a receiver of it must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Recall {
    /// `WITHHELD` or `CANCELED`.
    pub status: PubStatus,
    /// When it was taken back, UTC.
    pub at: Instant,
    /// Why, in words for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The article to use in its place; read it by `node(id:)` or at its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<ArticleId>,
}

/// How an article is taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "RecallArticleInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecallArticle {
    /// Why, in words for readers: at most 1000 characters. Everybody who asks for the article is told.
    #[serde(default)]
    pub reason: Option<String>,
    /// The id of the article to use in its place.
    #[serde(default)]
    pub replaced_by: Option<String>,
}

impl RecallArticle {
    /// Checks the reason.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` for a reason that is empty or too long.
    pub fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        check_optional(self.reason.as_deref(), 1000, "/reason", &mut faults);
        faults.into_result()
    }
}

/// What an actor may see of the articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sight {
    /// What readers see now.
    Public,
    /// That, and what is published under an embargo.
    Embargoed,
    /// Everything.
    Staff,
    /// One article, which a preview opens whatever its state, and nothing else.
    Opened(ArticleId),
}

impl Sight {
    /// The sight of an actor.
    #[must_use]
    pub fn of(actor: &Actor) -> Self {
        if actor.is_staff() {
            Self::Staff
        } else if actor.has(Scope::ArticlesEmbargoed) {
            Self::Embargoed
        } else {
            Self::Public
        }
    }
}
