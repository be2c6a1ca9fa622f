//! Reading comments from end to end, article by article and each thread in its path order.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::row::{Column, Entity};
use super::{path, whole};
use crate::domain::comments::Comment;
use crate::domain::ids::ArticleId;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

/// The articles under which any comment stands, of those beyond one, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub async fn articles(conn: &Conn<'_>, after: Option<ArticleId>, limit: u64) -> Result<Vec<ArticleId>> {
    let mut select = Entity::find().select_only().column(Column::ArticleId).distinct();
    if let Some(after) = after {
        select = select.filter(Column::ArticleId.gt(after.uuid()));
    }
    let select = select.order_by_asc(Column::ArticleId).limit(limit);
    let found: Vec<Uuid> = select.into_tuple().all(conn).await.map_err(internal)?;
    Ok(found.into_iter().map(ArticleId::from_uuid).collect())
}

/// The comments of an article beyond one, whatever their status: each answer below what it answers.
///
/// # Errors
/// When the database fails.
pub async fn of_article(
    conn: &Conn<'_>,
    article: ArticleId,
    after: Option<&Comment>,
    limit: u64,
) -> Result<Vec<Comment>> {
    let mut select = Entity::find().filter(Column::ArticleId.eq(article.uuid()));
    if let Some(after) = after {
        select = select.filter(Column::Path.gt(path(after)));
    }
    let select = select.order_by_asc(Column::Path).limit(limit);
    whole(select).all(conn).await
}
