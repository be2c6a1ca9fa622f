//! What readers may write under articles.

use clap::builder::BoolishValueParser;
use clap::{Args, value_parser};

use crate::domain::comments::{CommentPolicy, FloodLimits, Moderation, ServiceSecret};

/// What readers may write under articles.
#[derive(Debug, Clone, Args)]
pub struct CommentSettings {
    /// When comments are seen: post (at once), pre (when a moderator has approved them), closed (none are taken).
    #[arg(long = "comments", env = "DATELINE_COMMENTS", default_value = "post", value_parser = parse_moderation)]
    pub moderation: Moderation,
    /// How deep answers stand under one another, 0 to 20; a deeper one stands beside the comment that it answers.
    #[arg(long, env = "DATELINE_COMMENT_DEPTH", default_value = "5", value_parser = value_parser!(u8).range(0..=20))]
    pub comment_depth: u8,
    /// A comment with more links than this waits for a moderator.
    #[arg(long, env = "DATELINE_COMMENT_LINKS", default_value = "2")]
    pub comment_links: u32,
    /// Comments that one network (IPv4 /24, IPv6 /48) may post within a minute without a key.
    #[arg(long, env = "DATELINE_COMMENTS_PER_MINUTE", default_value = "2")]
    pub comments_per_minute: u32,
    /// Comments that one network may post within ten minutes without a key.
    #[arg(long, env = "DATELINE_COMMENTS_PER_TEN_MINUTES", default_value = "6")]
    pub comments_per_ten_minutes: u32,
    /// Seconds for which the same text from one network is refused, at most a day; 0 lets it pass.
    #[arg(
        long,
        env = "DATELINE_COMMENT_REPEAT_SECONDS",
        default_value = "360",
        value_parser = value_parser!(u32).range(0..=86_400)
    )]
    pub comment_repeat_seconds: u32,
    /// Seconds for which its author may change a comment, at most a day; 0 for never.
    #[arg(
        long,
        env = "DATELINE_COMMENT_EDIT_SECONDS",
        default_value = "300",
        value_parser = value_parser!(u32).range(0..=86_400)
    )]
    pub comment_edit_seconds: u32,
    /// Whether the comments of authors who are not signed in wait for a moderator unless they come with the token of the
    /// form.
    #[arg(long, env = "DATELINE_COMMENT_FORM_TOKEN", value_parser = BoolishValueParser::new())]
    pub comment_form_token: bool,
    /// Days for which it is kept, under a key that changes daily, from which network a comment came, at most 30; 0 for not
    /// at all.
    #[arg(long, env = "DATELINE_COMMENT_NETWORK_DAYS", default_value = "7", value_parser = value_parser!(u8).range(0..=30))]
    pub comment_network_days: u8,
    /// Days after which the text of a comment is forgotten that was rejected, taken for spam or taken back by its author, with
    /// the notes over it, at most 3650; 0 keeps it.
    #[arg(
        long,
        env = "DATELINE_COMMENT_REJECTED_DAYS",
        default_value = "365",
        value_parser = value_parser!(u16).range(0..=3650)
    )]
    pub comment_rejected_days: u16,
    /// The newsroom's own service, which is asked what it says of each new comment: a URL. Its host must be public or allowed
    /// by --fetch-allow.
    #[arg(long, env = "DATELINE_COMMENT_SERVICE", value_name = "URL")]
    pub comment_service: Option<String>,
    /// The secret under which questions to that service are signed, 32 characters or more.
    #[arg(
        long,
        env = "DATELINE_COMMENT_SERVICE_SECRET",
        hide_env_values = true,
        value_name = "TEXT",
        requires = "comment_service",
        value_parser = parse_secret
    )]
    pub comment_service_secret: Option<ServiceSecret>,
}

impl CommentSettings {
    /// What is wanted where the newsroom has said nothing.
    #[must_use]
    pub fn policy(&self) -> CommentPolicy {
        CommentPolicy {
            mode: self.moderation.mode(),
            most_links: self.comment_links,
            max_depth: self.comment_depth,
            ..CommentPolicy::default()
        }
    }

    /// How much one network may post without a key.
    #[must_use]
    pub const fn flood(&self) -> FloodLimits {
        FloodLimits {
            per_minute: self.comments_per_minute,
            per_ten_minutes: self.comments_per_ten_minutes,
            repeat_seconds: self.comment_repeat_seconds,
        }
    }
}

fn parse_moderation(text: &str) -> Result<Moderation, String> {
    text.parse().map_err(|error: crate::error::Error| error.detail)
}

fn parse_secret(text: &str) -> Result<ServiceSecret, String> {
    ServiceSecret::new(text).ok_or_else(|| "expected 32 characters or more".to_owned())
}
