//! Flat threads: all that readers meet of a thread in path order, each comment before its answers.

use sea_orm::sea_query::{Expr, ExprTrait, Query, WindowStatement};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::pages::is_seen;
use super::row::{Column, Entity};
use super::{path, whole};
use crate::domain::comments::Comment;
use crate::domain::paging::{Cursor, Key, Seek};
use crate::error::Result;
use crate::store::Conn;

/// The cursor at a comment of a flat thread.
#[must_use]
pub fn path_cursor(comment: &Comment) -> Cursor {
    Cursor { key: Key::Text(path(comment)), id: comment.id.uuid() }
}

/// A page of each of these threads, which are named by the comments at their tops: one more than it holds where there are
/// more, those of one thread in the order in which the page is read.
///
/// # Errors
/// When the database fails.
pub async fn flat(conn: &Conn<'_>, roots: &[Uuid], seek: &Seek) -> Result<Vec<Comment>> {
    let direction = if seek.backwards { Order::Desc } else { Order::Asc };
    let select = match roots {
        [] => return Ok(Vec::new()),
        // One alone is read along the index and no further than its page.
        [root] => from(Entity::find().filter(Column::RootId.eq(*root)).filter(Column::Shown.eq(1)), seek)
            .limit(seek.limit.saturating_add(1)),
        _ => Entity::find().filter(Column::Id.in_subquery(first_of_each(roots, seek, &direction))),
    };
    let select = select.filter(is_seen()).order_by(Column::Path, direction);
    whole(select).all(conn).await
}

/// What lies beyond the cursor of a page.
fn from(select: Select<Entity>, seek: &Seek) -> Select<Entity> {
    match seek.from.as_ref().map(|cursor| &cursor.key) {
        Some(Key::Text(path)) if seek.backwards => select.filter(Column::Path.lt(path)),
        Some(Key::Text(path)) => select.filter(Column::Path.gt(path)),
        _ => select,
    }
}

/// The ids of the first or the last rows of each thread; a cursor is of one alone.
fn first_of_each(roots: &[Uuid], seek: &Seek, direction: &Order) -> sea_orm::sea_query::SelectStatement {
    let window = WindowStatement::partition_by(Column::RootId).order_by(Column::Path, direction.clone()).take();
    let mut ranked = Query::select();
    ranked.column(Column::Id).expr_window_as(Expr::cust("ROW_NUMBER()"), window, "place");
    ranked.from(Entity).and_where(Column::RootId.is_in(roots.iter().copied())).and_where(Column::Shown.eq(1));
    let most = i64::try_from(seek.limit).unwrap_or(i64::MAX).saturating_add(1);
    Query::select().column("id").from_subquery(ranked, "ranked").and_where(Expr::col("place").lte(most)).to_owned()
}
