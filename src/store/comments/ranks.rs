//! Freezing the moving orders: the places of all comments of an article become a generation, of which the two newest stay.

use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query, SimpleExpr, WindowStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::row::{Column, Entity};
use crate::domain::comments::CommentOrder;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

const COUNTS: &str = "comment_counts";
const GENERATIONS: &str = "comment_generations";
const RANKS: &str = "comment_ranks";

/// How many generations stay: the newest for whoever begins, and one for whoever is turning pages.
const KEPT: i64 = 2;

/// Articles whose comments moved since their orders were frozen, and were not frozen at this instant: those that wait the
/// longest, so many at most.
///
/// # Errors
/// When the database fails.
pub async fn due(conn: &Conn<'_>, now: Instant, limit: u64) -> Result<Vec<ArticleId>> {
    let select = Query::select()
        .column("article_id")
        .from(COUNTS)
        .and_where(Expr::col("moved").gte(Expr::col("frozen")))
        .and_where(Expr::col("frozen").lt(now.seconds()))
        .order_by("frozen", Order::Asc)
        .limit(limit)
        .to_owned();
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let id = |row: &sea_orm::QueryResult| row.try_get("", "article_id").map(ArticleId::from_uuid).map_err(internal);
    rows.iter().map(id).collect()
}

/// Freezes the orders of an article's comments as they stand: those of before `now` get their places. The caller holds the
/// article's count.
///
/// # Errors
/// When the database fails.
pub async fn freeze(conn: &Conn<'_>, article: ArticleId, now: Instant) -> Result<()> {
    let generation = newest(conn, article).await?.saturating_add(1);
    let mut insert = Query::insert();
    insert.into_table(GENERATIONS).columns(["article_id", "generation", "through"]);
    insert.values_panic([article.uuid().into(), generation.into(), now.seconds().into()]);
    conn.execute(&insert).await.map_err(internal)?;
    for order in CommentOrder::MOVING {
        rank(conn, article, order, generation, now).await?;
    }
    let gone = generation.saturating_sub(KEPT);
    for table in [RANKS, GENERATIONS] {
        let delete = Query::delete()
            .from_table(table)
            .and_where(Expr::col("article_id").eq(article.uuid()))
            .and_where(Expr::col("generation").lte(gone))
            .to_owned();
        conn.execute(&delete).await.map_err(internal)?;
    }
    // What was written in this very second has no place yet: it is to be frozen again.
    let is_left = Entity::find()
        .filter(Column::ArticleId.eq(article.uuid()))
        .filter(Column::Updated.gte(now.seconds()))
        .filter(Column::Created.gte(now.seconds()))
        .one(conn)
        .await
        .map_err(internal)?
        .is_some();
    let moved = if is_left { now.seconds() } else { now.seconds().saturating_sub(1) };
    let update = Query::update()
        .table(COUNTS)
        .values([("moved", moved.into()), ("frozen", now.seconds().into())])
        .and_where(Expr::col("article_id").eq(article.uuid()))
        .to_owned();
    conn.execute(&update).await.map_err(internal)?;
    Ok(())
}

/// The number of the newest generation of an article, 0 where there is none.
async fn newest(conn: &Conn<'_>, article: ArticleId) -> Result<i64> {
    let select = Query::select()
        .expr(Func::max(Expr::col("generation")))
        .from(GENERATIONS)
        .and_where(Expr::col("article_id").eq(article.uuid()))
        .to_owned();
    let row = conn.query_one(&select).await.map_err(internal)?;
    let found: Option<Option<i64>> = row.map(|row| row.try_get_by_index(0).map_err(internal)).transpose()?;
    Ok(found.flatten().unwrap_or_default())
}

/// By what an order ranks.
fn key(order: CommentOrder) -> Column {
    match order {
        CommentOrder::Top => Column::Score,
        CommentOrder::MostReplied => Column::Descendants,
        CommentOrder::Active => Column::Active,
        CommentOrder::Newest | CommentOrder::Oldest => Column::Created,
    }
}

/// Gives each comment its place under its parent. Also what readers do not see has one, behind what they do, so that it
/// has its place when it comes to light.
async fn rank(conn: &Conn<'_>, article: ArticleId, order: CommentOrder, generation: i64, now: Instant) -> Result<()> {
    let parent =
        || -> SimpleExpr { Func::coalesce([Expr::col(Column::ParentId), Expr::col(Column::ArticleId)]).into() };
    let mut window = WindowStatement::partition_by_custom("coalesce(parent_id, article_id)");
    for column in [Column::Shown, key(order), Column::Created, Column::Id] {
        window.order_by(column, Order::Desc);
    }
    let select = Query::select()
        .expr(parent())
        .expr(Expr::value(order.as_str()))
        .expr(Expr::value(generation))
        .expr_window(Expr::cust("ROW_NUMBER()"), window)
        .columns([Column::Id, Column::ArticleId])
        .from(Entity)
        .and_where(Expr::col(Column::ArticleId).eq(article.uuid()))
        .and_where(Expr::col(Column::Created).lt(now.seconds()))
        .take();
    let mut insert = Query::insert();
    insert.into_table(RANKS).columns(["parent_id", "kind", "generation", "place", "comment_id", "article_id"]);
    let insert = insert.select_from(select).map_err(crate::error::Error::internal)?;
    conn.execute(insert).await.map_err(internal)?;
    Ok(())
}

/// The newest thread under an article that readers meet.
///
/// # Errors
/// When the database fails.
pub async fn newest_shown(conn: &Conn<'_>, article: ArticleId) -> Result<Option<CommentId>> {
    let select = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ArticleId.eq(article.uuid()))
        .filter(Column::Depth.eq(0))
        .filter(Column::Shown.eq(1))
        .order_by_desc(Column::Created)
        .order_by_desc(Column::Id);
    let found: Option<Uuid> = select.into_tuple().one(conn).await.map_err(internal)?;
    Ok(found.map(CommentId::from_uuid))
}
