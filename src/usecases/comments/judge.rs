//! Judging comments: approve and reject, each of a known version.

use crate::app::App;
use crate::domain::articles::{Article, Sight};
use crate::domain::changes::{Audience, NewChange, Op, Reason};
use crate::domain::comments::{Comment, CommentReason, CommentStatus, RejectComment};
use crate::domain::ids::CommentId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::{Conn, articles, comments as store};
use crate::usecases::check_version;
use crate::usecases::comments::change;

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
    let mut log = vec![row(&article, &before, &after, now)];
    log.extend(places(&tx.conn(), &article, &before, &after, now).await?);
    match (before.status.is_visible(), status.is_visible()) {
        (false, true) => store::count(&tx.conn(), &after, 1).await?,
        (true, false) => store::count(&tx.conn(), &after, -1).await?,
        _ => {}
    }
    tx.commit(log, now).await?;
    Ok(after.for_actor(actor))
}

/// The comment as it is stored now, with its article, whose comments nobody else writes until the transaction ends.
async fn held(conn: &Conn<'_>, actor: &Actor, id: CommentId, now: Instant) -> Result<(Article, Comment)> {
    let missing = || Error::not_found("comment", &id.to_string());
    let known = store::by_ids(conn, &[id]).await?.pop().ok_or_else(missing)?;
    let sight = Sight::of(actor);
    let article = articles::by_ids(conn, &[known.article_id], sight, now).await?.pop().ok_or_else(missing)?;
    store::hold(conn, known.article_id).await?;
    let stored = store::by_ids(conn, &[id]).await?.pop().ok_or_else(missing)?;
    Ok((article, stored))
}

/// The row for the log. For readers a comment comes when they begin to see it; when they no longer do, it is gone, or its
/// bare place stays where there are answers to it.
fn row(article: &Article, before: &Comment, after: &Comment, now: Instant) -> NewChange {
    let reason = (after.status == CommentStatus::Rejected).then_some(Reason::Rejected);
    let held = if article.visibility.holds(now) { Audience::Public } else { Audience::Staff };
    match (before.is_shown(), after.is_shown(), before.status.is_visible() || after.status.is_visible()) {
        (false, true, _) => change(after, Op::Created, reason, held),
        // Copies of what was public must go, wherever the article stands now.
        (true, false, _) => change(after, Op::Deleted, reason, Audience::Public),
        (true, true, true) => change(after, Op::Updated, reason, Audience::Public),
        _ => change(after, Op::Updated, reason, Audience::Staff),
    }
}

/// The rows of rejected comments above, whose bare places come with the first answer that readers see below them, and go
/// with the last. Called before the counts change.
async fn places(
    conn: &Conn<'_>,
    article: &Article,
    before: &Comment,
    after: &Comment,
    now: Instant,
) -> Result<Vec<NewChange>> {
    let (comes, goes) = match (before.status.is_visible(), after.status.is_visible()) {
        (false, true) => (true, false),
        (true, false) => (false, true),
        _ => return Ok(Vec::new()),
    };
    let audience = if goes || article.visibility.holds(now) { Audience::Public } else { Audience::Staff };
    let above = store::by_ids(conn, &before.ancestors).await?;
    let bare = above.iter().filter(|comment| !comment.status.is_visible());
    let rows = bare.filter_map(|comment| match comment.descendant_count {
        0 if comes => Some(change(comment, Op::Created, Some(Reason::Rejected), audience)),
        1 if goes => Some(change(comment, Op::Deleted, Some(Reason::Rejected), audience)),
        _ => None,
    });
    Ok(rows.collect())
}
