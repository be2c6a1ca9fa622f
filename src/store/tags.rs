//! Tags: rows and queries.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::domain::ids::TagId;
use crate::domain::paging::Seek;
use crate::domain::tags::{Tag, TagKind};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::{internal, write};
use crate::store::paging::keyset;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tags")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub slug: String,
        pub names: String,
        pub kind: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<Tag> {
    let names = serde_json::from_str(&row.names).map_err(crate::error::Error::internal)?;
    Ok(Tag {
        id: TagId::from_uuid(row.id),
        slug: row.slug,
        name: String::new(),
        names,
        kind: TagKind::from_stored(&row.kind),
        version: row.version,
    })
}

/// Tags in the order of their slugs.
///
/// # Errors
/// When the database fails.
pub async fn page(conn: &Conn<'_>, seek: &Seek) -> Result<Vec<Tag>> {
    let select = keyset(Entity::find(), Column::Slug, Column::Id, seek, false);
    select.all(conn).await.map_err(internal)?.into_iter().map(read).collect()
}

/// The tags with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[TagId]) -> Result<Vec<Tag>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(conn).await.map_err(internal)?;
    rows.into_iter().map(read).collect()
}

/// The tags with these slugs, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_slugs(conn: &Conn<'_>, slugs: &[&str]) -> Result<Vec<Tag>> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find().filter(Column::Slug.is_in(slugs.iter().copied())).all(conn).await.map_err(internal)?;
    rows.into_iter().map(read).collect()
}

/// The tag with this slug.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(conn: &Conn<'_>, slug: &str) -> Result<Option<Tag>> {
    let found = Entity::find().filter(Column::Slug.eq(slug)).one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

/// The version that is stored now, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, id: TagId) -> Result<Option<Tag>> {
    let found = Entity::find_by_id(id.uuid()).lock_exclusive().one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

fn record(tag: &Tag, now: Instant) -> Result<row::ActiveModel> {
    Ok(row::ActiveModel {
        id: Set(tag.id.uuid()),
        version: Set(tag.version),
        updated: Set(now.seconds()),
        slug: Set(tag.slug.clone()),
        names: Set(serde_json::to_string(&tag.names).map_err(crate::error::Error::internal)?),
        kind: Set(tag.kind.as_str().to_owned()),
        ..Default::default()
    })
}

/// Stores a new tag.
///
/// # Errors
/// `CONFLICT` when the slug is taken.
pub async fn insert(conn: &Conn<'_>, tag: &Tag, now: Instant) -> Result<()> {
    let mut record = record(tag, now)?;
    record.created = Set(now.seconds());
    Entity::insert(record).exec_without_returning(conn).await.map_err(write)?;
    Ok(())
}

/// Stores a tag anew.
///
/// # Errors
/// `CONFLICT` when the slug is taken.
pub async fn update(conn: &Conn<'_>, tag: &Tag, now: Instant) -> Result<()> {
    record(tag, now)?.update(conn).await.map_err(write)?;
    Ok(())
}
