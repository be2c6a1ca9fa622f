//! Reports of comments by readers.

use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Order, Query, SelectStatement, WindowStatement};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::domain::comments::{CommentFlag, FlagReason, Person};
use crate::domain::ids::{CommentId, FlagId};
use crate::domain::paging::{Cursor, Key, Seek};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::paging::beyond;

const TABLE: &str = "comment_flags";
const COLUMNS: [&str; 8] = ["id", "comment_id", "revision", "at", "flagged_by", "reason", "note", "closed"];

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    comment_id: Uuid,
    revision: i32,
    at: i64,
    flagged_by: String,
    reason: String,
    note: Option<String>,
    closed: Option<i64>,
}

impl Row {
    fn read(self) -> Result<CommentFlag> {
        Ok(CommentFlag {
            id: FlagId::from_uuid(self.id),
            comment_id: CommentId::from_uuid(self.comment_id),
            revision: self.revision,
            reason: FlagReason::from_name(&self.reason).ok_or_else(|| Error::internal("an unknown reason"))?,
            note: self.note,
            // A sealed network is no id.
            reader_id: self.flagged_by.parse().ok(),
            created: Instant::from_seconds(self.at),
            closed: self.closed.map(Instant::from_seconds),
        })
    }
}

async fn all(conn: &Conn<'_>, select: &SelectStatement) -> Result<Vec<CommentFlag>> {
    let rows = conn.query_all(select).await.map_err(internal)?;
    rows.iter().map(|row| Row::from_query_result(row, "").map_err(internal)?.read()).collect()
}

/// The reports with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(conn: &Conn<'_>, ids: &[FlagId]) -> Result<Vec<CommentFlag>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids.iter().map(|id| id.uuid());
    all(conn, &Query::select().columns(COLUMNS).from(TABLE).and_where(Expr::col("id").is_in(ids)).to_owned()).await
}

/// The open report of a comment by one person.
///
/// # Errors
/// When the database fails.
pub async fn open_of(conn: &Conn<'_>, comment: CommentId, by: &Person) -> Result<Option<CommentFlag>> {
    let select = Query::select()
        .columns(COLUMNS)
        .from(TABLE)
        .and_where(Expr::col("comment_id").eq(comment.uuid()))
        .and_where(Expr::col("flagged_by").eq(by.name()))
        .and_where(Expr::col("closed").is_null())
        .limit(1)
        .to_owned();
    Ok(all(conn, &select).await?.pop())
}

/// Adds a report and counts the open ones anew, which it gives back; the caller holds the count of the comment's article.
///
/// # Errors
/// When the database fails.
pub async fn add(conn: &Conn<'_>, flag: &CommentFlag, by: &Person) -> Result<u32> {
    let mut insert = Query::insert();
    insert.into_table(TABLE).columns(COLUMNS.into_iter().chain(["seal_day"]));
    insert.values_panic([
        flag.id.uuid().into(),
        flag.comment_id.uuid().into(),
        flag.revision.into(),
        flag.created.seconds().into(),
        by.name().into(),
        flag.reason.as_str().into(),
        flag.note.clone().into(),
        flag.closed.map(Instant::seconds).into(),
        by.seal_day().into(),
    ]);
    conn.execute(&insert).await.map_err(internal)?;
    let select = Query::select()
        .expr(Func::count(Expr::col(Asterisk)))
        .from(TABLE)
        .and_where(Expr::col("comment_id").eq(flag.comment_id.uuid()))
        .and_where(Expr::col("closed").is_null())
        .to_owned();
    let row = conn.query_one(&select).await.map_err(internal)?;
    let open: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0).map_err(internal))?;
    let open = u32::try_from(open).unwrap_or(u32::MAX);
    count(conn, flag.comment_id, i32::try_from(open).unwrap_or(i32::MAX)).await?;
    Ok(open)
}

async fn count(conn: &Conn<'_>, comment: CommentId, open: i32) -> Result<()> {
    let update =
        Query::update().table("comments").value("flags", open).and_where(Expr::col("id").eq(comment.uuid())).to_owned();
    conn.execute(&update).await.map_err(internal)?;
    Ok(())
}

/// Closes the open reports of a comment, which a moderator has judged; the caller holds the count of its article. Gives back
/// how many there were.
///
/// # Errors
/// When the database fails.
pub async fn close(conn: &Conn<'_>, comment: CommentId, now: Instant) -> Result<u64> {
    let update = Query::update()
        .table(TABLE)
        .value("closed", now.seconds())
        .and_where(Expr::col("comment_id").eq(comment.uuid()))
        .and_where(Expr::col("closed").is_null())
        .to_owned();
    let closed = conn.execute(&update).await.map_err(internal)?.rows_affected();
    if closed > 0 {
        count(conn, comment, 0).await?;
    }
    Ok(closed)
}

/// The cursor at a report.
#[must_use]
pub fn cursor(flag: &CommentFlag) -> Cursor {
    Cursor { key: Key::Number(flag.created.seconds()), id: flag.id.uuid() }
}

/// A page of the reports of a comment, the newest first, closed ones too.
///
/// # Errors
/// When the database fails.
pub async fn page(conn: &Conn<'_>, comment: CommentId, seek: &Seek) -> Result<Vec<CommentFlag>> {
    let order = if seek.backwards { Order::Asc } else { Order::Desc };
    let mut select = Query::select()
        .columns(COLUMNS)
        .from(TABLE)
        .and_where(Expr::col("comment_id").eq(comment.uuid()))
        .order_by("at", order.clone())
        .order_by("id", order)
        .limit(seek.limit.saturating_add(1))
        .to_owned();
    if let Some(condition) = beyond(Expr::col("at"), Expr::col("id"), seek, true) {
        select.and_where(condition);
    }
    all(conn, &select).await
}

/// The newest reports of each of these comments, at most so many each, those of one comment the newest first.
///
/// # Errors
/// When the database fails.
pub async fn newest(conn: &Conn<'_>, comments: &[CommentId], most: u32) -> Result<Vec<CommentFlag>> {
    if comments.is_empty() {
        return Ok(Vec::new());
    }
    let window =
        WindowStatement::partition_by("comment_id").order_by("at", Order::Desc).order_by("id", Order::Desc).take();
    let mut ranked = Query::select();
    ranked.columns(COLUMNS).expr_window_as(Expr::cust("ROW_NUMBER()"), window, "place").from(TABLE);
    ranked.and_where(Expr::col("comment_id").is_in(comments.iter().map(|id| id.uuid())));
    let select = Query::select()
        .columns(COLUMNS)
        .from_subquery(ranked, "ranked")
        .and_where(Expr::col("place").lte(i64::from(most)))
        .order_by("comment_id", Order::Asc)
        .order_by("place", Order::Asc)
        .to_owned();
    all(conn, &select).await
}
