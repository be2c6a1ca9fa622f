//! Reading articles: one, and the relations of many.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::articles::{Article, ArticleAlias, Embed, PubStatus, Recall, Sight};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::lang::Lang;
use crate::domain::text::slug::is_slug;
use crate::error::{Error, Result, Taken};
use crate::store::articles::aliases;
use crate::store::articles::chain::{self, Chain};
use crate::store::articles::{self as store, clock};
use crate::store::{Conn, links};
use crate::usecases::articles::at_once::at_once;
use crate::usecases::articles::fill::{aliases_of as former_addresses, fill_noted};
use crate::usecases::articles::translate;
use crate::usecases::reading::Reading;
use crate::usecases::resolve;

/// The article with this id that the reader may see.
pub(super) async fn one(conn: &Conn<'_>, reading: &Reading, id: ArticleId) -> Result<Option<Article>> {
    Ok(resolve::articles_seen(conn, reading, &[id]).await?.pop())
}

/// The article, or its translation in the first of these languages in which there is one, with all that is asked for;
/// `servedLanguage` says in which it is.
///
/// # Errors
/// As [`get`].
pub async fn get_in(
    app: &App,
    reading: &Reading,
    (name, language): (&str, Option<&Lang>),
    wanted: &[Lang],
    embed: Embed,
) -> Result<Article> {
    if let Some(mut article) = at_once(app, reading, (name, language), wanted, embed, wanted).await? {
        article.served_language = Some(article.language.clone());
        return Ok(article);
    }
    let found = named(app, reading, name, language).await?;
    let conn = reading.conn().await?;
    let chosen = translate::in_language(&conn, reading, found, wanted).await?;
    let mut article = chosen.for_actor(reading.actor(), reading.now());
    fill_noted(app, &conn, reading, &mut [&mut article], embed, wanted).await?;
    article.served_language = Some(article.language.clone());
    Ok(article)
}

/// The article with this id, or with this slug in one of the site's languages.
///
/// # Errors
/// `NOT_FOUND` for what is not there or not to be seen; `BAD_USER_INPUT` for a malformed id.
pub async fn get(
    app: &App,
    reading: &Reading,
    name: &str,
    language: Option<&Lang>,
    embed: Embed,
    asked: &[Lang],
) -> Result<Article> {
    if let Some(article) = at_once(app, reading, (name, language), &[], embed, asked).await? {
        return Ok(article);
    }
    let mut article = named(app, reading, name, language).await?;
    fill_noted(app, &reading.conn().await?, reading, &mut [&mut article], embed, asked).await?;
    Ok(article)
}

/// As [`get`], with nothing besides the article's own fields, for answers that ask for more.
pub(super) async fn named(app: &App, reading: &Reading, name: &str, language: Option<&Lang>) -> Result<Article> {
    let (actor, now) = (reading.actor(), reading.now());
    let conn = reading.conn().await?;
    let found = if ArticleId::looks_like(name) {
        let found = resolve::articles_seen(&conn, reading, &[name.parse()?]).await?.pop();
        found.filter(|article| language.is_none_or(|language| article.language == *language))
    } else if is_slug(name) {
        under_slug(app, &conn, reading, name, language).await?
    } else {
        None
    };
    let Some(found) = found else { return Err(missing(app, &conn, reading, name, language).await?) };
    Ok(found.for_actor(actor, now))
}

/// Why the reader gets no article under a name: it was taken back, or there is none.
pub(super) async fn missing(
    app: &App,
    conn: &Conn<'_>,
    reading: &Reading,
    name: &str,
    language: Option<&Lang>,
) -> Result<Error> {
    let found = if ArticleId::looks_like(name) {
        let found = store::taken_back(conn, name.parse()?).await?;
        found.filter(|article| language.is_none_or(|language| article.language == *language))
    } else if is_slug(name) {
        taken_back_from(app, conn, name, language).await?
    } else {
        None
    };
    let Some((article, recall)) = found.and_then(|article| Some((article.id, article.recall?))) else {
        return Ok(Error::not_found("article", name));
    };
    reading.note(Facet::Article(article));
    Ok(Error::gone("article", name, taken(&recall)))
}

