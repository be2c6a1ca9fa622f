//! Lists of articles and how many articles they have.

use std::sync::Arc;

use crate::app::App;
use crate::domain::articles::{
    Article, ArticleCount, ArticleFilter, ArticleOrder, ArticleState, COUNTED, DateField, Embed, Sight,
};
use crate::domain::facets::Facet;
use crate::domain::ids::TagId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::Lang;
use crate::domain::paging::{ListName, Order, Page, PageRequest, Seek};
use crate::domain::sections::with_below;
use crate::domain::time::{Date, Instant};
use crate::error::{Error, Place, Result};
use crate::store::articles::{self as store, Answer, Found, Kept, ListQuery, Range, Statement, clock};
use crate::store::gather::{Gather, Gathered};
use crate::store::{links, sections};
use crate::usecases::articles::at_once::{kept_page, kept_parts};
use crate::usecases::articles::datelined;
use crate::usecases::articles::fill::{Asked, fill_found};
use crate::usecases::articles::parts::{PageParts, Parts, Tickets};
use crate::usecases::reading::Reading;
use crate::usecases::resolve;

/// A page of articles in an order.
///
/// # Errors
/// `BAD_USER_INPUT` for a wrong limit, cursor or condition, `NOT_FOUND` for a section, tag or author that is not there,
/// `FORBIDDEN` for a state that readers do not see.
pub async fn list(
    app: &App,
    reading: &Reading,
    (filter, order): (&ArticleFilter, ArticleOrder),
    page: &PageRequest,
    embed: Embed,
    asked: &[Lang],
) -> Result<Page<Article>> {
    let view = (Sight::of(reading.actor()), reading.now());
    let tickets = |gather: &mut Gather| Asked::of_page(gather, embed, view);
    let kept = |query: &ListQuery, seek: &Seek| kept_page(app, query, seek, embed);
    let (mut page, tickets, rest) = read(app, reading, (filter, order), page, (kept, tickets)).await?;
    let mut articles: Vec<&mut Article> = page.rows.iter_mut().map(|(_, article)| article).collect();
    fill_found(app, reading, &mut articles, (tickets, rest), embed, asked)?;
    Ok(page)
}

/// A page of articles in an order, and beside it what the articles have, for an answer that asks field by field.
///
/// # Errors
/// As [`list`].
pub async fn list_with_parts(
    app: &App,
    reading: &Reading,
    what: (&ArticleFilter, ArticleOrder),
    page: &PageRequest,
    which: PageParts,
) -> Result<(Page<Article>, Parts)> {
    let tickets = |gather: &mut Gather| Tickets::of_page(gather, which);
    let kept = |query: &ListQuery, seek: &Seek| kept_parts(app, query, seek, which);
    let (page, tickets, rest) = read(app, reading, what, page, (kept, tickets)).await?;
    let articles = || page.rows.iter().map(|(_, article)| article);
    if which.comment_count {
        reading.note_all(articles().flat_map(|article| Facet::of_comments(article.id)));
    }
    if which.section {
        reading.note_all(articles().filter_map(|article| article.section_id).map(Facet::Section));
    }
    Ok((page, tickets.take(app, reading, rest)?))
}

/// A page, and what was asked for in its statement. The question for the list of all is written once.
async fn read<T: Clone>(
    app: &App,
    reading: &Reading,
    (filter, order): (&ArticleFilter, ArticleOrder),
    page: &PageRequest,
    (kept, ask): (impl FnOnce(&ListQuery, &Seek) -> Arc<(Kept, T)>, impl FnOnce(&mut Gather) -> T),
) -> Result<(Page<Article>, T, Gathered)> {
    let now = reading.now();
    let query = query(app, reading, filter, order).await?;
    let name = list_name(&query, filter);
    let seek = page.seek(name)?;
    let (gather, found, tickets) = if *filter == ArticleFilter::default() {
        let (kept, tickets) = &*kept(&query, &seek);
        let (gather, found) = kept.asking_page(&seek, now);
        (gather, found, tickets.clone())
    } else {
        let mut statement = Statement::of_list(&query, &seek);
        let tickets = ask(&mut statement.gather);
        let (gather, found) = statement.split();
        (gather, found, tickets)
    };
    let answer = found.take(reading.last(gather).await?, now)?;
    let (page, rest) = paged(reading, answer, &seek, (name, order));
    Ok((page, tickets, rest))
}

