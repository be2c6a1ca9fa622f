//! Pictures: rows and queries. Their files stand elsewhere.

mod uses;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

pub use uses::{NewUses, add_all, among, held, hold, is_seen, next_transition, set, users};

use crate::domain::articles::Sight;
use crate::domain::ids::MediaId;
use crate::domain::media::{FocalPoint, Media, MediaRights};
use crate::domain::paging::Seek;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::{internal, write};
use crate::store::paging::keyset;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "media")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub content_type: String,
        pub width: i32,
        pub height: i32,
        pub bytes: i32,
        pub sha256: String,
        pub credit: Option<String>,
        pub alt_text: String,
        pub caption: Option<String>,
        pub copyright_holder: Option<String>,
        pub copyright_notice: Option<String>,
        pub usage_terms: Option<String>,
        pub focal_x: Option<f64>,
        pub focal_y: Option<f64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<Media> {
    let rights = MediaRights {
        copyright_holder: row.copyright_holder,
        copyright_notice: row.copyright_notice,
        usage_terms: row.usage_terms,
    };
    Ok(Media {
        id: MediaId::from_uuid(row.id),
        version: row.version,
        content_type: row.content_type,
        width: row.width,
        height: row.height,
        bytes: row.bytes,
        sha256: row.sha256,
        credit: row.credit,
        alt_text: serde_json::from_str(&row.alt_text).map_err(Error::internal)?,
        caption: row.caption,
        rights: (rights != MediaRights::default()).then_some(rights),
        focal_point: row.focal_x.zip(row.focal_y).map(|(x, y)| FocalPoint { x, y }),
        renditions: Vec::new(),
        srcset: String::new(),
        src: String::new(),
        created: Instant::from_seconds(row.created),
    })
}

/// What an actor of this sight may see at `now`: what an article shows that the actor may see.
fn visible(sight: Sight, now: Instant) -> Condition {
    match sight {
        Sight::Staff => Condition::all(),
        _ => Condition::all().add(Column::Id.in_subquery(uses::shown(sight, now))),
    }
}

/// A page of pictures, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn page(conn: &Conn<'_>, seek: &Seek, sight: Sight, now: Instant) -> Result<Vec<Media>> {
    let select = keyset(Entity::find().filter(visible(sight, now)), Column::Created, Column::Id, seek, true);
    select.all(conn).await.map_err(internal)?.into_iter().map(read).collect()
}

/// The pictures with these ids that this sight may see, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[MediaId], sight: Sight, now: Instant) -> Result<Vec<Media>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = Entity::find().filter(Column::Id.is_in(ids)).filter(visible(sight, now));
    select.all(conn).await.map_err(internal)?.into_iter().map(read).collect()
}

/// The picture of the file with this SHA-256, in hex.
///
/// # Errors
/// When the database fails.
pub async fn by_sha256(conn: &Conn<'_>, sha256: &str) -> Result<Option<Media>> {
    let found = Entity::find().filter(Column::Sha256.eq(sha256)).one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

/// The version that is stored now, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(conn: &Conn<'_>, id: MediaId) -> Result<Option<Media>> {
    let found = Entity::find_by_id(id.uuid()).lock_exclusive().one(conn).await.map_err(internal)?;
    found.map(read).transpose()
}

fn record(media: &Media, now: Instant) -> Result<row::ActiveModel> {
    let rights = media.rights.clone().unwrap_or_default();
    Ok(row::ActiveModel {
        id: Set(media.id.uuid()),
        version: Set(media.version),
        created: Set(media.created.seconds()),
        updated: Set(now.seconds()),
        content_type: Set(media.content_type.clone()),
        width: Set(media.width),
        height: Set(media.height),
        bytes: Set(media.bytes),
        sha256: Set(media.sha256.clone()),
        credit: Set(media.credit.clone()),
        alt_text: Set(serde_json::to_string(&media.alt_text).map_err(Error::internal)?),
        caption: Set(media.caption.clone()),
        copyright_holder: Set(rights.copyright_holder),
        copyright_notice: Set(rights.copyright_notice),
        usage_terms: Set(rights.usage_terms),
        focal_x: Set(media.focal_point.map(|point| point.x)),
        focal_y: Set(media.focal_point.map(|point| point.y)),
    })
}

/// Stores a new picture.
///
/// # Errors
/// `CONFLICT` when the same file is there.
pub async fn insert(conn: &Conn<'_>, media: &Media, now: Instant) -> Result<()> {
    Entity::insert(record(media, now)?).exec_without_returning(conn).await.map_err(write)?;
    Ok(())
}

/// Stores a picture anew.
///
/// # Errors
/// When the database fails.
pub async fn update(conn: &Conn<'_>, media: &Media, now: Instant) -> Result<()> {
    record(media, now)?.update(conn).await.map_err(write)?;
    Ok(())
}

/// Deletes a picture that no article has.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &Conn<'_>, id: MediaId) -> Result<()> {
    Entity::delete_by_id(id.uuid()).exec(conn).await.map_err(internal)?;
    Ok(())
}

/// How many pictures are read at once.
const PIECE: u64 = 10_000;

/// Every picture with the length of its file in bytes.
///
/// # Errors
/// When the database fails.
pub async fn lengths(conn: &Conn<'_>) -> Result<Vec<(MediaId, i32)>> {
    let mut all: Vec<(MediaId, i32)> = Vec::new();
    loop {
        let last = all.last().map_or(Uuid::nil(), |(id, _)| id.uuid());
        let select = Entity::find().select_only().columns([Column::Id, Column::Bytes]).filter(Column::Id.gt(last));
        let piece: Vec<(Uuid, i32)> =
            select.order_by_asc(Column::Id).limit(PIECE).into_tuple().all(conn).await.map_err(internal)?;
        if piece.is_empty() {
            return Ok(all);
        }
        all.extend(piece.into_iter().map(|(id, bytes)| (MediaId::from_uuid(id), bytes)));
    }
}
