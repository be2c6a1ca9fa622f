//! Channels: rows and queries.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::domain::channels::{Channel, ChannelKind};
use crate::domain::ids::ChannelId;
use crate::domain::lang::Lang;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::{internal, write};
use crate::store::gather::{self, Part};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Eq, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "channels")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub kind: String,
        pub language: String,
        pub label: String,
        pub url: Option<String>,
        pub position: i32,
        pub identity: Option<String>,
        pub origin: Option<String>,
        pub removed: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Channel {
    Channel {
        id: ChannelId::from_uuid(row.id),
        kind: ChannelKind::from_stored(&row.kind),
        language: Lang::from_stored(&row.language),
        label: row.label,
        url: row.url,
        position: row.position,
        version: row.version,
    }
}

/// Every channel in its order, or those of one language; to be asked together with others.
#[must_use]
pub fn every(language: Option<&Lang>) -> Part<Channel> {
    let mut select = Entity::find().filter(Column::Removed.is_null());
    if let Some(language) = language {
        select = select.filter(Column::Language.eq(language.as_str()));
    }
    let select = select.order_by_asc(Column::Position).order_by_asc(Column::Created).order_by_asc(Column::Id);
    Part::of(select, |text| gather::each(text, |row| Ok(read(row))))
}

/// The channels with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[ChannelId]) -> Result<Vec<Channel>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = Entity::find().filter(Column::Id.is_in(ids)).filter(Column::Removed.is_null());
    Ok(select.all(conn).await.map_err(internal)?.into_iter().map(read).collect())
}

/// How many channels there are.
///
/// # Errors
/// When the database fails.
pub async fn count(conn: &Conn<'_>) -> Result<u64> {
    Entity::find().filter(Column::Removed.is_null()).count(conn).await.map_err(internal)
}

/// The version that is stored now, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, id: ChannelId) -> Result<Option<Channel>> {
    let select = Entity::find_by_id(id.uuid()).filter(Column::Removed.is_null()).lock_exclusive();
    Ok(select.one(conn).await.map_err(internal)?.map(read))
}

/// Which of these are known: as channels that are there, or as what an import once brought, changed or removed since.
///
/// # Errors
/// When the database fails.
pub async fn known(conn: &Conn<'_>, identities: &[String]) -> Result<Vec<String>> {
    let select = Entity::find().select_only().column(Column::Identity).column(Column::Origin);
    let either = Condition::any().add(Column::Identity.is_in(identities)).add(Column::Origin.is_in(identities));
    let found: Vec<(Option<String>, Option<String>)> =
        select.filter(either).into_tuple().all(conn).await.map_err(internal)?;
    Ok(found.into_iter().flat_map(|(identity, origin)| [identity, origin]).flatten().collect())
}

fn record(channel: &Channel, now: Instant) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(channel.id.uuid()),
        version: Set(channel.version),
        updated: Set(now.seconds()),
        kind: Set(channel.kind.as_str().to_owned()),
        language: Set(channel.language.to_string()),
        label: Set(channel.label.clone()),
        url: Set(channel.url.clone()),
        position: Set(channel.position),
        identity: Set(Some(channel.identity())),
        ..Default::default()
    }
}

/// Stores a new channel; one that an import brings remembers as what it came.
///
/// # Errors
/// `CONFLICT` when there is one like it.
pub async fn insert(conn: &Conn<'_>, channel: &Channel, imported: bool, now: Instant) -> Result<()> {
    let mut record = record(channel, now);
    record.created = Set(now.seconds());
    record.origin = Set(imported.then(|| channel.identity()));
    Entity::insert(record).exec_without_returning(conn).await.map_err(write)?;
    Ok(())
}

/// Stores a channel anew.
///
/// # Errors
/// `CONFLICT` when there is another one like it.
pub async fn update(conn: &Conn<'_>, channel: &Channel, now: Instant) -> Result<()> {
    record(channel, now).update(conn).await.map_err(write)?;
    Ok(())
}

/// Removes a channel from every answer. It stays known, so that an import does not bring it back.
///
/// # Errors
/// When the database fails.
pub async fn remove(conn: &Conn<'_>, channel: &Channel, now: Instant) -> Result<()> {
    let (id, identity) = (channel.id.uuid(), channel.identity());
    let own = Condition::all().add(Column::Id.eq(id)).add(Column::Origin.is_not_null());
    let known = Condition::any().add(Column::Origin.eq(&identity)).add(own);
    let is_known = Entity::find().filter(known).count(conn).await.map_err(internal)? > 0;
    let mut record = row::ActiveModel {
        id: Set(id),
        updated: Set(now.seconds()),
        removed: Set(Some(now.seconds())),
        identity: Set(None),
        ..Default::default()
    };
    if !is_known {
        record.origin = Set(Some(identity));
    }
    record.update(conn).await.map_err(write)?;
    Ok(())
}
