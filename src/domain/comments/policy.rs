//! Which comments readers see at once: one pure function over what was written and what the site wants.

use std::fmt;
use std::str::FromStr;

use crate::domain::comments::{CommentReason, CommentStatus};
use crate::domain::text::links;
use crate::error::{Code, Error};

/// When readers see what they write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Moderation {
    /// At once; moderators judge afterwards.
    #[default]
    Post,
    /// When a moderator has approved it.
    Pre,
    /// Never: nothing new is taken, and what is there stays readable.
    Closed,
}

impl Moderation {
    const ALL: [Self; 3] = [Self::Post, Self::Pre, Self::Closed];

    /// The name in settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Pre => "pre",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for Moderation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Moderation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let known = Self::ALL.into_iter().find(|moderation| moderation.as_str() == text);
        known.ok_or_else(|| Error::new(Code::BadUserInput, "expected post, pre or closed"))
    }
}

/// What the site wants of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// When readers see what they write.
    pub moderation: Moderation,
    /// A comment with more links waits for a moderator.
    pub most_links: usize,
}

/// What the rules look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submission {
    /// How many links the text has.
    pub links: usize,
}

impl Submission {
    /// What the rules look at in this text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self { links: links::count(text) }
    }
}

/// Where a new comment stands, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its status.
    pub status: CommentStatus,
    /// Every reason for which it is held, not only the first.
    pub reasons: Vec<CommentReason>,
}

/// Decides over a new comment; `None` when nothing new is taken.
#[must_use]
pub fn decide(submission: Submission, policy: Policy) -> Option<Decision> {
    let mut reasons = Vec::new();
    match policy.moderation {
        Moderation::Closed => return None,
        Moderation::Pre => reasons.push(CommentReason::Premoderation),
        Moderation::Post => {}
    }
    if submission.links > policy.most_links {
        reasons.push(CommentReason::Links);
    }
    let status = if reasons.is_empty() { CommentStatus::Published } else { CommentStatus::Held };
    Some(Decision { status, reasons })
}
