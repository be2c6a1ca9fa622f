//! Batching: the relations of all articles of an answer in one statement each.

mod articles_more;
mod decisions;
pub mod parts;
mod threads;

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::runtime::{TokioSpawner, TokioTimer};

pub use articles_more::{
    AliasesOf, CorrectionsOf, NextVersionOf, PlaceCountOf, RatesOf, RelatedOf, SectionsOf, TranslationsOf,
};
pub use decisions::DecisionsOf;

pub use threads::{CommentOf, ThreadOf};

use crate::app::App;
use crate::domain::articles::Article;
use crate::domain::comments::{Comment, CommentFlag, CommentOrder};
use crate::domain::ids::{ArticleId, CommentId, ListId, SectionId, TagId};
use crate::domain::lists::{ArticleListItem, ListPlan};
use crate::domain::paging::{Page, PageRequest};
use crate::domain::sections::{MOST, Section};
use crate::error::{Code, Error};
use crate::usecases::reading::Reading;
use crate::usecases::{articles, comments, lists, sections, tags};
use parts::{PartFound, PartOf};

/// Loads relations for one request: for one reader, and forgotten with the answer.
#[derive(Debug, Clone)]
pub struct Relations {
    app: App,
    reading: Arc<Reading>,
    counted: Arc<Counted>,
    primed: Arc<Mutex<HashMap<PartOf, Option<PartFound>>>>,
}

/// What an answer has asked for so far of what is a few statements each time.
#[derive(Debug, Default)]
struct Counted {
    lists: AtomicU64,
    revisions: AtomicU64,
    former: AtomicU64,
    diffs: AtomicU64,
}

/// The most lists of versions that an answer holds.
const MOST_REVISIONS: u64 = 20;
/// The most articles as they were in a version that an answer holds: those of two pages.
const MOST_FORMER: u64 = 40;
/// The most comparisons of versions that an answer holds.
const MOST_DIFFS: u64 = 10;

impl Relations {
    /// Takes account of one more list of articles below another noun: each is a few statements of its own, and what the
    /// guard counts before is only an estimate. There may be as many as a site has sections.
    ///
    /// # Errors
    /// `QUERY_TOO_COMPLEX` when there are too many.
    pub fn one_more_list(&self) -> Result<(), Error> {
        count(&self.counted.lists, MOST, "lists of articles below sections, tags and authors")
    }

    /// Takes account of one more list of versions.
    ///
    /// # Errors
    /// `QUERY_TOO_COMPLEX` when there are too many.
    pub fn one_more_history(&self) -> Result<(), Error> {
        count(&self.counted.revisions, MOST_REVISIONS, "lists of versions")
    }

    /// Takes account of one more article as it was in a version.
    ///
    /// # Errors
    /// `QUERY_TOO_COMPLEX` when there are too many.
    pub fn one_more_version(&self) -> Result<(), Error> {
        count(&self.counted.former, MOST_FORMER, "articles as they were in a version")
    }

    /// Takes account of one more comparison of versions.
    ///
    /// # Errors
    /// `QUERY_TOO_COMPLEX` when there are too many.
    pub fn one_more_diff(&self) -> Result<(), Error> {
        count(&self.counted.diffs, MOST_DIFFS, "comparisons of versions")
    }
}

fn count(counter: &AtomicU64, most: u64, what: &str) -> Result<(), Error> {
    if counter.fetch_add(1, Ordering::Relaxed) < most {
        return Ok(());
    }
    Err(Error::new(Code::QueryTooComplex, format!("An answer holds at most {most} {what}.")))
}

/// The loader of a request.
pub type RelationLoader = DataLoader<Relations>;

