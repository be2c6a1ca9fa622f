//! What moderators look at: the queues, counts, the authors, and the history of a comment.

use crate::domain::comments::{
    Comment, CommentDecision, CommentStatusCount, ModerationCounts, ModerationFilter, ModerationQueue, Sought, Whose,
};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, CommentId, SectionId};
use crate::domain::keys::Scope;
use crate::domain::paging::{ListName, Order, Page, PageRequest};
use crate::domain::sections::with_below;
use crate::error::{Code, Error, Result};
use crate::store::articles::clock;
use crate::store::comments::decisions;
use crate::store::comments::queue::{self, Ground};
use crate::store::{Conn, sections};
use crate::usecases::comments::{bounds, read};
use crate::usecases::reading::Reading;
use crate::usecases::resolve;

/// A page of a queue, or without one of all comments, the newest first; as far as the one who asks may judge them.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`; `BAD_USER_INPUT` for a wrong limit, cursor or condition;
/// `NOT_FOUND` for a section that is not there.
pub async fn queue(
    reading: &Reading,
    queue: Option<ModerationQueue>,
    filter: &ModerationFilter,
    page: &PageRequest,
) -> Result<Page<Comment>> {
    let mut ground = bounds::ground(reading).await?;
    let sought = filter.sought(reading.actor())?;
    let conn = reading.conn().await?;
    if let Some(name) = &filter.section {
        ground.sections = Some(narrowed(&conn, reading, ground.sections, name).await?);
    }
    let name = ListName::new(&format!("moderation {queue:?} {filter:?}"), Order::Number);
    found(reading, &ground, queue, &sought, (name, page)).await
}

async fn found(
    reading: &Reading,
    ground: &Ground,
    queue: Option<ModerationQueue>,
    sought: &Sought,
    (name, page): (ListName, &PageRequest),
) -> Result<Page<Comment>> {
    let seek = page.seek(name)?;
    let conn = reading.conn().await?;
    note(reading, &conn).await?;
    let rows = queue::page(&conn, ground, queue, sought, &seek).await?;
    let page = Page::new(rows, &seek, name, |comment| queue::cursor(queue, comment));
    Ok(page.map(|comment| comment.for_actor(reading.actor())))
}

/// Notes what every list of comments depends on.
async fn note(reading: &Reading, conn: &Conn<'_>) -> Result<()> {
    reading.note_all([Facet::AllComments, Facet::Articles]);
    reading.holds_until(clock::next_transition(conn, reading.now()).await?);
    Ok(())
}

/// The section of this name and those below it, as far as they are among the others.
async fn narrowed(
    conn: &Conn<'_>,
    reading: &Reading,
    within: Option<Vec<SectionId>>,
    name: &str,
) -> Result<Vec<SectionId>> {
    reading.note(Facet::Sections);
    let found = resolve::section(conn, name).await.map_err(|error| match error.code {
        Code::BadUserInput => Error::parameter("section", error.detail),
        _ => error,
    })?;
    let section = found.ok_or_else(|| Error::not_found("section", name))?;
    let mut below = with_below(&sections::all(conn).await?, section);
    below.retain(|id| within.as_ref().is_none_or(|within| within.contains(id)));
    Ok(below)
}

/// How many comments stand in each queue, as far as the one who asks may judge them.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`.
pub async fn queue_counts(reading: &Reading) -> Result<ModerationCounts> {
    let ground = bounds::ground(reading).await?;
    let conn = reading.conn().await?;
    note(reading, &conn).await?;
    queue::counts(&conn, &ground).await
}

/// A page of an author's comments of any status, the newest first; as far as the one who asks may judge them.
///
/// # Errors
/// As [`queue()`].
pub async fn of_author(reading: &Reading, whose: &Whose, page: &PageRequest) -> Result<Page<Comment>> {
    let ground = bounds::ground(reading).await?;
    let name = ListName::new(&format!("moderation {whose:?}"), Order::Number);
    found(reading, &ground, None, &whose.sought(), (name, page)).await
}

/// How many comments an author has of each status, as far as the one who asks may judge them.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`.
pub async fn author_counts(reading: &Reading, whose: &Whose) -> Result<Vec<CommentStatusCount>> {
    let ground = bounds::ground(reading).await?;
    let conn = reading.conn().await?;
    note(reading, &conn).await?;
    queue::by_status(&conn, &ground, &whose.sought()).await
}

/// The history of a comment, the oldest decision first.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate` and for a key that judges in other sections; `NOT_FOUND`.
pub async fn decisions(reading: &Reading, id: CommentId) -> Result<Vec<CommentDecision>> {
    reading.actor().require(Scope::CommentsModerate)?;
    let comment = read::get(reading, id).await?;
    let mut found = decisions_of(reading, &[(comment.id, comment.article_id)]).await?;
    found.pop().map(|(_, decisions)| decisions).ok_or_else(bounds::judges_elsewhere)
}

/// The history of each of these comments, which come with their articles and which the caller may see. Those that the
/// one who asks does not judge are left out.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`.
pub async fn decisions_of(
    reading: &Reading,
    comments: &[(CommentId, ArticleId)],
) -> Result<Vec<(CommentId, Vec<CommentDecision>)>> {
    reading.note_all(comments.iter().map(|(_, article)| Facet::Comments(*article)));
    let judged = bounds::judged(reading, comments).await?;
    let conn = reading.conn().await?;
    let mut found: Vec<(CommentId, Vec<CommentDecision>)> = judged.iter().map(|id| (*id, Vec::new())).collect();
    found.sort_unstable_by_key(|(id, _)| *id);
    for (id, decision) in decisions::of(&conn, &judged).await? {
        if let Ok(place) = found.binary_search_by_key(&id, |(id, _)| *id)
            && let Some((_, decisions)) = found.get_mut(place)
        {
            decisions.push(decision);
        }
    }
    Ok(found)
}
