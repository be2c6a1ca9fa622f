//! What can be written of comments, each checked before anything is stored.

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::comments::{CommentAuthorInput, CommentReason};
use crate::domain::ids::SavedReasonId;
use crate::domain::text::unseen::{is_unseen, shows_something, turns_text};
use crate::domain::text::{line, lines};
use crate::error::{Faults, Result};

/// The longest text of a comment, in characters (not bytes), in NFC.
pub const LONGEST: usize = 4000;
/// The longest name of an author, in characters, in NFC.
pub const NAME_LONGEST: usize = 60;

/// A comment to be posted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewCommentInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewComment {
    /// Who writes.
    pub author: CommentAuthorInput,
    /// Plain text of 1 to 4,000 characters after NFC and trimming. Line breaks and tabs stay; other control characters,
    /// and characters that turn the direction of text, are refused. Addresses with http and https become links.
    pub text: String,
    /// The id of the comment that is answered; left out for a comment on the article itself.
    #[serde(default)]
    pub in_reply_to: Option<String>,
}

impl NewComment {
    /// The comment as it is stored: name and text in NFC and trimmed.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn checked(self) -> Result<Self> {
        let mut faults = Faults::default();
        check_name(&self.author.name, &mut faults);
        let text = lines(&self.text);
        check_text(&text, &mut faults);
        faults.into_result()?;
        Ok(Self { author: CommentAuthorInput { name: line(&self.author.name) }, text, ..self })
    }
}

fn check_name(name: &str, faults: &mut Faults) {
    const POINTER: &str = "/author/name";
    if let Some(bad) = name.chars().find(|c| c.is_control() || is_unseen(*c)) {
        faults.add(POINTER, format!("must be one line of characters that readers see, without {}", code_point(bad)));
        return;
    }
    let tidy = line(name);
    faults.check(!tidy.chars().any(char::is_alphanumeric), POINTER, "must have a letter or a digit");
    if tidy.chars().count() > NAME_LONGEST {
        faults.add(POINTER, format!("must have at most {NAME_LONGEST} characters"));
    }
}

fn check_text(text: &str, faults: &mut Faults) {
    const POINTER: &str = "/text";
    let is_refused = |c: &char| turns_text(*c) || (c.is_control() && !matches!(c, '\n' | '\t'));
    if let Some(bad) = text.chars().find(is_refused) {
        let detail =
            format!("must not hold control characters or ones that turn the direction of text: {}", code_point(bad));
        faults.add(POINTER, detail);
        return;
    }
    faults.check(!shows_something(text), POINTER, "must not be empty");
    if text.chars().count() > LONGEST {
        faults.add(POINTER, format!("must have at most {LONGEST} characters"));
    }
}

/// A character that cannot be shown, by its number.
fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// How a comment is rejected.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "RejectCommentInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RejectComment {
    /// Why: at most 10 of a moderator's reasons, from `OFFENSIVE` to `OTHER` (not those that the rules give, such as
    /// `PREMODERATION` and `LINKS`). Only moderators see them.
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
