//! The change log: appending under the writer's lock, and its newest position.

use sea_orm::{ActiveValue::Set, EntityTrait, QuerySelect};

use crate::domain::changes::Change;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "changes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub noun: String,
        pub id: Uuid,
        pub op: String,
        pub reason: Option<String>,
        pub audience: String,
        pub facets: String,
        pub at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// The `seq` of the newest row, 0 when there is none.
///
/// # Errors
/// When the database fails.
pub async fn newest(conn: &Conn<'_>) -> Result<i64> {
    use sea_orm::ColumnTrait;
    let select = Entity::find().select_only().column_as(Column::Seq.max(), "newest");
    let newest: Option<Option<i64>> = select.into_tuple().one(conn).await.map_err(internal)?;
    Ok(newest.flatten().unwrap_or_default())
}

/// Appends rows; the caller holds the log's lock and commits next.
///
/// # Errors
/// When the database fails.
pub async fn append(conn: &Conn<'_>, changes: Vec<Change>, now: Instant) -> Result<()> {
    let first = newest(conn).await?.saturating_add(1);
    let mut records = Vec::with_capacity(changes.len());
    for (seq, mut change) in (first..).zip(changes) {
        change.facets.sort_unstable();
        change.facets.dedup();
        let facets: Vec<String> = change.facets.iter().map(ToString::to_string).collect();
        records.push(row::ActiveModel {
            seq: Set(seq),
            noun: Set(change.noun.to_owned()),
            id: Set(change.id),
            op: Set(change.op.as_str().to_owned()),
            reason: Set(change.reason),
            audience: Set(change.audience.as_str().to_owned()),
            facets: Set(serde_json::to_string(&facets).map_err(Error::internal)?),
            at: Set(now.seconds()),
        });
    }
    Entity::insert_many(records).exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}
