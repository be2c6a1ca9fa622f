//! How many articles readers see with a tag.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Query};

use super::row::{Column, Entity};
use super::visible;
use crate::domain::articles::Sight;
use crate::domain::ids::TagId;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

/// How many articles with each of these tags readers see at `now`, in one statement; tags without any are left out.
///
/// # Errors
/// When the database fails.
pub async fn with_tags(conn: &Conn<'_>, tags: &[TagId], now: Instant) -> Result<Vec<(TagId, i64)>> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .column("tag_id")
        .expr_as(Func::count(Expr::col(Asterisk)), "articles")
        .from("article_tags")
        .inner_join(Entity, Expr::col((Entity, Column::Id)).equals(("article_tags", "article_id")))
        .and_where(Expr::col("tag_id").is_in(tags.iter().map(|id| id.uuid())))
        .cond_where(visible(Sight::Public, now))
        .group_by_col("tag_id")
        .to_owned();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let count = |row: &sea_orm::QueryResult| {
        let id = row.try_get("", "tag_id").map_err(internal)?;
        Ok((TagId::from_uuid(id), row.try_get("", "articles").map_err(internal)?))
    };
    rows.iter().map(count).collect()
}
