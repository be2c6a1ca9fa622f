//! What stands in curated lists.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::domain::ids::{ArticleId, ListId};
use crate::domain::lists::Place;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "article_list_items")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub list_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: Uuid,
        pub position: i32,
        pub pinned: bool,
        pub valid_from: Option<i64>,
        pub valid_until: Option<i64>,
        pub note: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> (ListId, Place) {
    let place = Place {
        article: ArticleId::from_uuid(row.article_id),
        pinned: row.pinned,
        valid_from: row.valid_from.map(Instant::from_seconds),
        valid_until: row.valid_until.map(Instant::from_seconds),
        note: row.note,
    };
    (ListId::from_uuid(row.list_id), place)
}

/// The places of these lists, each list's in the newsroom's order.
///
/// # Errors
/// When the database fails.
pub async fn places_of(conn: &Conn<'_>, lists: &[ListId]) -> Result<Vec<(ListId, Place)>> {
    let ids: Vec<Uuid> = lists.iter().map(|id| id.uuid()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = Entity::find().filter(Column::ListId.is_in(ids)).order_by_asc(Column::Position);
    Ok(select.all(conn).await.map_err(internal)?.into_iter().map(read).collect())
}

/// Gives a list these places in this order, and no others; the caller holds the list and its articles.
///
/// # Errors
/// When the database fails.
pub async fn set_places(conn: &Conn<'_>, list: ListId, places: &[Place]) -> Result<()> {
    Entity::delete_many().filter(Column::ListId.eq(list.uuid())).exec(conn).await.map_err(internal)?;
    if places.is_empty() {
        return Ok(());
    }
    let records = (0_i32..).zip(places).map(|(position, place)| row::ActiveModel {
        list_id: Set(list.uuid()),
        article_id: Set(place.article.uuid()),
        position: Set(position),
        pinned: Set(place.pinned),
        valid_from: Set(place.valid_from.map(Instant::seconds)),
        valid_until: Set(place.valid_until.map(Instant::seconds)),
        note: Set(place.note.clone()),
    });
    Entity::insert_many(records).exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}
