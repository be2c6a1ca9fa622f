//! Former texts of comments: a row for each version that an edit replaced.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait};

use super::row;
use crate::domain::comments::{Comment, CommentRevision};
use crate::domain::ids::CommentId;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

const TABLE: &str = "comment_revisions";

/// Keeps the text of a comment that is about to be replaced.
///
/// # Errors
/// When the database fails.
pub async fn keep(conn: &Conn<'_>, comment: &Comment) -> Result<()> {
    let name = comment.author.as_ref().map(|author| author.name.clone()).unwrap_or_default();
    let mut insert = Query::insert();
    insert.into_table(TABLE).columns(["comment_id", "revision", "written", "author_name", "text"]);
    insert.values_panic([
        comment.id.uuid().into(),
        comment.revision.into(),
        comment.edited.unwrap_or(comment.created).seconds().into(),
        name.into(),
        comment.text.clone().unwrap_or_default().into(),
    ]);
    conn.execute(&insert).await.map_err(internal)?;
    Ok(())
}

/// The former texts of a comment, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of(conn: &Conn<'_>, comment: CommentId) -> Result<Vec<CommentRevision>> {
    Ok(of_all(conn, &[comment]).await?.into_iter().map(|(_, revision)| revision).collect())
}

/// The former texts of comments, the oldest of each first.
///
/// # Errors
/// When the database fails.
pub async fn of_all(conn: &Conn<'_>, comments: &[CommentId]) -> Result<Vec<(CommentId, CommentRevision)>> {
    if comments.is_empty() {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .columns(["comment_id", "revision", "written", "text"])
        .from(TABLE)
        .and_where(Expr::col("comment_id").is_in(comments.iter().map(|id| id.uuid())))
        .order_by("comment_id", Order::Asc)
        .order_by("revision", Order::Asc)
        .to_owned();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let revision = |row: &sea_orm::QueryResult| {
        let revision = CommentRevision {
            revision: row.try_get("", "revision").map_err(internal)?,
            written: Instant::from_seconds(row.try_get("", "written").map_err(internal)?),
            text: row.try_get("", "text").map_err(internal)?,
        };
        Ok((CommentId::from_uuid(row.try_get("", "comment_id").map_err(internal)?), revision))
    };
    rows.iter().map(revision).collect()
}

/// Stores the text of a comment anew, and where it stands now; the caller holds its article's count.
///
/// # Errors
/// When the database fails.
pub async fn edit(conn: &Conn<'_>, comment: &Comment, now: Instant) -> Result<()> {
    let record = row::ActiveModel {
        id: Set(comment.id.uuid()),
        version: Set(comment.version),
        updated: Set(now.seconds()),
        status: Set(comment.status.as_str().to_owned()),
        reasons: Set(super::reasons(comment)?),
        shown: Set(comment.is_shown().into()),
        text: Set(comment.text.clone().unwrap_or_default()),
        revision: Set(comment.revision),
        edited: Set(comment.edited.map(Instant::seconds)),
        edited_after_reply: Set(comment.edited_after_reply.into()),
        ..Default::default()
    };
    record.update(conn).await.map_err(internal)?;
    Ok(())
}
