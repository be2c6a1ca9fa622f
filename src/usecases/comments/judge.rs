//! Judging comments: approve and reject, each of a known version.

use crate::app::App;
use crate::domain::articles::{Article, Sight};
use crate::domain::comments::{Comment, CommentReason, CommentStatus, RejectComment};
use crate::domain::ids::CommentId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::{Conn, articles, comments as store};
use crate::usecases::check_version;
use crate::usecases::comments::standing;

/// Lets a comment pass: readers see it, also when it was held or rejected before.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`, `NOT_FOUND`, `PRECONDITION_FAILED` for a stale version.
pub async fn approve(app: &App, actor: &Actor, id: CommentId, version: i32) -> Result<Comment> {
    judge(app, actor, id, version, CommentStatus::Approved, Vec::new()).await
}

/// Refuses a comment: readers no longer see it, or see only that one stood there where there are answers to it.
///
/// # Errors
/// As [`approve`]; `UNPROCESSABLE_CONTENT` for wrong reasons.
pub async fn reject(app: &App, actor: &Actor, id: CommentId, version: i32, how: RejectComment) -> Result<Comment> {
    actor.require(Scope::CommentsModerate)?;
    judge(app, actor, id, version, CommentStatus::Rejected, how.checked()?).await
}

async fn judge(
    app: &App,
    actor: &Actor,
    id: CommentId,
    version: i32,
    status: CommentStatus,
    reasons: Vec<CommentReason>,
) -> Result<Comment> {
    actor.require(Scope::CommentsModerate)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let (article, before) = held(&tx.conn(), actor, id, now).await?;
    check_version(before.version, version)?;
    let mut after = Comment { status, reasons: Some(reasons), ..before.clone() };
    if after == before {
        return Ok(after.for_actor(actor));
    }
    after.version += 1;
    store::decide(&tx.conn(), &after, now).await?;
    let log = standing::changed(&tx.conn(), &article, &before, &after, now).await?;
    tx.commit(log, now).await?;
    Ok(after.for_actor(actor))
}

/// The comment as it is stored now, with its article, whose comments nobody else writes until the transaction ends.
pub(super) async fn held(conn: &Conn<'_>, actor: &Actor, id: CommentId, now: Instant) -> Result<(Article, Comment)> {
    let missing = || Error::not_found("comment", &id.to_string());
    let known = store::by_ids(conn, &[id]).await?.pop().ok_or_else(missing)?;
    let sight = Sight::of(actor);
    let article = articles::by_ids(conn, &[known.article_id], sight, now).await?.pop().ok_or_else(missing)?;
    store::hold(conn, known.article_id).await?;
    let stored = store::by_ids(conn, &[id]).await?.pop().ok_or_else(missing)?;
    Ok((article, stored))
}
