//! Reading comments. They are seen where their article is; whoever may see the article sees the same threads.

use std::collections::HashMap;

use uuid::Uuid;

use crate::app::App;
use crate::domain::articles::Sight;
use crate::domain::comments::{Comment, CommentCount, CommentOrder, CommentStatus};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::keys::Scope;
use crate::domain::paging::{ListName, Order, Page, PageRequest, Seek};
use crate::error::{Error, Result};
use crate::store::articles::{self as store_articles, clock};
use crate::store::comments::{self as store, Level, policies};
use crate::usecases::comments::{bounds, frozen, policy};
use crate::usecases::reading::Reading;
use crate::usecases::resolve;

/// The most articles whose counts are asked for at once.
const MOST: usize = 100;

/// Pages of one list each for many articles or comments, by the id of that under which they stand.
pub(super) type Pages<I> = Vec<(I, Result<Page<Comment>>)>;

/// A page of comments of the whole site; of a status, or of those that readers see.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate` for what readers do not see, and there for a key that judges
/// in some sections alone; `BAD_USER_INPUT` for a wrong limit or cursor, and for an order that moves.
pub async fn list(
    reading: &Reading,
    status: Option<CommentStatus>,
    order: CommentOrder,
    page: &PageRequest,
) -> Result<Page<Comment>> {
    let (actor, now) = (reading.actor(), reading.now());
    if order.is_moving() {
        let detail =
            format!("must be NEWEST or OLDEST; {} orders what stands under an article or a comment", order.as_str());
        return Err(Error::parameter("order", detail));
    }
    if status.is_some_and(|status| !status.is_visible()) {
        actor.require(Scope::CommentsModerate)?;
        // In which sections a key judges is no part of the log.
        reading.keep_private();
        bounds::check_everywhere(&reading.conn().await?, actor).await?;
    }
    let name = ListName::new(&format!("comments of the site {status:?} {order:?}"), Order::Number);
    let seek = page.seek(name)?;
    reading.note_all([Facet::AllComments, Facet::CommentPolicies, Facet::Articles]);
    let conn = reading.conn().await?;
    reading.holds_until(clock::next_transition(&conn, now).await?);
    let found = store::of_site(&conn, status, (Sight::of(actor), now), order, &seek).await?;
    Ok(Page::new(found, &seek, name, store::cursor).map(|comment| comment.for_actor(actor)))
}

/// A page of the threads under an article.
///
/// # Errors
/// `NOT_FOUND` for an article that is not there or not to be seen; `BAD_USER_INPUT` for a wrong limit or cursor.
pub async fn threads(
    reading: &Reading,
    article: ArticleId,
    order: CommentOrder,
    page: &PageRequest,
) -> Result<Page<Comment>> {
    let seen = resolve::articles_seen(&reading.conn().await?, reading, &[article]).await?;
    if seen.is_empty() {
        return Err(Error::not_found("article", &article.to_string()));
    }
    only(threads_of(reading, &[article], order, page).await?)
}

/// A page of the answers directly under a comment.
///
/// # Errors
/// `NOT_FOUND` for a comment that is not there or not to be seen; `BAD_USER_INPUT` for a wrong limit or cursor.
pub async fn replies(
    reading: &Reading,
    id: CommentId,
    order: CommentOrder,
    page: &PageRequest,
) -> Result<Page<Comment>> {
    let comment = get(reading, id).await?;
    only(replies_of(reading, &[(comment.id, comment.article_id)], order, page).await?)
}

pub(super) fn only<I>(mut pages: Pages<I>) -> Result<Page<Comment>> {
    let (_, page) = pages.pop().ok_or_else(|| Error::internal("one list that gave no page"))?;
    page
}

/// A page of the threads under each of these articles, in one statement, or two where the order moves; the caller may see
/// them and has noted them.
///
/// # Errors
/// When the database fails; what is wrong with one list is told in its place.
pub async fn threads_of(
    reading: &Reading,
    articles: &[ArticleId],
    order: CommentOrder,
    page: &PageRequest,
) -> Result<Pages<ArticleId>> {
    reading.note_all(articles.iter().copied().flat_map(Facet::of_comments));
    let parents: Vec<(Uuid, ArticleId)> = articles.iter().map(|id| (id.uuid(), *id)).collect();
    let pages = pages(reading, Level::Threads, &parents, order, page).await?;
    Ok(pages.into_iter().map(|(id, page)| (ArticleId::from_uuid(id), page)).collect())
}

/// A page of the answers directly under each of these comments, in one statement, or two where the order moves; each comes
/// with its article, and the caller may see them.
///
/// # Errors
/// When the database fails; what is wrong with one list is told in its place.
pub async fn replies_of(
    reading: &Reading,
    comments: &[(CommentId, ArticleId)],
    order: CommentOrder,
    page: &PageRequest,
) -> Result<Pages<CommentId>> {
    reading.note_all(comments.iter().flat_map(|(_, article)| Facet::of_comments(*article)));
    let parents: Vec<(Uuid, ArticleId)> = comments.iter().map(|(id, article)| (id.uuid(), *article)).collect();
    let pages = pages(reading, Level::Replies, &parents, order, page).await?;
    Ok(pages.into_iter().map(|(id, page)| (CommentId::from_uuid(id), page)).collect())
}

