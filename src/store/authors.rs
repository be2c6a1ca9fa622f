//! Authors: rows and queries.

use sea_orm::sea_query::SelectStatement;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::domain::authors::Author;
use crate::domain::ids::AuthorId;
use crate::domain::paging::Seek;
use crate::domain::slugs::addresses;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::error::{internal, write};
use crate::store::gather::{self, Cell, Part};
use crate::store::paging::keyset;
use crate::store::slugs::{self, AUTHORS};
use crate::store::{Conn, count_where};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Eq, Deserialize, DeriveEntityModel)]
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

/// The authors that a query for whole rows finds, each beside its id.
pub(super) fn with_ids(select: SelectStatement) -> Part<(Uuid, Author)> {
    Part::new(select, Cell::table::<Entity>(), |text| gather::each(text, |row: row::Model| Ok((row.id, read(row)))))
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

/// The authors to whom these slugs lead, each beside that slug, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_slugs(conn: &Conn<'_>, slugs: &[&str]) -> Result<Vec<(String, Author)>> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let main = Entity::find().filter(Column::Slug.is_in(slugs.iter().copied())).all(conn).await.map_err(internal)?;
    let mut found: Vec<(String, Author)> = main.into_iter().map(|row| (row.slug.clone(), read(row))).collect();
    let others: Vec<&str> = slugs.iter().copied().filter(|slug| found.iter().all(|(main, _)| main != slug)).collect();
    let kept = slugs::find(conn, AUTHORS, &others).await?;
    let owners: Vec<AuthorId> = kept.iter().map(|kept| AuthorId::from_uuid(kept.owner)).collect();
    let authors = by_ids(conn, &owners).await?;
    for kept in kept {
        let author = authors.iter().find(|author| author.id.uuid() == kept.owner);
        found.extend(author.map(|author| (kept.slug, author.clone())));
    }
    Ok(found)
}

/// The author to whom this slug leads: that of an author, else one that somebody had before.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(conn: &Conn<'_>, slug: &str) -> Result<Option<Author>> {
    Ok(by_slugs(conn, &[slug]).await?.pop().map(|(_, author)| author))
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

/// Stores a new author; gives back the authors whose former addresses it took.
///
/// # Errors
/// `CONFLICT` when the slug is taken.
pub async fn insert(conn: &Conn<'_>, author: &Author, now: Instant) -> Result<Vec<AuthorId>> {
    let mut record = record(author, now);
    record.created = Set(now.seconds());
    Entity::insert(record).exec_without_returning(conn).await.map_err(write)?;
    set_slug(conn, author).await
}

/// Stores an author anew; a former slug leads to them on. Gives back the authors whose former addresses were taken.
///
/// # Errors
/// `CONFLICT` when the slug is taken.
pub async fn update(conn: &Conn<'_>, author: &Author, now: Instant) -> Result<Vec<AuthorId>> {
    record(author, now).update(conn).await.map_err(write)?;
    set_slug(conn, author).await
}

async fn set_slug(conn: &Conn<'_>, author: &Author) -> Result<Vec<AuthorId>> {
    let wanted = addresses(&author.slug, &[]);
    let taken = slugs::set(conn, AUTHORS, author.id.uuid(), &wanted).await?;
    Ok(taken.into_iter().map(AuthorId::from_uuid).collect())
}

/// How many articles name an author, whatever their state.
///
/// # Errors
/// When the database fails.
pub async fn uses(conn: &Conn<'_>, id: AuthorId) -> Result<i64> {
    count_where(conn, "article_authors", "author_id", id.uuid()).await
}

/// Deletes an author whom no article names, with their slugs.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &Conn<'_>, id: AuthorId) -> Result<()> {
    Entity::delete_by_id(id.uuid()).exec(conn).await.map_err(internal)?;
    Ok(())
}
