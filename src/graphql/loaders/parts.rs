//! Batching what every list shows of its articles: one statement for all of it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, PoisonError};

use async_graphql::dataloader::Loader;

use super::{Loaded, RelationLoader, Relations};
use crate::domain::articles::{Article, ArticleBody};
use crate::domain::authors::Author;
use crate::domain::datelines::Dateline;
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::media::{Media, MediaLink};
use crate::domain::paging::Page;
use crate::domain::sections::Section;
use crate::domain::tags::Tag;
use crate::error::{Error, Result};
use crate::graphql::errors::shared;
use crate::usecases::articles::{self, PageParts, Parts, PartsWanted};

/// Asks for one thing that an article has, or for a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartOf {
    /// Its tags.
    Tags(ArticleId),
    /// Its authors.
    Authors(ArticleId),
    /// Its dateline.
    Dateline(ArticleId),
    /// Its pictures.
    Media(ArticleId),
    /// Its body.
    Body(ArticleId),
    /// How many comments readers see under it.
    CommentCount(ArticleId),
    /// A section.
    Section(SectionId),
}

/// The answer to a [`PartOf`] of the same name.
#[derive(Debug, Clone)]
pub enum PartFound {
    /// Tags in their order.
    Tags(Vec<Tag>),
    /// Authors in their order.
    Authors(Vec<Author>),
    /// A dateline.
    Dateline(Dateline),
    /// Pictures in their order.
    Media(Vec<(MediaLink, Media)>),
    /// A body.
    Body(ArticleBody),
    /// A number of comments.
    CommentCount(i32),
    /// A section.
    Section(Section),
}

fn several<V>(
    pairs: Vec<(ArticleId, V)>,
    key: fn(ArticleId) -> PartOf,
    value: fn(Vec<V>) -> PartFound,
) -> impl Iterator<Item = (PartOf, PartFound)> {
    super::grouped(pairs, key).into_iter().map(move |(key, values)| (key, value(values)))
}

fn by_key(found: Parts) -> HashMap<PartOf, PartFound> {
    let mut loaded: HashMap<PartOf, PartFound> = HashMap::new();
    loaded.extend(several(found.tags, PartOf::Tags, PartFound::Tags));
    loaded.extend(several(found.authors, PartOf::Authors, PartFound::Authors));
    loaded.extend(several(found.media, PartOf::Media, PartFound::Media));
    loaded.extend(found.datelines.into_iter().map(|(id, line)| (PartOf::Dateline(id), PartFound::Dateline(line))));
    loaded.extend(found.bodies.into_iter().map(|(id, body)| (PartOf::Body(id), PartFound::Body(body))));
    let counts = found.comment_counts.into_iter();
    loaded.extend(counts.map(|(id, count)| (PartOf::CommentCount(id), PartFound::CommentCount(count))));
    let sections = found.sections.into_iter();
    loaded.extend(sections.map(|section| (PartOf::Section(section.id), PartFound::Section(section))));
    loaded
}

impl Relations {
    /// Keeps what was found with a page, so that nobody asks for it again: of what was asked for and not found, too. Beside
    /// writes nothing is kept.
    pub fn prime(&self, page: &Page<Article>, which: PageParts, found: Parts) {
        if self.reading.is_live() {
            return;
        }
        type Kind = (bool, fn(ArticleId) -> PartOf);
        let kinds: [Kind; 6] = [
            (which.tags, PartOf::Tags),
            (which.authors, PartOf::Authors),
            (which.dateline, PartOf::Dateline),
            (which.media, PartOf::Media),
            (which.body, PartOf::Body),
            (which.comment_count, PartOf::CommentCount),
        ];
        // What was kept is whole, whoever stopped while he kept it.
        let mut primed = self.primed.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, key) in kinds.into_iter().filter(|(asked, _)| *asked) {
            primed.extend(page.rows.iter().map(|(_, article)| (key(article.id), None)));
        }
        primed.extend(by_key(found).into_iter().map(|(key, value)| (key, Some(value))));
    }

    fn primed(&self, key: PartOf) -> Option<Option<PartFound>> {
        self.primed.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned()
    }
}

impl Loader<PartOf> for Relations {
    type Value = PartFound;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[PartOf]) -> Loaded<PartOf, PartFound> {
        let mut wanted = PartsWanted::default();
        for key in keys {
            match key {
                PartOf::Tags(id) => wanted.tags.push(*id),
                PartOf::Authors(id) => wanted.authors.push(*id),
                PartOf::Dateline(id) => wanted.datelines.push(*id),
                PartOf::Media(id) => wanted.media.push(*id),
                PartOf::Body(id) => wanted.bodies.push(*id),
                PartOf::CommentCount(id) => wanted.comment_counts.push(*id),
                PartOf::Section(id) => wanted.sections.push(*id),
            }
        }
        Ok(by_key(articles::parts(&self.app, &self.reading, &wanted).await.map_err(Arc::new)?))
    }
}

/// Loads one thing and takes it out of what was found.
async fn load<T>(
    loader: &RelationLoader,
    key: PartOf,
    value: impl FnOnce(PartFound) -> Option<T>,
) -> Result<Option<T>> {
    if let Some(found) = loader.loader().primed(key) {
        return Ok(found.and_then(value));
    }
    Ok(Box::pin(loader.load_one(key)).await.map_err(shared)?.and_then(value))
}

macro_rules! part {
    ($(#[$doc:meta])* $name:ident, $variant:ident, $id:ty, $value:ty) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// When the database fails.
        pub async fn $name(loader: &RelationLoader, id: $id) -> Result<Option<$value>> {
            load(loader, PartOf::$variant(id), |found| match found {
                PartFound::$variant(value) => Some(value),
                _ => None,
            })
            .await
        }
    };
}

part!(
    /// The tags of an article in their order.
    tags, Tags, ArticleId, Vec<Tag>
);
part!(
    /// The authors of an article in their order.
    authors, Authors, ArticleId, Vec<Author>
);
part!(
    /// The dateline of an article.
    dateline, Dateline, ArticleId, Dateline
);
part!(
    /// The pictures of an article in their order.
    media, Media, ArticleId, Vec<(MediaLink, Media)>
);
part!(
    /// The body of an article.
    body, Body, ArticleId, ArticleBody
);
part!(
    /// How many comments readers see under an article.
    comment_count, CommentCount, ArticleId, i32
);
part!(
    /// A section.
    section, Section, SectionId, Section
);
