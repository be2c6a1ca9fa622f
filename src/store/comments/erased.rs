//! Taking what comments said, and who wrote them, out of every table that knows it.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::row::{self, Column, Entity};
use super::{flags, reasons};
use crate::domain::comments::Comment;
use crate::domain::ids::{ArticleId, CommentId, ReaderId};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

/// Stores that a comment was erased, `before` as it was: without text, author, network, former texts, and the notes of
/// decisions and reports over it, which may tell what it said. The caller holds the count of its article.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &Conn<'_>, before: &Comment, after: &Comment, now: Instant) -> Result<()> {
    forget_post(conn, before).await?;
    let record = row::ActiveModel {
        id: Set(after.id.uuid()),
        version: Set(after.version),
        updated: Set(now.seconds()),
        status: Set(after.status.as_str().to_owned()),
        reasons: Set(reasons(after)?),
        shown: Set(after.is_shown().into()),
        author_name: Set(String::new()),
        text: Set(String::new()),
        reader_id: Set(None),
        network: Set(None),
        seal_day: Set(None),
        assigned_to: Set(None),
        ..Default::default()
    };
    record.update(conn).await.map_err(internal)?;
    flags::close(conn, after.id, now).await?;
    forget_words(conn, after.id).await?;
    let Some(reader) = before.author.as_ref().and_then(|author| author.id) else { return Ok(()) };
    forget_decider(conn, after.id, reader).await
}

/// Stores that what a comment said is kept no longer; where it stands and who wrote it stays.
///
/// # Errors
/// When the database fails.
pub async fn forget_text(conn: &Conn<'_>, comment: CommentId) -> Result<()> {
    let update = Entity::update_many()
        .col_expr(Column::Text, "".into())
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(comment.uuid()));
    update.exec(conn).await.map_err(internal)?;
    forget_words(conn, comment).await
}

/// The former texts, and the notes over a comment.
async fn forget_words(conn: &Conn<'_>, comment: CommentId) -> Result<()> {
    let is_of = || Expr::col("comment_id").eq(comment.uuid());
    let revisions = Query::delete().from_table("comment_revisions").and_where(is_of()).to_owned();
    conn.execute(&revisions).await.map_err(internal)?;
    for table in ["comment_decisions", "comment_flags"] {
        let notes = Query::update()
            .table(table)
            .value("note", Option::<String>::None)
            .and_where(is_of())
            .and_where(Expr::col("note").is_not_null())
            .to_owned();
        conn.execute(&notes).await.map_err(internal)?;
    }
    Ok(())
}

/// That a reader decided over a comment of their own.
async fn forget_decider(conn: &Conn<'_>, comment: CommentId, reader: ReaderId) -> Result<()> {
    let update = Query::update()
        .table("comment_decisions")
        .value("decided_by", "author")
        .and_where(Expr::col("comment_id").eq(comment.uuid()))
        .and_where(Expr::col("decided_by").eq(reader.to_string()))
        .to_owned();
    conn.execute(&update).await.map_err(internal)?;
    Ok(())
}

/// What is remembered of a post against floods, where its network is still known.
async fn forget_post(conn: &Conn<'_>, comment: &Comment) -> Result<()> {
    let network = Query::select()
        .column("network")
        .from("comments")
        .and_where(Expr::col("id").eq(comment.id.uuid()))
        .and_where(Expr::col("network").is_not_null())
        .to_owned();
    let posts = Query::delete()
        .from_table("comment_posts")
        .and_where(Expr::col("network").in_subquery(network))
        .and_where(Expr::col("at").eq(comment.created.seconds()))
        .to_owned();
    conn.execute(&posts).await.map_err(internal)?;
    Ok(())
}

/// Forgets everything that these senders, networks or readers under a seal, posted of late.
///
/// # Errors
/// When the database fails.
pub async fn forget_posts(conn: &Conn<'_>, senders: &[String]) -> Result<()> {
    let posts = Query::delete().from_table("comment_posts").and_where(Expr::col("network").is_in(senders)).to_owned();
    conn.execute(&posts).await.map_err(internal)?;
    Ok(())
}

/// Forgets what these senders posted at an instant.
///
/// # Errors
/// When the database fails.
pub async fn forget_posts_at(conn: &Conn<'_>, senders: &[String], at: Instant) -> Result<()> {
    let posts = Query::delete()
        .from_table("comment_posts")
        .and_where(Expr::col("network").is_in(senders))
        .and_where(Expr::col("at").eq(at.seconds()))
        .to_owned();
    conn.execute(&posts).await.map_err(internal)?;
    Ok(())
}

/// That a comment stands where readers do not see what it says, though that is kept. The words are those of the index.
const KEPT_UNSEEN: &str = "text <> '' AND status IN ('REJECTED', 'SPAM', 'DELETED_BY_AUTHOR')";

/// Some of the comments that stand so, unchanged since before an instant, by their articles.
///
/// # Errors
/// When the database fails.
pub async fn unseen_since(conn: &Conn<'_>, before: Instant, limit: u64) -> Result<Vec<(ArticleId, CommentId)>> {
    let select = Entity::find().select_only().columns([Column::ArticleId, Column::Id]);
    let select = select.filter(Expr::cust(KEPT_UNSEEN)).filter(Column::Updated.lt(before.seconds())).limit(limit);
    let mut found: Vec<(Uuid, Uuid)> = select.into_tuple().all(conn).await.map_err(internal)?;
    found.sort_unstable();
    Ok(found.into_iter().map(|(article, id)| (ArticleId::from_uuid(article), CommentId::from_uuid(id))).collect())
}
