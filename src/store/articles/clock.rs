//! When the clock changes what is seen of articles.

use sea_orm::sea_query::{Expr, ExprTrait, Func, LockBehavior, LockType, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::row::{Column, Entity};
use crate::domain::articles::Article;
use crate::domain::ids::ArticleId;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Cell, Kind, Part};

fn next_of(column: Column, now: Instant) -> SelectStatement {
    Query::select()
        .expr(Func::min(Expr::col(column)))
        .from(Entity)
        .and_where(Expr::col(column).gt(now.seconds()))
        .take()
}

/// The next instant after `now` at which any article is published, becomes visible or ends.
///
/// # Errors
/// When the database fails.
pub async fn next_transition(conn: &Conn<'_>, now: Instant) -> Result<Option<Instant>> {
    Ok(transition(now).all(conn).await?.into_iter().flatten().next())
}

/// As [`next_transition`], to be asked together with others: one row.
pub(super) fn transition(now: Instant) -> Part<Option<Instant>> {
    const COLUMNS: [(Column, &str); 3] = [
        (Column::Published, "published"),
        (Column::VisibleFrom, "visible_from"),
        (Column::VisibleUntil, "visible_until"),
    ];
    let mut select = Query::select();
    for (column, name) in COLUMNS {
        select.expr_as(Expr::from(next_of(column, now)), name);
    }
    let row = Cell::Row(COLUMNS.map(|(_, name)| Cell::Column(name, Kind::Plain)).to_vec());
    Part::new(select, row, |text| {
        gather::each(text, |instants: [Option<i64>; 3]| {
            Ok(instants.into_iter().flatten().min().map(Instant::from_seconds))
        })
    })
}

/// The instants of an article that there are, in seconds.
pub(super) type Instants = [Option<i64>; 3];

/// The first of them after `now`.
pub(super) fn next(rows: Vec<Instants>, now: Instant) -> Option<Instant> {
    let instants = rows.into_iter().flatten().flatten();
    instants.filter(|at| *at > now.seconds()).min().map(Instant::from_seconds)
}

fn instants(which: Condition) -> Part<Instants> {
    let columns = [Column::Published, Column::VisibleFrom, Column::VisibleUntil];
    let select = Entity::find().select_only().columns(columns).filter(which);
    let row = ["published", "visible_from", "visible_until"].map(|name| Cell::Column(name, Kind::Plain)).to_vec();
    Part::new(select.into_query(), Cell::Row(row), |text| gather::each(text, Ok))
}

/// The instants of the articles with a slug, to be asked together with others.
pub(super) fn instants_of_slug(slug: &str) -> Part<Instants> {
    instants(Condition::all().add(Column::Slug.eq(slug)))
}

async fn next_among(conn: &Conn<'_>, which: Condition, now: Instant) -> Result<Option<Instant>> {
    Ok(next(instants(which).all(conn).await?, now))
}

/// The next instant after `now` at which the clock changes one of these articles, seen or not.
///
/// # Errors
/// When the database fails.
pub async fn next_of_ids(conn: &Conn<'_>, ids: &[ArticleId], now: Instant) -> Result<Option<Instant>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    next_among(conn, Condition::all().add(Column::Id.is_in(ids)), now).await
}

/// The next instant after `now` at which the clock changes an article whose id such a query finds, seen or not.
///
/// # Errors
/// When the database fails.
pub async fn next_of_those(conn: &Conn<'_>, ids: SelectStatement, now: Instant) -> Result<Option<Instant>> {
    next_among(conn, Condition::all().add(Column::Id.in_subquery(ids)), now).await
}

/// The next instant after `now` at which the clock changes an article with this slug, seen or not.
///
/// # Errors
/// When the database fails.
pub async fn next_of_slug(conn: &Conn<'_>, slug: &str, now: Instant) -> Result<Option<Instant>> {
    next_among(conn, Condition::all().add(Column::Slug.eq(slug)), now).await
}

/// The articles whose place in the log the clock has changed, each with the column by which they come in order. Three
/// conditions, because each then finds its rows in a part of an index that holds little else.
fn due(now: Instant) -> [(Condition, Column); 3] {
    let now = now.seconds();
    let unannounced = || Condition::all().add(Expr::cust("NOT announced")).add(Column::VisibleFrom.lte(now));
    [
        (unannounced().add(Column::VisibleUntil.is_null()), Column::VisibleFrom),
        (unannounced().add(Column::VisibleUntil.gt(now)), Column::VisibleFrom),
        (Condition::all().add(Expr::cust("announced")).add(Column::VisibleUntil.lte(now)), Column::VisibleUntil),
    ]
}

/// Whether the clock has made an article visible or ended one that the log has not told of.
///
/// # Errors
/// When the database fails.
pub async fn is_due(conn: &Conn<'_>, now: Instant) -> Result<bool> {
    for (which, _) in due(now) {
        let select = Entity::find().select_only().column(Column::Id).filter(which).limit(1);
        let found: Option<Uuid> = select.into_tuple().one(conn).await.map_err(internal)?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Those articles, locked, the earliest first and at most `most` of each kind; the ones that another transaction is
/// writing are left for the next time.
///
/// # Errors
/// When the database fails.
pub async fn lock_due(conn: &Conn<'_>, now: Instant, most: u64) -> Result<Vec<Article>> {
    let mut found = Vec::new();
    for (which, order) in due(now) {
        let select = Entity::find().filter(which).order_by_asc(order).order_by_asc(Column::Id).limit(most);
        let select = select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        found.extend(super::row::read_all(select.all(conn).await.map_err(internal)?)?);
    }
    Ok(found)
}

/// Keeps what the log tells of an article now.
///
/// # Errors
/// When the database fails.
pub async fn set_announced(conn: &Conn<'_>, id: ArticleId, announced: bool) -> Result<()> {
    let mut update = Entity::update_many().col_expr(Column::Announced, Expr::value(announced));
    if announced {
        update = update.col_expr(Column::Seen, Expr::value(true));
    }
    update.filter(Column::Id.eq(id.uuid())).exec(conn).await.map_err(internal)?;
    Ok(())
}
