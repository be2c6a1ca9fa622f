//! What the site wants of comments as it is set today: a part of [`rules`], which decide.

use std::fmt;
use std::str::FromStr;

use crate::domain::comments::detect::Findings;
use crate::domain::comments::rules::{self, AuthorStats, CommentMode, CommentPolicy, Decision};
use crate::domain::text::links;
use crate::domain::time::Instant;
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

/// Decides over a new comment; `None` when nothing new is taken.
#[must_use]
pub fn decide(submission: Submission, policy: Policy) -> Option<Decision> {
    let findings = Findings { links: submission.links, ..Findings::default() };
    let wanted = CommentPolicy {
        mode: match policy.moderation {
            Moderation::Post => CommentMode::Open,
            Moderation::Pre => CommentMode::Premod,
            Moderation::Closed => CommentMode::Closed,
        },
        most_links: u32::try_from(policy.most_links).unwrap_or(u32::MAX),
        ..CommentPolicy::default()
    };
    // No rule that is in force today asks for the time.
    let posted = rules::Submission::posted(Instant::from_seconds(0), findings);
    rules::decide(&posted, &wanted, &AuthorStats::anonymous()).ok()
}
