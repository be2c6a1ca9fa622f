//! Where a comment stands, and why.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a comment stands. Readers see those that are `PUBLISHED` or `APPROVED`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentStatus {
    /// Readers see it; nobody has judged it.
    Published,
    /// Readers see it; a moderator let it pass.
    Approved,
    /// It waits for a moderator; readers do not see it. Where they see answers to it, it stands above them as a rejected one
    /// does.
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
    /// Held by the rules: so many readers reported it.
    Reported,
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
