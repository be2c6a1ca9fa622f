//! What is wanted of comments place by place, as the newsroom reads and changes it.

use std::fmt;

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::rules::{CommentMode, CommentPolicy, PolicyOverrides, WordOverrides};
use crate::domain::ids::{ArticleId, SectionId, SiteId};
use crate::domain::patch::Patch;
use crate::domain::time::Instant;
use crate::error::{Faults, Result};

/// The deepest that threads may grow.
const DEEPEST: u8 = 20;
/// The share that is never reached.
const NEVER: u8 = 101;

/// Where something is wanted of comments: the narrower place has the last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolicyPlace {
    /// Everywhere.
    Site,
    /// Under the articles of a section.
    Section(SectionId),
    /// Under an article.
    Article(ArticleId),
}

impl PolicyPlace {
    /// The UUID of the place, as it is stored.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Site => SiteId::ONE.uuid(),
            Self::Section(id) => id.uuid(),
            Self::Article(id) => id.uuid(),
        }
    }
}

impl fmt::Display for PolicyPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Site => f.write_str("site"),
            Self::Section(id) => id.fmt(f),
            Self::Article(id) => id.fmt(f),
        }
    }
}

/// What is wanted of comments in a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentPolicyRecord {
    /// The place: `site`, or the id of the section or the article.
    pub place: String,
    /// The version of the record; 0 where nothing was ever said of this place. A change must name it.
    #[schema(minimum = 0)]
    pub version: i32,
    /// Where the place differs from what is around it.
    pub overrides: PolicyOverrides,
    /// What holds there: the settings of the server, the site, the section and the article, the last having the last word.
    pub effective: CommentPolicy,
}

/// A change of what is wanted of comments in a place: what is left out stays, null inherits.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "CommentPolicyPatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentPolicyPatch {
    /// Whether comments are taken, and when readers see them: `OPEN`, `PREMOD`, `CLOSED` or `HIDDEN`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub mode: Patch<CommentMode>,
    /// From this instant on, UTC, none are taken.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closes_at: Patch<Instant>,
    /// Whether they stay open also where the wider place closes them at an instant; not together with `closesAt`.
    #[serde(default)]
    #[schema(value_type = bool)]
    pub never_closes: Patch<bool>,
    /// A comment with more links waits for a moderator.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 0)]
    pub most_links: Patch<u32>,
    /// How deep answers stand under one another, 0 to 20.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 20)]
    pub max_depth: Patch<u8>,
    /// Whether those may write who are not signed in.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub anonymous_allowed: Patch<bool>,
    /// Whether the comments of an author wait until one is approved.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub first_comment_held: Patch<bool>,
    /// The comments of an author wait of whom so many of a hundred were rejected; 101 for never.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 101)]
    pub most_rejected: Patch<u8>,
    /// Whether comments wait that are written in capitals.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub shouting_held: Patch<bool>,
    /// What the word lists do, all categories anew; an empty object inherits all.
    #[serde(default)]
    #[schema(value_type = WordOverrides)]
    pub words: Patch<WordOverrides>,
}

impl CommentPolicyPatch {
    /// The overrides after the change.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn apply(self, before: &PolicyOverrides) -> Result<PolicyOverrides> {
        let mut faults = Faults::default();
        let too_deep = self.max_depth.value().is_some_and(|depth| *depth > DEEPEST);
        faults.check(too_deep, "/maxDepth", "must be from 0 to 20");
        let too_many = self.most_rejected.value().is_some_and(|share| *share > NEVER);
        faults.check(too_many, "/mostRejected", "must be from 0 to 100, or 101 for never");
        self.words.check_kept("/words", &mut faults);
        self.never_closes.check_kept("/neverCloses", &mut faults);
        let both = self.never_closes == Patch::Set(true) && self.closes_at.value().is_some();
        faults.check(both, "/neverCloses", "must not be true together with closesAt");
        faults.into_result()?;
        // The later word holds: an instant ends «never», and «never» ends an instant.
        let never_closes =
            self.never_closes.into_value().unwrap_or(before.never_closes && self.closes_at.value().is_none());
        let closes_at = self.closes_at.apply(before.closes_at).filter(|_| !never_closes);
        Ok(PolicyOverrides {
            mode: self.mode.apply(before.mode),
            closes_at,
            never_closes,
            most_links: self.most_links.apply(before.most_links),
            max_depth: self.max_depth.apply(before.max_depth),
            anonymous_allowed: self.anonymous_allowed.apply(before.anonymous_allowed),
            first_comment_held: self.first_comment_held.apply(before.first_comment_held),
            most_rejected: self.most_rejected.apply(before.most_rejected),
            shouting_held: self.shouting_held.apply(before.shouting_held),
            words: self.words.apply(Some(before.words)).unwrap_or_default(),
        })
    }
}
