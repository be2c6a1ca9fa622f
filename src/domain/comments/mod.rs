//! Comments: the type that both doors serve, what can be written, and the rules by which it is shown.

mod comment;
mod decided;
pub mod detect;
mod export;
mod flood;
mod judge;
mod network;
mod policy;
mod queue;
pub mod rules;
mod saved;
mod status;
mod write;

use async_graphql::{Enum, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use comment::{Comment, CommentAuthor, CommentAuthorInput, Posted, ReactionCount};
pub use decided::{CommentDecision, Decided, Decider};
pub use export::ExportedComment;
pub use flood::{FloodLimits, Post};
pub use judge::{
    CommentJudgement, CommentJudgements, CommentVerdict, JudgeComment, JudgementError, JudgementFault, JudgementResult,
    JudgementStatus, Why, check_judgements,
};
pub use network::{Network, Seal};
pub use policy::{Moderation, Policy, Submission, decide};
pub use queue::{
    AssignComment, Assigned, CommentStatusCount, ModerationCounts, ModerationFilter, ModerationQueue, Sought, Whose,
};
pub use rules::Decision;
pub use saved::{MOST_SAVED, NewSavedReason, SavedReason, SavedReasonPatch};
pub use status::{CommentReason, CommentStatus};
pub use write::{LONGEST, NAME_LONGEST, NewComment, RejectComment};

use crate::domain::ids::ArticleId;

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
