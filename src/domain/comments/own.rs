//! What an author may do with a comment of his own, and how one who is not signed in shows that it is his: by the token
//! that came with the answer to the post.

use async_graphql::{InputObject, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::detect::form::FormKey;
use super::rules::CommentMode;
use super::write::check_text;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::text::lines;
use crate::domain::time::Instant;
use crate::error::{Faults, Result};

/// A change of a comment by its author.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "EditCommentInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EditComment {
    /// The whole text anew: plain text of 1 to 4,000 characters after NFC and trimming, as of a new comment.
    pub text: String,
}

impl EditComment {
    /// The text as it is stored.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn checked(&self) -> Result<String> {
        let mut faults = Faults::default();
        let text = lines(&self.text);
        check_text(&text, &mut faults);
        faults.into_result()?;
        Ok(text)
    }
}

/// A text that a comment had before its author changed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentRevision {
    /// The version of the text, from 1.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// When it was written, UTC.
    pub written: Instant,
    /// The text.
    pub text: String,
}

/// The token by which the author of this comment changes or deletes it.
#[must_use]
pub fn edit_token(key: &FormKey, comment: CommentId) -> String {
    let mac = key.mac(b"comment edit\0", comment.uuid().as_bytes());
    mac.map(|mac| URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())).unwrap_or_default()
}

/// Whether a token is that of this comment; it takes the same time for every token.
#[must_use]
pub fn is_edit_token(key: &FormKey, comment: CommentId, token: &str) -> bool {
    let Ok(given) = URL_SAFE_NO_PAD.decode(token) else { return false };
    let mac = key.mac(b"comment edit\0", comment.uuid().as_bytes());
    mac.is_some_and(|mac| mac.verify_slice(&given).is_ok())
}

/// What is to be known to write a comment under an article: made anew each time it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentForm {
    /// The article's id.
    pub article_id: ArticleId,
    /// Whether comments are taken there now, and when readers see them.
    pub mode: CommentMode,
    /// From this instant on, UTC, none are taken; left out where that is never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Instant>,
    /// Whether those may write who are not signed in.
    pub anonymous_allowed: bool,
    /// The most characters of a text.
    #[schema(minimum = 1)]
    pub longest_text: i32,
    /// How deep answers stand under one another; a deeper one stands beside the comment that it answers.
    #[schema(minimum = 0)]
    pub max_depth: i32,
    /// Seconds for which an author may change what was posted.
    #[schema(minimum = 0)]
    pub edit_seconds: i32,
    /// The kinds of reactions that are taken; none where there are no reactions.
    pub reactions: Vec<String>,
    /// The token to be sent with the comment (`formToken`), not sooner than after `tokenMinSeconds` and not later than after
    /// `tokenMaxSeconds`.
    pub token: String,
    /// Seconds that a form must have been open before it is sent.
    pub token_min_seconds: i32,
    /// Seconds for which a form may stay open.
    pub token_max_seconds: i32,
    /// Whether a comment without a good token waits for a moderator.
    pub token_required: bool,
}

impl CommentForm {
    /// The most characters of a text, as both doors tell it.
    pub const LONGEST_TEXT: i32 = 4_000;
}
