//! What can be done with tags.

use crate::app::App;
use crate::domain::changes::{Audience, ChangeType, NewChange, Op};
use crate::domain::facets::Facet;
use crate::domain::ids::TagId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::Lang;
use crate::domain::paging::{Cursor, Key, ListName, Order, Page, PageRequest};
use crate::domain::tags::{NewTag, Tag, TagPatch};
use crate::domain::text::slug::is_slug;
use crate::error::{Error, Result};
use crate::store::tags as store;
use crate::usecases::once::{Once, Part};
use crate::usecases::reading::Reading;
use crate::usecases::{Outcome, check_version};

/// A page of tags in the order of their slugs, named in the languages asked for.
///
/// # Errors
/// `BAD_USER_INPUT` for a wrong limit or cursor.
pub async fn list(app: &App, reading: &Reading, page: &PageRequest, asked: &[Lang]) -> Result<Page<Tag>> {
    let name = ListName::new("tags by slug", Order::Text);
    let seek = page.seek(name)?;
    reading.note(Facet::Tags);
    let tags = store::page(&reading.conn().await?, &seek).await?;
    let preference = app.preference(asked);
    let cursor = |tag: &Tag| Cursor { key: Key::Text(tag.slug.clone()), id: tag.id.uuid() };
    Ok(Page::new(tags, &seek, name, cursor).map(|tag| tag.named(&preference)))
}

/// The tag with this id or slug.
///
/// # Errors
/// `NOT_FOUND`; `BAD_USER_INPUT` for a malformed id.
pub async fn get(app: &App, reading: &Reading, name: &str, asked: &[Lang]) -> Result<Tag> {
    let conn = reading.conn().await?;
    let found = if TagId::looks_like(name) {
        store::by_ids(&conn, &[name.parse()?]).await?.pop()
    } else if is_slug(name) {
        store::by_slug(&conn, name).await?
    } else {
        None
    };
    reading.note(found.as_ref().map_or(Facet::Tags, |tag| Facet::Tag(tag.id)));
    let tag = found.ok_or_else(|| Error::not_found("tag", name))?;
    Ok(tag.named(&app.preference(asked)))
}

/// The tags with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(app: &App, reading: &Reading, ids: &[TagId]) -> Result<Vec<Tag>> {
    let preference = app.preference(&[]);
    reading.note_all(ids.iter().copied().map(Facet::Tag));
    let tags = store::by_ids(&reading.conn().await?, ids).await?;
    Ok(tags.into_iter().map(|tag| tag.named(&preference)).collect())
}

fn change(id: TagId, op: Op) -> NewChange {
    NewChange {
        kind: ChangeType::Tag,
        id: id.uuid(),
        op,
        reason: None,
        audience: Audience::Public,
        facets: vec![Facet::Tag(id), Facet::Tags],
    }
}

/// Creates a tag.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`, `UNPROCESSABLE_CONTENT` for its fields, `CONFLICT` for a taken slug.
pub async fn create(app: &App, actor: &Actor, new: NewTag, once: Option<&Once>) -> Result<Tag> {
    let part = Part::next(once);
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let (slug, new) = new.checked()?;
    let tag = Tag { id: TagId::generate(now), slug, kind: new.kind, name: String::new(), names: new.names, version: 1 };
    let tx = app.store.begin().await?;
    if let Some((id, _)) = part.made(&tx.conn()).await? {
        let id = TagId::from_uuid(id);
        let tag = store::lock(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("tag", &id.to_string()))?;
        return Ok(tag.named(&app.preference(&[])));
    }
    store::insert(&tx.conn(), &tag, now).await?;
    part.keep(&tx.conn(), tag.id.uuid(), Outcome::Created, now).await?;
    tx.commit(vec![change(tag.id, Op::Created)], now).await?;
    Ok(tag.named(&app.preference(&[])))
}

/// Loads tags with ids of their own, in one transaction; of those whose slug is there already nothing is changed. Returns
/// how many were new.
///
/// # Errors
/// `FORBIDDEN` without `imports`; otherwise as [`create`].
pub async fn load(app: &App, actor: &Actor, given: Vec<(TagId, NewTag)>) -> Result<usize> {
    actor.require(Scope::Imports)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let mut log = Vec::new();
    for (id, new) in given {
        let (slug, new) = new.checked()?;
        if store::by_slug(&tx.conn(), &slug).await?.is_some() {
            continue;
        }
        let tag = Tag { id, slug, kind: new.kind, name: String::new(), names: new.names, version: 1 };
        store::insert(&tx.conn(), &tag, now).await?;
        log.push(change(id, Op::Created));
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
    let stored = store::lock(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("tag", &id.to_string()))?;
    check_version(stored.version, version)?;
    let mut tag = patch.apply(&stored)?;
    if tag != stored {
        tag.version += 1;
        store::update(&tx.conn(), &tag, now).await?;
        tx.commit(vec![change(id, Op::Updated)], now).await?;
    }
    Ok(tag.named(&app.preference(&[])))
}
