//! Batching flat threads and the comments above others.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use super::{Loaded, Paged, Relations};
use crate::domain::comments::Comment;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::paging::PageRequest;
use crate::error::Error;
use crate::usecases::comments;

/// Asks for a page of a flat thread.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ThreadOf {
    /// The comment at its top.
    pub root: CommentId,
    /// Its article.
    pub article: ArticleId,
    /// Which page.
    pub page: PageRequest,
}

/// Asks for a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CommentOf(pub CommentId);

impl Loader<ThreadOf> for Relations {
    type Value = Paged;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ThreadOf]) -> Loaded<ThreadOf, Paged> {
        let mut by_page: HashMap<&PageRequest, HashMap<CommentId, ArticleId>> = HashMap::new();
        for key in keys {
            by_page.entry(&key.page).or_default().insert(key.root, key.article);
        }
        let mut loaded = HashMap::with_capacity(keys.len());
        for (page, of) in by_page {
            let roots: Vec<(CommentId, ArticleId)> = of.iter().map(|(root, article)| (*root, *article)).collect();
            for (root, found) in comments::thread_of(&self.reading, &roots, page).await.map_err(Arc::new)? {
                let Some(article) = of.get(&root).copied() else { continue };
                loaded.insert(ThreadOf { root, article, page: page.clone() }, found.map_err(Arc::new));
            }
        }
        Ok(loaded)
    }
}

impl Loader<CommentOf> for Relations {
    type Value = Comment;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[CommentOf]) -> Loaded<CommentOf, Comment> {
        let ids: Vec<CommentId> = keys.iter().map(|key| key.0).collect();
        let found = comments::by_ids(&self.reading, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|comment| (CommentOf(comment.id), comment)).collect())
    }
}
