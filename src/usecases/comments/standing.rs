//! What follows when a comment comes to stand otherwise: counts, the bare places above it, and the rows of the log.

use crate::domain::articles::Article;
use crate::domain::changes::{Audience, NewChange, Op, Reason};
use crate::domain::comments::{Comment, CommentStatus};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::{Conn, comments as store};
use crate::usecases::comments::change;

/// Counts a comment that stood as `before` and is stored as `after`, and gives the rows for the log; the caller holds its
/// article's count.
pub(super) async fn changed(
    conn: &Conn<'_>,
    article: &Article,
    before: &Comment,
    after: &Comment,
    now: Instant,
) -> Result<Vec<NewChange>> {
    let mut log = vec![row(article, before, after, now)];
    log.extend(places(conn, article, before, after, now).await?);
    match (before.status.is_visible(), after.status.is_visible()) {
        (false, true) => store::count(conn, after, 1).await?,
        (true, false) => store::count(conn, after, -1).await?,
        _ => {}
    }
    let waits = |comment: &Comment| i32::from(comment.status == CommentStatus::Held);
    match waits(after) - waits(before) {
        0 => {}
        by => store::add_pending(conn, after.article_id, by).await?,
    }
    Ok(log)
}

/// The row for the log. For readers a comment comes when they begin to see it; when they no longer do, it is gone, or its
/// bare place stays where there are answers to it.
fn row(article: &Article, before: &Comment, after: &Comment, now: Instant) -> NewChange {
    let reason = of_status(after.status).or_else(|| {
        if !before.status.is_visible() {
            return Some(Reason::Released);
        }
        (after.revision > before.revision).then_some(Reason::Edited)
    });
    let held = if article.visibility.holds(now) { Audience::Public } else { Audience::Staff };
    match (before.is_shown(), after.is_shown(), before.status.is_visible() || after.status.is_visible()) {
        (false, true, _) => change(after, Op::Created, reason, held),
        // Copies of what was public must go, wherever the article stands now.
        (true, false, _) => change(after, Op::Deleted, reason, Audience::Public),
        // Readers meet the place, and what is told of it.
        (true, true, seen) if seen || before.status != after.status => {
            change(after, Op::Updated, reason, Audience::Public)
        }
        _ => change(after, Op::Updated, reason, Audience::Staff),
    }
}

/// Why readers do not see a comment that stands so; `None` where they do.
pub(super) const fn of_status(status: CommentStatus) -> Option<Reason> {
    match status {
        CommentStatus::Published | CommentStatus::Approved => None,
        CommentStatus::Held => Some(Reason::Held),
        CommentStatus::Rejected | CommentStatus::Spam => Some(Reason::Rejected),
        CommentStatus::DeletedByAuthor => Some(Reason::TakenBack),
        CommentStatus::Erased => Some(Reason::Erased),
    }
}

/// The rows of those comments above that readers do not see, whose bare places come with the first answer that readers see below them, and go
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
        0 if comes => Some(change(comment, Op::Created, of_status(comment.status), audience)),
        1 if goes => Some(change(comment, Op::Deleted, of_status(comment.status), audience)),
        _ => None,
    });
    Ok(rows.collect())
}
