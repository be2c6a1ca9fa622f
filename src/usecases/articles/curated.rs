//! The articles of curated lists, as readers see them.

use std::collections::{HashMap, HashSet};

use crate::app::App;
use crate::domain::articles::{Article, ArticleOrder, ArticleState, Embed, Sight};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, ListId, SectionId};
use crate::domain::lang::Lang;
use crate::domain::lists::{ArticleList, ArticleListFill, ListPlan, Place, shown};
use crate::domain::paging::{Cursor, Key, ListName, Order, Page, PageRequest};
use crate::domain::sections::with_below;
use crate::error::{Error, Result};
use crate::store::articles::{self as store, Datelined, Fill, Found, ListQuery, clock};
use crate::store::{Conn, links, lists, sections};
use crate::usecases::articles::fill::fill_noted;
use crate::usecases::reading::Reading;
use crate::usecases::resolve;

/// A curated list, by id or slug, and a page of the articles that readers see in it now.
///
/// # Errors
/// `NOT_FOUND`; `BAD_USER_INPUT` for a malformed id, a wrong limit or a foreign cursor.
pub async fn curated(
    app: &App,
    reading: &Reading,
    name: &str,
    page: &PageRequest,
    embed: Embed,
    asked: &[Lang],
) -> Result<(ArticleList, Page<Article>)> {
    let conn = reading.conn().await?;
    let found = resolve::list(&conn, name).await?;
    reading.note(found.as_ref().map_or(Facet::Lists, |list| Facet::List(list.id)));
    let list = found.ok_or_else(|| Error::not_found("list", name))?;
    let mut pages = curated_of(reading, &[list.plan()], page).await?;
    let (_, page) = pages.pop().ok_or_else(|| Error::internal("one list that gave no page"))?;
    let mut page = page?;
    let mut articles: Vec<&mut Article> = page.rows.iter_mut().map(|(_, article)| article).collect();
    fill_noted(app, &conn, reading, &mut articles, embed, asked).await?;
    Ok((resolve::named_list(app, list, asked), page))
}

