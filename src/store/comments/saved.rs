//! Saved reasons: rows and queries.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::domain::comments::SavedReason;
use crate::domain::ids::SavedReasonId;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Place, Result};
use crate::store::Conn;
use crate::store::error::{internal, is_taken};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comment_saved_reasons")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub label: String,
        pub reasons: String,
        pub note: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<SavedReason> {
    Ok(SavedReason {
        id: SavedReasonId::from_uuid(row.id),
        label: row.label,
        reasons: serde_json::from_str(&row.reasons).map_err(Error::internal)?,
        note: row.note,
        version: row.version,
    })
}

fn record(saved: &SavedReason, now: Instant) -> Result<row::ActiveModel> {
    Ok(row::ActiveModel {
        id: Set(saved.id.uuid()),
        version: Set(saved.version),
        updated: Set(now.seconds()),
        label: Set(saved.label.clone()),
        reasons: Set(serde_json::to_string(&saved.reasons).map_err(Error::internal)?),
        note: Set(saved.note.clone()),
        ..Default::default()
    })
}

fn write(error: DbErr) -> Error {
    if !is_taken(&error) {
        return internal(error);
    }
    let detail = "another saved reason has this label; choose another";
    Error::new(Code::Conflict, format!("/label: {detail}.")).with(Place::Pointer("/label".to_owned()), detail)
}

/// Every saved reason, in the order in which they were made.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &Conn<'_>) -> Result<Vec<SavedReason>> {
    let select = Entity::find().order_by_asc(Column::Created).order_by_asc(Column::Id);
    select.all(conn).await.map_err(internal)?.into_iter().map(read).collect()
}

/// How many there are.
///
/// # Errors
/// When the database fails.
pub async fn count(conn: &Conn<'_>) -> Result<u64> {
    Entity::find().count(conn).await.map_err(internal)
}

/// The saved reason with this id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &Conn<'_>, id: SavedReasonId) -> Result<Option<SavedReason>> {
    Entity::find_by_id(id.uuid()).one(conn).await.map_err(internal)?.map(read).transpose()
}

/// The version that is stored now, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, id: SavedReasonId) -> Result<Option<SavedReason>> {
    let found = Entity::find_by_id(id.uuid()).lock_exclusive().one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

/// Stores a new one.
///
/// # Errors
/// `CONFLICT` when the label is taken.
pub async fn insert(conn: &Conn<'_>, saved: &SavedReason, now: Instant) -> Result<()> {
    let mut record = record(saved, now)?;
    record.created = Set(now.seconds());
    Entity::insert(record).exec_without_returning(conn).await.map_err(write)?;
    Ok(())
}

/// Stores one anew.
///
/// # Errors
/// `CONFLICT` when the label is taken.
pub async fn update(conn: &Conn<'_>, saved: &SavedReason, now: Instant) -> Result<()> {
    record(saved, now)?.update(conn).await.map_err(write)?;
    Ok(())
}

/// Deletes one.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &Conn<'_>, id: SavedReasonId) -> Result<()> {
    Entity::delete_many().filter(Column::Id.eq(id.uuid())).exec(conn).await.map_err(internal)?;
    Ok(())
}
