//! A comment as it leaves the newsroom's database for another place.

use serde::Serialize;

use super::comment::Comment;
use super::decided::CommentDecision;

/// A comment with all that the newsroom may see of it, and where its article is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportedComment {
    /// The comment. Its text is told as it was written and not as HTML, which follows from it.
    #[serde(flatten)]
    pub comment: Comment,
    /// The address part of its article.
    pub article_slug: String,
    /// The address at which the article was published first, where the newsroom gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article_url: Option<String>,
    /// Its history, the oldest decision first; left out where that was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions: Option<Vec<CommentDecision>>,
}
