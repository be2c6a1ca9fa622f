//! Articles: rows and queries. Bodies stand in a table of their own, so that lists do not read them.

pub mod aliases;
mod bodies;
pub mod chain;
pub mod clock;
pub mod counts;
mod curated;
mod datelined;
mod filter;
mod kept;
mod related;
pub mod revisions;
mod row;
mod statement;
pub mod translations;

use sea_orm::sea_query::{ExprTrait, LockType, Query, SelectStatement};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

pub use bodies::{StoredBody, add_bodies, bodies_among, bodies_of, original_of, set_body};
pub use curated::{Fill, filling, hold, seen};
pub use datelined::{Datelined, Inside};
pub use filter::{Found, ListQuery, Range, count, cursor};
pub use kept::{Kept, Named};
pub use related::{Bounds, candidates};
pub use statement::{Answer, Statement};

use crate::domain::articles::{Article, ExternalId, PubStatus, Recall, Sight};
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::lang::Lang;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::{internal, write};
use crate::store::gather::Part;

use row::{Column, Entity, read, read_all, set_all, whole};

/// What an actor of this sight may see at `now`: the one predicate of visibility.
#[must_use]
pub fn visible(sight: Sight, now: Instant) -> Condition {
    let now = now.seconds();
    let not_over = Condition::any().add(Column::VisibleUntil.is_null()).add(Column::VisibleUntil.gt(now));
    match sight {
        Sight::Staff => Condition::all(),
        Sight::Embargoed => {
            let usable = Column::PubStatus.eq(PubStatus::Usable.as_str());
            Condition::all().add(Column::Published.lte(now)).add(not_over).add(usable)
        }
        Sight::Public => Condition::all().add(Column::VisibleFrom.lte(now)).add(not_over),
        Sight::Opened(id) => Condition::all().add(Column::Id.eq(id.uuid())),
    }
}

/// The ids of the articles that a sight may see at `now`, to be asked for inside other queries.
#[must_use]
pub fn visible_ids(sight: Sight, now: Instant) -> SelectStatement {
    Query::select().column((Entity, Column::Id)).from(Entity).cond_where(visible(sight, now)).take()
}

/// As [`visible_ids`], of those whose main section is one of these.
#[must_use]
pub fn visible_ids_in(sight: Sight, now: Instant, sections: &[SectionId]) -> SelectStatement {
    let sections: Vec<Uuid> = sections.iter().map(|id| id.uuid()).collect();
    visible_ids(sight, now).and_where(Column::SectionId.is_in(sections)).take()
}

/// The articles with these ids that this sight may see, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[ArticleId], sight: Sight, now: Instant) -> Result<Vec<Article>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = Entity::find().filter(Column::Id.is_in(ids)).filter(visible(sight, now));
    whole(select).all(conn).await
}

/// The article with this id, if this sight may see it; to be asked together with others.
#[must_use]
pub fn of_id(id: ArticleId, sight: Sight, now: Instant) -> Part<Article> {
    whole(Entity::find_by_id(id.uuid()).filter(visible(sight, now)))
}

/// The articles with this slug that this sight may see: one a language at most.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(
    conn: &Conn<'_>,
    slug: &str,
    language: Option<&Lang>,
    sight: Sight,
    now: Instant,
) -> Result<Vec<Article>> {
    whole(statement::by_slug(slug, language, sight, now)).all(conn).await
}

/// The article as it is stored now, locked until the transaction ends. Others may still link to it: what only needs it to
/// stay does not wait for who changes it.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, id: ArticleId) -> Result<Option<Article>> {
    let found = Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate).one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

/// The article as it is stored now, locked so that nobody links to it either: what is to be deleted.
///
/// # Errors
/// When the database fails.
pub async fn lock_whole(conn: &Conn<'_>, id: ArticleId) -> Result<Option<Article>> {
    let found = Entity::find_by_id(id.uuid()).lock_exclusive().one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

/// The article with this id of another system, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_external(conn: &Conn<'_>, external: &ExternalId) -> Result<Option<Article>> {
    let select = Entity::find()
        .filter(Column::ExternalSource.eq(&external.source))
        .filter(Column::ExternalId.eq(&external.id))
        .lock(LockType::NoKeyUpdate);
    select.one(conn).await.map_err(internal)?.map(read).transpose()
}

/// The article with this id that was seen by readers and taken back since.
///
/// # Errors
/// When the database fails.
pub async fn taken_back(conn: &Conn<'_>, id: ArticleId) -> Result<Option<Article>> {
    let select = Entity::find_by_id(id.uuid()).filter(was_taken_back());
    select.one(conn).await.map_err(internal)?.map(read).transpose()
}

