//! What became of an article's comments, for whoever keeps a copy of them.

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

use super::Comment;
use super::rules::CommentMode;
use crate::domain::ids::CommentId;

/// A comment that is new or changed, or one that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentChange {
    /// The comment's id.
    pub id: CommentId,
    /// Whether readers meet it no longer; a copy of it must go.
    pub gone: bool,
    /// The comment as it is now; left out where it is gone. Where nothing but its place is left, it has no author and no text,
    /// and those of a copy must go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
}

/// A piece of what became of an article's comments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentChangePage {
    /// Whether comments are taken under the article now. Where they are `HIDDEN` readers see none of them: a copy must go, and
    /// what is told once they are seen again begins from the beginning.
    pub mode: CommentMode,
    /// What changed, that which changed the longest ago first; each comment once, as it is now.
    pub items: Vec<CommentChange>,
    /// For the parameter `after` of the next request. What changed in the last second with a change is told again.
    pub position: String,
    /// Whether more follows already.
    pub has_more: bool,
}
