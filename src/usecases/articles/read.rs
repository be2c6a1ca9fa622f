//! Reading articles: lists, one, and the relations of many.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::articles::{Article, ArticleBody, ArticleFilter, ArticleState, Embed, Sight};
use crate::domain::authors::Author;
use crate::domain::datelines::Dateline;
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::{Lang, Preference};
use crate::domain::paging::{ListName, Order, Page, PageRequest};
use crate::domain::refs::{AuthorRef, SectionRef, TagRef};
use crate::domain::sections::Section;
use crate::domain::tags::Tag;
use crate::domain::text::slug::is_slug;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::articles::{self as store, Found, ListQuery, clock};
use crate::store::{Conn, comments, datelines, links, sections};
use crate::usecases::reading::Reading;
use crate::usecases::resolve;

/// A page of articles, the newest first by when readers first saw them.
///
/// # Errors
/// `BAD_USER_INPUT` for a wrong limit or cursor, `NOT_FOUND` for a section, tag or author that is not there, `FORBIDDEN`
/// for a state that readers do not see.
pub async fn list(
    app: &App,
    reading: &Reading,
    filter: &ArticleFilter,
    page: &PageRequest,
    embed: Embed,
    asked: &[Lang],
) -> Result<Page<Article>> {
    let (actor, now) = (reading.actor(), reading.now());
    let state = filter.state.unwrap_or(ArticleState::Published);
    check_state(actor, state)?;
    let (since, before) = range(app, filter)?;
    let conn = reading.conn().await?;
    let found = find(&conn, reading, filter).await?;
    let name = list_name(state, &found, filter, since, before);
    let seek = page.seek(name)?;
    // Which articles will come into the list is not known; the next one that moves at all is a safe bound.
    reading.holds_until(clock::next_transition(&conn, now).await?);
    let query = ListQuery {
        sight: Sight::of(actor),
        now,
        state,
        found,
        language: filter.language.clone(),
        since,
        before,
        seek,
    };
    let articles = store::page(&conn, &query).await?;
    let page = Page::new(articles, &query.seek, name, store::cursor);
    let mut page = page.map(|article| article.for_actor(actor, now));
    let mut articles: Vec<&mut Article> = page.rows.iter_mut().map(|(_, article)| article).collect();
    reading.note_all(fill(app, &conn, &mut articles, embed, asked).await?);
    Ok(page)
}

fn check_state(actor: &Actor, state: ArticleState) -> Result<()> {
    match state {
        ArticleState::Published => Ok(()),
        ArticleState::Embargoed if actor.has(Scope::ArticlesEmbargoed) => Ok(()),
        _ if actor.is_staff() => Ok(()),
        ArticleState::Embargoed => actor.require(Scope::ArticlesEmbargoed),
        _ => actor.require(Scope::ArticlesWrite),
    }
}

/// The instants between which a list lies: the narrowest of those that the filter gives.
fn range(app: &App, filter: &ArticleFilter) -> Result<(Option<Instant>, Option<Instant>)> {
    let zone = app.config.site.time_zone;
    let day = |date: crate::domain::time::Date| {
        let next = date.naive().succ_opt().map(crate::domain::time::Date::from);
        (date.start_in(zone), next.map(|next| next.start_in(zone)))
    };
    let (start, end) = filter.date.map(day).map_or((None, None), |(start, end)| (Some(start), end));
    let since = start.into_iter().chain(filter.published_since).max();
    let before = end.into_iter().chain(filter.published_before).min();
    if since.zip(before).is_some_and(|(since, before)| since >= before) {
        return Err(Error::parameter(
            "publishedBefore",
            "must be later than publishedSince, and within date if both are given",
        ));
    }
    Ok((since, before))
}

/// Finds the nouns that a filter names; a list depends on the narrowest of them, or on every article.
async fn find(conn: &Conn<'_>, reading: &Reading, filter: &ArticleFilter) -> Result<Found> {
    let mut found = Found::default();
    if let Some(name) = &filter.section {
        let section = resolve::section(conn, name).await?;
        reading.note(section.map_or(Facet::Sections, Facet::Section));
        found.section = Some(section.ok_or_else(|| Error::not_found("section", name))?);
    }
    if let Some(name) = &filter.tag {
        let tag = resolve::tag(conn, name).await?;
        reading.note(tag.map_or(Facet::Tags, Facet::Tag));
        found.tag = Some(tag.ok_or_else(|| Error::not_found("tag", name))?);
    }
    if let Some(name) = &filter.author {
        let author = resolve::author(conn, name).await?;
        reading.note(author.map_or(Facet::Authors, Facet::Author));
        found.author = Some(author.ok_or_else(|| Error::not_found("author", name))?);
    }
    let tagged = found.tag.map(Facet::TagArticles).or(found.author.map(Facet::AuthorArticles));
    reading.note(tagged.or(found.section.map(Facet::SectionArticles)).unwrap_or(Facet::Articles));
    Ok(found)
}

