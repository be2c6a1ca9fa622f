//! Reactions: what a reader says of a comment without words.

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

use super::comment::{Comment, ReactionCount};

/// The longest name of a kind, in characters.
const LONGEST: usize = 32;

/// Whether a text can name a kind of reaction: 1 to 32 capitals of ASCII and underscores.
#[must_use]
pub fn is_reaction(name: &str) -> bool {
    (1..=LONGEST).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// A comment after a reader has reacted to it, or taken a reaction back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentReaction {
    /// The comment.
    pub comment: Comment,
    /// The kinds of the reactions to it that are of the reader who asks, in the order of the alphabet.
    pub viewer_reactions: Vec<String>,
}

impl Comment {
    /// The comment with one reaction of a kind more, or less.
    #[must_use]
    pub fn reacted(mut self, kind: &str, by: i32) -> Self {
        match self.reactions.iter_mut().find(|reaction| reaction.kind == kind) {
            Some(reaction) => reaction.count = reaction.count.saturating_add(by),
            None => self.reactions.push(ReactionCount { kind: kind.to_owned(), count: by }),
        }
        self.reactions.retain(|reaction| reaction.count > 0);
        self.reactions.sort_by(|a, b| a.kind.cmp(&b.kind));
        self
    }
}
