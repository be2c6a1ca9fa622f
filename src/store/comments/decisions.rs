//! The history of comments: every decision over them. Rows are added and never changed, but for an erasure.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SimpleExpr};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::domain::comments::{CommentDecision, CommentReason, CommentStatus, Decided};
use crate::domain::ids::{CommentId, DecisionId};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;

const TABLE: &str = "comment_decisions";
const COLUMNS: [&str; 9] = ["id", "comment_id", "revision", "at", "decided_by", "before", "after", "reasons", "note"];

/// Appends a decision to the history of a comment, which is stored already.
///
/// # Errors
/// When the database fails.
pub async fn append(conn: &Conn<'_>, decided: &Decided) -> Result<()> {
    append_all(conn, std::slice::from_ref(decided)).await
}

/// Appends decisions in their order, 1,000 a statement; their comments are stored already.
///
/// # Errors
/// When the database fails.
pub async fn append_all(conn: &Conn<'_>, decided: &[Decided]) -> Result<()> {
    for part in decided.chunks(1_000) {
        let mut insert = Query::insert();
        insert.into_table(TABLE).columns(COLUMNS);
        for decided in part {
            insert.values_panic(values(decided)?);
        }
        conn.execute(&insert).await.map_err(internal)?;
    }
    Ok(())
}

fn values(decided: &Decided) -> Result<[SimpleExpr; 9]> {
    let reasons = serde_json::to_string(&decided.reasons).map_err(Error::internal)?;
    Ok([
        DecisionId::generate(decided.at).uuid().into(),
        decided.comment.uuid().into(),
        decided.revision.into(),
        decided.at.seconds().into(),
        decided.by.to_string().into(),
        decided.before.map(|status| status.as_str().to_owned()).into(),
        decided.after.as_str().into(),
        reasons.into(),
        decided.note.clone().into(),
    ])
}

/// The history of each of these comments, the oldest decision of each first.
///
/// # Errors
/// When the database fails, or holds something else.
pub async fn of(conn: &Conn<'_>, comments: &[CommentId]) -> Result<Vec<(CommentId, CommentDecision)>> {
    if comments.is_empty() {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .columns(COLUMNS)
        .from(TABLE)
        .and_where(Expr::col("comment_id").is_in(comments.iter().map(|id| id.uuid())))
        .order_by("comment_id", Order::Asc)
        .order_by("at", Order::Asc)
        .order_by("id", Order::Asc)
        .to_owned();
    conn.query_all(&select).await.map_err(internal)?.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<(CommentId, CommentDecision)> {
    fn get<T: sea_orm::TryGetable>(row: &QueryResult, name: &str) -> Result<T> {
        row.try_get("", name).map_err(internal)
    }
    let status = |name: &str| CommentStatus::from_name(name).ok_or_else(|| Error::internal("an unknown status"));
    let reasons: Vec<CommentReason> = serde_json::from_str(&get::<String>(row, "reasons")?).map_err(Error::internal)?;
    let decision = CommentDecision {
        id: DecisionId::from_uuid(get(row, "id")?),
        at: Instant::from_seconds(get(row, "at")?),
        decided_by: get(row, "decided_by")?,
        before: get::<Option<String>>(row, "before")?.as_deref().map(status).transpose()?,
        after: status(&get::<String>(row, "after")?)?,
        reasons,
        note: get(row, "note")?,
        revision: get(row, "revision")?,
    };
    Ok((CommentId::from_uuid(get::<Uuid>(row, "comment_id")?), decision))
}
