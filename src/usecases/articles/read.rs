//! Reading articles: lists, one, and the relations of many.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::articles::{Article, ArticleBody, ArticleFilter, ArticleState, Embed, Sight};
use crate::domain::authors::Author;
use crate::domain::datelines::Dateline;
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
use crate::store::articles::{self as store, Found, ListQuery};
use crate::store::{Conn, datelines, links, sections};
use crate::usecases::resolve;

/// A page of articles, the newest first by when readers first saw them.
///
/// # Errors
/// `BAD_USER_INPUT` for a wrong limit or cursor, `NOT_FOUND` for a section, tag or author that is not there, `FORBIDDEN`
/// for a state that readers do not see.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &ArticleFilter,
    page: &PageRequest,
    embed: Embed,
    asked: &[Lang],
) -> Result<Page<Article>> {
    let now = app.now();
    let state = filter.state.unwrap_or(ArticleState::Published);
    check_state(actor, state)?;
    let (since, before) = range(app, filter)?;
    let conn = app.store.reader();
    let found = find(&conn, filter).await?;
    let name = list_name(state, &found, filter, since, before);
    let seek = page.seek(name)?;
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
    fill(app, &conn, &mut articles, embed, asked).await?;
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

async fn find(conn: &Conn<'_>, filter: &ArticleFilter) -> Result<Found> {
    let mut found = Found::default();
    if let Some(name) = &filter.section {
        let section = resolve::section(conn, name).await?;
        found.section = Some(section.ok_or_else(|| Error::not_found("section", name))?);
    }
    if let Some(name) = &filter.tag {
        found.tag = Some(resolve::tag(conn, name).await?.ok_or_else(|| Error::not_found("tag", name))?);
    }
    if let Some(name) = &filter.author {
        found.author = Some(resolve::author(conn, name).await?.ok_or_else(|| Error::not_found("author", name))?);
    }
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
    actor: &Actor,
    name: &str,
    language: Option<&Lang>,
    embed: Embed,
    asked: &[Lang],
) -> Result<Article> {
    let now = app.now();
    let sight = Sight::of(actor);
    let conn = app.store.reader();
    let found = if ArticleId::looks_like(name) {
        let found = store::by_ids(&conn, &[name.parse()?], sight, now).await?.pop();
        found.filter(|article| language.is_none_or(|language| article.language == *language))
    } else if !is_slug(name) {
        None
    } else {
        let languages = &app.config.site.languages;
        let found = store::by_slug(&conn, name, language, sight, now).await?;
        found
            .into_iter()
            .min_by_key(|article| languages.iter().position(|lang| *lang == article.language).unwrap_or(99))
    };
    let mut article = found.ok_or_else(|| Error::not_found("article", name))?.for_actor(actor, now);
    fill(app, &conn, &mut [&mut article], embed, asked).await?;
    Ok(article)
}

/// The articles with these ids that the actor may see, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(app: &App, actor: &Actor, ids: &[ArticleId]) -> Result<Vec<Article>> {
    let now = app.now();
    let articles = store::by_ids(&app.store.reader(), ids, Sight::of(actor), now).await?;
    Ok(articles.into_iter().map(|article| article.for_actor(actor, now)).collect())
}

/// The tags of articles, each article's in their order; the caller may see the articles.
///
/// # Errors
/// When the database fails.
pub async fn tags_of(app: &App, ids: &[ArticleId]) -> Result<Vec<(ArticleId, Tag)>> {
    links::tags_of(&app.store.reader(), ids).await
}

/// The authors of articles, each article's in their order; the caller may see the articles.
///
/// # Errors
/// When the database fails.
pub async fn authors_of(app: &App, actor: &Actor, ids: &[ArticleId]) -> Result<Vec<(ArticleId, Author)>> {
    let authors = links::authors_of(&app.store.reader(), ids).await?;
    Ok(authors.into_iter().map(|(id, author)| (id, author.for_actor(actor))).collect())
}

/// The datelines of articles; the caller may see the articles.
///
/// # Errors
/// When the database fails.
pub async fn datelines_of(app: &App, ids: &[ArticleId]) -> Result<Vec<(ArticleId, Dateline)>> {
    datelines::of(&app.store.reader(), ids).await
}

/// The bodies of articles; the caller may see the articles.
///
/// # Errors
/// When the database fails.
pub async fn bodies_of(app: &App, ids: &[ArticleId]) -> Result<Vec<(ArticleId, ArticleBody)>> {
    store::bodies_of(&app.store.reader(), ids).await
}

/// Fills the relations that are asked for: one statement each, however many articles there are.
pub(super) async fn fill(
    app: &App,
    conn: &Conn<'_>,
    articles: &mut [&mut Article],
    embed: Embed,
    asked: &[Lang],
) -> Result<()> {
    let ids: Vec<ArticleId> = articles.iter().map(|article| article.id).collect();
    let languages: HashMap<ArticleId, Preference> =
        articles.iter().map(|article| (article.id, preference(app, article, asked))).collect();
    if embed.section {
        fill_sections(conn, articles, &languages).await?;
    }
    if embed.tags {
        let mut refs: HashMap<ArticleId, Vec<TagRef>> = HashMap::new();
        for (id, tag) in links::tags_of(conn, &ids).await? {
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
    if embed.body {
        let mut found: HashMap<ArticleId, ArticleBody> = store::bodies_of(conn, &ids).await?.into_iter().collect();
        for article in articles.iter_mut() {
            article.body = found.remove(&article.id);
        }
    }
    Ok(())
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
