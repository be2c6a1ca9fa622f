//! What became of the comments of one reader.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func, Order, Query, SimpleExpr};

use super::row::{Column, Entity};
use crate::domain::comments::CommentStatus;
use crate::domain::ids::ReaderId;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

/// So many of the newest comments tell of an author; an author who writes every day must not make each post slower.
const NEWEST: u64 = 1000;

/// How many of a reader's newest comments stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Readers see them.
    pub visible: u32,
    /// Written since an instant, and approved, rejected or taken for spam.
    pub judged: u32,
    /// Written since then, and rejected or taken for spam.
    pub rejected: u32,
}

/// How the newest 1,000 comments of a reader stand; `since` is from when judgements count.
///
/// # Errors
/// When the database fails.
pub async fn standing(conn: &Conn<'_>, reader: ReaderId, since: Instant) -> Result<Standing> {
    let newest = Query::select()
        .columns([Column::Status, Column::Created])
        .from(Entity)
        .and_where(Expr::col(Column::ReaderId).eq(reader.uuid()))
        .order_by(Column::Created, Order::Desc)
        .order_by(Column::Id, Order::Desc)
        .limit(NEWEST)
        .to_owned();
    let of = |all: &[CommentStatus]| Expr::col("status").is_in(all.iter().map(|status| status.as_str()));
    let recent = || Expr::col("created").gte(since.seconds());
    let (approved, rejected, spam) = (CommentStatus::Approved, CommentStatus::Rejected, CommentStatus::Spam);
    let select = Query::select()
        .expr(number(of(&CommentStatus::VISIBLE)))
        .expr(number(of(&[approved, rejected, spam]).and(recent())))
        .expr(number(of(&[rejected, spam]).and(recent())))
        .from_subquery(newest, "newest")
        .to_owned();
    let Some(row) = conn.query_one(&select).await.map_err(internal)? else { return Ok(Standing::default()) };
    let at = |index: usize| -> Result<u32> {
        let count: i64 = row.try_get_by_index(index).map_err(internal)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    };
    Ok(Standing { visible: at(0)?, judged: at(1)?, rejected: at(2)? })
}

/// How many rows a condition holds for.
fn number(condition: SimpleExpr) -> SimpleExpr {
    // COUNT passes over what is null.
    let counted: SimpleExpr = CaseStatement::new().case(condition, 1).finally(Expr::value(Option::<i32>::None)).into();
    Func::count(counted).into()
}
