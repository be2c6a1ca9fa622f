//! What is kept of a reader, in the order in which they did it, and forgetting who did it.

use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::row::{Column, Entity};
use crate::domain::comments::PersonalKind;
use crate::domain::ids::{ArticleId, CommentId, ReaderId};
use crate::domain::paging::{Cursor, Key, Seek};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::paging::beyond;

const FLAGS: &str = "comment_flags";
const REACTIONS: &str = "comment_reactions";

/// One thing that a reader did: of a comment and of reactions to one the id of that comment, of a report its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deed {
    /// What it was.
    pub kind: PersonalKind,
    /// The id.
    pub id: Uuid,
    /// When it was.
    pub at: Instant,
}

impl Deed {
    /// The cursor at it.
    #[must_use]
    pub const fn cursor(&self) -> Cursor {
        Cursor { key: Key::Number(self.at.seconds()), id: self.id }
    }
}

/// A page of what a reader did, the oldest first: one more than it holds where there are more.
///
/// # Errors
/// When the database fails.
pub async fn deeds(conn: &Conn<'_>, reader: ReaderId, seek: &Seek) -> Result<Vec<Deed>> {
    let mut all = Query::select()
        .expr_as(Expr::cust("0"), "kind")
        .column("id")
        .expr_as(Expr::col("created"), "at")
        .from("comments")
        .and_where(Expr::col("reader_id").eq(reader.uuid()))
        .to_owned();
    let flags = Query::select()
        .expr_as(Expr::cust("1"), "kind")
        .columns(["id", "at"])
        .from(FLAGS)
        .and_where(Expr::col("flagged_by").eq(reader.to_string()))
        .to_owned();
    let reactions = Query::select()
        .expr_as(Expr::cust("2"), "kind")
        .expr_as(Expr::col("comment_id"), "id")
        .expr_as(Func::min(Expr::col("at")), "at")
        .from(REACTIONS)
        .and_where(Expr::col("reacted_by").eq(reader.to_string()))
        .group_by_col("comment_id")
        .to_owned();
    all.union(UnionType::All, flags).union(UnionType::All, reactions);
    let order = if seek.backwards { Order::Desc } else { Order::Asc };
    let mut select = Query::select()
        .columns(["kind", "id", "at"])
        .from_subquery(all, "deeds")
        .order_by("at", order.clone())
        .order_by("id", order)
        .limit(seek.limit.saturating_add(1))
        .to_owned();
    if let Some(condition) = beyond(Expr::col("at"), Expr::col("id"), seek, false) {
        select.and_where(condition);
    }
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let deed = |row: &sea_orm::QueryResult| {
        let kind = match row.try_get::<i32>("", "kind").map_err(internal)? {
            0 => PersonalKind::Comment,
            1 => PersonalKind::Flag,
            2 => PersonalKind::Reaction,
            _ => return Err(Error::internal("a deed of no kind")),
        };
        let at = Instant::from_seconds(row.try_get("", "at").map_err(internal)?);
        Ok(Deed { kind, id: row.try_get("", "id").map_err(internal)?, at })
    };
    rows.iter().map(deed).collect()
}

/// The kinds of a reader's reactions to these comments, in the order of the alphabet.
///
/// # Errors
/// When the database fails.
pub async fn reactions_to(
    conn: &Conn<'_>,
    reader: ReaderId,
    comments: &[CommentId],
) -> Result<Vec<(CommentId, String)>> {
    if comments.is_empty() {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .columns(["comment_id", "kind"])
        .from(REACTIONS)
        .and_where(Expr::col("reacted_by").eq(reader.to_string()))
        .and_where(Expr::col("comment_id").is_in(comments.iter().map(|id| id.uuid())))
        .order_by("kind", Order::Asc)
        .to_owned();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let kind = |row: &sea_orm::QueryResult| {
        let comment = CommentId::from_uuid(row.try_get("", "comment_id").map_err(internal)?);
        Ok((comment, row.try_get("", "kind").map_err(internal)?))
    };
    rows.iter().map(kind).collect()
}

/// Some of the comments that are a reader's, those of one article beside one another.
///
/// # Errors
/// When the database fails.
pub async fn some_of(conn: &Conn<'_>, reader: ReaderId, limit: u64) -> Result<Vec<(ArticleId, CommentId)>> {
    let select = Entity::find().select_only().columns([Column::ArticleId, Column::Id]);
    let select = select.filter(Column::ReaderId.eq(reader.uuid())).order_by_asc(Column::ArticleId).limit(limit);
    let found: Vec<(Uuid, Uuid)> = select.into_tuple().all(conn).await.map_err(internal)?;
    Ok(found.into_iter().map(|(article, id)| (ArticleId::from_uuid(article), CommentId::from_uuid(id))).collect())
}

/// Forgets that the reports and reactions of a reader are theirs; they stay, and so do the numbers of them.
///
/// # Errors
/// When the database fails.
pub async fn disown(conn: &Conn<'_>, reader: ReaderId) -> Result<()> {
    let flags = Query::update()
        .table(FLAGS)
        .value("flagged_by", "")
        .value("note", Option::<String>::None)
        .and_where(Expr::col("flagged_by").eq(reader.to_string()))
        .to_owned();
    conn.execute(&flags).await.map_err(internal)?;
    unname(conn, Expr::col("reacted_by").eq(reader.to_string())).await
}

/// Forgets which networks reported and reacted, where the seal is of a day before `day`.
///
/// # Errors
/// When the database fails.
pub async fn forget_senders(conn: &Conn<'_>, day: i64) -> Result<()> {
    let flags = Query::update()
        .table(FLAGS)
        .value("flagged_by", "")
        .value("seal_day", Option::<i64>::None)
        .and_where(Expr::col("seal_day").lt(day))
        .to_owned();
    conn.execute(&flags).await.map_err(internal)?;
    unname(conn, Expr::col("seal_day").lt(day)).await
}

/// Gives the reactions of which a condition holds names of nobody, each another one: two of a kind to one comment could not
/// stand beside one another without.
async fn unname(conn: &Conn<'_>, of: sea_orm::sea_query::SimpleExpr) -> Result<()> {
    let random = match conn.get_database_backend() {
        sea_orm::DbBackend::Postgres => "CAST(gen_random_uuid() AS TEXT)",
        _ => "LOWER(HEX(RANDOMBLOB(16)))",
    };
    let update = Query::update()
        .table(REACTIONS)
        .value("reacted_by", Expr::cust(format!("'nobody ' || {random}")))
        .value("seal_day", Option::<i64>::None)
        .and_where(of)
        .to_owned();
    conn.execute(&update).await.map_err(internal)?;
    Ok(())
}
