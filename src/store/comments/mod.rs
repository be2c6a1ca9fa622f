//! Comments: rows, counts, pages, and for a while what each network posted.

mod above;
mod changed;
mod counts;
pub mod decisions;
pub mod erased;
pub mod export;
pub mod flags;
mod flat;
mod frozen;
mod judged;
pub mod moderators;
mod pages;
pub mod personal;
pub mod policies;
mod posts;
pub mod queue;
mod ranks;
pub mod reactions;
pub mod recount;
pub mod revisions;
pub mod saved;
mod standing;

use std::collections::BTreeMap;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

pub use above::count;
pub use changed::changed;
pub use counts::{add, add_pending, counts_among, counts_of, hold, pending_of};
pub use flat::{flat, path_cursor};
pub use frozen::{Generation, Placed, frozen_under, generations};
pub use judged::{assign, judge};
pub use pages::{Level, cursor, of_site, under};
pub use posts::{forget, forget_networks, has_networks, posted_elsewhere, recent, remember, seal, seals, set_seal};
pub use ranks::{due, freeze, newest_shown};
pub use revisions::edit;
pub use standing::{Standing, standing};

use crate::domain::comments::{Comment, CommentAuthor, CommentReason, CommentStatus, ReactionCount};
use crate::domain::ids::{ArticleId, CommentId, KeyId, ReaderId};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Part};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;
    use serde::Deserialize;

    #[derive(Clone, Debug, PartialEq, Eq, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "comments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub article_id: Uuid,
        pub in_reply_to: Option<Uuid>,
        pub parent_id: Option<Uuid>,
        pub root_id: Uuid,
        pub depth: i32,
        pub ancestors: String,
        pub author_name: String,
        pub text: String,
        pub status: String,
        pub reasons: String,
        pub replies: i32,
        pub descendants: i32,
        pub shown: i32,
        pub path: String,
        pub active: i64,
        pub score: i32,
        pub reactions: String,
        pub flags: i32,
        pub reader_id: Option<Uuid>,
        pub revision: i32,
        pub edited: Option<i64>,
        pub edited_after_reply: i32,
        pub network: Option<String>,
        pub seal_day: Option<i64>,
        pub assigned_to: Option<Uuid>,
        pub judged: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<Comment> {
    let ancestors: Vec<Uuid> = serde_json::from_str(&row.ancestors).map_err(Error::internal)?;
    let reasons: Vec<CommentReason> = serde_json::from_str(&row.reasons).map_err(Error::internal)?;
    let reactions: BTreeMap<String, i32> = serde_json::from_str(&row.reactions).map_err(Error::internal)?;
    let status = CommentStatus::from_name(&row.status).ok_or_else(|| Error::internal("an unknown status"))?;
    Ok(Comment {
        id: CommentId::from_uuid(row.id),
        article_id: ArticleId::from_uuid(row.article_id),
        in_reply_to: row.in_reply_to.map(CommentId::from_uuid),
        parent_id: row.parent_id.map(CommentId::from_uuid),
        root_id: CommentId::from_uuid(row.root_id),
        depth: row.depth,
        // Whoever wrote has a name and said something; without them, both were erased.
        author: (!row.author_name.is_empty())
            .then(|| CommentAuthor { name: row.author_name, id: row.reader_id.map(ReaderId::from_uuid) }),
        text: Some(row.text).filter(|text| !text.is_empty()),
        html: None,
        status,
        reasons: Some(reasons),
        created: Instant::from_seconds(row.created),
        edited: row.edited.map(Instant::from_seconds),
        edited_after_reply: row.edited_after_reply != 0,
        revision: row.revision,
        reply_count: row.replies,
        descendant_count: row.descendants,
        reactions: reactions.into_iter().map(|(kind, count)| ReactionCount { kind, count }).collect(),
        flag_count: Some(row.flags),
        assigned_to: row.assigned_to.map(KeyId::from_uuid),
        edit_token: None,
        version: row.version,
        ancestors: ancestors.into_iter().map(CommentId::from_uuid).collect(),
        active: Instant::from_seconds(row.active),
    })
}

/// The comments that a query for whole rows finds, in its order.
fn whole(select: Select<Entity>) -> Part<Comment> {
    Part::of(select, |rows| gather::each(rows, read))
}

/// The comments with these ids, whatever their status and their article, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[CommentId]) -> Result<Vec<Comment>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    whole(Entity::find().filter(Column::Id.is_in(ids))).all(conn).await
}

/// Whether one of these ids is that of a comment, whatever its status.
///
/// # Errors
/// When the database fails.
pub async fn any_of(conn: &Conn<'_>, ids: &[CommentId]) -> Result<bool> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    for part in ids.chunks(10_000) {
        if Entity::find().filter(Column::Id.is_in(part.iter().copied())).one(conn).await.map_err(internal)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// From which network a comment came, under the seal of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The sealed network.
    pub network: String,
    /// The day of the seal, counted from 1970-01-01, UTC.
    pub day: i64,
}

