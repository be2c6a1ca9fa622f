//! Bringing a copy of an article's comments up to date.

use crate::app::App;
use crate::domain::comments::{Comment, CommentChange, CommentChangePage, CommentMode};
use crate::domain::facets::Facet;
use crate::domain::ids::ArticleId;
use crate::domain::keys::Actor;
use crate::domain::paging::{Cursor, Key, ListName, Order, Seek};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::comments as store;
use crate::usecases::comments::policy;
use crate::usecases::reading::Reading;
use crate::usecases::resolve;

/// Seconds after which every write of an instant is there: a write takes its instant before it is committed.
const SETTLED: i64 = 5;

/// Where to begin: at an instant, or at the position of an answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Since<'a> {
    /// What changed at this instant or later.
    pub instant: Option<Instant>,
    /// What follows this position.
    pub after: Option<&'a str>,
}

/// A piece of what became of an article's comments, for whoever keeps a copy: those that readers meet as they are now, and
/// the ids of those that they met once and meet no longer.
///
/// # Errors
/// `NOT_FOUND` for an article that is not there or not to be seen; `BAD_USER_INPUT` for a wrong position, and for one that
/// stands together with an instant.
pub async fn changed(
    app: &App,
    reading: &Reading,
    article: ArticleId,
    since: Since<'_>,
    limit: u32,
) -> Result<CommentChangePage> {
    let name = ListName::new(&format!("changes of the comments of {article}"), Order::Number);
    let from = from(since, name)?;
    let seen = resolve::articles_seen(&reading.conn().await?, reading, &[article]).await?;
    let policies = policy::of_articles(app, reading, &seen).await?;
    let policy = policies.get(&article).ok_or_else(|| Error::not_found("article", &article.to_string()))?;
    let mode = policy.mode_at(reading.now());
    reading.note_all(Facet::of_comments(article));
    let seek = Seek { limit: limit.into(), from: Some(from.clone()), backwards: false };
    let mut rows = store::changed(&reading.conn().await?, article, &seek).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    if has_more {
        // Beyond the place of a row that is not settled another could still come before it.
        let settled = reading.now().plus_seconds(-SETTLED);
        let kept = rows.iter().take_while(|(at, _)| *at < settled).count();
        rows.truncate(if kept == 0 { limit } else { kept });
    }
    let position = match rows.last() {
        // Who drops the copy now has nothing of it when they are seen again.
        _ if mode == CommentMode::Hidden => beginning(0),
        Some((at, comment)) if has_more => Cursor { key: Key::Number(at.seconds()), id: comment.id.uuid() },
        Some((at, _)) => beginning(at.seconds()),
        None => Cursor { id: uuid::Uuid::nil(), ..from },
    };
    let items = rows.into_iter().map(|(_, comment)| told(comment, reading.actor())).collect();
    Ok(CommentChangePage { mode, items, position: position.encode(name), has_more })
}

fn from(since: Since<'_>, name: ListName) -> Result<Cursor> {
    match since {
        Since { instant: Some(_), after: Some(_) } => {
            Err(Error::parameter("since", "cannot stand together with after; a position says more"))
        }
        Since { after: Some(after), .. } => Cursor::decode(after, name, "after"),
        Since { instant, .. } => Ok(beginning(instant.map_or(0, Instant::seconds))),
    }
}

/// Before everything of a second.
const fn beginning(second: i64) -> Cursor {
    Cursor { key: Key::Number(second), id: uuid::Uuid::nil() }
}

fn told(comment: Comment, actor: &Actor) -> CommentChange {
    let (id, gone) = (comment.id, !comment.is_shown());
    CommentChange { id, gone, comment: (!gone).then(|| comment.for_actor(actor)) }
}
