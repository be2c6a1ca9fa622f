//! Reasons that moderators give again and again, saved under a label.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::judge::{check_note, check_reasons};
use super::status::CommentReason;
use crate::domain::ids::SavedReasonId;
use crate::domain::lang::check_line;
use crate::domain::patch::Patch;
use crate::domain::text::line;
use crate::error::{Faults, Result};

/// The most saved reasons of a site; the list of them is therefore not paged.
pub const MOST_SAVED: u64 = 100;
/// The longest label, in characters.
const LABEL_LONGEST: usize = 100;

/// A reason that moderators saved, to be named in decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SavedReason {
    /// The id; it never changes.
    pub id: SavedReasonId,
    /// By what moderators find it; no two have the same.
    pub label: String,
    /// The reasons that it gives.
    pub reasons: Vec<CommentReason>,
    /// The note that it leaves in the history of a comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The version of this record, from 1; a change must name it.
    pub version: i32,
}

/// A reason to be saved.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewSavedReasonInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSavedReason {
    /// By what moderators find it: one line of 1 to 100 characters that no other has.
    pub label: String,
    /// The reasons that it gives: at most 10 of a moderator's.
    #[serde(default)]
    #[graphql(default)]
    pub reasons: Vec<CommentReason>,
    /// The note that it leaves in the history of a comment: at most 500 characters.
    #[serde(default)]
    pub note: Option<String>,
}

/// A change of a saved reason; what is left out stays as it is. Decisions that named it stay as they were.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "SavedReasonPatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavedReasonPatch {
    /// The new label.
    #[serde(default)]
    #[schema(value_type = String)]
    pub label: Patch<String>,
    /// All reasons anew.
    #[serde(default)]
    #[schema(value_type = Vec<CommentReason>)]
    pub reasons: Patch<Vec<CommentReason>>,
    /// The new note; null takes it away.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub note: Patch<String>,
}

impl NewSavedReason {
    /// The saved reason of this input.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn checked(self, id: SavedReasonId) -> Result<SavedReason> {
        let mut faults = Faults::default();
        let label = line(&self.label);
        check_line(&label, LABEL_LONGEST, "/label", &mut faults);
        let reasons = check_reasons(self.reasons, &mut faults);
        let note = check_note(self.note, &mut faults);
        faults.into_result()?;
        Ok(SavedReason { id, label, reasons, note, version: 1 })
    }
}

impl SavedReasonPatch {
    /// The saved reason after this change.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn apply(self, stored: &SavedReason) -> Result<SavedReason> {
        let mut faults = Faults::default();
        self.label.check_kept("/label", &mut faults);
        self.reasons.check_kept("/reasons", &mut faults);
        let mut changed = stored.clone();
        if let Some(label) = self.label.into_value() {
            changed.label = line(&label);
            check_line(&changed.label, LABEL_LONGEST, "/label", &mut faults);
        }
        if let Some(reasons) = self.reasons.into_value() {
            changed.reasons = check_reasons(reasons, &mut faults);
        }
        changed.note = match self.note {
            Patch::Keep => changed.note,
            Patch::Clear => None,
            Patch::Set(note) => check_note(Some(note), &mut faults),
        };
        faults.into_result()?;
        Ok(changed)
    }
}
