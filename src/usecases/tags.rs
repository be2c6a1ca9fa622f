//! What can be done with tags; to merge them is an operation of articles.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::changes::{Audience, ChangeType, NewChange, Op};
use crate::domain::facets::Facet;
use crate::domain::ids::TagId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::Lang;
use crate::domain::paging::{Cursor, Key, ListName, Order, Page, PageRequest};
use crate::domain::tags::{NewTag, Tag, TagPatch};
use crate::domain::text::slug::is_slug;
use crate::error::{Code, Error, Result};
use crate::store::articles::{clock, counts};
use crate::store::{Conn, slugs, tags as store};
use crate::usecases::once::{Once, Part};
use crate::usecases::reading::Reading;
use crate::usecases::{Outcome, check_version};

/// A tag as it was asked for by a name.
#[derive(Debug, Clone)]
pub struct Found {
    /// The tag.
    pub tag: Tag,
    /// Whether the name is that of a tag that was merged into this one.
    pub moved: bool,
}

/// A page of tags in the order of their slugs, named in the languages asked for; with `uri`, the one that is called so
/// elsewhere. `counted` says whether the number of their articles is wanted.
///
/// # Errors
/// `BAD_USER_INPUT` for a wrong limit or cursor.
pub async fn list(
    app: &App,
    reading: &Reading,
    uri: Option<&str>,
    page: &PageRequest,
    counted: bool,
    asked: &[Lang],
) -> Result<Page<Tag>> {
    let name = match uri {
        Some(uri) => ListName::new(&format!("tags by slug, called {uri}"), Order::Text),
        None => ListName::new("tags by slug", Order::Text),
    };
    let seek = page.seek(name)?;
    reading.note(Facet::Tags);
    let tags = store::page(&reading.conn().await?, uri, &seek).await?;
    let preference = app.preference(asked);
    let cursor = |tag: &Tag| Cursor { key: Key::Text(tag.slug.clone()), id: tag.id.uuid() };
    let mut page = Page::new(tags, &seek, name, cursor).map(|tag| tag.named(&preference));
    if counted {
        count(reading, page.rows.iter_mut().map(|(_, tag)| tag)).await?;
    }
    Ok(page)
}

/// The tag with this id, or to which this slug leads; of a tag that was merged, the one into which it was.
///
/// # Errors
/// `NOT_FOUND`; `BAD_USER_INPUT` for a malformed id.
pub async fn get(app: &App, reading: &Reading, name: &str, counted: bool, asked: &[Lang]) -> Result<Found> {
    let conn = reading.conn().await?;
    let found = if TagId::looks_like(name) {
        let found = store::by_ids(&conn, &[name.parse()?]).await?.pop();
        found.map(|(asked, tag)| Found { moved: asked != tag.id, tag })
    } else if is_slug(name) {
        store::by_slug(&conn, name).await?.map(|named| Found { moved: named.moved, tag: named.tag })
    } else {
        None
    };
    reading.note(found.as_ref().map_or(Facet::Tags, |found| Facet::Tag(found.tag.id)));
    let Found { tag, moved } = found.ok_or_else(|| Error::not_found("tag", name))?;
    let mut tag = tag.named(&app.preference(asked));
    if counted {
        count(reading, std::iter::once(&mut tag)).await?;
    }
    Ok(Found { tag, moved })
}

/// The tags with these ids, each beside the id by which it was asked for, in no order; of a tag that was merged, the one
/// into which it was.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(app: &App, reading: &Reading, ids: &[TagId]) -> Result<Vec<(TagId, Tag)>> {
    let preference = app.preference(&[]);
    reading.note_all(ids.iter().copied().map(Facet::Tag));
    let found = store::by_ids(&reading.conn().await?, ids).await?;
    reading.note_all(found.iter().map(|(_, tag)| Facet::Tag(tag.id)));
    Ok(found.into_iter().map(|(id, tag)| (id, tag.named(&preference))).collect())
}

/// How many articles with each of these tags readers see now, in one statement; tags without any are left out.
///
/// # Errors
/// When the database fails.
pub async fn article_counts(reading: &Reading, ids: &[TagId]) -> Result<Vec<(TagId, i32)>> {
    let (conn, now) = (reading.conn().await?, reading.now());
    reading.note_all(ids.iter().copied().map(Facet::TagArticles));
    // Which articles will come is not known; the next one that moves at all is a safe bound.
    reading.holds_until(clock::next_transition(&conn, now).await?);
    let found = counts::with_tags(&conn, ids, now).await?;
    Ok(found.into_iter().map(|(id, count)| (id, i32::try_from(count).unwrap_or(i32::MAX))).collect())
}

async fn count(reading: &Reading, tags: impl Iterator<Item = &mut Tag>) -> Result<()> {
    let mut tags: Vec<&mut Tag> = tags.collect();
    let ids: Vec<TagId> = tags.iter().map(|tag| tag.id).collect();
    let counts: HashMap<TagId, i32> = article_counts(reading, &ids).await?.into_iter().collect();
    for tag in &mut tags {
        tag.article_count = Some(counts.get(&tag.id).copied().unwrap_or_default());
    }
    Ok(())
}

