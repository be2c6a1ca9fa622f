//! What a moderator's decision leaves at a comment beside where it stands, and who is to judge it.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{EntityTrait, QueryFilter};

use super::flags;
use super::row::{Column, Entity};
use crate::domain::comments::Comment;
use crate::domain::ids::{CommentId, KeyId};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

/// Stores what a moderator decided over a comment: where it stands, that it was judged, nobody's to judge now, and its open
/// reports closed. The caller holds its article's count.
///
/// # Errors
/// When the database fails.
pub async fn judge(conn: &Conn<'_>, comment: &Comment, now: Instant) -> Result<()> {
    super::decide(conn, comment, now).await?;
    let update = Entity::update_many()
        .col_expr(Column::Judged, now.seconds().into())
        .col_expr(Column::AssignedTo, Expr::value(None::<uuid::Uuid>));
    update.filter(id_is(comment.id)).exec(conn).await.map_err(internal)?;
    flags::close(conn, comment.id, now).await.map(drop)
}

fn id_is(id: CommentId) -> sea_orm::sea_query::SimpleExpr {
    Expr::col(Column::Id).eq(id.uuid())
}

/// Stores who is to judge a comment; the caller holds its article's count.
///
/// # Errors
/// When the database fails.
pub async fn assign(conn: &Conn<'_>, comment: CommentId, key: Option<KeyId>) -> Result<()> {
    let update = Entity::update_many().col_expr(Column::AssignedTo, Expr::value(key.map(KeyId::uuid)));
    update.filter(id_is(comment)).exec(conn).await.map_err(internal)?;
    Ok(())
}
