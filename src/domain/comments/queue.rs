//! What moderators look at: the queues, what narrows them, and the authors.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::status::{CommentReason, CommentStatus};
use crate::domain::ids::{ArticleId, KeyId, ReaderId};
use crate::domain::keys::Actor;
use crate::domain::text::line;
use crate::domain::time::Instant;
use crate::error::{Error, Result};

/// The longest search, in characters.
const SEARCH_LONGEST: usize = 100;
/// The most words of a search.
const SEARCH_WORDS: usize = 10;

/// What waits for a moderator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ModerationQueue {
    /// What is held, the oldest first.
    Pending,
    /// What readers reported and no moderator has judged since: the most reports first, then the oldest.
    Reported,
    /// What readers see and no moderator has judged, the oldest first.
    Unjudged,
}

impl ModerationQueue {
    /// Every queue.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Reported, Self::Unjudged];

    /// The name, as both doors print it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Reported => "REPORTED",
            Self::Unjudged => "UNJUDGED",
        }
    }
}

/// Which comments a moderator looks for; what is left out does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq, InputObject)]
#[graphql(name = "ModerationFilterInput")]
pub struct ModerationFilter {
    /// Only of articles of this section and of those below it: its id or slug. An article counts by its main section.
    pub section: Option<String>,
    /// Only under this article: its id.
    pub article: Option<String>,
    /// Only of this signed-in reader: the id.
    pub reader: Option<String>,
    /// Only what this key is to judge: its id, `me` for the key that asks, or `none` for what nobody is to judge.
    pub assigned: Option<String>,
    /// Only with this reason.
    pub reason: Option<CommentReason>,
    /// Only with all of these words, or parts of words, in the text or in the author's name; capitals do not matter.
    pub q: Option<String>,
    /// Only of this status.
    pub status: Option<CommentStatus>,
    /// Only written at this instant or later, UTC.
    pub since: Option<Instant>,
    /// Only written before this instant, UTC.
    pub until: Option<Instant>,
}

/// Whose a comment is to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assigned {
    /// Nobody's.
    Nobody,
    /// A key's.
    To(KeyId),
}

/// A filter whose names are read; the section is looked up by who runs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Under this article.
    pub article: Option<ArticleId>,
    /// Of this reader.
    pub reader: Option<ReaderId>,
    /// Under this name, exactly.
    pub name: Option<String>,
    /// Whose to judge.
    pub assigned: Option<Assigned>,
    /// With this reason.
    pub reason: Option<CommentReason>,
    /// With all of these words.
    pub words: Vec<String>,
    /// Of this status.
    pub status: Option<CommentStatus>,
    /// Written at this instant or later.
    pub since: Option<Instant>,
    /// Written before this instant.
    pub until: Option<Instant>,
}

impl ModerationFilter {
    /// The filter with its names read.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` that names the parameter.
    pub fn sought(&self, actor: &Actor) -> Result<Sought> {
        Ok(Sought {
            article: parsed("article", self.article.as_deref())?,
            reader: parsed("reader", self.reader.as_deref())?,
            name: None,
            assigned: self.assigned.as_deref().map(|name| assigned(name, actor)).transpose()?,
            reason: self.reason,
            words: words(self.q.as_deref())?,
            status: self.status,
            since: self.since,
            until: self.until,
        })
    }
}

fn parsed<T: std::str::FromStr<Err = Error>>(name: &str, text: Option<&str>) -> Result<Option<T>> {
    text.map(|text| text.parse().map_err(|error: Error| Error::parameter(name, error.detail))).transpose()
}

fn assigned(name: &str, actor: &Actor) -> Result<Assigned> {
    match (name, actor) {
        ("none", _) => Ok(Assigned::Nobody),
        ("me", Actor::Key { id, .. }) => Ok(Assigned::To(*id)),
        ("me", _) => Err(Error::parameter("assigned", "«me» is a key, and none asks")),
        (id, _) => {
            Ok(Assigned::To(id.parse().map_err(|error: Error| {
                Error::parameter("assigned", format!("me, none or a key: {}", error.detail))
            })?))
        }
    }
}

/// The words of a search.
fn words(q: Option<&str>) -> Result<Vec<String>> {
    let Some(q) = q else { return Ok(Vec::new()) };
    let words: Vec<String> = line(q).split_whitespace().map(str::to_owned).collect();
    if q.chars().count() > SEARCH_LONGEST || words.len() > SEARCH_WORDS {
        let detail = format!("must have at most {SEARCH_LONGEST} characters and {SEARCH_WORDS} words");
        return Err(Error::parameter("q", detail));
    }
    if words.is_empty() || words.iter().any(|word| word.contains(char::is_control)) {
        return Err(Error::parameter("q", "must hold words"));
    }
    Ok(words)
}

/// How many comments wait for moderators, as far as the one who asks may judge them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModerationCounts {
    /// How many are held.
    #[schema(minimum = 0)]
    pub pending: i32,
    /// How many readers have reported and no moderator has judged since.
    #[schema(minimum = 0)]
    pub reported: i32,
    /// How many readers see and no moderator has judged.
    #[schema(minimum = 0)]
    pub unjudged: i32,
}

/// How many comments of an author are of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentStatusCount {
    /// The status.
    pub status: CommentStatus,
    /// How many.
    #[schema(minimum = 1)]
    pub count: i32,
}

/// Whose comments a moderator looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Those of a signed-in reader.
    Reader(ReaderId),
    /// Those under a name, exactly as it is written; whose name it is nobody has checked.
    Name(String),
}

impl Whose {
    /// The author of a request, which names either a reader or a name.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for neither and for both, and for a malformed id.
    pub fn read(reader: Option<&str>, name: Option<&str>) -> Result<Self> {
        match (parsed("reader", reader)?, name.map(line).filter(|name| !name.is_empty())) {
            (Some(reader), None) => Ok(Self::Reader(reader)),
            (None, Some(name)) if name.contains(char::is_control) => {
                Err(Error::parameter("name", "must not hold control characters"))
            }
            (None, Some(name)) => Ok(Self::Name(name)),
            (Some(_), Some(_)) => Err(Error::parameter("name", "cannot stand together with reader")),
            (None, None) => Err(Error::parameter("reader", "or name is needed: whose comments?")),
        }
    }

    /// The filter that finds them.
    #[must_use]
    pub fn sought(&self) -> Sought {
        match self {
            Self::Reader(id) => Sought { reader: Some(*id), ..Sought::default() },
            Self::Name(name) => Sought { name: Some(name.clone()), ..Sought::default() },
        }
    }
}

/// Who is to judge a comment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "AssignCommentInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssignComment {
    /// The id of the key that is to judge it; the key that asks when it is left out.
    #[serde(default)]
    #[schema(value_type = Option<KeyId>)]
    pub key: Option<String>,
    /// Whether it is taken over where another key is to judge it already.
    #[serde(default)]
    #[graphql(default)]
    pub force: bool,
}