/// The row for the log; `others` are tags whose former addresses lead elsewhere now.
fn change(id: TagId, op: Op, others: &[TagId]) -> NewChange {
    let others = others.iter().copied().map(Facet::Tag);
    NewChange {
        kind: ChangeType::Tag,
        id: id.uuid(),
        op,
        reason: None,
        audience: Audience::Public,
        facets: [Facet::Tag(id), Facet::Tags].into_iter().chain(others).collect(),
    }
}

/// Creates a tag.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`, `UNPROCESSABLE_CONTENT` for its fields, `CONFLICT` for a slug, a synonym or an id
/// elsewhere that leads to another tag.
pub async fn create(app: &App, actor: &Actor, new: NewTag, once: Option<&Once>) -> Result<Tag> {
    let part = Part::next(once);
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let (slug, new) = new.checked()?;
    let tag = Tag::new(TagId::generate(now), slug, new);
    let tx = app.store.begin().await?;
    tx.lock_names().await?;
    if let Some((id, _)) = part.made(&tx.conn()).await? {
        let id = TagId::from_uuid(id);
        // Also when it was merged since.
        let made = store::by_ids(&tx.conn(), &[id]).await?.pop();
        let (_, tag) = made.ok_or_else(|| Error::not_found("tag", &id.to_string()))?;
        return Ok(tag.named(&app.preference(&[])));
    }
    let others = store::insert(&tx.conn(), &tag, now).await?;
    part.keep(&tx.conn(), tag.id.uuid(), Outcome::Created, now).await?;
    tx.commit(vec![change(tag.id, Op::Created, &others)], now).await?;
    Ok(tag.named(&app.preference(&[])))
}

/// Loads tags with ids of their own, in one transaction; of those whose slug is there already nothing is changed, and
/// slugs of languages that lead elsewhere are left out. Returns how many were new.
///
/// # Errors
/// `FORBIDDEN` without `imports`; otherwise as [`create`].
pub async fn load(app: &App, actor: &Actor, given: Vec<(TagId, NewTag)>) -> Result<usize> {
    actor.require(Scope::Imports)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    tx.lock_names().await?;
    let mut log = Vec::new();
    for (id, new) in given {
        let (slug, mut new) = new.checked()?;
        if store::by_slug(&tx.conn(), &slug).await?.is_some() {
            continue;
        }
        let wanted: Vec<&str> = new.slugs.iter().map(|slug| slug.value.as_str()).collect();
        let taken = slugs::find(&tx.conn(), slugs::TAGS, &wanted).await?;
        new.slugs.retain(|slug| taken.iter().all(|kept| kept.slug != slug.value));
        let tag = Tag::new(id, slug, new);
        let others = store::insert(&tx.conn(), &tag, now).await?;
        log.push(change(id, Op::Created, &others));
    }
    let new = log.len();
    if new > 0 {
        tx.commit(log, now).await?;
    }
    Ok(new)
}

/// Changes a tag of a known version.
///
/// # Errors
/// As [`create`]; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version.
pub async fn update(app: &App, actor: &Actor, id: TagId, version: i32, patch: TagPatch) -> Result<Tag> {
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    tx.lock_names().await?;
    let stored = locked(&tx.conn(), id, version).await?;
    let mut tag = patch.apply(&stored)?;
    if tag != stored {
        tag.version += 1;
        let others = store::update(&tx.conn(), &tag, now).await?;
        tx.commit(vec![change(id, Op::Updated, &others)], now).await?;
    }
    Ok(tag.named(&app.preference(&[])))
}

/// Deletes a tag of a known version that no article has; what was merged into it is gone with it.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version; `CONFLICT` while articles
/// have it, with their number.
pub async fn delete(app: &App, actor: &Actor, id: TagId, version: i32) -> Result<()> {
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    tx.lock_names().await?;
    locked(&tx.conn(), id, version).await?;
    let articles = store::uses(&tx.conn(), id).await?;
    let lists = store::filled(&tx.conn(), id).await?;
    if articles > 0 || lists > 0 {
        let detail = format!(
            "The tag is used: articles with it: {articles}, drafts too, lists filled from it: {lists}. Take it off them, or \
             merge it."
        );
        return Err(Error::new(Code::Conflict, detail));
    }
    store::delete(&tx.conn(), id).await?;
    tx.commit(vec![change(id, Op::Deleted, &[])], now).await
}

async fn locked(conn: &Conn<'_>, id: TagId, version: i32) -> Result<Tag> {
    let stored = store::lock(conn, id).await?.ok_or_else(|| Error::not_found("tag", &id.to_string()))?;
    check_version(stored.version, version)?;
    Ok(stored)
}
