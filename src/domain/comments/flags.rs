//! Flags: reports of readers that a moderator should look at a comment.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::{CommentId, FlagId, ReaderId};
use crate::domain::text::lines;
use crate::domain::text::unseen::{shows_something, turns_text};
use crate::domain::time::Instant;
use crate::error::{Faults, Result};

/// The longest note of a report, in characters, in NFC.
pub const FLAG_NOTE_LONGEST: usize = 500;

/// Why a reader reports a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FlagReason {
    /// It is offensive.
    Offensive,
    /// It attacks somebody.
    Abusive,
    /// It is spam.
    Spam,
    /// It is against the law.
    Illegal,
    /// It harasses or bullies somebody.
    Harassment,
    /// It misleads.
    Misinformation,
    /// It is hate speech.
    Hate,
    /// It is not about the article.
    OffTopic,
    /// Something else.
    Other,
}

impl FlagReason {
    /// Every reason.
    pub const ALL: [Self; 9] = [
        Self::Offensive,
        Self::Abusive,
        Self::Spam,
        Self::Illegal,
        Self::Harassment,
        Self::Misinformation,
        Self::Hate,
        Self::OffTopic,
        Self::Other,
    ];

    /// The stored name, as both doors print it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offensive => "OFFENSIVE",
            Self::Abusive => "ABUSIVE",
            Self::Spam => "SPAM",
            Self::Illegal => "ILLEGAL",
            Self::Harassment => "HARASSMENT",
            Self::Misinformation => "MISINFORMATION",
            Self::Hate => "HATE",
            Self::OffTopic => "OFF_TOPIC",
            Self::Other => "OTHER",
        }
    }

    /// The reason with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// A report of a comment, as it is made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "FlagCommentInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FlagComment {
    /// Why.
    pub reason: FlagReason,
    /// In the reader's own words: plain text of at most 500 characters, for moderators alone.
    #[serde(default)]
    pub note: Option<String>,
}

impl FlagComment {
    /// The report as it is stored: the note in NFC and trimmed, left out where there is nothing in it.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` for the note.
    pub fn checked(self) -> Result<Self> {
        const POINTER: &str = "/note";
        let note = self.note.as_deref().map(lines).filter(|note| shows_something(note));
        let mut faults = Faults::default();
        if let Some(note) = &note {
            let is_refused = |c: char| turns_text(c) || (c.is_control() && !matches!(c, '\n' | '\t'));
            let detail = "must not hold control characters or ones that turn the direction of text";
            faults.check(note.chars().any(is_refused), POINTER, detail);
            if note.chars().count() > FLAG_NOTE_LONGEST {
                faults.add(POINTER, format!("must have at most {FLAG_NOTE_LONGEST} characters"));
            }
        }
        faults.into_result()?;
        Ok(Self { note, ..self })
    }
}

/// A report of a comment by a reader. It is open until a moderator judges the comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentFlag {
    /// The report's id.
    pub id: FlagId,
    /// The comment.
    pub comment_id: CommentId,
    /// The version of the text that was reported.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// Why.
    pub reason: FlagReason,
    /// What the reader wrote to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The reader who reported it; left out of those who were not signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader_id: Option<ReaderId>,
    /// When it was reported, UTC.
    pub created: Instant,
    /// When a moderator judged the comment after it, UTC; left out while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<Instant>,
}
