//! The comments of an article in the order in which they last changed.

use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::pages::is_seen;
use super::read;
use super::row::{Column, Entity, Model};
use crate::domain::changes::Audience;
use crate::domain::comments::Comment;
use crate::domain::ids::ArticleId;
use crate::domain::paging::Seek;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::gather::{self, Part};
use crate::store::paging::keyset;

/// The comments of an article that changed beyond a place in that order, with the instants: those that readers meet, and
/// those of which everybody was told once. One more than the page holds where there are more.
///
/// # Errors
/// When the database fails.
pub async fn changed(conn: &Conn<'_>, article: ArticleId, seek: &Seek) -> Result<Vec<(Instant, Comment)>> {
    let told = Query::select()
        .expr(Expr::val(1))
        .from("changes")
        .and_where(Expr::col(("changes", "id")).equals((Entity, Column::Id)))
        // As an expression, so that the rows of the comment are looked up and not all that are public.
        .and_where(Func::coalesce([Expr::col(("changes", "audience")), Expr::val("")]).eq(Audience::Public.as_str()))
        .take();
    let met = Condition::any().add(Column::Shown.eq(1)).add(Expr::exists(told));
    let select = Entity::find().filter(Column::ArticleId.eq(article.uuid())).filter(met).filter(is_seen());
    let part = Part::of(keyset(select, Column::Updated, Column::Id, seek, false), |rows| {
        gather::each(rows, |row: Model| Ok((Instant::from_seconds(row.updated), read(row)?)))
    });
    part.all(conn).await
}