/// The articles with this slug that were seen by readers and taken back since: one a language at most.
///
/// # Errors
/// When the database fails.
pub async fn taken_back_by_slug(conn: &Conn<'_>, slug: &str, language: Option<&Lang>) -> Result<Vec<Article>> {
    let mut select = Entity::find().filter(Column::Slug.eq(slug)).filter(was_taken_back());
    if let Some(language) = language {
        select = select.filter(Column::Language.eq(language.as_str()));
    }
    read_all(select.order_by_asc(Column::Language).limit(50).all(conn).await.map_err(internal)?)
}

/// How those of these articles were taken back that are.
///
/// # Errors
/// When the database fails.
pub async fn recalls(conn: &Conn<'_>, ids: &[ArticleId]) -> Result<Vec<(ArticleId, Recall)>> {
    let select = Entity::find().filter(Column::Id.is_in(ids.iter().map(|id| id.uuid()))).filter(was_taken_back());
    let found = read_all(select.all(conn).await.map_err(internal)?)?;
    Ok(found.into_iter().filter_map(|article| Some((article.id, article.recall?))).collect())
}

fn was_taken_back() -> Condition {
    let seen = Column::Seen.eq(true);
    Condition::all().add(Column::PubStatus.ne(PubStatus::Usable.as_str())).add(seen)
}

/// The slugs of a language that are `base` or begin with `base-`.
///
/// # Errors
/// When the database fails.
pub async fn slugs_like(conn: &Conn<'_>, language: &Lang, base: &str) -> Result<Vec<String>> {
    // A range, because SQLite looks through the whole language for a LIKE; the point follows the hyphen in ASCII.
    let numbered = Column::Slug.gte(format!("{base}-")).and(Column::Slug.lt(format!("{base}.")));
    let near = Condition::any().add(Column::Slug.eq(base)).add(numbered);
    let select = Entity::find().select_only().column(Column::Slug);
    let select = select.filter(Column::Language.eq(language.as_str())).filter(near);
    select.into_tuple().all(conn).await.map_err(internal)
}

/// Those of these slugs that are taken, each with its language.
///
/// # Errors
/// When the database fails.
pub async fn taken(conn: &Conn<'_>, slugs: &[String]) -> Result<Vec<(String, String)>> {
    let select = Entity::find().select_only().columns([Column::Language, Column::Slug]);
    select.filter(Column::Slug.is_in(slugs)).into_tuple().all(conn).await.map_err(internal)
}

/// So many articles after one, whatever their state, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub async fn following(conn: &Conn<'_>, after: Option<ArticleId>, limit: u64) -> Result<Vec<Article>> {
    let mut select = Entity::find();
    if let Some(after) = after {
        select = select.filter(Column::Id.gt(after.uuid()));
    }
    read_all(select.order_by_asc(Column::Id).limit(limit).all(conn).await.map_err(internal)?)
}

/// Those of these ids that articles have, whatever their state.
///
/// # Errors
/// When the database fails.
pub async fn known(conn: &Conn<'_>, ids: &[ArticleId]) -> Result<Vec<ArticleId>> {
    let select = Entity::find().select_only().column(Column::Id);
    let select = select.filter(Column::Id.is_in(ids.iter().map(|id| id.uuid())));
    let found: Vec<Uuid> = select.into_tuple().all(conn).await.map_err(internal)?;
    Ok(found.into_iter().map(ArticleId::from_uuid).collect())
}

/// Stores a new article.
///
/// # Errors
/// `CONFLICT` when its slug or its id of another system is taken.
pub async fn insert(conn: &Conn<'_>, article: &Article) -> Result<()> {
    Entity::insert(set_all(row::write(article)?)).exec_without_returning(conn).await.map_err(write)?;
    Ok(())
}

/// Stores new articles in one statement: at most 700, because a statement holds 32,766 values on SQLite.
///
/// # Errors
/// As [`insert`].
pub async fn insert_all(conn: &Conn<'_>, articles: &[&Article]) -> Result<()> {
    let records = articles.iter().map(|article| Ok(set_all(row::write(article)?))).collect::<Result<Vec<_>>>()?;
    Entity::insert_many(records).exec_without_returning(conn).await.map_err(write)?;
    Ok(())
}

/// Stores an article anew.
///
/// # Errors
/// `CONFLICT` when its slug is taken.
pub async fn update(conn: &Conn<'_>, article: &Article) -> Result<()> {
    set_all(row::write(article)?).update(conn).await.map_err(write)?;
    Ok(())
}

/// Deletes an article with its body, dateline and links.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &Conn<'_>, id: ArticleId) -> Result<()> {
    Entity::delete_by_id(id.uuid()).exec(conn).await.map_err(internal)?;
    Ok(())
}
