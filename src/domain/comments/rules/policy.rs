//! What is wanted of comments: the site says it whole, a section and an article where they differ.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::comments::detect::words::Category;
use crate::domain::time::Instant;

/// Whether comments are taken, and when readers see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentMode {
    /// Readers see them at once; moderators judge afterwards.
    #[default]
    Open,
    /// Readers see them when a moderator has approved them.
    Premod,
    /// None are taken; what is there stays readable.
    Closed,
    /// None are taken and none are shown.
    Hidden,
}

impl CommentMode {
    /// The stored name, as both doors print it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Premod => "PREMOD",
            Self::Closed => "CLOSED",
            Self::Hidden => "HIDDEN",
        }
    }
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, ToSchema)]
#[graphql(name = "CommentRuleAction")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = CommentRuleAction)]
pub enum RuleAction {
    /// Nothing.
    Pass,
    /// The comment waits for a moderator.
    Hold,
    /// The comment is rejected; of spam it is spam.
    Reject,
}

/// What the word lists do, by category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(name = "CommentWordActions")]
#[serde(rename_all = "camelCase")]
#[schema(as = CommentWordActions)]
pub struct WordActions {
    /// Of what belittles somebody.
    pub insult: RuleAction,
    /// Of what is obscene.
    pub profanity: RuleAction,
    /// Of what threatens.
    pub threat: RuleAction,
    /// Of what belittles people for what they are.
    pub hate: RuleAction,
    /// Of what sells.
    pub spam: RuleAction,
}

impl WordActions {
    /// The same for all categories.
    #[must_use]
    pub const fn all(action: RuleAction) -> Self {
        Self { insult: action, profanity: action, threat: action, hate: action, spam: action }
    }

    /// What they do of this category.
    #[must_use]
    pub const fn of(&self, category: Category) -> RuleAction {
        match category {
            Category::Insult => self.insult,
            Category::Profanity => self.profanity,
            Category::Threat => self.threat,
            Category::Hate => self.hate,
            Category::Spam => self.spam,
        }
    }
}

/// What is wanted of comments in one place, with nothing left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentPolicy {
    /// Whether comments are taken, and when readers see them.
    pub mode: CommentMode,
    /// From this instant on, UTC, none are taken, itself included; never when it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Instant>,
    /// A comment with more links waits for a moderator.
    #[schema(value_type = i32, minimum = 0)]
    pub most_links: u32,
    /// How deep answers stand under one another, 0 to 20; a deeper one stands beside the comment that it answers.
    #[schema(value_type = i32, minimum = 0, maximum = 20)]
    pub max_depth: u8,
    /// Whether those may write who are not signed in.
    pub anonymous_allowed: bool,
    /// Whether the comments of an author wait until one is approved; those of anonymous authors always do then.
    pub first_comment_held: bool,
    /// The comments of an author wait of whom so many of a hundred were rejected; above 100 never.
    #[schema(value_type = i32, minimum = 0, maximum = 101)]
    pub most_rejected: u8,
    /// Whether comments wait that are written in capitals.
    pub shouting_held: bool,
    /// What the word lists do.
    pub words: WordActions,
}

impl Default for CommentPolicy {
    /// Open to everybody; what the detectors find waits for a moderator, and nothing is rejected without one.
    fn default() -> Self {
        Self {
            mode: CommentMode::Open,
            closes_at: None,
            most_links: 2,
            max_depth: 5,
            anonymous_allowed: true,
            first_comment_held: false,
            most_rejected: 30,
            shouting_held: true,
            words: WordActions::all(RuleAction::Hold),
        }
    }
}

impl CommentPolicy {
    /// Whether no new comments are taken at this instant.
    #[must_use]
    pub fn is_closed(&self, at: Instant) -> bool {
        let is_over = self.closes_at.is_some_and(|end| at >= end);
        is_over || matches!(self.mode, CommentMode::Closed | CommentMode::Hidden)
    }

    /// The mode as it is at this instant: closed from the end on, whatever it was before.
    #[must_use]
    pub fn mode_at(&self, at: Instant) -> CommentMode {
        if self.mode != CommentMode::Hidden && self.is_closed(at) { CommentMode::Closed } else { self.mode }
    }

    /// What is wanted in a narrower place, which says where it differs: `site.with(&section).with(&article)`. The narrower
    /// place has the last word, whether it is stricter or not.
    #[must_use]
    pub fn with(&self, narrower: &PolicyOverrides) -> Self {
        Self {
            mode: narrower.mode.unwrap_or(self.mode),
            closes_at: if narrower.never_closes { None } else { narrower.closes_at.or(self.closes_at) },
            most_links: narrower.most_links.unwrap_or(self.most_links),
            max_depth: narrower.max_depth.unwrap_or(self.max_depth),
            anonymous_allowed: narrower.anonymous_allowed.unwrap_or(self.anonymous_allowed),
            first_comment_held: narrower.first_comment_held.unwrap_or(self.first_comment_held),
            most_rejected: narrower.most_rejected.unwrap_or(self.most_rejected),
            shouting_held: narrower.shouting_held.unwrap_or(self.shouting_held),
            words: narrower.words.over(self.words),
        }
    }
}

/// Where a place differs from what is around it; what is absent is inherited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, SimpleObject, ToSchema)]
#[graphql(name = "CommentPolicyOverrides")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(as = CommentPolicyOverrides)]
pub struct PolicyOverrides {
    /// Whether comments are taken, and when readers see them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<CommentMode>,
    /// From this instant on, UTC, none are taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Instant>,
    /// Whether they stay open also where the wider place closes them at an instant.
    pub never_closes: bool,
    /// A comment with more links waits for a moderator.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, minimum = 0)]
    pub most_links: Option<u32>,
    /// How deep answers stand under one another, 0 to 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 20)]
    pub max_depth: Option<u8>,
    /// Whether those may write who are not signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous_allowed: Option<bool>,
    /// Whether the comments of an author wait until one is approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_comment_held: Option<bool>,
    /// The comments of an author wait of whom so many of a hundred were rejected; 101 for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 101)]
    pub most_rejected: Option<u8>,
    /// Whether comments wait that are written in capitals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shouting_held: Option<bool>,
    /// What the word lists do.
    pub words: WordOverrides,
}

/// Where the word lists do something else than around; what is absent is inherited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, SimpleObject, InputObject, ToSchema)]
#[graphql(name = "CommentWordOverrides", input_name = "CommentWordOverridesInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(as = CommentWordOverrides)]
pub struct WordOverrides {
    /// Of what belittles somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insult: Option<RuleAction>,
    /// Of what is obscene.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profanity: Option<RuleAction>,
    /// Of what threatens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threat: Option<RuleAction>,
    /// Of what belittles people for what they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hate: Option<RuleAction>,
    /// Of what sells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spam: Option<RuleAction>,
}

impl WordOverrides {
    fn over(self, wider: WordActions) -> WordActions {
        WordActions {
            insult: self.insult.unwrap_or(wider.insult),
            profanity: self.profanity.unwrap_or(wider.profanity),
            threat: self.threat.unwrap_or(wider.threat),
            hate: self.hate.unwrap_or(wider.hate),
            spam: self.spam.unwrap_or(wider.spam),
        }
    }
}
