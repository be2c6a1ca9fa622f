//! Comments: the type that both doors serve, what can be written, and the rules by which it is shown.

pub mod detect;
mod flood;
mod network;
mod policy;
pub mod rules;
mod write;

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use flood::{FloodLimits, Post};
pub use network::{Network, Seal};
pub use policy::{Moderation, Policy, Submission, decide};
pub use rules::Decision;
pub use write::{LONGEST, NAME_LONGEST, NewComment, RejectComment};

use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::text::links;
use crate::domain::time::Instant;

/// Where a comment stands. Readers see those that are `PUBLISHED` or `APPROVED`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentStatus {
    /// Readers see it; nobody has judged it.
    Published,
    /// Readers see it; a moderator let it pass.
    Approved,
    /// It waits for a moderator; readers do not see it.
    Held,
    /// A moderator or the rules refused it. Where readers see answers to it, it stands above them without author and text.
    Rejected,
    /// A moderator or the rules took it for spam; it stands as a rejected one does.
    Spam,
    /// Its author took it back; it stands as a rejected one does.
    DeletedByAuthor,
    /// What it said and who wrote it was erased for good; it stands as a rejected one does.
    Erased,
}

impl CommentStatus {
    /// Every status.
    pub const ALL: [Self; 7] =
        [Self::Published, Self::Approved, Self::Held, Self::Rejected, Self::Spam, Self::DeletedByAuthor, Self::Erased];
    /// Those that readers see.
    pub const VISIBLE: [Self; 2] = [Self::Published, Self::Approved];

    /// The stored name, as both doors print it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Published => "PUBLISHED",
            Self::Approved => "APPROVED",
            Self::Held => "HELD",
            Self::Rejected => "REJECTED",
            Self::Spam => "SPAM",
            Self::DeletedByAuthor => "DELETED_BY_AUTHOR",
            Self::Erased => "ERASED",
        }
    }

    /// The status with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether readers see a comment of this status.
    #[must_use]
    pub const fn is_visible(self) -> bool {
        matches!(self, Self::Published | Self::Approved)
    }

    /// Whether nothing of a comment of this status is shown to readers but the place where it stood.
    #[must_use]
    pub const fn is_bare(self) -> bool {
        matches!(self, Self::Rejected | Self::Spam | Self::DeletedByAuthor | Self::Erased)
    }
}

/// Why a comment is held or rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentReason {
    /// Held: every comment waits for a moderator here.
    Premoderation,
    /// Held: it has more links than may pass unseen.
    Links,
    /// Held by the rules: all comments of this author wait.
    AuthorPremoderated,
    /// Held by the rules: no comment of this author has been approved yet.
    FirstComment,
    /// Held by the rules: many comments of this author were rejected of late.
    RejectedShare,
    /// Held by the rules: the same text, disguised or not, was posted before.
    Duplicate,
    /// Held or rejected by the rules: words of the list that belittle somebody.
    InsultWords,
    /// Held or rejected by the rules: words of the list that are obscene.
    ProfanityWords,
    /// Held or rejected by the rules: words of the list that threaten.
    ThreatWords,
    /// Held or rejected by the rules: words of the list that belittle people for what they are.
    HateWords,
    /// Held or taken for spam by the rules: words of the list that sell.
    SpamWords,
    /// Held by the rules: characters that turn the direction of text.
    TextDirection,
    /// Held by the rules: capitals for the most part.
    Shouting,
    /// Held by the rules: one character again and again.
    Repetition,
    /// Held by the rules: a word of the author's name mixes letters of several scripts.
    MixedName,
    /// Held by the rules: the author's name looks like one of the newsroom's.
    ReservedName,
    /// Held by the rules: the form was sent too soon, too late, or did not come from here.
    FormToken,
    /// Taken for spam by the rules: a field was filled that people do not see.
    Honeypot,
    /// Held, rejected or taken for spam: the newsroom's own service says so.
    Service,
    /// Held by the rules: the newsroom's own service did not answer, and the author is anonymous.
    ServiceFailed,
    /// Rejected: offensive.
    Offensive,
    /// Rejected: an attack on somebody.
    Abusive,
    /// Rejected: spam.
    Spam,
    /// Rejected: advertising.
    Advertising,
    /// Rejected: against the law.
    Illegal,
    /// Rejected: harassment or bullying.
    Harassment,
    /// Rejected: misleading.
    Misinformation,
    /// Rejected: hate speech.
    Hate,
    /// Rejected: not about the article.
    OffTopic,
    /// Rejected: something else.
    Other,
}

impl CommentReason {
    /// Whether the rules give it, and no moderator.
    #[must_use]
    pub const fn is_of_rules(self) -> bool {
        !matches!(
            self,
            Self::Offensive
                | Self::Abusive
                | Self::Spam
                | Self::Advertising
                | Self::Illegal
                | Self::Harassment
                | Self::Misinformation
                | Self::Hate
                | Self::OffTopic
                | Self::Other
        )
    }
}

/// Who wrote a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, InputObject, ToSchema)]
#[graphql(input_name = "CommentAuthorInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentAuthor {
    /// The name by which the author goes: one line of 1 to 60 characters with a letter or a digit among them, and none
    /// that readers do not see. It is not checked whose name it is.
    pub name: String,
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
    /// Who wrote it; left out where the comment was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<CommentAuthor>,
    /// The text as it was written, in NFC; left out where the comment was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The text as HTML: `p`, `br` and `a` (http, https, `rel="nofollow ugc noopener"`) alone, all else escaped; left out
    /// where the comment was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// Where it stands.
    pub status: CommentStatus,
    /// Why it is held or rejected; shown only to moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<CommentReason>>,
    /// When it was written, UTC.
    pub created: Instant,
    /// How many answers that readers see stand directly under it.
    #[schema(minimum = 0)]
    pub reply_count: i32,
    /// The version of the record, from 1; each decision of a moderator counts it up and must name it.
    pub version: i32,
    /// The comments above it, the top of the thread first.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub ancestors: Vec<CommentId>,
    /// How many comments that readers see stand below it at any depth.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub descendants: i32,
}

impl Comment {
    /// Whether readers meet it in lists, as itself or as the place where it stood.
    #[must_use]
    pub const fn is_shown(&self) -> bool {
        self.status.is_visible() || self.descendants > 0
    }

    /// Whether this actor may see it by its id.
    #[must_use]
    pub fn is_seen_by(&self, actor: &Actor) -> bool {
        self.is_shown() || actor.has(Scope::CommentsModerate)
    }

    /// The comment as this actor may see it: only moderators see what was rejected, and why.
    #[must_use]
    pub fn for_actor(mut self, actor: &Actor) -> Self {
        if !actor.has(Scope::CommentsModerate) {
            self.reasons = None;
            if self.status.is_bare() {
                (self.author, self.text) = (None, None);
            }
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

/// In which order comments are listed; of those of one second the id decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentOrder {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

impl CommentOrder {
    /// Every order.
    pub const ALL: [Self; 2] = [Self::Newest, Self::Oldest];

    /// The name, as both doors print it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "NEWEST",
            Self::Oldest => "OLDEST",
        }
    }
}

/// How many comments readers see under an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentCount {
    /// The article's id.
    pub article_id: ArticleId,
    /// The comments and answers that readers see.
    #[schema(minimum = 0)]
    pub count: i32,
}
