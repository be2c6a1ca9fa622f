//! Sections: rows and queries.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::domain::ids::SectionId;
use crate::domain::sections::Section;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::{internal, write};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sections")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub slug: String,
        pub names: String,
        pub position: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<Section> {
    let names = serde_json::from_str(&row.names).map_err(crate::error::Error::internal)?;
    Ok(Section {
        id: SectionId::from_uuid(row.id),
        slug: row.slug,
        name: String::new(),
        names,
        position: row.position,
        version: row.version,
    })
}

/// Every section in the site's order.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &Conn<'_>) -> Result<Vec<Section>> {
    let select = Entity::find().order_by_asc(Column::Position).order_by_asc(Column::Slug);
    select.all(conn).await.map_err(internal)?.into_iter().map(read).collect()
}

/// The sections with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[SectionId]) -> Result<Vec<Section>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(conn).await.map_err(internal)?;
    rows.into_iter().map(read).collect()
}

/// The section with this slug.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(conn: &Conn<'_>, slug: &str) -> Result<Option<Section>> {
    let found = Entity::find().filter(Column::Slug.eq(slug)).one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

/// How many sections there are.
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
pub async fn lock(conn: &Conn<'_>, id: SectionId) -> Result<Option<Section>> {
    let found = Entity::find_by_id(id.uuid()).lock_exclusive().one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

fn record(section: &Section, now: Instant) -> Result<row::ActiveModel> {
    Ok(row::ActiveModel {
        id: Set(section.id.uuid()),
        version: Set(section.version),
        updated: Set(now.seconds()),
        slug: Set(section.slug.clone()),
        names: Set(serde_json::to_string(&section.names).map_err(crate::error::Error::internal)?),
        position: Set(section.position),
        ..Default::default()
    })
}

/// Stores a new section.
///
/// # Errors
/// `CONFLICT` when the slug is taken.
pub async fn insert(conn: &Conn<'_>, section: &Section, now: Instant) -> Result<()> {
    let mut record = record(section, now)?;
    record.created = Set(now.seconds());
    Entity::insert(record).exec_without_returning(conn).await.map_err(write)?;
    Ok(())
}

/// Stores a section anew.
///
/// # Errors
/// `CONFLICT` when the slug is taken.
pub async fn update(conn: &Conn<'_>, section: &Section, now: Instant) -> Result<()> {
    record(section, now)?.update(conn).await.map_err(write)?;
    Ok(())
}
