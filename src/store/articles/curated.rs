//! Articles for curated lists: which of them are seen, and which come next behind those that a list names.

use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::row::{Column, Entity};
use super::{ListQuery, filter, visible_ids};
use crate::domain::articles::Sight;
use crate::domain::ids::{ArticleId, ListId};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

/// Those of these articles that this sight may see, in no order.
///
/// # Errors
/// When the database fails.
pub async fn seen(conn: &Conn<'_>, ids: &[ArticleId], sight: Sight, now: Instant) -> Result<Vec<ArticleId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = ids.iter().map(|id| id.uuid());
    let mut select = visible_ids(sight, now);
    select.and_where(Expr::col((Entity, Column::Id)).is_in(wanted));
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let id = |row: &sea_orm::QueryResult| row.try_get_by_index(0).map(ArticleId::from_uuid).map_err(internal);
    rows.iter().map(id).collect()
}

/// Those of these articles that are there, whatever their state; none of them can be deleted until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn hold(conn: &Conn<'_>, ids: &[ArticleId]) -> Result<Vec<ArticleId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // Everybody takes the locks in the same order; lists do not hinder who changes an article.
    let select = Entity::find().select_only().column(Column::Id);
    let select = select.filter(Column::Id.is_in(ids.iter().map(|id| id.uuid()))).order_by_asc(Column::Id);
    let found: Vec<Uuid> = select.lock(LockType::KeyShare).into_tuple().all(conn).await.map_err(internal)?;
    Ok(found.into_iter().map(ArticleId::from_uuid).collect())
}

/// What a list is filled up with: the first rows of a list of articles, without those that it names itself.
#[derive(Debug, Clone)]
pub struct Fill {
    /// The curated list.
    pub list: ListId,
    /// The list of articles, the newest first.
    pub from: ListQuery,
    /// How many of its rows.
    pub limit: u64,
}

/// The newest articles of one fill, under its number.
fn newest(number: i32, fill: &Fill) -> SelectStatement {
    let named = Query::select()
        .column("article_id")
        .from("article_list_items")
        .and_where(Expr::col("list_id").eq(fill.list.uuid()))
        .to_owned();
    let newest = filter::select(&fill.from)
        .filter(Column::Id.not_in_subquery(named))
        .select_only()
        .columns([Column::Id, Column::Listed])
        .order_by_desc(Column::Listed)
        .order_by_desc(Column::Id)
        .limit(fill.limit)
        .into_query();
    Query::select().expr(Expr::val(number)).columns(["id", "listed"]).from_subquery(newest, "newest").to_owned()
}

/// What fills each of these lists up, the newest first: all of them in one statement.
///
/// # Errors
/// When the database fails.
pub async fn filling(conn: &Conn<'_>, fills: &[Fill]) -> Result<Vec<(ListId, ArticleId)>> {
    let mut branches = (0_i32..).zip(fills).map(|(number, fill)| newest(number, fill));
    let Some(mut select) = branches.next() else { return Ok(Vec::new()) };
    select.unions(branches.map(|branch| (UnionType::All, branch)));
    let rows = conn.query_all(&select).await.map_err(internal)?;
    let mut found: Vec<(i32, i64, Uuid)> = Vec::with_capacity(rows.len());
    for row in rows {
        let number: i32 = row.try_get_by_index(0).map_err(internal)?;
        let id: Uuid = row.try_get_by_index(1).map_err(internal)?;
        found.push((number, row.try_get_by_index(2).map_err(internal)?, id));
    }
    found.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| (other.1, other.2).cmp(&(one.1, one.2))));
    let list = |number: i32| usize::try_from(number).ok().and_then(|number| fills.get(number)).map(|fill| fill.list);
    Ok(found.into_iter().filter_map(|(number, _, id)| Some((list(number)?, ArticleId::from_uuid(id)))).collect())
}
