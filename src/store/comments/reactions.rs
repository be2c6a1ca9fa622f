//! Who reacted to a comment, and how.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Order, Query};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait};

use super::{reactions_of, row, score_of};
use crate::domain::comments::{Comment, Person};
use crate::domain::ids::CommentId;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

const TABLE: &str = "comment_reactions";

/// Adds a reaction; tells whether it is new. The caller holds the count of the comment's article.
///
/// # Errors
/// When the database fails.
pub async fn add(conn: &Conn<'_>, comment: CommentId, by: &Person, kind: &str, now: Instant) -> Result<bool> {
    let mut insert = Query::insert();
    insert.into_table(TABLE).columns(["comment_id", "reacted_by", "kind", "at", "seal_day"]);
    insert.values_panic([
        comment.uuid().into(),
        by.name().into(),
        kind.into(),
        now.seconds().into(),
        by.seal_day().into(),
    ]);
    let unless = OnConflict::columns(["comment_id", "reacted_by", "kind"]).do_nothing().to_owned();
    let done = conn.execute(insert.on_conflict(unless)).await.map_err(internal)?;
    Ok(done.rows_affected() > 0)
}

/// Takes a reaction away; tells whether there was one. The caller holds the count of the comment's article.
///
/// # Errors
/// When the database fails.
pub async fn remove(conn: &Conn<'_>, comment: CommentId, by: &Person, kind: &str) -> Result<bool> {
    let delete = Query::delete()
        .from_table(TABLE)
        .and_where(Expr::col("comment_id").eq(comment.uuid()))
        .and_where(Expr::col("reacted_by").eq(by.name()))
        .and_where(Expr::col("kind").eq(kind))
        .to_owned();
    Ok(conn.execute(&delete).await.map_err(internal)?.rows_affected() > 0)
}

/// The kinds of the reactions of one person to a comment, in the order of the alphabet.
///
/// # Errors
/// When the database fails.
pub async fn of(conn: &Conn<'_>, comment: CommentId, by: &Person) -> Result<Vec<String>> {
    let select = Query::select()
        .column("kind")
        .from(TABLE)
        .and_where(Expr::col("comment_id").eq(comment.uuid()))
        .and_where(Expr::col("reacted_by").eq(by.name()))
        .order_by("kind", Order::Asc)
        .to_owned();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    rows.iter().map(|row| row.try_get("", "kind").map_err(internal)).collect()
}

/// Stores how many reactions a comment has now; the caller holds the count of its article.
///
/// # Errors
/// When the database fails.
pub async fn count(conn: &Conn<'_>, comment: &Comment, now: Instant) -> Result<()> {
    let record = row::ActiveModel {
        id: Set(comment.id.uuid()),
        updated: Set(now.seconds()),
        score: Set(score_of(comment)),
        reactions: Set(reactions_of(comment)?),
        ..Default::default()
    };
    record.update(conn).await.map_err(internal)?;
    Ok(())
}