async fn pages(
    reading: &Reading,
    level: Level,
    parents: &[(Uuid, ArticleId)],
    order: CommentOrder,
    page: &PageRequest,
) -> Result<Pages<Uuid>> {
    if order.is_moving() {
        return frozen::pages(reading, level, parents, order, page).await;
    }
    let name = |id: Uuid| ListName::new(&format!("comments {level:?} {id} {order:?}"), Order::Number);
    let ids = parents.iter().map(|(id, _)| *id);
    let (good, seek, mut answers) = decoded(ids, page, name);
    let Some(seek) = seek else { return Ok(answers) };
    let mut found: HashMap<Uuid, Vec<Comment>> = HashMap::new();
    for comment in store::under(&reading.conn().await?, level, &good, order, &seek).await? {
        if let Some(parent) = level.parent_of(&comment) {
            found.entry(parent).or_default().push(comment);
        }
    }
    answers.extend(good.into_iter().map(|id| {
        let rows = found.remove(&id).unwrap_or_default();
        let page = Page::new(rows, &seek, name(id), store::cursor);
        (id, Ok(page.map(|comment| comment.for_actor(reading.actor()))))
    }));
    Ok(answers)
}

/// Those lists to which the cursor of a page belongs, the page as it is read, and for the others what is wrong with it: a
/// cursor belongs to one list, so where one is given at most one of them can be read.
pub(super) fn decoded(
    ids: impl Iterator<Item = Uuid>,
    page: &PageRequest,
    name: impl Fn(Uuid) -> ListName,
) -> (Vec<Uuid>, Option<Seek>, Pages<Uuid>) {
    let (mut good, mut seek, mut wrong) = (Vec::new(), None, Vec::new());
    for id in ids {
        match page.seek(name(id)) {
            Ok(found) => {
                good.push(id);
                seek = Some(found);
            }
            Err(error) => wrong.push((id, Err(error))),
        }
    }
    (good, seek, wrong)
}

/// The comment with this id.
///
/// # Errors
/// `NOT_FOUND` for what is not there or not to be seen.
pub async fn get(reading: &Reading, id: CommentId) -> Result<Comment> {
    let found = by_ids(reading, &[id]).await?.pop();
    found.ok_or_else(|| Error::not_found("comment", &id.to_string()))
}

/// The comments with these ids that the reader may see, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(reading: &Reading, ids: &[CommentId]) -> Result<Vec<Comment>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let conn = reading.conn().await?;
    let (actor, now) = (reading.actor(), reading.now());
    let found = store::by_ids(&conn, ids).await?;
    let mut articles: Vec<ArticleId> = found.iter().map(|comment| comment.article_id).collect();
    articles.sort_unstable();
    articles.dedup();
    let shown: Vec<ArticleId> = store_articles::by_ids(&conn, &articles, Sight::of(actor), now)
        .await?
        .iter()
        .map(|article| article.id)
        .collect();
    let hidden =
        if actor.has(Scope::CommentsModerate) { Vec::new() } else { policies::hidden_among(&conn, &shown).await? };
    let is_seen = |comment: &Comment| {
        let article = &comment.article_id;
        shown.contains(article) && !hidden.contains(article) && comment.is_seen_by(actor)
    };
    let (seen, hidden): (Vec<Comment>, Vec<Comment>) = found.into_iter().partition(is_seen);
    for comment in &seen {
        reading.note(Facet::Article(comment.article_id));
        reading.note_all(Facet::of_comments(comment.article_id));
    }
    if !hidden.is_empty() || seen.len() < ids.len() {
        // What is not seen is not named either: the names of facets are told to caches.
        reading.note_all([Facet::AllComments, Facet::CommentPolicies, Facet::Articles]);
    }
    reading.holds_until(clock::next_of_ids(&conn, &articles, now).await?);
    Ok(seen.into_iter().map(|comment| comment.for_actor(actor)).collect())
}

/// How many comments readers see under these articles, each once and in the order asked for; articles that are not there
/// or not to be seen are left out.
///
/// # Errors
/// `BAD_USER_INPUT` for more than 100 articles.
pub async fn counts(app: &App, reading: &Reading, ids: &[ArticleId], parameter: &str) -> Result<Vec<CommentCount>> {
    if ids.len() > MOST {
        return Err(Error::parameter(parameter, format!("holds at most {MOST} ids; it has {}", ids.len())));
    }
    let mut wanted: Vec<ArticleId> = Vec::with_capacity(ids.len());
    for id in ids {
        if !wanted.contains(id) {
            wanted.push(*id);
        }
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let seen = resolve::articles_seen(&reading.conn().await?, reading, &wanted).await?;
    wanted.retain(|id| seen.iter().any(|article| article.id == *id));
    let found: HashMap<ArticleId, i32> = counts_of(reading, &wanted).await?.into_iter().collect();
    let policies = policy::of_articles(app, reading, &seen).await?;
    let pending: Option<HashMap<ArticleId, i32>> = match reading.actor().has(Scope::CommentsModerate) {
        true => Some(store::pending_of(&reading.conn().await?, &wanted).await?.into_iter().collect()),
        false => None,
    };
    let count = |id| CommentCount {
        article_id: id,
        count: found.get(&id).copied().unwrap_or_default(),
        mode: policies.get(&id).map(|policy| policy.mode_at(reading.now())).unwrap_or_default(),
        pending: pending.as_ref().map(|pending| pending.get(&id).copied().unwrap_or_default()),
    };
    Ok(wanted.into_iter().map(count).collect())
}

/// How many comments readers see under articles; those without any may be left out. The caller may see the articles and
/// has noted them.
///
/// # Errors
/// When the database fails.
pub async fn counts_of(reading: &Reading, articles: &[ArticleId]) -> Result<Vec<(ArticleId, i32)>> {
    reading.note_all(articles.iter().copied().flat_map(Facet::of_comments));
    store::counts_of(&reading.conn().await?, articles).await
}
