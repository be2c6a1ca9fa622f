//! What stands in curated lists, as the newsroom sees and arranges it.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::articles::{Article, Sight};
use crate::domain::changes::Op;
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, ListId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::lists::{
    ArticleList, ArticleListItem, ArticleListItems, InsertListItem, ListItemPatch, NewListItem, Place, changed,
    inserted, removed,
};
use crate::domain::time::Instant;
use crate::error::{Error, Faults, Result};
use crate::store::articles::{self, clock};
use crate::store::{Conn, lists as store};
use crate::usecases::lists::{change, locked};
use crate::usecases::reading::Reading;
use crate::usecases::resolve::{self, named_list};

/// A list, by id or slug, with all that the newsroom put into it.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without a key of the newsroom; `NOT_FOUND`; `BAD_USER_INPUT` for a malformed id.
pub async fn items(app: &App, reading: &Reading, name: &str) -> Result<ArticleListItems> {
    check_reader(reading.actor())?;
    let found = resolve::list(&reading.conn().await?, name).await?;
    reading.note(found.as_ref().map_or(Facet::Lists, |list| Facet::List(list.id)));
    let list = found.ok_or_else(|| Error::not_found("list", name))?;
    let items = items_of(reading, &[list.id]).await?.into_iter().map(|(_, item)| item).collect();
    Ok(ArticleListItems { list: named_list(app, list, &[]), items })
}

/// What the newsroom put into these lists, each list's in its order.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without a key of the newsroom.
pub async fn items_of(reading: &Reading, lists: &[ListId]) -> Result<Vec<(ListId, ArticleListItem)>> {
    check_reader(reading.actor())?;
    let now = reading.now();
    reading.note_all(lists.iter().copied().map(Facet::List));
    let conn = reading.conn().await?;
    let places = store::places_of(&conn, lists).await?;
    let ids: Vec<ArticleId> = places.iter().map(|(_, place)| place.article).collect();
    reading.note_all(ids.iter().copied().map(Facet::Article));
    reading.holds_until(clock::next_of_ids(&conn, &ids, now).await?);
    shown(&conn, places, now).await
}

/// Who belongs to the newsroom sees what readers do not see yet.
fn check_reader(actor: &Actor) -> Result<()> {
    if actor.is_staff() { Ok(()) } else { actor.require(Scope::ArticlesPublish) }
}

/// The places with what they say of their articles.
async fn shown(conn: &Conn<'_>, places: Vec<(ListId, Place)>, now: Instant) -> Result<Vec<(ListId, ArticleListItem)>> {
    let ids: Vec<ArticleId> = places.iter().map(|(_, place)| place.article).collect();
    let found = articles::by_ids(conn, &ids, Sight::Staff, now).await?;
    let found: HashMap<ArticleId, Article> = found.into_iter().map(|article| (article.id, article)).collect();
    let mut counts: HashMap<ListId, i32> = HashMap::new();
    let item = |(list, place): (ListId, Place)| {
        let article = found.get(&place.article)?;
        let count = counts.entry(list).or_default();
        let position = *count;
        *count += 1;
        let item = ArticleListItem {
            article_id: place.article,
            headline: article.headline.clone(),
            language: article.language.clone(),
            state: article.state_at(now),
            position,
            pinned: place.pinned,
            valid_from: place.valid_from,
            valid_until: place.valid_until,
            note: place.note,
        };
        Some((list, item))
    };
    Ok(places.into_iter().filter_map(item).collect())
}

/// Stores what a list names, after a look whether all of it is there.
pub(super) async fn put(conn: &Conn<'_>, list: ListId, places: &[Place]) -> Result<()> {
    let ids: Vec<ArticleId> = places.iter().map(|place| place.article).collect();
    let known = articles::hold(conn, &ids).await?;
    let mut faults = Faults::default();
    for (number, id) in ids.iter().enumerate().filter(|(_, id)| !known.contains(id)) {
        faults.add(&format!("/items/{number}/article"), format!("there is no article «{id}»"));
    }
    faults.into_result()?;
    store::set_places(conn, list, places).await
}

/// Arranges a list of a known version anew: `arrange` makes the places of those that are stored.
async fn arrange(
    app: &App,
    actor: &Actor,
    id: ListId,
    version: i32,
    arrange: impl AsyncFnOnce(&Conn<'_>, Vec<Place>) -> Result<Vec<Place>>,
) -> Result<ArticleListItems> {
    actor.require(Scope::ArticlesPublish)?;
    let tx = app.store.begin().await?;
    let now = app.now();
    let mut list: ArticleList = locked(&tx.conn(), id, version).await?;
    let stored: Vec<Place> = store::places_of(&tx.conn(), &[id]).await?.into_iter().map(|(_, place)| place).collect();
    let places = arrange(&tx.conn(), stored.clone()).await?;
    let mut log = Vec::new();
    if places != stored {
        put(&tx.conn(), id, &places).await?;
        list.version += 1;
        store::update(&tx.conn(), &list, now).await?;
        log.push(change(id, Op::Updated));
    }
    let items = shown(&tx.conn(), places.into_iter().map(|place| (id, place)).collect(), now).await?;
    tx.commit(log, now).await?;
    Ok(ArticleListItems { list: named_list(app, list, &[]), items: items.into_iter().map(|(_, item)| item).collect() })
}

/// Puts these articles into a list of a known version, in the place of all that stood there.
///
/// # Errors
/// `FORBIDDEN` without `articles:publish`; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version; `UNPROCESSABLE_CONTENT`
/// with every fault: an article that is not there or stands in it twice, more than 200, an end before its beginning.
pub async fn set_items(
    app: &App,
    actor: &Actor,
    id: ListId,
    version: i32,
    items: Vec<NewListItem>,
) -> Result<ArticleListItems> {
    actor.require(Scope::ArticlesPublish)?;
    let places = NewListItem::places(items)?;
    arrange(app, actor, id, version, async |_, _| Ok(places)).await
}

/// Puts one article into a list of a known version.
///
/// # Errors
/// As [`set_items`]; `CONFLICT` when the list names it already, or 200 others.
pub async fn insert_item(
    app: &App,
    actor: &Actor,
    id: ListId,
    version: i32,
    item: InsertListItem,
) -> Result<ArticleListItems> {
    actor.require(Scope::ArticlesPublish)?;
    let (place, position) = item.checked()?;
    let article = place.article;
    arrange(app, actor, id, version, async |conn, stored| {
        if articles::hold(conn, &[article]).await?.is_empty() {
            return Err(Error::refused("/article", format!("there is no article «{article}»")));
        }
        inserted(stored, place, position)
    })
    .await
}

/// Changes one item of a list of a known version, or moves it.
///
/// # Errors
/// As [`set_items`]; `NOT_FOUND` when the list does not name the article.
pub async fn change_item(
    app: &App,
    actor: &Actor,
    id: ListId,
    version: i32,
    article: ArticleId,
    patch: ListItemPatch,
) -> Result<ArticleListItems> {
    arrange(app, actor, id, version, async |_, stored| changed(stored, article, patch)).await
}

/// Takes one article out of a list of a known version.
///
/// # Errors
/// As [`change_item`].
pub async fn remove_item(
    app: &App,
    actor: &Actor,
    id: ListId,
    version: i32,
    article: ArticleId,
) -> Result<ArticleListItems> {
    arrange(app, actor, id, version, async |_, stored| removed(stored, article)).await
}
