//! What can be done with curated lists. The articles that readers see in them are read in `usecases/articles/curated.rs`.

mod items;

pub use items::{change_item, insert_item, items, items_of, remove_item, set_items};

use crate::app::App;
use crate::domain::changes::{Audience, ChangeType, NewChange, Op};
use crate::domain::facets::Facet;
use crate::domain::ids::ListId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::Lang;
use crate::domain::lists::{
    ArticleList, ArticleListFill, ArticleListPatch, MOST, NewArticleList, NewListFill, NewListItem,
};
use crate::error::{Code, Error, Result};
use crate::store::dialect::share_names;
use crate::store::{Conn, lists as store};
use crate::usecases::once::{Once, Part};
use crate::usecases::reading::Reading;
use crate::usecases::resolve::{self, named_list};
use crate::usecases::{Outcome, check_version};

/// Every list in the order of the slugs, or those for readers of one language, named in the languages asked for.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App, reading: &Reading, language: Option<&Lang>, asked: &[Lang]) -> Result<Vec<ArticleList>> {
    reading.note(Facet::Lists);
    let lists = store::all(&reading.conn().await?).await?;
    let is_for = |list: &ArticleList| {
        language.is_none_or(|language| list.language.as_ref().is_none_or(|made_for| made_for == language))
    };
    Ok(lists.into_iter().filter(is_for).map(|list| named_list(app, list, asked)).collect())
}

/// The list with this id or slug.
///
/// # Errors
/// `NOT_FOUND`; `BAD_USER_INPUT` for a malformed id.
pub async fn get(app: &App, reading: &Reading, name: &str, asked: &[Lang]) -> Result<ArticleList> {
    let found = resolve::list(&reading.conn().await?, name).await?;
    reading.note(found.as_ref().map_or(Facet::Lists, |list| Facet::List(list.id)));
    let list = found.ok_or_else(|| Error::not_found("list", name))?;
    Ok(named_list(app, list, asked))
}

/// The lists with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(app: &App, reading: &Reading, ids: &[ListId]) -> Result<Vec<ArticleList>> {
    reading.note_all(ids.iter().copied().map(Facet::List));
    let lists = store::by_ids(&reading.conn().await?, ids).await?;
    Ok(lists.into_iter().map(|list| named_list(app, list, &[])).collect())
}

fn change(id: ListId, op: Op) -> NewChange {
    NewChange {
        kind: ChangeType::List,
        id: id.uuid(),
        op,
        reason: None,
        audience: Audience::Public,
        facets: vec![Facet::List(id), Facet::Lists],
    }
}

async fn locked(conn: &Conn<'_>, id: ListId, version: i32) -> Result<ArticleList> {
    let stored = store::lock(conn, id).await?.ok_or_else(|| Error::not_found("list", &id.to_string()))?;
    check_version(stored.version, version)?;
    Ok(stored)
}

/// From where a list is filled up, its section and tag found; a fault at `/fill/section` or `/fill/tag` otherwise.
async fn found(conn: &Conn<'_>, new: Option<&NewListFill>) -> Result<Option<ArticleListFill>> {
    let Some(new) = new else { return Ok(None) };
    let mut fill = ArticleListFill { section_id: None, tag_id: None, language: new.language.clone(), limit: new.limit };
    if let Some(name) = &new.section {
        let found = resolve::section(conn, name).await.map_err(|error| at("/fill/section", error))?;
        fill.section_id = Some(found.ok_or_else(|| missing("/fill/section", "section", name))?);
    }
    if let Some(name) = &new.tag {
        let found = resolve::tag(conn, name).await.map_err(|error| at("/fill/tag", error))?;
        fill.tag_id = Some(found.ok_or_else(|| missing("/fill/tag", "tag", name))?);
    }
    Ok(Some(fill))
}

fn at(pointer: &str, error: Error) -> Error {
    if error.code == Code::BadUserInput { Error::refused(pointer, error.detail) } else { error }
}

fn missing(pointer: &str, noun: &str, name: &str) -> Error {
    Error::refused(pointer, format!("there is no {noun} «{name}»; create it first"))
}

/// Creates a list with what stands in it.
///
/// # Errors
/// `FORBIDDEN` without `articles:publish`, `UNPROCESSABLE_CONTENT` for its fields, `CONFLICT` for a taken slug.
pub async fn create(app: &App, actor: &Actor, new: NewArticleList, once: Option<&Once>) -> Result<ArticleList> {
    let part = Part::next(once);
    actor.require(Scope::ArticlesPublish)?;
    let (slug, mut new) = new.checked()?;
    let places = NewListItem::places(std::mem::take(&mut new.items))?;
    let tx = app.store.begin().await?;
    let now = app.now();
    // Before any row, so that a tag cannot be merged away meanwhile.
    share_names(&tx.conn()).await?;
    if let Some((id, _)) = part.made(&tx.conn()).await? {
        let id = ListId::from_uuid(id);
        let list = store::lock(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("list", &id.to_string()))?;
        return Ok(named_list(app, list, &[]));
    }
    if store::count(&tx.conn()).await? >= MOST {
        return Err(Error::new(Code::Conflict, format!("A site has at most {MOST} lists.")));
    }
    let list = ArticleList {
        id: ListId::generate(now),
        slug,
        name: String::new(),
        fill: found(&tx.conn(), new.fill.as_ref()).await?,
        names: new.names,
        language: new.language,
        description: new.description,
        version: 1,
    };
    store::insert(&tx.conn(), &list, now).await?;
    items::put(&tx.conn(), list.id, &places).await?;
    part.keep(&tx.conn(), list.id.uuid(), Outcome::Created, now).await?;
    tx.commit(vec![change(list.id, Op::Created)], now).await?;
    Ok(named_list(app, list, &[]))
}

/// Changes what a list of a known version says of itself.
///
/// # Errors
/// As [`create`]; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version.
pub async fn update(
    app: &App,
    actor: &Actor,
    id: ListId,
    version: i32,
    patch: ArticleListPatch,
) -> Result<ArticleList> {
    actor.require(Scope::ArticlesPublish)?;
    patch.check_fill()?;
    let tx = app.store.begin().await?;
    let now = app.now();
    share_names(&tx.conn()).await?;
    let stored = locked(&tx.conn(), id, version).await?;
    let fill = found(&tx.conn(), patch.fill.value()).await?;
    let mut list = patch.apply(&stored, fill)?;
    if list != stored {
        list.version += 1;
        store::update(&tx.conn(), &list, now).await?;
        tx.commit(vec![change(id, Op::Updated)], now).await?;
    }
    Ok(named_list(app, list, &[]))
}

/// Deletes a list of a known version; the articles in it stay.
///
/// # Errors
/// `FORBIDDEN` without `articles:publish`; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version.
pub async fn delete(app: &App, actor: &Actor, id: ListId, version: i32) -> Result<()> {
    actor.require(Scope::ArticlesPublish)?;
    let tx = app.store.begin().await?;
    let now = app.now();
    locked(&tx.conn(), id, version).await?;
    store::delete(&tx.conn(), id).await?;
    tx.commit(vec![change(id, Op::Deleted)], now).await
}
