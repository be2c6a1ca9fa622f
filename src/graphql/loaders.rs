//! Batching: the relations of all articles of an answer in one statement each.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::runtime::{TokioSpawner, TokioTimer};

use crate::app::App;
use crate::domain::articles::{Article, ArticleBody};
use crate::domain::authors::Author;
use crate::domain::comments::{Comment, CommentOrder};
use crate::domain::datelines::Dateline;
use crate::domain::ids::{ArticleId, CommentId, SectionId};
use crate::domain::paging::{Page, PageRequest};
use crate::domain::sections::Section;
use crate::domain::tags::Tag;
use crate::error::Error;
use crate::usecases::reading::Reading;
use crate::usecases::{articles, comments, sections};

/// Loads relations for one request: for one reader, and forgotten with the answer.
#[derive(Debug, Clone)]
pub struct Relations {
    app: App,
    reading: Arc<Reading>,
}

/// The loader of a request.
pub type RelationLoader = DataLoader<Relations>;

/// A loader for one request.
#[must_use]
pub fn new(app: &App, reading: &Arc<Reading>) -> RelationLoader {
    let relations = Relations { app: app.clone(), reading: Arc::clone(reading) };
    DataLoader::new(relations, TokioSpawner::current(), TokioTimer::default())
}

type Loaded<K, V> = Result<HashMap<K, V>, Arc<Error>>;

fn grouped<K2, V>(pairs: Vec<(ArticleId, V)>, key: impl Fn(ArticleId) -> K2) -> HashMap<K2, Vec<V>>
where
    K2: Eq + Hash,
{
    let mut groups: HashMap<K2, Vec<V>> = HashMap::new();
    for (id, value) in pairs {
        groups.entry(key(id)).or_default().push(value);
    }
    groups
}

/// Asks for a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SectionOf(pub SectionId);
/// Asks for the tags of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TagsOf(pub ArticleId);
/// Asks for the authors of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AuthorsOf(pub ArticleId);
/// Asks for the dateline of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DatelineOf(pub ArticleId);
/// Asks for the body of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BodyOf(pub ArticleId);

/// Asks for how many comments readers see under an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CommentCountOf(pub ArticleId);
/// Asks for an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ArticleOf(pub ArticleId);
/// Asks for a page of the threads under an article.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ThreadsOf {
    /// The article.
    pub article: ArticleId,
    /// In which order.
    pub order: CommentOrder,
    /// Which page.
    pub page: PageRequest,
}
/// Asks for a page of the answers directly under a comment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RepliesOf {
    /// The comment.
    pub comment: CommentId,
    /// Its article.
    pub article: ArticleId,
    /// In which order.
    pub order: CommentOrder,
    /// Which page.
    pub page: PageRequest,
}

/// A page, or what is wrong with the page that was asked for.
type Paged = Result<Page<Comment>, Arc<Error>>;

impl Loader<SectionOf> for Relations {
    type Value = Section;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[SectionOf]) -> Loaded<SectionOf, Section> {
        let ids: Vec<SectionId> = keys.iter().map(|key| key.0).collect();
        let found = sections::by_ids(&self.app, &self.reading, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|section| (SectionOf(section.id), section)).collect())
    }
}

impl Loader<TagsOf> for Relations {
    type Value = Vec<Tag>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[TagsOf]) -> Loaded<TagsOf, Vec<Tag>> {
        let ids: Vec<ArticleId> = keys.iter().map(|key| key.0).collect();
        Ok(grouped(articles::tags_of(&self.reading, &ids).await.map_err(Arc::new)?, TagsOf))
    }
}

impl Loader<AuthorsOf> for Relations {
    type Value = Vec<Author>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[AuthorsOf]) -> Loaded<AuthorsOf, Vec<Author>> {
        let ids: Vec<ArticleId> = keys.iter().map(|key| key.0).collect();
        let found = articles::authors_of(&self.reading, &ids).await.map_err(Arc::new)?;
        Ok(grouped(found, AuthorsOf))
    }
}

impl Loader<DatelineOf> for Relations {
    type Value = Dateline;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[DatelineOf]) -> Loaded<DatelineOf, Dateline> {
        let ids: Vec<ArticleId> = keys.iter().map(|key| key.0).collect();
        let found = articles::datelines_of(&self.reading, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, dateline)| (DatelineOf(id), dateline)).collect())
    }
}

impl Loader<BodyOf> for Relations {
    type Value = ArticleBody;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[BodyOf]) -> Loaded<BodyOf, ArticleBody> {
        let ids: Vec<ArticleId> = keys.iter().map(|key| key.0).collect();
        let found = articles::bodies_of(&self.reading, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, body)| (BodyOf(id), body)).collect())
    }
}

impl Loader<CommentCountOf> for Relations {
    type Value = i32;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[CommentCountOf]) -> Loaded<CommentCountOf, i32> {
        let ids: Vec<ArticleId> = keys.iter().map(|key| key.0).collect();
        let found = comments::counts_of(&self.reading, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, count)| (CommentCountOf(id), count)).collect())
    }
}

impl Loader<ArticleOf> for Relations {
    type Value = Article;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ArticleOf]) -> Loaded<ArticleOf, Article> {
        let ids: Vec<ArticleId> = keys.iter().map(|key| key.0).collect();
        let found = articles::by_ids(&self.reading, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|article| (ArticleOf(article.id), article)).collect())
    }
}

/// Keys by the order and the page that they ask for: each group is one statement, and an answer has few.
fn by_page<K, T>(
    keys: &[K],
    of: impl Fn(&K) -> (T, CommentOrder, &PageRequest),
) -> Vec<(CommentOrder, PageRequest, Vec<T>)> {
    let mut groups: Vec<(CommentOrder, PageRequest, Vec<T>)> = Vec::new();
    for (item, order, page) in keys.iter().map(of) {
        match groups.iter_mut().find(|group| group.0 == order && group.1 == *page) {
            Some(group) => group.2.push(item),
            None => groups.push((order, page.clone(), vec![item])),
        }
    }
    groups
}

impl Loader<ThreadsOf> for Relations {
    type Value = Paged;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ThreadsOf]) -> Loaded<ThreadsOf, Paged> {
        let mut loaded = HashMap::with_capacity(keys.len());
        for (order, page, ids) in by_page(keys, |key| (key.article, key.order, &key.page)) {
            let found = comments::threads_of(&self.reading, &ids, order, &page).await.map_err(Arc::new)?;
            loaded.extend(found.into_iter().map(|(article, threads)| {
                (ThreadsOf { article, order, page: page.clone() }, threads.map_err(Arc::new))
            }));
        }
        Ok(loaded)
    }
}

impl Loader<RepliesOf> for Relations {
    type Value = Paged;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[RepliesOf]) -> Loaded<RepliesOf, Paged> {
        let article_of: HashMap<CommentId, ArticleId> = keys.iter().map(|key| (key.comment, key.article)).collect();
        let mut loaded = HashMap::with_capacity(keys.len());
        for (order, page, ids) in by_page(keys, |key| ((key.comment, key.article), key.order, &key.page)) {
            let found = comments::replies_of(&self.reading, &ids, order, &page).await.map_err(Arc::new)?;
            for (comment, replies) in found {
                let Some(article) = article_of.get(&comment).copied() else { continue };
                loaded.insert(RepliesOf { comment, article, order, page: page.clone() }, replies.map_err(Arc::new));
            }
        }
        Ok(loaded)
    }
}
