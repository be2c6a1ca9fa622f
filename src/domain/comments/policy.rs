//! Whether comments are taken, as the settings of the server say it.

use std::fmt;
use std::str::FromStr;

use crate::domain::comments::rules::CommentMode;
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

    /// The mode of this name.
    #[must_use]
    pub const fn mode(self) -> CommentMode {
        match self {
            Self::Post => CommentMode::Open,
            Self::Pre => CommentMode::Premod,
            Self::Closed => CommentMode::Closed,
        }
    }

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