fn paged(
    reading: &Reading,
    answer: Answer,
    seek: &Seek,
    (name, order): (ListName, ArticleOrder),
) -> (Page<Article>, Gathered) {
    // Which articles will come into the list is not known; the next one that moves at all is a safe bound.
    reading.holds_until(answer.next);
    let mut page = Page::new(answer.articles, seek, name, |article| store::cursor(article, order));
    page.rows.iter_mut().for_each(|(_, article)| article.show_to(reading.actor(), reading.now()));
    (page, answer.rest)
}

/// How many articles a list has, up to 10,000.
///
/// # Errors
/// As [`list`].
pub async fn count(app: &App, reading: &Reading, filter: &ArticleFilter) -> Result<ArticleCount> {
    let query = query(app, reading, filter, ArticleOrder::Newest).await?;
    let conn = reading.conn().await?;
    reading.holds_until(clock::next_transition(&conn, reading.now()).await?);
    let found = store::count(&conn, &query).await?;
    let count = i32::try_from(found.min(COUNTED)).unwrap_or(i32::MAX);
    Ok(ArticleCount { count, is_exact: found <= COUNTED })
}

/// The list that a filter describes; notes what it depends on.
async fn query(app: &App, reading: &Reading, filter: &ArticleFilter, order: ArticleOrder) -> Result<ListQuery> {
    filter.check()?;
    let (actor, now) = (reading.actor(), reading.now());
    let state = filter.state.unwrap_or(ArticleState::Published);
    check_state(actor, state)?;
    check_order(state, order)?;
    let ranges = ranges(app, filter)?;
    let found = find(reading, filter).await?;
    let datelined = datelined::find(reading, filter).await?;
    Ok(ListQuery {
        sight: Sight::of(actor),
        now,
        state,
        found,
        language: filter.language.clone(),
        profiles: filter.profiles.clone(),
        datelined,
        urgency: filter.urgency,
        ranges,
        updated_since: filter.updated_since,
        order,
    })
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

/// A draft was not published, so that it has no place in an order by publication.
fn check_order(state: ArticleState, order: ArticleOrder) -> Result<()> {
    let by_publication = matches!(order, ArticleOrder::FirstPublished | ArticleOrder::ContentModified);
    if state == ArticleState::Draft && by_publication {
        return Err(Error::parameter("order", "of drafts must be NEWEST, OLDEST or VERSION_CREATED"));
    }
    Ok(())
}

/// The instants between which a list lies.
fn ranges(app: &App, filter: &ArticleFilter) -> Result<Vec<Range>> {
    let zone = app.config.site.time_zone;
    let day = |date: Date| {
        let next = date.naive().succ_opt().map(Date::from);
        (date.start_in(zone), next.map(|next| next.start_in(zone)))
    };
    let (start, end) = filter.date.map(day).map_or((None, None), |(start, end)| (Some(start), end));
    let field = filter.date_field.unwrap_or_default();
    if filter.date_field.is_some() && [filter.date_from, filter.date_to, start].iter().all(Option::is_none) {
        return Err(Error::parameter("dateField", "goes with date, dateFrom or dateTo"));
    }
    let narrowest = |from: [Option<Instant>; 2], to: [Option<Instant>; 2]| {
        (from.into_iter().flatten().max(), to.into_iter().flatten().min())
    };
    let is_empty = |(from, to): (Option<Instant>, Option<Instant>)| from.zip(to).is_some_and(|(from, to)| from >= to);
    let chosen = narrowest([start, filter.date_from], [end, filter.date_to]);
    if is_empty(chosen) {
        return Err(Error::parameter("dateTo", "must be later than dateFrom, and within date if both are given"));
    }
    let seen = narrowest([filter.published_since, None], [filter.published_before, None]);
    let both = narrowest([seen.0, chosen.0], [seen.1, chosen.1]);
    if is_empty(seen) || (field == DateField::Published && is_empty(both)) {
        let detail = "must be later than publishedSince, and within date if both are given";
        return Err(Error::parameter("publishedBefore", detail));
    }
    let range = |field, (from, to): (Option<Instant>, Option<Instant>)| {
        (from.is_some() || to.is_some()).then_some(Range { field, from, to })
    };
    Ok([range(field, chosen), range(DateField::Published, seen)].into_iter().flatten().collect())
}

/// Finds the nouns that a filter names; a list depends on the narrowest of them, or on every article.
async fn find(reading: &Reading, filter: &ArticleFilter) -> Result<Found> {
    let mut found = Found::default();
    if let Some(name) = &filter.section {
        let conn = &reading.conn().await?;
        let section = resolve::section(conn, name).await?;
        reading.note(section.map_or(Facet::Sections, Facet::Section));
        let section = section.ok_or_else(|| unknown("section", "section", name))?;
        found.sections = if filter.section_only == Some(true) {
            vec![section]
        } else {
            reading.note(Facet::Sections);
            with_below(&sections::all(conn).await?, section)
        };
        found.shared = links::shared_among(conn, &found.sections).await?;
    }
    found.tags_all = find_tags(reading, "tag", filter.tag.iter()).await?;
    found.tags_all.extend(find_tags(reading, "tagsAll", filter.tags_all.iter().flatten()).await?);
    if let Some(names) = &filter.tags_any {
        found.tags_any = Some(find_tags(reading, "tagsAny", names.iter()).await?);
    }
    found.tags_none = find_tags(reading, "tagsNone", filter.tags_none.iter().flatten()).await?;
    if let Some(name) = &filter.author {
        let author = resolve::author(&reading.conn().await?, name).await?;
        reading.note(author.map_or(Facet::Authors, Facet::Author));
        found.author = Some(author.ok_or_else(|| unknown("author", "author", name))?);
    }
    if let Some(name) = &filter.story {
        let story = name.parse().map_err(|error: Error| Error::parameter("story", error.detail))?;
        found.story = Some(story);
    }
    let tagged = found.tags_all.first().copied().map(Facet::TagArticles);
    match tagged.or(found.author.map(Facet::AuthorArticles)) {
        Some(narrow) => reading.note(narrow),
        None if found.sections.is_empty() => reading.note(Facet::Articles),
        None => reading.note_all(found.sections.iter().copied().map(Facet::SectionArticles)),
    }
    Ok(found)
}

/// A noun that a parameter names and that is not there.
fn unknown(noun: &str, parameter: &str, name: &str) -> Error {
    let place = Place::Parameter(parameter.to_owned());
    Error::not_found(noun, name).with(place, format!("«{name}» is no {noun}; GET /v1/{noun}s lists them"))
}

async fn find_tags(reading: &Reading, parameter: &str, names: impl Iterator<Item = &String>) -> Result<Vec<TagId>> {
    let mut tags = Vec::new();
    for name in names {
        let tag = resolve::tag(&reading.conn().await?, name).await?;
        reading.note(tag.map_or(Facet::Tags, Facet::Tag));
        tags.push(tag.ok_or_else(|| unknown("tag", parameter, name))?);
    }
    Ok(tags)
}

/// What a cursor belongs to. Which sections stand below one, and in which others do, may change while a reader walks on.
fn list_name(query: &ListQuery, filter: &ArticleFilter) -> ListName {
    let sections = query.found.sections.iter().take(1).copied().collect();
    let found = &Found { sections, shared: Vec::new(), ..query.found.clone() };
    let ListQuery { state, language, profiles, urgency, ranges, updated_since, order, .. } = query;
    let datelined = datelined::name(filter);
    let narrowed = format!(
        "{state:?} {found:?} {language:?} {profiles:?} {datelined} {urgency:?} {ranges:?} {updated_since:?} {order:?}"
    );
    ListName::new(&format!("articles {narrowed}"), Order::Number)
}
