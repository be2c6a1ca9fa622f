//! Authors: rows and queries.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::domain::authors::Author;
use crate::domain::ids::AuthorId;
use crate::domain::paging::Seek;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::{internal, write};
use crate::store::paging::keyset;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authors")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub slug: String,
        pub name: String,
        pub email: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Author {
    Author { id: AuthorId::from_uuid(row.id), slug: row.slug, name: row.name, email: row.email, version: row.version }
}

/// Authors in the order of their slugs.
///
/// # Errors
/// When the database fails.
pub async fn page(conn: &Conn<'_>, seek: &Seek) -> Result<Vec<Author>> {
    let select = keyset(Entity::find(), Column::Slug, Column::Id, seek, false);
    Ok(select.all(conn).await.map_err(internal)?.into_iter().map(read).collect())
}

/// The authors with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[AuthorId]) -> Result<Vec<Author>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(conn).await.map_err(internal)?;
    Ok(rows.into_iter().map(read).collect())
}

/// The authors with these slugs, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_slugs(conn: &Conn<'_>, slugs: &[&str]) -> Result<Vec<Author>> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find().filter(Column::Slug.is_in(slugs.iter().copied())).all(conn).await.map_err(internal)?;
    Ok(rows.into_iter().map(read).collect())
}

/// The author with this slug.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(conn: &Conn<'_>, slug: &str) -> Result<Option<Author>> {
    let found = Entity::find().filter(Column::Slug.eq(slug)).one(conn).await.map_err(internal)?;
    Ok(found.map(read))
}

/// The version that is stored now, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, id: AuthorId) -> Result<Option<Author>> {
    let found = Entity::find_by_id(id.uuid()).lock_exclusive().one(conn).await.map_err(internal)?;
    Ok(found.map(read))
}

fn record(author: &Author, now: Instant) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(author.id.uuid()),
        version: Set(author.version),
        updated: Set(now.seconds()),
        slug: Set(author.slug.clone()),
        name: Set(author.name.clone()),
        email: Set(author.email.clone()),
        ..Default::default()
    }
}

/// Stores a new author.
///
/// # Errors
/// `CONFLICT` when the slug is taken.
pub async fn insert(conn: &Conn<'_>, author: &Author, now: Instant) -> Result<()> {
    let mut record = record(author, now);
    record.created = Set(now.seconds());
    Entity::insert(record).exec_without_returning(conn).await.map_err(write)?;
    Ok(())
}

/// Stores a author anew.
///
/// # Errors
/// `CONFLICT` when the slug is taken.
pub async fn update(conn: &Conn<'_>, author: &Author, now: Instant) -> Result<()> {
    record(author, now).update(conn).await.map_err(write)?;
    Ok(())
}