/// The sealed network from which a comment came, as long as it is kept.
///
/// # Errors
/// When the database fails.
pub async fn network_of(conn: &Conn<'_>, id: CommentId) -> Result<Option<String>> {
    let select = Entity::find_by_id(id.uuid()).select_only().column(Column::Network);
    let found: Option<Option<String>> = select.into_tuple().one(conn).await.map_err(internal)?;
    Ok(found.flatten())
}

/// Stores a new comment; the caller holds its article's count.
///
/// # Errors
/// When the database fails.
pub async fn insert(conn: &Conn<'_>, comment: &Comment, origin: Option<Origin>) -> Result<()> {
    let (network, day) = origin.map(|origin| (origin.network, origin.day)).unzip();
    let record = row::ActiveModel { network: Set(network), seal_day: Set(day), ..record(comment)? };
    Entity::insert(record).exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}

/// Stores new comments, 1,000 a statement; the caller holds the counts of their articles.
///
/// # Errors
/// When the database fails.
pub async fn insert_all(conn: &Conn<'_>, comments: &[Comment], now: Instant) -> Result<()> {
    // Whoever keeps a copy meets them as what is new now, whenever they were written.
    let record = |comment| Ok(row::ActiveModel { updated: Set(now.seconds()), ..record(comment)? });
    let records: Vec<row::ActiveModel> = comments.iter().map(record).collect::<Result<_>>()?;
    // Thirty values a row: a statement holds 32,766 on SQLite.
    let mut records = records.into_iter().peekable();
    while records.peek().is_some() {
        let part: Vec<row::ActiveModel> = records.by_ref().take(1_000).collect();
        Entity::insert_many(part).exec_without_returning(conn).await.map_err(internal)?;
    }
    Ok(())
}

/// Where a comment stands in the order of a flat thread: the ids of those above it and its own.
fn path(comment: &Comment) -> String {
    let own = std::iter::once(&comment.id);
    comment.ancestors.iter().chain(own).map(|id| id.uuid().simple().to_string()).collect()
}

fn record(comment: &Comment) -> Result<row::ActiveModel> {
    let ancestors: Vec<Uuid> = comment.ancestors.iter().map(|id| id.uuid()).collect();
    let author = comment.author.as_ref();
    Ok(row::ActiveModel {
        id: Set(comment.id.uuid()),
        version: Set(comment.version),
        created: Set(comment.created.seconds()),
        updated: Set(comment.created.seconds()),
        article_id: Set(comment.article_id.uuid()),
        in_reply_to: Set(comment.in_reply_to.map(CommentId::uuid)),
        parent_id: Set(comment.parent_id.map(CommentId::uuid)),
        root_id: Set(comment.root_id.uuid()),
        depth: Set(comment.depth),
        ancestors: Set(serde_json::to_string(&ancestors).map_err(Error::internal)?),
        author_name: Set(author.map(|author| author.name.clone()).unwrap_or_default()),
        text: Set(comment.text.clone().unwrap_or_default()),
        status: Set(comment.status.as_str().to_owned()),
        reasons: Set(reasons(comment)?),
        replies: Set(comment.reply_count),
        descendants: Set(comment.descendant_count),
        shown: Set(comment.is_shown().into()),
        path: Set(path(comment)),
        active: Set(comment.active.seconds()),
        score: Set(score_of(comment)),
        reactions: Set(reactions_of(comment)?),
        flags: Set(comment.flag_count.unwrap_or_default()),
        reader_id: Set(author.and_then(|author| author.id).map(ReaderId::uuid)),
        revision: Set(comment.revision),
        edited: Set(comment.edited.map(Instant::seconds)),
        edited_after_reply: Set(comment.edited_after_reply.into()),
        network: Set(None),
        seal_day: Set(None),
        assigned_to: Set(comment.assigned_to.map(KeyId::uuid)),
        judged: Set(None),
    })
}

/// How many reactions a comment has.
fn score_of(comment: &Comment) -> i32 {
    comment.reactions.iter().map(|reaction| reaction.count).sum()
}

/// The same by kind, as it is stored.
fn reactions_of(comment: &Comment) -> Result<String> {
    let reactions: BTreeMap<&str, i32> =
        comment.reactions.iter().map(|reaction| (reaction.kind.as_str(), reaction.count)).collect();
    serde_json::to_string(&reactions).map_err(Error::internal)
}

fn reasons(comment: &Comment) -> Result<String> {
    serde_json::to_string(comment.reasons.as_deref().unwrap_or_default()).map_err(Error::internal)
}

/// Stores what was decided over a comment; the caller holds its article's count.
///
/// # Errors
/// When the database fails.
pub async fn decide(conn: &Conn<'_>, comment: &Comment, now: Instant) -> Result<()> {
    let record = row::ActiveModel {
        id: Set(comment.id.uuid()),
        version: Set(comment.version),
        updated: Set(now.seconds()),
        status: Set(comment.status.as_str().to_owned()),
        reasons: Set(reasons(comment)?),
        shown: Set(comment.is_shown().into()),
        ..Default::default()
    };
    record.update(conn).await.map_err(internal)?;
    Ok(())
}
