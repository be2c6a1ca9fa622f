//! Batching: the relations of all articles of an answer in one statement each.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::runtime::{TokioSpawner, TokioTimer};

use crate::app::App;
use crate::domain::articles::ArticleBody;
use crate::domain::authors::Author;
use crate::domain::datelines::Dateline;
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::sections::Section;
use crate::domain::tags::Tag;
use crate::error::Error;
use crate::usecases::reading::Reading;
use crate::usecases::{articles, sections};

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
