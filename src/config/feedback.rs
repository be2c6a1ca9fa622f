//! What readers may say of comments: reactions and reports.

use std::str::FromStr;

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args};

use crate::domain::comments::is_reaction;
use crate::error::{Code, Error, Result};

/// The kinds of reactions that are taken, each once; none switches them off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReactionKinds(pub Vec<String>);

impl FromStr for ReactionKinds {
    type Err = Error;

    /// Reads names with commas between them; an empty text is none.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for what is no name of a kind.
    fn from_str(text: &str) -> Result<Self> {
        let mut kinds: Vec<String> = Vec::new();
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if !is_reaction(name) {
                let detail = format!("«{name}» is no kind of reaction: expected 1 to 32 capitals and underscores");
                return Err(Error::new(Code::BadUserInput, detail));
            }
            if !kinds.iter().any(|known| known == name) {
                kinds.push(name.to_owned());
            }
        }
        Ok(Self(kinds))
    }
}

fn parse_kinds(text: &str) -> Result<ReactionKinds, String> {
    text.parse().map_err(|error: Error| error.detail)
}

/// What readers may say of comments.
#[derive(Debug, Clone, Args)]
pub struct FeedbackSettings {
    /// The kinds of reactions to comments, with commas between them (A to Z and _); empty for none.
    #[arg(
        long,
        env = "DATELINE_COMMENT_REACTIONS",
        default_value = "LIKE",
        value_name = "KINDS",
        value_parser = parse_kinds
    )]
    pub comment_reactions: ReactionKinds,
    /// Take reactions of readers who are not signed in too, once a day from each network (IPv4 /24, IPv6 /48).
    #[arg(
        long,
        env = "DATELINE_COMMENT_ANONYMOUS_REACTIONS",
        default_value = "false",
        action = ArgAction::Set,
        value_parser = BoolishValueParser::new(),
        value_name = "BOOL"
    )]
    pub comment_anonymous_reactions: bool,
    /// A comment that nobody has judged waits for a moderator when so many readers have reported it; 0 for never.
    #[arg(long, env = "DATELINE_COMMENT_FLAGS_HOLD", default_value = "5", value_name = "COUNT")]
    pub comment_flags_hold: u32,
}

impl Default for FeedbackSettings {
    /// The defaults of the flags, whatever the environment says.
    fn default() -> Self {
        let comment_reactions = ReactionKinds(vec!["LIKE".to_owned()]);
        Self { comment_reactions, comment_anonymous_reactions: false, comment_flags_hold: 5 }
    }
}
