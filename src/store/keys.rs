//! API keys: rows and queries.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::ids::KeyId;
use crate::domain::keys::{ApiKey, Scope};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub prefix: String,
        pub hash: String,
        pub label: String,
        pub scopes: String,
        pub created: i64,
        pub expires: Option<i64>,
        pub revoked: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> ApiKey {
    // A scope of a later version is left out: a key never means more than this program knows.
    let scopes: Vec<Scope> = row.scopes.split(' ').filter_map(|name| name.parse().ok()).collect();
    ApiKey {
        id: KeyId::from_uuid(row.id),
        prefix: row.prefix,
        hash: row.hash,
        label: row.label,
        scopes,
        created: Instant::from_seconds(row.created),
        expires: row.expires.map(Instant::from_seconds),
        revoked: row.revoked.map(Instant::from_seconds),
    }
}

/// The key with this look-up prefix.
///
/// # Errors
/// When the database fails.
pub async fn by_prefix(conn: &Conn<'_>, prefix: &str) -> Result<Option<ApiKey>> {
    let found = Entity::find().filter(Column::Prefix.eq(prefix)).one(conn).await.map_err(internal)?;
    Ok(found.map(read))
}

/// The key with this id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &Conn<'_>, id: KeyId) -> Result<Option<ApiKey>> {
    let found = Entity::find_by_id(id.uuid()).one(conn).await.map_err(internal)?;
    Ok(found.map(read))
}

/// Every key, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &Conn<'_>) -> Result<Vec<ApiKey>> {
    let rows = Entity::find().order_by_asc(Column::Created).order_by_asc(Column::Id).all(conn).await;
    Ok(rows.map_err(internal)?.into_iter().map(read).collect())
}

/// Stores a new key.
///
/// # Errors
/// When the database fails.
pub async fn insert(conn: &Conn<'_>, key: &ApiKey) -> Result<()> {
    let record = row::ActiveModel {
        id: Set(key.id.uuid()),
        prefix: Set(key.prefix.clone()),
        hash: Set(key.hash.clone()),
        label: Set(key.label.clone()),
        scopes: Set(key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")),
        created: Set(key.created.seconds()),
        expires: Set(key.expires.map(Instant::seconds)),
        revoked: Set(key.revoked.map(Instant::seconds)),
    };
    Entity::insert(record).exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}

/// Marks a key as taken back; returns whether there was a live one.
///
/// # Errors
/// When the database fails.
pub async fn revoke(conn: &Conn<'_>, id: KeyId, now: Instant) -> Result<bool> {
    let update = Entity::update_many()
        .col_expr(Column::Revoked, now.seconds().into())
        .filter(Column::Id.eq(id.uuid()))
        .filter(Column::Revoked.is_null());
    Ok(update.exec(conn).await.map_err(internal)?.rows_affected > 0)
}
