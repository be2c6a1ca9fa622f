//! Flat threads and what stands above a comment.

use std::collections::HashMap;

use uuid::Uuid;

use super::read::{Pages, by_ids, decoded, get, only};
use crate::domain::comments::Comment;
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::paging::{ListName, Order, Page, PageRequest};
use crate::error::Result;
use crate::store::comments as store;
use crate::usecases::reading::Reading;

/// A page of the thread in which a comment stands: what readers meet of it, each comment before its answers and these in the
/// order of their time.
///
/// # Errors
/// `NOT_FOUND` for a comment that is not there or not to be seen; `BAD_USER_INPUT` for a wrong limit or cursor.
pub async fn thread(reading: &Reading, id: CommentId, page: &PageRequest) -> Result<Page<Comment>> {
    let comment = get(reading, id).await?;
    only(thread_of(reading, &[(comment.root_id, comment.article_id)], page).await?)
}

/// A page of each of these threads, in one statement; each is named by the comment at its top and comes with its article,
/// and the caller may see them.
///
/// # Errors
/// When the database fails; what is wrong with one thread is told in its place.
pub async fn thread_of(
    reading: &Reading,
    roots: &[(CommentId, ArticleId)],
    page: &PageRequest,
) -> Result<Pages<CommentId>> {
    reading.note_all(roots.iter().flat_map(|(_, article)| Facet::of_comments(*article)));
    let name = |root: Uuid| ListName::new(&format!("thread {root}"), Order::Text);
    let (good, seek, wrong) = decoded(roots.iter().map(|(root, _)| root.uuid()), page, name);
    let named = |(root, page)| (CommentId::from_uuid(root), page);
    let mut answers: Pages<CommentId> = wrong.into_iter().map(named).collect();
    let Some(seek) = seek else { return Ok(answers) };
    let mut found: HashMap<CommentId, Vec<Comment>> = HashMap::new();
    for comment in store::flat(&reading.conn().await?, &good, &seek).await? {
        found.entry(comment.root_id).or_default().push(comment);
    }
    answers.extend(good.into_iter().map(|root| {
        let rows = found.remove(&CommentId::from_uuid(root)).unwrap_or_default();
        let page = Page::new(rows, &seek, name(root), store::path_cursor);
        named((root, Ok(page.map(|comment| comment.for_actor(reading.actor())))))
    }));
    Ok(answers)
}

/// The comments above one, the top of its thread first: for a link to it.
///
/// # Errors
/// `NOT_FOUND` for a comment that is not there or not to be seen.
pub async fn parents(reading: &Reading, id: CommentId) -> Result<Vec<Comment>> {
    let comment = get(reading, id).await?;
    let mut found = by_ids(reading, &comment.ancestors).await?;
    found.sort_by_key(|above| above.depth);
    Ok(found)
}
