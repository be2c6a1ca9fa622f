//! In which sections a moderator judges.

use crate::domain::articles::{Article, Sight};
use crate::domain::comments::Comment;
use crate::domain::ids::{ArticleId, CommentId, KeyId, SectionId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::sections::with_below;
use crate::error::{Code, Error, Result};
use crate::store::comments::moderators;
use crate::store::comments::queue::Ground;
use crate::store::{Conn, articles, sections};
use crate::usecases::reading::Reading;

/// The sections in which this actor judges, with those below them; `None` for one who judges everywhere.
pub(super) async fn of(conn: &Conn<'_>, actor: &Actor) -> Result<Option<Vec<SectionId>>> {
    match actor {
        Actor::Key { id, .. } => of_key(conn, *id).await,
        _ => Ok(None),
    }
}

/// The sections in which a key judges, with those below them; `None` for one that judges everywhere.
pub(super) async fn of_key(conn: &Conn<'_>, key: KeyId) -> Result<Option<Vec<SectionId>>> {
    let own = moderators::of(conn, key).await?;
    if own.is_empty() {
        return Ok(None);
    }
    let all = sections::all(conn).await?;
    let mut found: Vec<SectionId> = own.into_iter().flat_map(|id| with_below(&all, id)).collect();
    found.sort_unstable();
    found.dedup();
    Ok(Some(found))
}

/// Whether comments under an article are within the sections: an article counts by its main section.
pub(super) fn hold(bounds: Option<&[SectionId]>, article: &Article) -> bool {
    bounds.is_none_or(|sections| article.section_id.is_some_and(|section| sections.contains(&section)))
}

/// Lets pass who judges comments under an article.
///
/// # Errors
/// `FORBIDDEN` for a key that judges in other sections.
pub(super) async fn check(conn: &Conn<'_>, actor: &Actor, article: &Article) -> Result<()> {
    if hold(of(conn, actor).await?.as_deref(), article) {
        return Ok(());
    }
    Err(judges_elsewhere())
}

/// What a key is told of a comment that it does not judge.
#[must_use]
pub fn judges_elsewhere() -> Error {
    Error::new(Code::Forbidden, "The key judges comments in other sections than that of the article.")
}

/// Lets pass who judges comments everywhere.
///
/// # Errors
/// `FORBIDDEN` for a key that judges in some sections alone.
pub(super) async fn check_everywhere(conn: &Conn<'_>, actor: &Actor) -> Result<()> {
    if of(conn, actor).await?.is_none() {
        return Ok(());
    }
    let detail =
        "The key judges comments in some sections alone; look at what waits there in the queues of moderation.";
    Err(Error::new(Code::Forbidden, detail))
}

/// Those of these comments, which come with their articles and which the caller may see, that the one who asks judges; what
/// is told of them is for the one who asks alone.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`.
pub(super) async fn judged(reading: &Reading, comments: &[(CommentId, ArticleId)]) -> Result<Vec<CommentId>> {
    let ground = ground(reading).await?;
    let mut articles: Vec<ArticleId> = comments.iter().map(|(_, article)| *article).collect();
    articles.sort_unstable();
    articles.dedup();
    if ground.sections.is_some() {
        let mut found = articles::by_ids(&reading.conn().await?, &articles, ground.sight, ground.now).await?;
        found.retain(|article| hold(ground.sections.as_deref(), article));
        articles.retain(|id| found.iter().any(|article| article.id == *id));
    }
    let holds = |id: &ArticleId| articles.binary_search(id).is_ok();
    Ok(comments.iter().filter(|(_, article)| holds(article)).map(|(id, _)| *id).collect())
}

/// Lets pass who judges this comment, which the caller may see.
///
/// # Errors
/// As [`judged`], and `FORBIDDEN` for a key that judges in other sections.
pub(super) async fn check_judges(reading: &Reading, comment: &Comment) -> Result<()> {
    let judged = judged(reading, &[(comment.id, comment.article_id)]).await?;
    if judged.is_empty() { Err(judges_elsewhere()) } else { Ok(()) }
}

/// Under which articles a moderator looks; what is found there is for the one who asks alone.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`.
pub(super) async fn ground(reading: &Reading) -> Result<Ground> {
    reading.actor().require(Scope::CommentsModerate)?;
    // In which sections a key judges is no part of the log, so nobody keeps the answer.
    reading.keep_private();
    let sections = of(&reading.conn().await?, reading.actor()).await?;
    Ok(Ground { sight: Sight::of(reading.actor()), now: reading.now(), sections })
}
