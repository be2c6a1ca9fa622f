//! Comments: the type that both doors serve, what can be written, and the rules by which it is shown.

mod changes;
mod comment;
mod decided;
pub mod detect;
mod export;
mod flags;
mod flood;
mod judge;
mod network;
pub mod own;
mod person;
pub mod personal;
mod policy;
mod queue;
mod reactions;
pub mod rules;
mod saved;
pub mod service;
mod status;
mod wanted;
mod write;

use async_graphql::{Enum, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use changes::{CommentChange, CommentChangePage};
pub use comment::{Comment, CommentAuthor, CommentAuthorInput, Posted, ReactionCount};
pub use decided::{CommentDecision, Decided, Decider};
pub use export::ExportedComment;
pub use flags::{CommentFlag, FLAG_NOTE_LONGEST, FlagComment, FlagReason};
pub use flood::{FloodLimits, Post};
pub use judge::{
    CommentJudgement, CommentJudgements, CommentVerdict, JudgeComment, JudgementError, JudgementFault, JudgementResult,
    JudgementStatus, Why, check_judgements,
};
pub use network::{Network, Seal};
pub use own::{CommentForm, CommentRevision, EditComment};
pub use person::Person;
pub use personal::{PersonalAccount, PersonalData, PersonalKind, PersonalRecord};
pub use policy::Moderation;
pub use queue::{
    AssignComment, Assigned, CommentStatusCount, ModerationCounts, ModerationFilter, ModerationQueue, Sought, Whose,
};
pub use reactions::{CommentReaction, is_reaction};
pub use rules::{CommentMode, CommentPolicy, Decision};
pub use saved::{MOST_SAVED, NewSavedReason, SavedReason, SavedReasonPatch};
pub use service::ServiceSecret;
pub use status::{CommentReason, CommentStatus};
pub use wanted::{CommentPolicyPatch, CommentPolicyRecord, PolicyPlace};
pub use write::{Checked, LONGEST, NAME_LONGEST, NewComment, RejectComment, shown_name};

use crate::domain::ids::ArticleId;

/// In which order comments are listed; of those of one second the id decides.
///
/// `TOP`, `MOST_REPLIED` and `ACTIVE` move while readers write. They are frozen about every minute, so that a reader who
/// turns pages meets each comment once: the pages that follow one keep to its order, and what was written since stands at
/// the end, the oldest first. Of equal ones the newest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentOrder {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// Those with the most reactions first.
    Top,
    /// Those with the most answers below them first, at any depth.
    MostReplied,
    /// Those first at or below which somebody wrote last.
    Active,
}

impl CommentOrder {
    /// Every order.
    pub const ALL: [Self; 5] = [Self::Newest, Self::Oldest, Self::Top, Self::MostReplied, Self::Active];
    /// Those that move while readers write.
    pub const MOVING: [Self; 3] = [Self::Top, Self::MostReplied, Self::Active];

    /// The name, as both doors print it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "NEWEST",
            Self::Oldest => "OLDEST",
            Self::Top => "TOP",
            Self::MostReplied => "MOST_REPLIED",
            Self::Active => "ACTIVE",
        }
    }

    /// Whether it moves while readers write.
    #[must_use]
    pub const fn is_moving(self) -> bool {
        matches!(self, Self::Top | Self::MostReplied | Self::Active)
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
    /// Whether comments are taken there now, and when readers see them; `CLOSED` also once the instant has come from which
    /// on none are taken.
    pub mode: CommentMode,
    /// Those that wait for a moderator; shown only to moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub pending: Option<i32>,
}
