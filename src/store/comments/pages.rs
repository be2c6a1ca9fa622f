//! Pages of comments: of the whole site, and under many articles or comments at once.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr, WindowStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::row::{Column, Entity};
use super::{policies, whole};
use crate::domain::articles::Sight;
use crate::domain::comments::{Comment, CommentOrder, CommentStatus};
use crate::domain::paging::{Cursor, Key, Seek};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::articles::visible_ids;
use crate::store::paging::{beyond, keyset};

/// Under what comments stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// Threads, under articles.
    Threads,
    /// Answers, directly under comments.
    Replies,
}

impl Level {
    pub(super) const fn column(self) -> Column {
        match self {
            Self::Threads => Column::ArticleId,
            Self::Replies => Column::ParentId,
        }
    }

    /// The article or the comment under which a comment stands.
    #[must_use]
    pub fn parent_of(self, comment: &Comment) -> Option<Uuid> {
        match self {
            Self::Threads => Some(comment.article_id.uuid()),
            Self::Replies => comment.parent_id.map(|id| id.uuid()),
        }
    }

    /// What readers meet under these: comments that they see, and the places of others above those.
    fn shown(self, parents: &[Uuid]) -> Condition {
        let here =
            Condition::all().add(self.column().is_in(parents.iter().copied())).add(Column::Shown.eq(1)).add(is_seen());
        match self {
            Self::Threads => here.add(Column::Depth.eq(0)),
            Self::Replies => here,
        }
    }
}

/// Whether readers see anything of the comments under the article of a comment.
pub(super) fn is_seen() -> SimpleExpr {
    policies::is_hidden(Expr::col((Entity, Column::ArticleId))).not()
}

pub(super) fn visible() -> SimpleExpr {
    Column::Status.is_in(CommentStatus::VISIBLE.map(CommentStatus::as_str))
}

/// The cursor at a comment.
#[must_use]
pub fn cursor(comment: &Comment) -> Cursor {
    Cursor { key: Key::Number(comment.created.seconds()), id: comment.id.uuid() }
}

/// A page of comments of every article that a sight may see; of a status, or of those that readers see.
///
/// # Errors
/// When the database fails.
pub async fn of_site(
    conn: &Conn<'_>,
    status: Option<CommentStatus>,
    (sight, now): (Sight, Instant),
    order: CommentOrder,
    seek: &Seek,
) -> Result<Vec<Comment>> {
    let status = match status {
        None => visible().and(is_seen()),
        Some(status) => Column::Status.eq(status.as_str()),
    };
    let select = Entity::find().filter(status).filter(Column::ArticleId.in_subquery(visible_ids(sight, now)));
    whole(keyset(select, Column::Created, Column::Id, seek, order == CommentOrder::Newest)).all(conn).await
}

/// A page of comments under each of these articles or comments: one more than it holds where there are more, those of one
/// parent in the order in which the page is read.
///
/// # Errors
/// When the database fails.
pub async fn under(
    conn: &Conn<'_>,
    level: Level,
    parents: &[Uuid],
    order: CommentOrder,
    seek: &Seek,
) -> Result<Vec<Comment>> {
    let descending = order == CommentOrder::Newest;
    let select = match parents {
        [] => return Ok(Vec::new()),
        // One alone is read along the index and no further than its page.
        [_] => keyset(Entity::find().filter(level.shown(parents)), Column::Created, Column::Id, seek, descending),
        _ => {
            let direction = direction(seek, descending);
            let select = Entity::find().filter(Column::Id.in_subquery(first_of_each(level, parents, seek, descending)));
            select.order_by(Column::Created, direction.clone()).order_by(Column::Id, direction)
        }
    };
    whole(select).all(conn).await
}

/// The direction in which rows are read.
fn direction(seek: &Seek, descending: bool) -> Order {
    if descending == seek.backwards { Order::Asc } else { Order::Desc }
}

/// The ids of the first rows under each parent.
fn first_of_each(level: Level, parents: &[Uuid], seek: &Seek, descending: bool) -> SelectStatement {
    let direction = direction(seek, descending);
    let window = WindowStatement::partition_by(level.column())
        .order_by(Column::Created, direction.clone())
        .order_by(Column::Id, direction)
        .take();
    let mut ranked = Query::select();
    ranked.column(Column::Id).expr_window_as(Expr::cust("ROW_NUMBER()"), window, "place");
    ranked.from(Entity).cond_where(level.shown(parents));
    if let Some(condition) = beyond(Expr::col(Column::Created), Expr::col(Column::Id), seek, descending) {
        ranked.and_where(condition);
    }
    let most = i64::try_from(seek.limit).unwrap_or(i64::MAX).saturating_add(1);
    Query::select().column("id").from_subquery(ranked, "ranked").and_where(Expr::col("place").lte(most)).to_owned()
}