/// The article that had this slug last and was taken back, in the language given or the first of the site in which one was;
/// else the one that had it before, and was taken back under another.
async fn taken_back_from(app: &App, conn: &Conn<'_>, slug: &str, language: Option<&Lang>) -> Result<Option<Article>> {
    let own = store::taken_back_by_slug(conn, slug, language).await?;
    if let Some(article) = own.into_iter().min_by_key(|article| rank(app, &article.language)) {
        return Ok(Some(article));
    }
    let mut former = aliases::by_slug(conn, slug).await?;
    former.retain(|alias| language.is_none_or(|language| alias.language == *language));
    former.sort_by_key(|alias| rank(app, &alias.language));
    for alias in former {
        if let Some(article) = store::taken_back(conn, alias.article).await? {
            return Ok(Some(article));
        }
    }
    Ok(None)
}

/// The place of a language in the site's order; those that are not the site's come last.
pub(super) fn rank(app: &App, language: &Lang) -> usize {
    app.config.site.languages.iter().position(|lang| lang == language).unwrap_or(usize::MAX)
}

/// Why those of these articles are not seen that were and were taken back: the error of each.
///
/// # Errors
/// When the database fails.
pub async fn gone(reading: &Reading, ids: &[ArticleId]) -> Result<Vec<(ArticleId, Error)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let recalls = store::recalls(&reading.conn().await?, ids).await?;
    let error = |(id, recall): (ArticleId, Recall)| (id, Error::gone("article", &id.to_string(), taken(&recall)));
    Ok(recalls.into_iter().map(error).collect())
}

/// How an article was taken back, in the words of errors.
pub(super) fn taken(recall: &Recall) -> Taken {
    Taken {
        status: if recall.status == PubStatus::Canceled { "CANCELED" } else { "WITHHELD" },
        at: recall.at.to_string(),
        reason: recall.reason.clone(),
        replaced_by: recall.replaced_by.map(|id| id.to_string()),
    }
}

/// The article with this slug that the reader may see, in the language given or the first of the site that has it.
async fn under_slug(
    app: &App,
    conn: &Conn<'_>,
    reading: &Reading,
    slug: &str,
    language: Option<&Lang>,
) -> Result<Option<Article>> {
    let now = reading.now();
    reading.note(Facet::ArticleSlug(slug.to_owned()));
    let found = store::by_slug(conn, slug, language, Sight::of(reading.actor()), now).await?;
    let found = found.into_iter().min_by_key(|article| rank(app, &article.language));
    reading.note_all(found.iter().map(|article| Facet::Article(article.id)));
    // Another language's article under the slug may come or end too.
    reading.holds_until(clock::next_of_slug(conn, slug, now).await?);
    Ok(found)
}

/// The articles with these ids that the reader may see, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(reading: &Reading, ids: &[ArticleId]) -> Result<Vec<Article>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let articles = resolve::articles_seen(&reading.conn().await?, reading, ids).await?;
    Ok(articles.into_iter().map(|article| article.for_actor(reading.actor(), reading.now())).collect())
}

/// The further sections of articles, each article's in their order; the caller may see the articles and has noted them.
///
/// # Errors
/// When the database fails.
pub async fn sections_of(reading: &Reading, ids: &[ArticleId]) -> Result<Vec<(ArticleId, SectionId)>> {
    links::sections_of(&reading.conn().await?, ids).await
}

/// The article that came out of each, where one did and is seen.
///
/// # Errors
/// When the database fails.
pub async fn next_versions(reading: &Reading, ids: &[ArticleId]) -> Result<Vec<(ArticleId, ArticleId)>> {
    let (conn, now) = (reading.conn().await?, reading.now());
    reading.note_all(ids.iter().copied().map(Facet::ArticleChain));
    let Chain { links, next_transition } = chain::around(&conn, ids, Sight::of(reading.actor()), now).await?;
    reading.holds_until(next_transition);
    let next = |id: &ArticleId| Some((*id, links.iter().find(|link| link.parent == Some(*id))?.article));
    Ok(ids.iter().filter_map(next).collect())
}

/// The former addresses of articles, each article's newest first; the caller may see the articles and has noted them.
///
/// # Errors
/// When the database fails.
pub async fn aliases_of(reading: &Reading, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Vec<ArticleAlias>>> {
    former_addresses(&reading.conn().await?, ids).await
}
