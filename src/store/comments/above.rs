//! What the comments above one know of it: how many answers readers see below them, and the newest of those.

use sea_orm::sea_query::{Alias, BinOper, CaseStatement, Expr, ExprTrait, Func, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::counts;
use super::pages::visible;
use super::row::{Column, Entity};
use crate::domain::comments::Comment;
use crate::domain::ids::CommentId;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

/// Counts a comment that readers now see (1) or see no longer (-1) in its article and above it; the caller holds its
/// article's count and has stored the comment.
///
/// # Errors
/// When the database fails.
pub async fn count(conn: &Conn<'_>, comment: &Comment, by: i32) -> Result<()> {
    counts::add(conn, comment.article_id, by).await?;
    if by < 0 {
        active(conn, &[comment.id.uuid()], comment.created).await?;
    }
    if comment.ancestors.is_empty() {
        return Ok(());
    }
    let above: Vec<Uuid> = comment.ancestors.iter().map(|id| id.uuid()).collect();
    let descendants = || Expr::col(Column::Descendants).add(by);
    let shown = Condition::any().add(visible()).add(descendants().gt(0));
    let mut below = Entity::update_many()
        .col_expr(Column::Descendants, descendants())
        .col_expr(Column::Updated, updated_of(comment))
        .col_expr(Column::Shown, CaseStatement::new().case(shown, 1).finally(0).into());
    if by > 0 {
        let created = comment.created.seconds();
        let later = CaseStatement::new().case(Expr::col(Column::Active).lt(created), created);
        below = below.col_expr(Column::Active, later.finally(Expr::col(Column::Active)).into());
    }
    below.filter(Column::Id.is_in(above.iter().copied())).exec(conn).await.map_err(internal)?;
    let direct = Entity::update_many().col_expr(Column::Replies, Expr::col(Column::Replies).add(by));
    direct.filter(Column::Id.eq(comment.parent_id.map(CommentId::uuid))).exec(conn).await.map_err(internal)?;
    if by < 0 {
        active(conn, &above, comment.created).await?;
    }
    Ok(())
}

/// When a comment last changed: whoever keeps a copy of those above it learns of their counts, too.
fn updated_of(comment: &Comment) -> SimpleExpr {
    let own = Alias::new("own");
    let mut select = Query::select();
    select.column((own.clone(), Column::Updated)).from_as(Entity, own.clone());
    select.and_where(Expr::col((own, Column::Id)).eq(comment.id.uuid()));
    SimpleExpr::SubQuery(None, Box::new(select.into()))
}

/// Looks anew for the newest of what readers see at and below those of these comments whose newest was of `gone`.
async fn active(conn: &Conn<'_>, ids: &[Uuid], gone: Instant) -> Result<()> {
    let below = Alias::new("below");
    let of_below = |column: Column| Expr::col((below.clone(), column));
    let own = |column: Column| Expr::col((Entity, column));
    let end: SimpleExpr = own(Column::Path).binary(BinOper::Custom("||"), "g");
    let newest = Query::select()
        .expr(Func::max(of_below(Column::Created)))
        .from_as(Entity, below.clone())
        .and_where(of_below(Column::RootId).equals((Entity, Column::RootId)))
        .and_where(of_below(Column::Path).gte(own(Column::Path)))
        .and_where(of_below(Column::Path).lt(end))
        .and_where(of_below(Column::Status).is_in(crate::domain::comments::CommentStatus::VISIBLE.map(|s| s.as_str())))
        .take();
    let found = SimpleExpr::SubQuery(None, Box::new(newest.into()));
    let update = Entity::update_many()
        .col_expr(Column::Active, Func::coalesce([found, own(Column::Created)]).into())
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::Active.eq(gone.seconds()));
    update.exec(conn).await.map_err(internal)?;
    Ok(())
}
