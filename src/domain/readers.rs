//! Readers: those whom the newsroom's own identity provider signs in, as moderators know them and as they see themselves.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::ReaderId;
use crate::domain::patch::Patch;
use crate::domain::text::lines;
use crate::domain::text::unseen::shows_something;
use crate::domain::time::Instant;
use crate::error::{Faults, Result};

/// The longest note on a reader, in characters, in NFC.
const NOTE_LONGEST: usize = 1000;

/// How many comments a reader wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReaderCounts {
    /// All of them, whatever became of them.
    #[schema(minimum = 0)]
    pub written: i32,
    /// Those that readers see.
    #[schema(minimum = 0)]
    pub visible: i32,
    /// Those that wait for a moderator.
    #[schema(minimum = 0)]
    pub held: i32,
    /// Those that were rejected or taken for spam.
    #[schema(minimum = 0)]
    pub rejected: i32,
}

/// A reader whom the identity provider signs in, as moderators see them. There is one from the first time that they write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reader {
    /// The reader's id; it never changes.
    pub id: ReaderId,
    /// The name that they had when they last wrote.
    pub name: String,
    /// When they first wrote, UTC.
    pub created: Instant,
    /// Whether they may not write.
    pub banned: bool,
    /// Until when they may not write, UTC; left out where that never was said. An instant that has come says nothing any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended_until: Option<Instant>,
    /// Whether each of their comments waits for a moderator.
    pub always_premod: bool,
    /// Whether the rules for strangers do not hold for them.
    pub trusted: bool,
    /// What moderators note of them; readers never see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How many comments they wrote.
    pub counts: ReaderCounts,
    /// The version of the record, from 1; each change of a moderator counts it up and must name it.
    pub version: i32,
}

/// A change of a reader by a moderator; what is left out stays as it is.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "ReaderPatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReaderPatch {
    /// Whether they may not write.
    #[serde(default)]
    #[schema(value_type = bool)]
    pub banned: Patch<bool>,
    /// Until when they may not write, UTC, in the future; null ends it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub suspended_until: Patch<Instant>,
    /// Whether each of their comments waits for a moderator.
    #[serde(default)]
    #[schema(value_type = bool)]
    pub always_premod: Patch<bool>,
    /// Whether the rules for strangers do not hold for them.
    #[serde(default)]
    #[schema(value_type = bool)]
    pub trusted: Patch<bool>,
    /// What moderators note: at most 1,000 characters; null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub note: Patch<String>,
}

impl ReaderPatch {
    /// The reader after this change.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn apply(self, reader: &Reader, now: Instant) -> Result<Reader> {
        let mut faults = Faults::default();
        for (pointer, flag) in
            [("/banned", &self.banned), ("/alwaysPremod", &self.always_premod), ("/trusted", &self.trusted)]
        {
            flag.check_kept(pointer, &mut faults);
        }
        let is_past = self.suspended_until.value().is_some_and(|until| *until <= now);
        faults.check(is_past, "/suspendedUntil", "must be in the future; null ends it");
        let note = match self.note {
            Patch::Set(note) => Patch::Set(lines(&note)),
            other => other,
        };
        if let Some(note) = note.value() {
            check_note(note, &mut faults);
        }
        faults.into_result()?;
        Ok(Reader {
            banned: self.banned.into_value().unwrap_or(reader.banned),
            suspended_until: self.suspended_until.apply(reader.suspended_until),
            always_premod: self.always_premod.into_value().unwrap_or(reader.always_premod),
            trusted: self.trusted.into_value().unwrap_or(reader.trusted),
            note: note.apply(reader.note.clone()),
            ..reader.clone()
        })
    }
}

fn check_note(note: &str, faults: &mut Faults) {
    const POINTER: &str = "/note";
    let is_refused = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    faults.check(note.chars().any(is_refused), POINTER, "must not hold control characters");
    faults.check(!shows_something(note), POINTER, "must not be empty; null removes it");
    if note.chars().count() > NOTE_LONGEST {
        faults.add(POINTER, format!("must have at most {NOTE_LONGEST} characters"));
    }
}

/// A signed-in reader, as they see themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Viewer {
    /// The reader's id; left out until they have written, because they get it then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ReaderId>,
    /// The name under which their comments stand unless they give another; left out where the identity provider gives none
    /// that can stand there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether they may write now.
    pub may_write: bool,
    /// Until when they may not write, UTC; left out where they may, and where they may not for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended_until: Option<Instant>,
}
