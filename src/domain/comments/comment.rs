//! A comment as both doors serve it.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::Decision;
use super::status::{CommentReason, CommentStatus};
use crate::domain::ids::{ArticleId, CommentId, KeyId, ReaderId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::text::links;
use crate::domain::time::Instant;

/// Who wrote a comment, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentAuthorInput {
    /// The name by which the author goes: one line of 1 to 60 characters with a letter or a digit among them, and none
    /// that readers do not see. It is not checked whose name it is.
    pub name: String,
}

/// Who wrote a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentAuthor {
    /// The name by which the author went when it was written.
    pub name: String,
    /// The reader whom the newsroom's identity provider had signed in; left out of anonymous ones. Nobody has checked whose
    /// name that of an anonymous author is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ReaderId>,
}

/// How many reactions of a kind a comment has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReactionCount {
    /// The kind, such as `LIKE`.
    pub kind: String,
    /// How many readers reacted so.
    #[schema(minimum = 1)]
    pub count: i32,
}

/// A comment on an article, or an answer to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    /// The comment's id; it never changes.
    pub id: CommentId,
    /// The article's id.
    pub article_id: ArticleId,
    /// The comment that it answers; left out on a comment on the article itself. Readers may no longer see that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<CommentId>,
    /// The comment under which it stands: that which it answers, or one above where threads would grow too deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<CommentId>,
    /// The comment at the top of its thread; its own id where it is that one.
    pub root_id: CommentId,
    /// How many comments stand above it: 0 at the top of a thread.
    #[schema(minimum = 0)]
    pub depth: i32,
    /// Who wrote it; left out where the comment is held or rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<CommentAuthor>,
    /// The text as it was written, in NFC; left out where the comment is held or rejected, but in the answer to its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The text as HTML: `p`, `br` and `a` (http, https, `rel="nofollow ugc noopener"`) alone, all else escaped; left out
    /// where the text is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// Where it stands.
    pub status: CommentStatus,
    /// Why it is held or rejected; shown only to moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<CommentReason>>,
    /// When it was written, UTC.
    pub created: Instant,
    /// When its author last changed the text, UTC; left out where that never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited: Option<Instant>,
    /// Whether its author changed the text when there was an answer to it already.
    pub edited_after_reply: bool,
    /// The version of the text, from 1; each edit counts it up.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// How many answers that readers see stand directly under it.
    #[schema(minimum = 0)]
    pub reply_count: i32,
    /// How many answers that readers see stand below it at any depth.
    #[schema(minimum = 0)]
    pub descendant_count: i32,
    /// Its reactions by kind, those that it has.
    pub reactions: Vec<ReactionCount>,
    /// How many reports of readers wait for a moderator; shown only to moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flag_count: Option<i32>,
    /// The key that is to judge it; shown only to moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<KeyId>,
    /// The token by which its author changes or deletes it without being signed in; only in the answer to the post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit_token: Option<String>,
    /// The version of the record, from 1; each edit and each decision of a moderator counts it up and must name it.
    pub version: i32,
    /// The comments above it, the top of the thread first.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub ancestors: Vec<CommentId>,
    /// The newest instant of what readers see at it and below it, UTC.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub active: Instant,
}

/// What a comment is made of when it is posted.
#[derive(Debug, Clone)]
pub struct Posted {
    /// Its id.
    pub id: CommentId,
    /// The article.
    pub article_id: ArticleId,
    /// The comment that it answers.
    pub in_reply_to: Option<CommentId>,
    /// The comments above it, the top of the thread first.
    pub ancestors: Vec<CommentId>,
    /// Who wrote it.
    pub author: CommentAuthor,
    /// The text, in NFC.
    pub text: String,
    /// Where it stands, and why.
    pub decision: Decision,
    /// When it was written, UTC.
    pub created: Instant,
}

impl Comment {
    /// The comment as it is when it is posted: without answers, reactions and edits.
    #[must_use]
    pub fn posted(posted: Posted) -> Self {
        let Posted { id, article_id, in_reply_to, ancestors, author, text, decision, created } = posted;
        Self {
            id,
            article_id,
            in_reply_to,
            parent_id: ancestors.last().copied(),
            root_id: ancestors.first().copied().unwrap_or(id),
            depth: i32::try_from(ancestors.len()).unwrap_or(i32::MAX),
            author: Some(author),
            text: Some(text),
            html: None,
            status: decision.status,
            reasons: Some(decision.reasons),
            created,
            edited: None,
            edited_after_reply: false,
            revision: 1,
            reply_count: 0,
            descendant_count: 0,
            reactions: Vec::new(),
            flag_count: Some(0),
            assigned_to: None,
            edit_token: None,
            version: 1,
            ancestors,
            active: created,
        }
    }

    /// Whether readers meet it in lists, as itself or as the place where it stood.
    #[must_use]
    pub const fn is_shown(&self) -> bool {
        self.status.is_visible() || self.descendant_count > 0
    }

    /// Whether this actor may see it by its id.
    #[must_use]
    pub fn is_seen_by(&self, actor: &Actor) -> bool {
        self.is_shown() || actor.has(Scope::CommentsModerate)
    }

    /// The comment as this actor may see it: only moderators see what is held or rejected, and why.
    #[must_use]
    pub fn for_actor(mut self, actor: &Actor) -> Self {
        if !actor.has(Scope::CommentsModerate) && !self.status.is_visible() {
            (self.author, self.text) = (None, None);
            self.reactions.clear();
        }
        self.for_author(actor)
    }

    /// The comment as the one who just wrote it is told: what waits for a moderator, too.
    #[must_use]
    pub fn for_author(mut self, actor: &Actor) -> Self {
        if !actor.has(Scope::CommentsModerate) {
            (self.reasons, self.flag_count, self.assigned_to) = (None, None, None);
        }
        self.html = self.text.as_deref().map(links::html);
        self
    }

    /// Where an answer to this comment stands when threads may be `deepest` deep: the comments above it.
    #[must_use]
    pub fn above_answer(&self, deepest: u8) -> Vec<CommentId> {
        let own = std::iter::once(self.id);
        self.ancestors.iter().copied().chain(own).take(deepest.into()).collect()
    }
}
