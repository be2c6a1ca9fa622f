//! Comments: rows, counts, pages, and for a while what each network posted.

mod counts;
mod pages;
mod posts;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

pub use counts::{add, counts_among, counts_of, hold};
pub use pages::{Level, cursor, of_site, under};
pub use posts::{forget, recent, remember, seal, set_seal};

use crate::domain::comments::{Comment, CommentAuthor, CommentReason, CommentStatus};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

fn read(row: row::Model) -> Result<Comment> {
    let ancestors: Vec<Uuid> = serde_json::from_str(&row.ancestors).map_err(Error::internal)?;
    let reasons: Vec<CommentReason> = serde_json::from_str(&row.reasons).map_err(Error::internal)?;
    let status = CommentStatus::from_name(&row.status).ok_or_else(|| Error::internal("an unknown status"))?;
    Ok(Comment {
        id: CommentId::from_uuid(row.id),
        article_id: ArticleId::from_uuid(row.article_id),
        in_reply_to: row.in_reply_to.map(CommentId::from_uuid),
        parent_id: row.parent_id.map(CommentId::from_uuid),
        root_id: CommentId::from_uuid(row.root_id),
        depth: row.depth,
        author: Some(CommentAuthor { name: row.author_name }),
        text: Some(row.text),
        html: None,
        status,
        reasons: Some(reasons),
        created: Instant::from_seconds(row.created),
        reply_count: row.replies,
        version: row.version,
        ancestors: ancestors.into_iter().map(CommentId::from_uuid).collect(),
        descendants: row.descendants,
    })
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
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(conn).await.map_err(internal)?;
    rows.into_iter().map(read).collect()
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

/// Stores a new comment; the caller holds its article's count.
///
/// # Errors
/// When the database fails.
pub async fn insert(conn: &Conn<'_>, comment: &Comment) -> Result<()> {
    Entity::insert(record(comment)?).exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}

/// Stores new comments, 2,000 a statement; the caller holds the counts of their articles.
///
/// # Errors
/// When the database fails.
pub async fn insert_all(conn: &Conn<'_>, comments: &[Comment]) -> Result<()> {
    let records: Vec<row::ActiveModel> = comments.iter().map(record).collect::<Result<_>>()?;
    // Sixteen values a row: a statement holds 32,766 on SQLite.
    let mut records = records.into_iter().peekable();
    while records.peek().is_some() {
        let part: Vec<row::ActiveModel> = records.by_ref().take(2_000).collect();
        Entity::insert_many(part).exec_without_returning(conn).await.map_err(internal)?;
    }
    Ok(())
}

fn record(comment: &Comment) -> Result<row::ActiveModel> {
    let ancestors: Vec<Uuid> = comment.ancestors.iter().map(|id| id.uuid()).collect();
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
        author_name: Set(comment.author.as_ref().map(|author| author.name.clone()).unwrap_or_default()),
        text: Set(comment.text.clone().unwrap_or_default()),
        status: Set(comment.status.as_str().to_owned()),
        reasons: Set(reasons(comment)?),
        replies: Set(comment.reply_count),
        descendants: Set(comment.descendants),
    })
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
        ..Default::default()
    };
    record.update(conn).await.map_err(internal)?;
    Ok(())
}

/// Counts a comment that readers now see (1) or see no longer (-1) in its article and above it; the caller holds its
/// article's count.
///
/// # Errors
/// When the database fails.
pub async fn count(conn: &Conn<'_>, comment: &Comment, by: i32) -> Result<()> {
    counts::add(conn, comment.article_id, by).await?;
    if comment.ancestors.is_empty() {
        return Ok(());
    }
    let above: Vec<Uuid> = comment.ancestors.iter().map(|id| id.uuid()).collect();
    let below = Entity::update_many().col_expr(Column::Descendants, Expr::col(Column::Descendants).add(by));
    below.filter(Column::Id.is_in(above)).exec(conn).await.map_err(internal)?;
    let direct = Entity::update_many().col_expr(Column::Replies, Expr::col(Column::Replies).add(by));
    direct.filter(Column::Id.eq(comment.parent_id.map(CommentId::uuid))).exec(conn).await.map_err(internal)?;
    Ok(())
}