/// A page of the articles of each of these lists; the number of statements does not grow with them.
///
/// # Errors
/// When the database fails; what is wrong with the page of one list is told in its place.
pub async fn curated_of(
    reading: &Reading,
    plans: &[ListPlan],
    page: &PageRequest,
) -> Result<Vec<(ListId, Result<Page<Article>>)>> {
    let (actor, now) = (reading.actor(), reading.now());
    reading.note_all(plans.iter().map(|plan| Facet::List(plan.id)));
    let conn = reading.conn().await?;
    let mut pages = Vec::with_capacity(plans.len());
    for (id, whole) in orders(&conn, reading, plans).await? {
        pages.push((id, cut(&whole, page, id)));
    }
    let on_page = |page: &Result<Page<ArticleId>>| page.iter().flat_map(ids).collect::<Vec<_>>();
    let mut wanted: Vec<ArticleId> = pages.iter().flat_map(|(_, page)| on_page(page)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let found = store::by_ids(&conn, &wanted, Sight::Public, now).await?;
    let found: HashMap<ArticleId, Article> =
        found.into_iter().map(|article| (article.id, article.for_actor(actor, now))).collect();
    let filled = |page: Page<ArticleId>| Page {
        rows: page.rows.into_iter().filter_map(|(cursor, id)| Some((cursor, found.get(&id)?.clone()))).collect(),
        has_previous: page.has_previous,
        has_next: page.has_next,
    };
    Ok(pages.into_iter().map(|(id, page)| (id, page.map(filled))).collect())
}

fn ids(page: &Page<ArticleId>) -> impl Iterator<Item = ArticleId> {
    page.rows.iter().map(|(_, id)| *id)
}

/// Which articles readers see in each list now, in the list's order: what the newsroom put into it, then what fills it up.
async fn orders(conn: &Conn<'_>, reading: &Reading, plans: &[ListPlan]) -> Result<Vec<(ListId, Vec<ArticleId>)>> {
    let now = reading.now();
    let lists: Vec<ListId> = plans.iter().map(|plan| plan.id).collect();
    let mut places: HashMap<ListId, Vec<Place>> = HashMap::new();
    for (list, place) in lists::places_of(conn, &lists).await? {
        reading.holds_until(place.next_transition(now));
        places.entry(list).or_default().push(place);
    }
    let holding = |list: &ListId| places.get(list).map(|places| shown(places, now)).unwrap_or_default();
    let mut named: Vec<ArticleId> = lists.iter().flat_map(holding).map(|place| place.article).collect();
    named.sort_unstable();
    named.dedup();
    let seen = seen(conn, reading, &named, plans).await?;
    let picked = |list: &ListId| -> Vec<ArticleId> {
        holding(list).into_iter().map(|place| place.article).filter(|id| seen.contains(id)).collect()
    };
    let mut orders: Vec<(ListId, Vec<ArticleId>)> = lists.iter().map(|list| (*list, picked(list))).collect();
    let of_fills = plans.iter().filter_map(|plan| plan.fill.as_ref()).filter_map(|fill| fill.section_id);
    let trees = trees(conn, reading, &of_fills.collect::<Vec<_>>()).await?;
    let mut fills = Vec::new();
    for (plan, (_, picked)) in plans.iter().zip(&orders) {
        let Some(fill) = &plan.fill else { continue };
        let below = fill.section_id.and_then(|section| trees.below.get(&section));
        let sections = below.map(Vec::as_slice).unwrap_or_default();
        reading.note_all(moved_by(fill, sections));
        let room =
            u64::try_from(fill.limit).unwrap_or_default().saturating_sub(picked.len().try_into().unwrap_or(u64::MAX));
        if room > 0 {
            fills.push(Fill { list: plan.id, from: source(fill, (sections, &trees.shared), reading), limit: room });
        }
    }
    for (list, article) in store::filling(conn, &fills).await? {
        orders.iter_mut().filter(|(id, _)| *id == list).for_each(|(_, order)| order.push(article));
    }
    Ok(orders)
}

/// Those of the articles that lists name which readers see now; notes on what that depends.
async fn seen(
    conn: &Conn<'_>,
    reading: &Reading,
    named: &[ArticleId],
    plans: &[ListPlan],
) -> Result<HashSet<ArticleId>> {
    let now = reading.now();
    let seen: HashSet<ArticleId> = store::seen(conn, named, Sight::Public, now).await?.into_iter().collect();
    reading.note_all(seen.iter().copied().map(Facet::Article));
    if seen.len() < named.len() {
        // One that readers do not see may come; its own facet would tell them of it.
        reading.note(Facet::Articles);
    }
    let next = if plans.iter().any(|plan| plan.fill.is_some()) {
        // Which article fills a list up next is not known; the next one that moves at all is a safe bound.
        clock::next_transition(conn, now).await?
    } else {
        clock::next_of_ids(conn, named, now).await?
    };
    reading.holds_until(next);
    Ok(seen)
}

/// Sections that fill lists up.
#[derive(Default)]
struct Trees {
    /// Each with those below it, itself first.
    below: HashMap<SectionId, Vec<SectionId>>,
    /// Those of all these in which articles of other sections stand too.
    shared: Vec<SectionId>,
}

async fn trees(conn: &Conn<'_>, reading: &Reading, wanted: &[SectionId]) -> Result<Trees> {
    if wanted.is_empty() {
        return Ok(Trees::default());
    }
    reading.note(Facet::Sections);
    let all = sections::all(conn).await?;
    let below: HashMap<SectionId, Vec<SectionId>> = wanted.iter().map(|id| (*id, with_below(&all, *id))).collect();
    let every: Vec<SectionId> = below.values().flatten().copied().collect();
    Ok(Trees { shared: links::shared_among(conn, &every).await?, below })
}

/// What moves when other articles may fill a list up.
fn moved_by(fill: &ArticleListFill, sections: &[SectionId]) -> Vec<Facet> {
    match fill.tag_id {
        Some(tag) => vec![Facet::TagArticles(tag)],
        None if sections.is_empty() => vec![Facet::Articles],
        None => sections.iter().copied().map(Facet::SectionArticles).collect(),
    }
}

/// The list of articles whose first rows fill a list up.
fn source(fill: &ArticleListFill, (sections, shared): (&[SectionId], &[SectionId]), reading: &Reading) -> ListQuery {
    let shared = sections.iter().filter(|section| shared.contains(section)).copied().collect();
    ListQuery {
        sight: Sight::Public,
        now: reading.now(),
        state: ArticleState::Published,
        found: Found {
            sections: sections.to_vec(),
            shared,
            tags_all: fill.tag_id.into_iter().collect(),
            ..Found::default()
        },
        language: fill.language.clone(),
        profiles: None,
        datelined: Datelined::default(),
        urgency: None,
        ranges: Vec::new(),
        updated_since: None,
        order: ArticleOrder::Newest,
    }
}

/// A page of a list that is known as a whole. A cursor names an article and its place: who reads on goes on behind that
/// article where it stands now, or where it stood when it has left the list.
fn cut(whole: &[ArticleId], page: &PageRequest, list: ListId) -> Result<Page<ArticleId>> {
    let name = ListName::new(&format!("articles of {list}"), Order::Number);
    let seek = page.seek(name)?;
    let limit = usize::try_from(seek.limit).unwrap_or(usize::MAX);
    // Where the cursor's article stands, or else where what followed it stands now.
    let (at, behind) = match &seek.from {
        None if seek.backwards => (whole.len(), whole.len()),
        None => (0, 0),
        Some(cursor) => match whole.iter().position(|id| id.uuid() == cursor.id) {
            Some(at) => (at, at + 1),
            None => {
                let at = stood(cursor).min(whole.len());
                (at, at)
            }
        },
    };
    let (start, end) = if seek.backwards {
        (at.saturating_sub(limit), at)
    } else {
        (behind, behind.saturating_add(limit).min(whole.len()))
    };
    let row = |(at, id): (usize, &ArticleId)| {
        let key = Key::Number(i64::try_from(at).unwrap_or(i64::MAX));
        (Cursor { key, id: id.uuid() }.encode(name), *id)
    };
    let rows = whole.iter().enumerate().take(end).skip(start).map(row).collect();
    Ok(Page { rows, has_previous: start > 0, has_next: end < whole.len() })
}

/// Where the article of a cursor stood.
fn stood(cursor: &Cursor) -> usize {
    match cursor.key {
        Key::Number(at) => usize::try_from(at).unwrap_or_default(),
        Key::Text(_) | Key::Frozen(_) => 0,
    }
}
