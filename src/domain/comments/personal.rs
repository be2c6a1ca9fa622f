//! What is kept of a reader: everything that they wrote, reported and reacted to, as they may ask for it (GDPR, articles 15
//! and 20).

use async_graphql::{Enum, SimpleObject};
use serde::Serialize;
use utoipa::ToSchema;

use super::comment::Comment;
use super::flags::{CommentFlag, FlagReason};
use super::own::CommentRevision;
use super::status::CommentStatus;
use crate::domain::ids::{ArticleId, CommentId, ReaderId};
use crate::domain::time::Instant;

/// What a reader did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PersonalKind {
    /// They wrote a comment.
    Comment,
    /// They reported one of another.
    Flag,
    /// They reacted to one.
    Reaction,
}

impl PersonalKind {
    /// The name, as both doors print it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comment => "COMMENT",
            Self::Flag => "FLAG",
            Self::Reaction => "REACTION",
        }
    }
}

/// One thing that a reader did, with all that is kept of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonalRecord {
    /// What they did.
    pub kind: PersonalKind,
    /// When, UTC; of several reactions to one comment when the first was.
    pub at: Instant,
    /// The comment that they wrote, reported or reacted to.
    pub comment_id: CommentId,
    /// The article under which it stands.
    pub article_id: ArticleId,
    /// The address part of that article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article_slug: Option<String>,
    /// The address at which the article was published first, where the newsroom gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article_url: Option<String>,
    /// The name under which they wrote the comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The text of the comment that they wrote; left out where it is kept no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where the comment that they wrote stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<CommentStatus>,
    /// The texts that they have replaced, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former_texts: Vec<CommentRevision>,
    /// Why they reported the comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<FlagReason>,
    /// What they noted with the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The kinds of their reactions to the comment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<String>,
}

impl PersonalRecord {
    fn new(kind: PersonalKind, at: Instant, comment_id: CommentId, article_id: ArticleId) -> Self {
        Self {
            kind,
            at,
            comment_id,
            article_id,
            article_slug: None,
            article_url: None,
            name: None,
            text: None,
            status: None,
            former_texts: Vec::new(),
            reason: None,
            note: None,
            reactions: Vec::new(),
        }
    }

    /// A comment that they wrote, with the texts that they have replaced.
    #[must_use]
    pub fn written(comment: &Comment, former_texts: Vec<CommentRevision>) -> Self {
        Self {
            name: comment.author.as_ref().map(|author| author.name.clone()),
            text: comment.text.clone(),
            status: Some(comment.status),
            former_texts,
            ..Self::new(PersonalKind::Comment, comment.created, comment.id, comment.article_id)
        }
    }

    /// A report of a comment.
    #[must_use]
    pub fn flagged(flag: CommentFlag, comment: &Comment) -> Self {
        Self {
            reason: Some(flag.reason),
            note: flag.note,
            ..Self::new(PersonalKind::Flag, flag.created, comment.id, comment.article_id)
        }
    }

    /// Reactions to a comment, the first of them at an instant.
    #[must_use]
    pub fn reacted(reactions: Vec<String>, at: Instant, comment: &Comment) -> Self {
        Self { reactions, ..Self::new(PersonalKind::Reaction, at, comment.id, comment.article_id) }
    }

    /// The record with where its article is found: the address part, and the address where the newsroom gave one.
    #[must_use]
    pub fn under(self, slug: &str, url: Option<&str>) -> Self {
        Self { article_slug: Some(slug.to_owned()), article_url: url.map(str::to_owned), ..self }
    }

    /// The record as lines of a table with [`HEAD`] (RFC 4180): one of its own, and one for each text that was replaced.
    #[must_use]
    pub fn table(&self) -> String {
        let mut lines = String::new();
        let mut line = |kind: &str, at: Instant, text: Option<&str>| {
            let reactions = self.reactions.join(" ");
            let cells = [
                kind,
                &at.to_string(),
                &self.comment_id.to_string(),
                &self.article_id.to_string(),
                self.article_slug.as_deref().unwrap_or_default(),
                self.article_url.as_deref().unwrap_or_default(),
                self.name.as_deref().unwrap_or_default(),
                self.status.map_or("", CommentStatus::as_str),
                text.unwrap_or_default(),
                self.reason.map_or("", FlagReason::as_str),
                self.note.as_deref().unwrap_or_default(),
                &reactions,
            ]
            .map(cell);
            lines.push_str(&cells.join(","));
            lines.push_str("\r\n");
        };
        for former in &self.former_texts {
            line("REVISION", former.written, Some(&former.text));
        }
        line(self.kind.as_str(), self.at, self.text.as_deref());
        lines
    }
}

/// The first line of the table. `REVISION` as a kind is a text that was replaced.
pub const HEAD: &str = "kind,at,commentId,articleId,articleSlug,articleUrl,name,status,text,reason,note,reactions\r\n";

/// A cell in quotes where it needs them. What a spreadsheet would take for a formula gets an apostrophe before it, because
/// the text is that of a stranger and is opened by the desk.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Who a reader is to the newsroom: what their identity provider said, and since when they write here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonalAccount {
    /// The reader's id.
    pub id: ReaderId,
    /// The identity provider that signs them in (`iss`, RFC 7519).
    pub issuer: String,
    /// Who they are to it (`sub`).
    pub subject: String,
    /// The name that they had when they last wrote.
    pub name: String,
    /// When they first wrote, UTC.
    pub created: Instant,
    /// Whether they may not write.
    pub banned: bool,
    /// Until when they may not write, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspended_until: Option<Instant>,
    /// What moderators noted of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Everything that is kept of a reader.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonalData {
    /// Who they are.
    pub reader: PersonalAccount,
    /// What they did, the oldest first.
    pub records: Vec<PersonalRecord>,
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_quoted_where_it_must_and_is_no_formula() {
        assert_eq!(cell("жөнөкөй"), "жөнөкөй");
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("он \"сказал\""), "\"он \"\"сказал\"\"\"");
        assert_eq!(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
    }
}
