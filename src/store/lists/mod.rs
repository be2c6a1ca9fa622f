//! Curated lists: rows and queries.

mod items;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

pub use items::{places_of, set_places};

use crate::domain::ids::{ListId, SectionId, TagId};
use crate::domain::lang::Lang;
use crate::domain::lists::{ArticleList, ArticleListFill};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::{internal, write};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "article_lists")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub slug: String,
        pub names: String,
        pub language: Option<String>,
        pub description: Option<String>,
        pub fill_section_id: Option<Uuid>,
        pub fill_tag_id: Option<Uuid>,
        pub fill_language: Option<String>,
        pub fill_limit: Option<i32>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<ArticleList> {
    let (section, tag, language) = (row.fill_section_id, row.fill_tag_id, row.fill_language);
    let fill = row.fill_limit.map(|limit| ArticleListFill {
        section_id: section.map(SectionId::from_uuid),
        tag_id: tag.map(TagId::from_uuid),
        language: language.as_deref().map(Lang::from_stored),
        limit,
    });
    Ok(ArticleList {
        id: ListId::from_uuid(row.id),
        slug: row.slug,
        name: String::new(),
        names: serde_json::from_str(&row.names).map_err(Error::internal)?,
        language: row.language.as_deref().map(Lang::from_stored),
        description: row.description,
        fill,
        version: row.version,
    })
}

/// Every list in the order of the slugs.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &Conn<'_>) -> Result<Vec<ArticleList>> {
    let rows = Entity::find().order_by_asc(Column::Slug).all(conn).await.map_err(internal)?;
    rows.into_iter().map(read).collect()
}

/// The lists with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[ListId]) -> Result<Vec<ArticleList>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(conn).await.map_err(internal)?;
    rows.into_iter().map(read).collect()
}

/// The list with this slug.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(conn: &Conn<'_>, slug: &str) -> Result<Option<ArticleList>> {
    let found = Entity::find().filter(Column::Slug.eq(slug)).one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

/// How many lists there are.
///
/// # Errors
/// When the database fails.
pub async fn count(conn: &Conn<'_>) -> Result<u64> {
    Entity::find().count(conn).await.map_err(internal)
}

/// The version that is stored now, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, id: ListId) -> Result<Option<ArticleList>> {
    let found = Entity::find_by_id(id.uuid()).lock_exclusive().one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

fn record(list: &ArticleList, now: Instant) -> Result<row::ActiveModel> {
    let fill = list.fill.as_ref();
    Ok(row::ActiveModel {
        id: Set(list.id.uuid()),
        version: Set(list.version),
        updated: Set(now.seconds()),
        slug: Set(list.slug.clone()),
        names: Set(serde_json::to_string(&list.names).map_err(Error::internal)?),
        language: Set(list.language.as_ref().map(ToString::to_string)),
        description: Set(list.description.clone()),
        fill_section_id: Set(fill.and_then(|fill| fill.section_id).map(SectionId::uuid)),
        fill_tag_id: Set(fill.and_then(|fill| fill.tag_id).map(TagId::uuid)),
        fill_language: Set(fill.and_then(|fill| fill.language.as_ref()).map(ToString::to_string)),
        fill_limit: Set(fill.map(|fill| fill.limit)),
        ..Default::default()
    })
}

/// Stores a new list.
///
/// # Errors
/// `CONFLICT` when the slug is taken.
pub async fn insert(conn: &Conn<'_>, list: &ArticleList, now: Instant) -> Result<()> {
    let mut record = record(list, now)?;
    record.created = Set(now.seconds());
    Entity::insert(record).exec_without_returning(conn).await.map_err(write)?;
    Ok(())
}

/// Stores a list anew.
///
/// # Errors
/// `CONFLICT` when the slug is taken.
pub async fn update(conn: &Conn<'_>, list: &ArticleList, now: Instant) -> Result<()> {
    record(list, now)?.update(conn).await.map_err(write)?;
    Ok(())
}

/// Fills those lists from one tag that were filled from another; gives back which ones.
///
/// # Errors
/// When the database fails.
pub async fn refill(conn: &Conn<'_>, from: TagId, to: TagId) -> Result<Vec<ListId>> {
    let which = || Column::FillTagId.eq(from.uuid());
    let select = Entity::find().select_only().column(Column::Id).filter(which()).order_by_asc(Column::Id);
    let ids: Vec<Uuid> = select.into_tuple().all(conn).await.map_err(internal)?;
    if !ids.is_empty() {
        let moved = Entity::update_many().col_expr(Column::FillTagId, Expr::value(to.uuid()));
        moved.filter(which()).exec(conn).await.map_err(internal)?;
    }
    Ok(ids.into_iter().map(ListId::from_uuid).collect())
}

/// Deletes a list with its items.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &Conn<'_>, id: ListId) -> Result<()> {
    Entity::delete_by_id(id.uuid()).exec(conn).await.map_err(internal)?;
    Ok(())
}