/// A loader for one request.
#[must_use]
pub fn new(app: &App, reading: &Arc<Reading>) -> RelationLoader {
    let relations =
        Relations { app: app.clone(), reading: Arc::clone(reading), counted: Arc::default(), primed: Arc::default() };
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

/// Asks for the sections directly under a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SectionsUnder(pub SectionId);
/// Asks for how many articles with a tag readers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ArticleCountOf(pub TagId);

/// Asks for an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ArticleOf(pub ArticleId);
/// Asks for what the newsroom put into a curated list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ListItemsOf(pub ListId);
/// Asks for a page of the articles of a curated list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CuratedOf {
    /// The list.
    pub plan: ListPlan,
    /// Which page.
    pub page: PageRequest,
}
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

/// Asks for the newest reports of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FlagsOf {
    /// The comment.
    pub comment: CommentId,
    /// Its article.
    pub article: ArticleId,
}

/// A page, or what is wrong with the page that was asked for.
type Paged<T = Comment> = Result<Page<T>, Arc<Error>>;

impl Loader<SectionsUnder> for Relations {
    type Value = Vec<Section>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[SectionsUnder]) -> Loaded<SectionsUnder, Vec<Section>> {
        let ids: Vec<SectionId> = keys.iter().map(|key| key.0).collect();
        let mut groups: HashMap<SectionsUnder, Vec<Section>> = HashMap::new();
        for section in sections::under(&self.app, &self.reading, &ids).await.map_err(Arc::new)? {
            if let Some(parent) = section.parent_id {
                groups.entry(SectionsUnder(parent)).or_default().push(section);
            }
        }
        Ok(groups)
    }
}

impl Loader<ArticleCountOf> for Relations {
    type Value = i32;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ArticleCountOf]) -> Loaded<ArticleCountOf, i32> {
        let ids: Vec<TagId> = keys.iter().map(|key| key.0).collect();
        let found = tags::article_counts(&self.reading, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, count)| (ArticleCountOf(id), count)).collect())
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

impl Loader<ListItemsOf> for Relations {
    type Value = Vec<ArticleListItem>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ListItemsOf]) -> Loaded<ListItemsOf, Vec<ArticleListItem>> {
        let ids: Vec<ListId> = keys.iter().map(|key| key.0).collect();
        let mut loaded: HashMap<ListItemsOf, Vec<ArticleListItem>> = HashMap::with_capacity(keys.len());
        for (list, item) in lists::items_of(&self.reading, &ids).await.map_err(Arc::new)? {
            loaded.entry(ListItemsOf(list)).or_default().push(item);
        }
        Ok(loaded)
    }
}

impl Loader<CuratedOf> for Relations {
    type Value = Paged<Article>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[CuratedOf]) -> Loaded<CuratedOf, Paged<Article>> {
        let mut by_page: HashMap<&PageRequest, HashMap<ListId, ListPlan>> = HashMap::new();
        for key in keys {
            by_page.entry(&key.page).or_default().insert(key.plan.id, key.plan.clone());
        }
        let mut loaded = HashMap::with_capacity(keys.len());
        for (page, mut of) in by_page {
            let plans: Vec<ListPlan> = of.values().cloned().collect();
            for (id, found) in articles::curated_of(&self.reading, &plans, page).await.map_err(Arc::new)? {
                let key = of.remove(&id).map(|plan| CuratedOf { plan, page: page.clone() });
                loaded.extend(key.map(|key| (key, found.map_err(Arc::new))));
            }
        }
        Ok(loaded)
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

impl Loader<FlagsOf> for Relations {
    type Value = Vec<CommentFlag>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[FlagsOf]) -> Loaded<FlagsOf, Vec<CommentFlag>> {
        let article_of: HashMap<CommentId, ArticleId> = keys.iter().map(|key| (key.comment, key.article)).collect();
        let named: Vec<(CommentId, ArticleId)> = article_of.iter().map(|(id, article)| (*id, *article)).collect();
        let found = comments::newest_flags(&self.reading, &named).await.map_err(Arc::new)?;
        let keyed = found.into_iter().filter_map(|(comment, flags)| {
            article_of.get(&comment).map(|article| (FlagsOf { comment, article: *article }, flags))
        });
        Ok(keyed.collect())
    }
}
