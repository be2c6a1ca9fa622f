//! What can be done with authors.

use crate::app::App;
use crate::domain::authors::{Author, AuthorPatch, NewAuthor};
use crate::domain::changes::{Audience, ChangeType, NewChange, Op};
use crate::domain::facets::Facet;
use crate::domain::ids::AuthorId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::paging::{Cursor, Key, ListName, Order, Page, PageRequest};
use crate::domain::text::slug::is_slug;
use crate::error::{Code, Error, Result};
use crate::store::authors as store;
use crate::usecases::once::{Once, Part};
use crate::usecases::reading::Reading;
use crate::usecases::{Outcome, check_version};

/// A page of authors in the order of their slugs.
///
/// # Errors
/// `BAD_USER_INPUT` for a wrong limit or cursor.
pub async fn list(reading: &Reading, page: &PageRequest) -> Result<Page<Author>> {
    let name = ListName::new("authors by slug", Order::Text);
    let seek = page.seek(name)?;
    reading.note(Facet::Authors);
    let authors = store::page(&reading.conn().await?, &seek).await?;
    let cursor = |author: &Author| Cursor { key: Key::Text(author.slug.clone()), id: author.id.uuid() };
    Ok(Page::new(authors, &seek, name, cursor).map(|author| author.for_actor(reading.actor())))
}

/// The author with this id, or to whom this slug leads.
///
/// # Errors
/// `NOT_FOUND`; `BAD_USER_INPUT` for a malformed id.
pub async fn get(reading: &Reading, name: &str) -> Result<Author> {
    let conn = reading.conn().await?;
    let found = if AuthorId::looks_like(name) {
        store::by_ids(&conn, &[name.parse()?]).await?.pop()
    } else if is_slug(name) {
        store::by_slug(&conn, name).await?
    } else {
        None
    };
    reading.note(found.as_ref().map_or(Facet::Authors, |author| Facet::Author(author.id)));
    let author = found.ok_or_else(|| Error::not_found("author", name))?;
    Ok(author.for_actor(reading.actor()))
}

/// The authors with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(reading: &Reading, ids: &[AuthorId]) -> Result<Vec<Author>> {
    reading.note_all(ids.iter().copied().map(Facet::Author));
    let authors = store::by_ids(&reading.conn().await?, ids).await?;
    Ok(authors.into_iter().map(|author| author.for_actor(reading.actor())).collect())
}

/// The row for the log; `others` are authors whose former addresses lead elsewhere now.
fn change(id: AuthorId, op: Op, others: &[AuthorId]) -> NewChange {
    let others = others.iter().copied().map(Facet::Author);
    NewChange {
        kind: ChangeType::Author,
        id: id.uuid(),
        op,
        reason: None,
        audience: Audience::Public,
        facets: [Facet::Author(id), Facet::Authors].into_iter().chain(others).collect(),
    }
}

/// Creates an author.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`, `UNPROCESSABLE_CONTENT` for its fields, `CONFLICT` for a taken slug.
pub async fn create(app: &App, actor: &Actor, new: NewAuthor, once: Option<&Once>) -> Result<Author> {
    let part = Part::next(once);
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let (slug, new) = new.checked()?;
    let author = Author { id: AuthorId::generate(now), slug, name: new.name, email: new.email, version: 1 };
    let tx = app.store.begin().await?;
    tx.lock_names().await?;
    if let Some((id, _)) = part.made(&tx.conn()).await? {
        let id = AuthorId::from_uuid(id);
        let author = store::lock(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("author", &id.to_string()))?;
        return Ok(author.for_actor(actor));
    }
    let others = store::insert(&tx.conn(), &author, now).await?;
    part.keep(&tx.conn(), author.id.uuid(), Outcome::Created, now).await?;
    tx.commit(vec![change(author.id, Op::Created, &others)], now).await?;
    Ok(author.for_actor(actor))
}

/// Loads authors with ids of their own, in one transaction; of those whose slug is there already nothing is changed. Returns
/// how many were new.
///
/// # Errors
/// `FORBIDDEN` without `imports`; otherwise as [`create`].
pub async fn load(app: &App, actor: &Actor, given: Vec<(AuthorId, NewAuthor)>) -> Result<usize> {
    actor.require(Scope::Imports)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    tx.lock_names().await?;
    let mut log = Vec::new();
    for (id, new) in given {
        let (slug, new) = new.checked()?;
        if store::by_slug(&tx.conn(), &slug).await?.is_some() {
            continue;
        }
        let author = Author { id, slug, name: new.name, email: new.email, version: 1 };
        let others = store::insert(&tx.conn(), &author, now).await?;
        log.push(change(id, Op::Created, &others));
    }
    let new = log.len();
    if new > 0 {
        tx.commit(log, now).await?;
    }
    Ok(new)
}

/// Changes an author of a known version.
///
/// # Errors
/// As [`create`]; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version.
pub async fn update(app: &App, actor: &Actor, id: AuthorId, version: i32, patch: AuthorPatch) -> Result<Author> {
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    tx.lock_names().await?;
    let stored = store::lock(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("author", &id.to_string()))?;
    check_version(stored.version, version)?;
    let mut author = patch.apply(&stored)?;
    if author != stored {
        author.version += 1;
        let others = store::update(&tx.conn(), &author, now).await?;
        tx.commit(vec![change(id, Op::Updated, &others)], now).await?;
    }
    Ok(author.for_actor(actor))
}

/// Deletes an author of a known version whom no article names.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version; `CONFLICT` while articles
/// name them, with their number.
pub async fn delete(app: &App, actor: &Actor, id: AuthorId, version: i32) -> Result<()> {
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    tx.lock_names().await?;
    let stored = store::lock(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("author", &id.to_string()))?;
    check_version(stored.version, version)?;
    let articles = store::uses(&tx.conn(), id).await?;
    if articles > 0 {
        let detail =
            format!("The author is used: articles by them: {articles}, drafts too. Take them off these first.");
        return Err(Error::new(Code::Conflict, detail));
    }
    store::delete(&tx.conn(), id).await?;
    tx.commit(vec![change(id, Op::Deleted, &[])], now).await
}
