//! What moderators look at: pages of a queue, or of what they look for, and counts.

use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::row::{Column, Entity};
use super::whole;
use crate::domain::articles::Sight;
use crate::domain::comments::{
    Assigned, Comment, CommentReason, CommentStatus, CommentStatusCount, ModerationCounts, ModerationQueue, Sought,
};
use crate::domain::ids::SectionId;
use crate::domain::paging::{Cursor, Key, Seek};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::articles::{visible_ids, visible_ids_in};
use crate::store::dialect::holds_word;
use crate::store::error::internal;
use crate::store::paging::beyond;

/// More seconds than any instant has: a report more comes before any instant earlier.
const SPAN: i64 = 1 << 34;

/// Under which articles a moderator looks.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Under those that this sight may see.
    pub sight: Sight,
    /// At this instant.
    pub now: Instant,
    /// Where their main section is one of these; everywhere when there is none.
    pub sections: Option<Vec<SectionId>>,
}

impl Ground {
    /// Asked of each comment and not as a list of articles, by which the database would rather look for comments than by
    /// what orders the queue.
    fn condition(&self) -> SimpleExpr {
        let mut seen = match &self.sections {
            Some(sections) => visible_ids_in(self.sight, self.now, sections),
            None => visible_ids(self.sight, self.now),
        };
        seen.and_where(Expr::col(("articles", "id")).equals((Entity, Column::ArticleId)));
        Expr::exists(seen)
    }
}

/// What stands in a queue.
fn queued(queue: ModerationQueue) -> Condition {
    match queue {
        ModerationQueue::Pending => Condition::all().add(Column::Status.eq(CommentStatus::Held.as_str())),
        // What its author or an erasure took away cannot be judged any more.
        ModerationQueue::Reported => {
            let gone = [CommentStatus::DeletedByAuthor, CommentStatus::Erased].map(CommentStatus::as_str);
            Condition::all().add(Column::Flags.gt(0)).add(Column::Status.is_not_in(gone))
        }
        ModerationQueue::Unjudged => Condition::all().add(Column::Status.eq(CommentStatus::Published.as_str())),
    }
}

/// What is looked for.
fn sought(conn: &Conn<'_>, sought: &Sought) -> Condition {
    let assigned = |assigned: Assigned| match assigned {
        Assigned::Nobody => Column::AssignedTo.is_null(),
        Assigned::To(key) => Column::AssignedTo.eq(key.uuid()),
    };
    let mut all = Condition::all()
        .add_option(sought.article.map(|id| Column::ArticleId.eq(id.uuid())))
        .add_option(sought.reader.map(|id| Column::ReaderId.eq(id.uuid())))
        .add_option(sought.name.as_ref().map(|name| Column::AuthorName.eq(name)))
        .add_option(sought.assigned.map(assigned))
        .add_option(sought.reason.and_then(with_reason))
        .add_option(sought.status.map(|status| Column::Status.eq(status.as_str())))
        .add_option(sought.since.map(|since| Column::Created.gte(since.seconds())))
        .add_option(sought.until.map(|until| Column::Created.lt(until.seconds())));
    let backend = conn.get_database_backend();
    for word in &sought.words {
        let of = |column: Column| holds_word(backend, Expr::col(column), word);
        all = all.add(Condition::any().add(of(Column::Text)).add(of(Column::AuthorName)));
    }
    all
}

/// The reasons are stored as a JSON list of names.
fn with_reason(reason: CommentReason) -> Option<SimpleExpr> {
    let name = serde_json::to_string(&reason).ok()?.replace('_', "\\_");
    Some(Expr::col(Column::Reasons).like(LikeExpr::new(format!("%{name}%")).escape('\\')))
}

/// By what a queue is ordered, and whether from the greatest; without a queue, the newest come first.
fn order(queue: Option<ModerationQueue>) -> (SimpleExpr, bool) {
    match queue {
        Some(ModerationQueue::Reported) => (Expr::col(Column::Created).sub(Expr::col(Column::Flags).mul(SPAN)), false),
        Some(_) => (Expr::col(Column::Created), false),
        None => (Expr::col(Column::Created), true),
    }
}

/// The cursor at a comment of a queue.
#[must_use]
pub fn cursor(queue: Option<ModerationQueue>, comment: &Comment) -> Cursor {
    let flags = match queue {
        Some(ModerationQueue::Reported) => i64::from(comment.flag_count.unwrap_or_default()),
        _ => 0,
    };
    Cursor { key: Key::Number(comment.created.seconds() - flags * SPAN), id: comment.id.uuid() }
}

/// A page of a queue, or of all comments: one more than it holds where there are more.
///
/// # Errors
/// When the database fails.
pub async fn page(
    conn: &Conn<'_>,
    ground: &Ground,
    queue: Option<ModerationQueue>,
    filter: &Sought,
    seek: &Seek,
) -> Result<Vec<Comment>> {
    let (key, descending) = order(queue);
    let mut select = Entity::find().filter(ground.condition()).filter(sought(conn, filter));
    if let Some(queue) = queue {
        select = select.filter(queued(queue));
    }
    if let Some(condition) = beyond(key.clone(), Expr::col(Column::Id), seek, descending) {
        select = select.filter(condition);
    }
    let direction = if descending == seek.backwards { Order::Asc } else { Order::Desc };
    let select = select.order_by(key, direction.clone()).order_by(Column::Id, direction).limit(seek.limit + 1);
    whole(select).all(conn).await
}

fn count_of(ground: &Ground, queue: ModerationQueue) -> SelectStatement {
    let mut select = Query::select();
    select.expr(Func::count(Expr::col(Column::Id))).from(Entity).cond_where(queued(queue));
    select.and_where(ground.condition()).take()
}

/// How many stand in each queue.
///
/// # Errors
/// When the database fails.
pub async fn counts(conn: &Conn<'_>, ground: &Ground) -> Result<ModerationCounts> {
    let mut select = Query::select();
    for queue in ModerationQueue::ALL {
        select.expr_as(SimpleExpr::SubQuery(None, Box::new(count_of(ground, queue).into())), queue.as_str());
    }
    let row = conn.query_one(&select).await.map_err(internal)?.ok_or_else(|| Error::internal("no counts"))?;
    let count = |queue: ModerationQueue| {
        let count: i64 = row.try_get("", queue.as_str()).map_err(internal)?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    };
    Ok(ModerationCounts {
        pending: count(ModerationQueue::Pending)?,
        reported: count(ModerationQueue::Reported)?,
        unjudged: count(ModerationQueue::Unjudged)?,
    })
}

/// How many of what is looked for are of each status, those of which there are any, in the order of the statuses.
///
/// # Errors
/// When the database fails, or holds something else.
pub async fn by_status(conn: &Conn<'_>, ground: &Ground, filter: &Sought) -> Result<Vec<CommentStatusCount>> {
    let select = Entity::find()
        .select_only()
        .column(Column::Status)
        .column_as(Column::Id.count(), "count")
        .filter(ground.condition())
        .filter(sought(conn, filter))
        .group_by(Column::Status);
    let found: Vec<(String, i64)> = select.into_tuple().all(conn).await.map_err(internal)?;
    let count = |status: CommentStatus| {
        let (_, count) = found.iter().find(|(name, _)| name == status.as_str())?;
        Some(CommentStatusCount { status, count: i32::try_from(*count).unwrap_or(i32::MAX) })
    };
    Ok(CommentStatus::ALL.into_iter().filter_map(count).collect())
}
