//! Batching what articles have besides what every list shows: further sections, corrections, translations, former
//! addresses, and the articles around them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use super::{Loaded, Relations, grouped};
use crate::domain::articles::{Article, ArticleAlias, Correction, Kin};
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::rates::{ArticleDays, ArticleRates, ArticleRatesFilter};
use crate::error::Error;
use crate::usecases::articles::{self, Translations};
use crate::usecases::places;
use crate::usecases::rates;

/// Asks for the further sections of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SectionsOf(pub ArticleId);
/// Asks for what was corrected of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CorrectionsOf(pub ArticleId);
/// Asks for the translations of an article.
#[derive(Debug, Clone)]
pub struct TranslationsOf(pub Box<Article>);

impl PartialEq for TranslationsOf {
    fn eq(&self, other: &Self) -> bool {
        (self.0.id, self.0.version) == (other.0.id, other.0.version)
    }
}

impl Eq for TranslationsOf {}

impl Hash for TranslationsOf {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.0.id, self.0.version).hash(state);
    }
}

/// Asks for the former addresses of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AliasesOf(pub ArticleId);
/// Asks for the article that came out of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NextVersionOf(pub ArticleId);
/// Asks for the articles related to an article.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RelatedOf {
    /// The article.
    pub article: Kin,
    /// How many.
    pub limit: u32,
}

/// Asks for how many articles have a dateline of a place or of one inside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PlaceCountOf(pub String);

impl Loader<PlaceCountOf> for Relations {
    type Value = i32;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[PlaceCountOf]) -> Loaded<PlaceCountOf, i32> {
        let ids: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let found = places::article_counts(&self.reading, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, count)| (PlaceCountOf(id), count)).collect())
    }
}

impl Loader<SectionsOf> for Relations {
    type Value = Vec<SectionId>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[SectionsOf]) -> Loaded<SectionsOf, Vec<SectionId>> {
        let ids: Vec<ArticleId> = keys.iter().map(|key| key.0).collect();
        Ok(grouped(articles::sections_of(&self.reading, &ids).await.map_err(Arc::new)?, SectionsOf))
    }
}

impl Loader<CorrectionsOf> for Relations {
    type Value = Vec<Correction>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[CorrectionsOf]) -> Loaded<CorrectionsOf, Vec<Correction>> {
        let ids: Vec<ArticleId> = keys.iter().map(|key| key.0).collect();
        let found = articles::corrections(&self.reading, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, corrections)| (CorrectionsOf(id), corrections)).collect())
    }
}

impl Loader<TranslationsOf> for Relations {
    type Value = Translations;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[TranslationsOf]) -> Loaded<TranslationsOf, Translations> {
        let articles: Vec<Article> = keys.iter().map(|key| (*key.0).clone()).collect();
        let found = articles::translations_of(&self.reading, &articles).await.map_err(Arc::new)?;
        Ok(keys.iter().cloned().zip(found).collect())
    }
}

impl Loader<AliasesOf> for Relations {
    type Value = Vec<ArticleAlias>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[AliasesOf]) -> Loaded<AliasesOf, Vec<ArticleAlias>> {
        let ids: Vec<ArticleId> = keys.iter().map(|key| key.0).collect();
        let found = articles::aliases_of(&self.reading, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, aliases)| (AliasesOf(id), aliases)).collect())
    }
}

impl Loader<NextVersionOf> for Relations {
    type Value = ArticleId;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[NextVersionOf]) -> Loaded<NextVersionOf, ArticleId> {
        let ids: Vec<ArticleId> = keys.iter().map(|key| key.0).collect();
        let found = articles::next_versions(&self.reading, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, next)| (NextVersionOf(id), next)).collect())
    }
}

impl Loader<RelatedOf> for Relations {
    type Value = Vec<Article>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[RelatedOf]) -> Loaded<RelatedOf, Vec<Article>> {
        // Several versions of one article may be among them, each with relatives of its own.
        let mut by_limit: HashMap<u32, Vec<Kin>> = HashMap::new();
        for key in keys {
            by_limit.entry(key.limit).or_default().push(key.article.clone());
        }
        let mut loaded = HashMap::with_capacity(keys.len());
        for (limit, kin) in by_limit {
            let found = articles::related_of(&self.reading, &kin, limit).await.map_err(Arc::new)?;
            let found = kin.into_iter().zip(found);
            loaded.extend(found.map(|(article, (_, related))| (RelatedOf { article, limit }, related)));
        }
        Ok(loaded)
    }
}

/// Asks for the rates of an article's day; articles of the same days share them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RatesOf {
    /// The days of the article.
    pub days: ArticleDays,
    /// Which rates.
    pub filter: ArticleRatesFilter,
}

impl Loader<RatesOf> for Relations {
    type Value = Result<Option<ArticleRates>, Arc<Error>>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[RatesOf]) -> Loaded<RatesOf, Self::Value> {
        let mut by_filter: HashMap<&ArticleRatesFilter, Vec<ArticleDays>> = HashMap::new();
        for key in keys {
            by_filter.entry(&key.filter).or_default().push(key.days);
        }
        let mut loaded = HashMap::with_capacity(keys.len());
        for (filter, days) in by_filter {
            let key = |days: ArticleDays| RatesOf { days, filter: filter.clone() };
            // What is wrong with one question is no fault of the others.
            match rates::of_articles(&self.app, &self.reading, &days, filter).await.map_err(Arc::new) {
                Ok(found) => loaded.extend(days.into_iter().map(key).zip(found.into_iter().map(Ok))),
                Err(error) => loaded.extend(days.into_iter().map(|days| (key(days), Err(Arc::clone(&error))))),
            }
        }
        Ok(loaded)
    }
}
