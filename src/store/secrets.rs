//! Secrets of the server by name, where no setting gives them.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "secrets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub value: String,
        pub since: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// The secret of this name.
///
/// # Errors
/// When the database fails.
pub async fn get(conn: &Conn<'_>, name: &str) -> Result<Option<String>> {
    let found = Entity::find_by_id(name).one(conn).await.map_err(internal)?;
    Ok(found.map(|row| row.value))
}

fn record(name: &str, value: &str, now: Instant) -> row::ActiveModel {
    row::ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()), since: Set(now.seconds()) }
}

/// Keeps a secret where there is none of this name.
///
/// # Errors
/// When the database fails.
pub async fn set_once(conn: &Conn<'_>, name: &str, value: &str, now: Instant) -> Result<()> {
    let keep = OnConflict::column(Column::Name).do_nothing().to_owned();
    let insert = Entity::insert(record(name, value, now)).on_conflict(keep);
    insert.exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}

/// Puts a secret in the place of the one before.
///
/// # Errors
/// When the database fails.
pub async fn replace(conn: &Conn<'_>, name: &str, value: &str, now: Instant) -> Result<()> {
    let anew = OnConflict::column(Column::Name).update_columns([Column::Value, Column::Since]).to_owned();
    let insert = Entity::insert(record(name, value, now)).on_conflict(anew);
    insert.exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}
