//! How many comments readers see under an article: one row each, changed with every comment that comes or goes.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use uuid::Uuid;

use crate::domain::ids::ArticleId;
use crate::error::Result;
use crate::store::Conn;
use crate::store::comments::policies;
use crate::store::error::internal;
use crate::store::gather::{self, Cell, Kind, Of, Part};

const TABLE: &str = "comment_counts";

/// Holds the count of an article, and with it all writes of its comments, until the transaction ends. Whoever holds it may
/// move its comments, so the moving orders are frozen anew.
///
/// # Errors
/// When the database fails.
pub async fn hold(conn: &Conn<'_>, article: ArticleId) -> Result<()> {
    let mut insert = Query::insert();
    insert.into_table(TABLE).columns(["article_id", "visible"]).values_panic([article.uuid().into(), 0.into()]);
    // What moved since the orders were frozen has moved no earlier than that.
    let moved = OnConflict::column("article_id").value("moved", Expr::col((TABLE, "frozen"))).to_owned();
    conn.execute(insert.on_conflict(moved)).await.map_err(internal)?;
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

/// Adds to the number of an article's comments that wait for a moderator; the caller holds its count.
///
/// # Errors
/// When the database fails.
pub async fn add_pending(conn: &Conn<'_>, article: ArticleId, by: i32) -> Result<()> {
    let update = Query::update()
        .table(TABLE)
        .value("pending", Expr::col("pending").add(by))
        .and_where(Expr::col("article_id").eq(article.uuid()))
        .to_owned();
    conn.execute(&update).await.map_err(internal)?;
    Ok(())
}

/// How many comments wait for a moderator under articles; those without a comment ever are left out.
///
/// # Errors
/// When the database fails.
pub async fn pending_of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, i32)>> {
    let select = Query::select()
        .columns(["article_id", "pending"])
        .from(TABLE)
        .and_where(Expr::col("article_id").is_in(gather::uuids(articles)))
        .to_owned();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let pending = |row: &sea_orm::QueryResult| {
        let article = ArticleId::from_uuid(row.try_get("", "article_id").map_err(internal)?);
        Ok((article, row.try_get("", "pending").map_err(internal)?))
    };
    rows.iter().map(pending).collect()
}

/// The counts of articles; those without a comment ever are left out.
///
/// # Errors
/// When the database fails.
pub async fn counts_of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<(ArticleId, i32)>> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    counts_among(Of::Ids(articles)).all(conn).await
}

/// As [`counts_of`], to be asked together with others.
#[must_use]
pub fn counts_among(articles: Of<'_>) -> Part<(ArticleId, i32)> {
    let mut select = Query::select()
        .column((TABLE, "article_id"))
        .expr_as(policies::told(Expr::col((TABLE, "visible")), Expr::col((TABLE, "article_id"))), "visible")
        .from(TABLE)
        .take();
    articles.narrow(&mut select, "article_id");
    let row = Cell::Row(vec![Cell::Column("article_id", Kind::Uuid), Cell::Column("visible", Kind::Plain)]);
    Part::new(select, row, |text| {
        gather::each(text, |(article, visible): (Uuid, i32)| Ok((ArticleId::from_uuid(article), visible)))
    })
}
