//! How moderators judge comments, one by one and many at once.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::comment::Comment;
use super::status::{CommentReason, CommentStatus};
use super::write::RejectComment;
use crate::domain::ids::{CommentId, SavedReasonId};
use crate::domain::text::lines;
use crate::error::{Code, Error, Faults, Place, Result};

/// The longest note of a moderator, in characters, in NFC.
const NOTE_LONGEST: usize = 500;
/// The most reasons of one decision.
const MOST_REASONS: usize = 10;
/// The most comments that are judged in one request.
const MOST_JUDGED: usize = 100;

/// What a moderator decides over a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentVerdict {
    /// Readers see it.
    Approve,
    /// Readers do not see it, or see only that one stood there where there are answers to it.
    Reject,
    /// As `REJECT`, because it is spam.
    Spam,
    /// It goes back to the queue of what waits, and readers do not see it.
    Hold,
}

impl CommentVerdict {
    /// Where a comment stands after it.
    #[must_use]
    pub const fn status(self) -> CommentStatus {
        match self {
            Self::Approve => CommentStatus::Approved,
            Self::Reject => CommentStatus::Rejected,
            Self::Spam => CommentStatus::Spam,
            Self::Hold => CommentStatus::Held,
        }
    }
}

/// Why a comment is judged as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "JudgeCommentInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JudgeComment {
    /// Why: at most 10 of a moderator's reasons, from `OFFENSIVE` to `OTHER`. Only moderators see them.
    #[serde(default)]
    #[graphql(default)]
    pub reasons: Vec<CommentReason>,
    /// The id of a saved reason: what it says is added to the reasons, and is the note where none is given.
    #[serde(default)]
    #[schema(value_type = Option<SavedReasonId>)]
    pub saved_reason: Option<String>,
    /// A note for the newsroom, kept in the history: at most 500 characters.
    #[serde(default)]
    pub note: Option<String>,
}

impl From<RejectComment> for JudgeComment {
    fn from(how: RejectComment) -> Self {
        let RejectComment { reasons, saved_reason, note } = how;
        Self { reasons, saved_reason, note }
    }
}

impl JudgeComment {
    /// The form that is kept: reasons each once, the note tidy; one that says nothing is none.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn checked(self) -> Result<(Why, Option<SavedReasonId>)> {
        let mut faults = Faults::default();
        let reasons = check_reasons(self.reasons, &mut faults);
        let note = check_note(self.note, &mut faults);
        let saved = self.saved_reason.map(|id| id.parse::<SavedReasonId>());
        if let Some(Err(error)) = &saved {
            faults.add("/savedReason", error.detail.clone());
        }
        faults.into_result()?;
        Ok((Why { reasons, note }, saved.and_then(Result::ok)))
    }
}

/// The reasons and the note of a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Why {
    /// A moderator's reasons, each once.
    pub reasons: Vec<CommentReason>,
    /// A note for the newsroom.
    pub note: Option<String>,
}

/// Each reason once; faults at `/reasons` for those that the rules give, and for too many.
pub(super) fn check_reasons(reasons: Vec<CommentReason>, faults: &mut Faults) -> Vec<CommentReason> {
    faults.check(reasons.len() > MOST_REASONS, "/reasons", "at most 10 reasons are kept");
    let mut kept: Vec<CommentReason> = Vec::new();
    for (i, reason) in reasons.into_iter().enumerate() {
        let detail = "is given by the rules; choose a moderator's reason";
        faults.check(reason.is_of_rules(), &format!("/reasons/{i}"), detail);
        if !kept.contains(&reason) {
            kept.push(reason);
        }
    }
    kept
}

/// The note as it is kept; faults at `/note`.
pub(super) fn check_note(note: Option<String>, faults: &mut Faults) -> Option<String> {
    let note = note.map(|note| lines(&note)).filter(|note| !note.is_empty())?;
    let is_refused = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    faults.check(note.chars().any(is_refused), "/note", "must not hold control characters");
    faults.check(note.chars().count() > NOTE_LONGEST, "/note", "must have at most 500 characters");
    Some(note)
}

/// A decision over one comment among many.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "CommentJudgementInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentJudgement {
    /// The comment's id.
    #[schema(value_type = CommentId)]
    pub id: String,
    /// The version that is judged.
    pub version: i32,
    /// What is decided.
    pub decision: CommentVerdict,
    /// Why: at most 10 of a moderator's reasons, from `OFFENSIVE` to `OTHER`. Only moderators see them.
    #[serde(default)]
    #[graphql(default)]
    pub reasons: Vec<CommentReason>,
    /// The id of a saved reason: what it says is added to the reasons, and is the note where none is given.
    #[serde(default)]
    #[schema(value_type = Option<SavedReasonId>)]
    pub saved_reason: Option<String>,
    /// A note for the newsroom, kept in the history: at most 500 characters.
    #[serde(default)]
    pub note: Option<String>,
}

/// Decisions over many comments, each for itself: one that is refused leaves the others.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentJudgements {
    /// The decisions, 1 to 100.
    // As they came: each is read by itself, so that one of another shape leaves the others.
    #[schema(value_type = Vec<CommentJudgement>, min_items = 1, max_items = 100)]
    pub items: Vec<Box<RawValue>>,
}

/// Checks how many decisions a request has.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` for none, `PAYLOAD_TOO_LARGE` for more than 100.
pub fn check_judgements<T>(items: &[T]) -> Result<()> {
    if items.is_empty() {
        return Err(Error::refused("/items", "must hold at least one decision"));
    }
    if items.len() > MOST_JUDGED {
        return Err(Error::new(Code::PayloadTooLarge, format!("At most {MOST_JUDGED} comments are judged at once.")));
    }
    Ok(())
}

/// What became of one decision among many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JudgementStatus {
    /// The comment stands as it was decided.
    Judged,
    /// It was refused, and the comment stands as before.
    Failed,
}

/// The result of one decision among many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JudgementResult {
    /// Its place among the decisions, from 0.
    #[schema(minimum = 0)]
    pub index: i32,
    /// What became of it.
    pub status: JudgementStatus,
    /// The comment after the decision; absent when it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<JudgementError>,
}

/// Why a decision among many failed: what a request for it alone would have been answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JudgementError {
    /// The stable name of the kind of failure, such as `PRECONDITION_FAILED` for a stale version.
    pub code: String,
    /// The status (RFC 9110) with which a request for it alone would have been answered.
    #[schema(minimum = 400, maximum = 599)]
    pub status: i32,
    /// This case in one sentence.
    pub detail: String,
    /// The fields at fault.
    pub errors: Vec<JudgementFault>,
}

/// One field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JudgementFault {
    /// A JSON pointer (RFC 6901) into the decision.
    pub pointer: String,
    /// What is wrong and what would be right.
    pub detail: String,
}

impl From<&Error> for JudgementError {
    fn from(error: &Error) -> Self {
        let faults = error.fields.iter().filter_map(|field| match &field.place {
            Place::Pointer(pointer) => Some(JudgementFault { pointer: pointer.clone(), detail: field.detail.clone() }),
            Place::Parameter(_) | Place::Header(_) => None,
        });
        Self {
            code: error.code.as_str().to_owned(),
            status: error.code.status().into(),
            detail: error.detail.clone(),
            errors: faults.collect(),
        }
    }
}
