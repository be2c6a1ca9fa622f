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
    /// Who writes. Only readers who are signed in may leave it out: their comments then stand under the name that their
    /// identity provider gives.
    #[serde(default)]
    pub author: Option<CommentAuthorInput>,
    /// Plain text of 1 to 4,000 characters after NFC and trimming. Line breaks and tabs stay; other control characters,
    /// and characters that turn the direction of text, are refused. Addresses with http and https become links.
    pub text: String,
    /// The id of the comment that is answered; left out for a comment on the article itself.
    #[serde(default)]
    pub in_reply_to: Option<String>,
    /// The `token` of the form in which it was written; needed where the form says so, else left out.
    #[serde(default)]
    pub form_token: Option<String>,
    /// To be left out. A form may have a field of this name that people do not see: what fills it is a program.
    #[serde(default)]
    pub website: Option<String>,
}

impl NewComment {
    /// A comment that comes from no form.
    #[must_use]
    pub const fn plain(author: CommentAuthorInput, text: String, in_reply_to: Option<String>) -> Self {
        Self { author: Some(author), text, in_reply_to, form_token: None, website: None }
    }

    /// The comment as it is stored: name and text in NFC and trimmed. `own` is the name under which a comment stands that
    /// names no author, for those who have one.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn checked(self, own: Option<&str>) -> Result<Checked> {
        let mut faults = Faults::default();
        let given = self.author.as_ref().map(|author| author.name.as_str());
        match given {
            Some(name) => check_name(name, &mut faults),
            None => {
                faults.check(own.is_none(), "/author", "must be given: nothing else says under which name it stands")
            }
        }
        let text = lines(&self.text);
        check_text(&text, &mut faults);
        faults.into_result()?;
        let name = line(given.or(own).unwrap_or_default());
        let Self { in_reply_to, form_token, website, .. } = self;
        Ok(Checked { name, text, in_reply_to, form_token, website })
    }
}

/// A comment to be posted whose fields are in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The name under which it stands, as [`CommentAuthorInput`] wants it.
    pub name: String,
    /// The text, in NFC and trimmed.
    pub text: String,
    /// The id of the comment that is answered, as it was given.
    pub in_reply_to: Option<String>,
    /// The token of the form in which it was written.
    pub form_token: Option<String>,
    /// What stood in the field that people do not see.
    pub website: Option<String>,
}

/// A name that somebody else gives of a reader, as it may stand over a comment: tidied and cut where that will do. `None`
/// where nothing of it may, and for an e-mail address, which providers give for want of a name.
#[must_use]
pub fn shown_name(text: &str) -> Option<String> {
    let seen: String = text.chars().filter(|c| !c.is_control() && !is_unseen(*c)).collect();
    let tidy: String = line(&seen).chars().take(NAME_LONGEST).collect();
    // A cut may leave white space at the end.
    let name = line(&tidy);
    let mut faults = Faults::default();
    check_name(&name, &mut faults);
    let is_address = name.split_once('@').is_some_and(|(_, host)| host.contains('.'));
    (faults.into_result().is_ok() && !is_address).then_some(name)
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

pub(super) fn check_text(text: &str, faults: &mut Faults) {
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