fn list_name(
    state: ArticleState,
    found: &Found,
    filter: &ArticleFilter,
    since: Option<Instant>,
    before: Option<Instant>,
) -> ListName {
    let narrowed = format!("{state:?} {found:?} {:?} {since:?} {before:?}", filter.language);
    ListName::new(&format!("articles newest {narrowed}"), Order::Number)
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
    let mut article = found.ok_or_else(|| Error::not_found("article", name))?.for_actor(actor, now);
    reading.note_all(fill(app, &conn, &mut [&mut article], embed, asked).await?);
    Ok(article)
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
    let rank = |article: &Article| app.config.site.languages.iter().position(|lang| *lang == article.language);
    let found = found.into_iter().min_by_key(|article| rank(article).unwrap_or(usize::MAX));
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

/// The tags of articles, each article's in their order; the caller may see the articles and has noted them.
///
/// # Errors
/// When the database fails.
pub async fn tags_of(reading: &Reading, ids: &[ArticleId]) -> Result<Vec<(ArticleId, Tag)>> {
    let tags = links::tags_of(&reading.conn().await?, ids).await?;
    reading.note_all(tags.iter().map(|(_, tag)| Facet::Tag(tag.id)));
    Ok(tags)
}

/// The authors of articles, each article's in their order; the caller may see the articles and has noted them.
///
/// # Errors
/// When the database fails.
pub async fn authors_of(reading: &Reading, ids: &[ArticleId]) -> Result<Vec<(ArticleId, Author)>> {
    let authors = links::authors_of(&reading.conn().await?, ids).await?;
    reading.note_all(authors.iter().map(|(_, author)| Facet::Author(author.id)));
    Ok(authors.into_iter().map(|(id, author)| (id, author.for_actor(reading.actor()))).collect())
}

/// The datelines of articles; the caller may see the articles and has noted them.
///
/// # Errors
/// When the database fails.
pub async fn datelines_of(reading: &Reading, ids: &[ArticleId]) -> Result<Vec<(ArticleId, Dateline)>> {
    datelines::of(&reading.conn().await?, ids).await
}

/// The bodies of articles; the caller may see the articles and has noted them.
///
/// # Errors
/// When the database fails.
pub async fn bodies_of(reading: &Reading, ids: &[ArticleId]) -> Result<Vec<(ArticleId, ArticleBody)>> {
    store::bodies_of(&reading.conn().await?, ids).await
}

/// Fills the relations that are asked for, in one statement each, however many articles there are; gives the facets of
/// what it filled in.
pub(super) async fn fill(
    app: &App,
    conn: &Conn<'_>,
    articles: &mut [&mut Article],
    embed: Embed,
    asked: &[Lang],
) -> Result<Vec<Facet>> {
    let mut facets = Vec::new();
    let ids: Vec<ArticleId> = articles.iter().map(|article| article.id).collect();
    let languages: HashMap<ArticleId, Preference> =
        articles.iter().map(|article| (article.id, preference(app, article, asked))).collect();
    if embed.section {
        fill_sections(conn, articles, &languages).await?;
        facets.extend(articles.iter().filter_map(|article| article.section_id).map(Facet::Section));
    }
    if embed.tags {
        let mut refs: HashMap<ArticleId, Vec<TagRef>> = HashMap::new();
        for (id, tag) in links::tags_of(conn, &ids).await? {
            facets.push(Facet::Tag(tag.id));
            let name = languages.get(&id).map_or("", |preference| preference.pick(&tag.names)).to_owned();
            refs.entry(id).or_default().push(TagRef { id: tag.id, slug: tag.slug, name });
        }
        for article in articles.iter_mut() {
            article.tags = Some(refs.remove(&article.id).unwrap_or_default());
        }
    }
    if embed.authors {
        let mut refs: HashMap<ArticleId, Vec<AuthorRef>> = HashMap::new();
        for (id, author) in links::authors_of(conn, &ids).await? {
            facets.push(Facet::Author(author.id));
            refs.entry(id).or_default().push(AuthorRef { id: author.id, slug: author.slug, name: author.name });
        }
        for article in articles.iter_mut() {
            article.authors = Some(refs.remove(&article.id).unwrap_or_default());
        }
    }
    if embed.dateline {
        let mut found: HashMap<ArticleId, Dateline> = datelines::of(conn, &ids).await?.into_iter().collect();
        for article in articles.iter_mut() {
            article.dateline = found.remove(&article.id);
        }
    }
    if embed.comment_count {
        facets.extend(ids.iter().copied().map(Facet::Comments));
        let found: HashMap<ArticleId, i32> = comments::counts_of(conn, &ids).await?.into_iter().collect();
        for article in articles.iter_mut() {
            article.comment_count = Some(found.get(&article.id).copied().unwrap_or_default());
        }
    }
    if embed.body {
        let mut found: HashMap<ArticleId, ArticleBody> = store::bodies_of(conn, &ids).await?.into_iter().collect();
        for article in articles.iter_mut() {
            article.body = found.remove(&article.id);
        }
    }
    Ok(facets)
}

/// Names stand in the languages asked for, else in the article's own.
fn preference(app: &App, article: &Article, asked: &[Lang]) -> Preference {
    let mut langs = asked.to_vec();
    langs.push(article.language.clone());
    app.preference(&langs)
}

async fn fill_sections(
    conn: &Conn<'_>,
    articles: &mut [&mut Article],
    languages: &HashMap<ArticleId, Preference>,
) -> Result<()> {
    let mut ids: Vec<SectionId> = articles.iter().filter_map(|article| article.section_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found: HashMap<SectionId, Section> =
        sections::by_ids(conn, &ids).await?.into_iter().map(|section| (section.id, section)).collect();
    for article in articles.iter_mut() {
        let section = article.section_id.and_then(|id| found.get(&id));
        article.section = section.map(|section| SectionRef {
            id: section.id,
            slug: section.slug.clone(),
            name: languages.get(&article.id).map_or("", |preference| preference.pick(&section.names)).to_owned(),
        });
    }
    Ok(())
}
