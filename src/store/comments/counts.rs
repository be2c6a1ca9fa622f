//! How many comments readers see under an article: one row each, changed with every comment that comes or goes.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use crate::domain::ids::ArticleId;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

const TABLE: &str = "comment_counts";

/// Holds the count of an article, and with it all writes of its comments, until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn hold(conn: &Conn<'_>, article: ArticleId) -> Result<()> {
    let mut insert = Query::insert();
    insert.into_table(TABLE).columns(["article_id", "visible"]).values_panic([article.uuid().into(), 0.into()]);
    // To set a row to what it is locks it.
    let unchanged = OnConflict::column("article_id").value("visible", Expr::col((TABLE, "visible"))).to_owned();
    conn.execute(insert.on_conflict(unchanged)).await.map_err(internal)?;
    Ok(())
}

/// Adds to the count of an article, which the caller holds.
///
/// # Errors
/// When the database fails.
pub async fn add(conn: &Conn<'_>, article: ArticleId, by: i32) -> Result<()> {
    let update = Query::update()
        .table(TABLE)
        .value("visible", Expr::col("visible").add(by))
        .and_where(Expr::col("article_id").eq(article.uuid()))
        .to_owned();
    conn.execute(&update).await.map_err(internal)?;
    Ok(())
}

/// The counts of articles; those without a comment ever are left out.
///
/// # Errors
/// When the database fails.
pub async fn counts_of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, i32)>> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .columns(["article_id", "visible"])
        .from(TABLE)
        .and_where(Expr::col("article_id").is_in(articles.iter().map(|id| id.uuid())))
        .to_owned();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let count = |row: &sea_orm::QueryResult| {
        let id = row.try_get("", "article_id").map_err(internal)?;
        Ok((ArticleId::from_uuid(id), row.try_get("", "visible").map_err(internal)?))
    };
    rows.iter().map(count).collect()
}
