//! The comments of an article in the order in which they last changed.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::pages::is_seen;
use super::read;
use super::row::{Column, Entity};
use crate::domain::changes::{Audience, ChangeType};
use crate::domain::comments::Comment;
use crate::domain::ids::ArticleId;
use crate::domain::paging::Seek;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;
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
        .and_where(Expr::col(("changes", "noun")).eq(ChangeType::Comment.as_str()))
        .and_where(Expr::col(("changes", "audience")).eq(Audience::Public.as_str()))
        .take();
    let met = Condition::any().add(Column::Shown.eq(1)).add(Expr::exists(told));
    let select = Entity::find().filter(Column::ArticleId.eq(article.uuid())).filter(met).filter(is_seen());
    let rows = keyset(select, Column::Updated, Column::Id, seek, false).all(conn).await.map_err(internal)?;
    rows.into_iter().map(|row| Ok((Instant::from_seconds(row.updated), read(row)?))).collect()
}
