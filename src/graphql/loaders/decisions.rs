//! Batching: the histories of all comments of an answer in one statement.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use super::{Loaded, Relations};
use crate::domain::comments::CommentDecision;
use crate::domain::ids::{ArticleId, CommentId};
use crate::error::Error;
use crate::usecases::comments;

/// Asks for the history of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DecisionsOf {
    /// The comment.
    pub comment: CommentId,
    /// Its article.
    pub article: ArticleId,
}

impl Loader<DecisionsOf> for Relations {
    type Value = Vec<CommentDecision>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[DecisionsOf]) -> Loaded<DecisionsOf, Vec<CommentDecision>> {
        let article_of: HashMap<CommentId, ArticleId> = keys.iter().map(|key| (key.comment, key.article)).collect();
        let named: Vec<(CommentId, ArticleId)> = article_of.iter().map(|(id, article)| (*id, *article)).collect();
        let found = comments::decisions_of(&self.reading, &named).await.map_err(Arc::new)?;
        let keyed = found.into_iter().filter_map(|(comment, decisions)| {
            article_of.get(&comment).map(|article| (DecisionsOf { comment, article: *article }, decisions))
        });
        Ok(keyed.collect())
    }
}
