//! The history of a comment: what was decided over it, by whom and when.

use std::fmt;

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

use super::status::{CommentReason, CommentStatus};
use crate::domain::ids::{CommentId, DecisionId, KeyId, ReaderId};
use crate::domain::keys::Actor;
use crate::domain::time::Instant;

/// Who decides over a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decider {
    /// The rules, when it was posted or edited.
    Rules,
    /// The newsroom's own service, which the rules asked.
    Service,
    /// The server itself, or an operator at its command line.
    System,
    /// A moderator, by the key.
    Key(KeyId),
    /// The reader who wrote it.
    Reader(ReaderId),
    /// The one who wrote it and is not signed in.
    Author,
}

impl Decider {
    /// Who decides when this actor does.
    #[must_use]
    pub const fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Key { id, .. } => Self::Key(*id),
            Actor::Reader { id, .. } => Self::Reader(*id),
            Actor::Anonymous => Self::Author,
            Actor::System => Self::System,
        }
    }
}

/// As it is stored and told: a word, or an id.
impl fmt::Display for Decider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rules => f.write_str("rules"),
            Self::Service => f.write_str("service"),
            Self::System => f.write_str("system"),
            Self::Key(id) => id.fmt(f),
            Self::Reader(id) => id.fmt(f),
            Self::Author => f.write_str("author"),
        }
    }
}

/// A decision to be kept.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The comment.
    pub comment: CommentId,
    /// The version of the text over which it was decided.
    pub revision: i32,
    /// Who decided.
    pub by: Decider,
    /// Where the comment stood before; nowhere when it was posted.
    pub before: Option<CommentStatus>,
    /// Where it stands after it.
    pub after: CommentStatus,
    /// Why.
    pub reasons: Vec<CommentReason>,
    /// A moderator's note for the newsroom.
    pub note: Option<String>,
    /// When, UTC.
    pub at: Instant,
}

/// A decision that was made over a comment. Decisions are added and never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentDecision {
    /// The decision's id.
    pub id: DecisionId,
    /// When it was made, UTC.
    pub at: Instant,
    /// Who made it: `rules`, `service` (the newsroom's own, asked by the rules), `system`, `author` (not signed in), or the
    /// id of a moderator's key or of the reader who wrote the comment.
    pub decided_by: String,
    /// Where the comment stood before; left out where it was posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<CommentStatus>,
    /// Where it stood after it.
    pub after: CommentStatus,
    /// Why.
    pub reasons: Vec<CommentReason>,
    /// A moderator's note for the newsroom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The version of the text over which it was made.
    #[schema(minimum = 1)]
    pub revision: i32,
}
