//! Loading comments that were written and judged elsewhere or before, each with an id of its own: the same rows and counts
//! as if they had been posted and judged here one after another.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::articles::Sight;
use crate::domain::changes::{Audience, NewChange, Op};
use crate::domain::comments::{
    Comment, CommentAuthor, CommentReason, CommentStatus, Decided, Decider, Decision, NewComment, Posted,
};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::comments::decisions;
use crate::store::{Conn, articles, comments as store};
use crate::usecases::comments::{change, standing};

/// The most comments of one load.
const MOST: usize = 20_000;

/// A comment to be loaded.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its id.
    pub id: CommentId,
    /// When it was written.
    pub created: Instant,
    /// Where it stands.
    pub status: CommentStatus,
    /// Why, where it is held or rejected.
    pub reasons: Vec<CommentReason>,
    /// What was written; an answer names the id of a comment before it in the same list.
    pub new: NewComment,
}

/// All comments of one article, each after the one that it answers.
#[derive(Debug, Clone)]
pub struct GivenThreads {
    /// The article.
    pub article: ArticleId,
    /// Its comments.
    pub comments: Vec<Given>,
}

/// Loads comments in one transaction: all that are new or, after an error, none. Where a comment of an article is there
/// already, nothing is added under that article. Returns how many were new.
///
/// # Errors
/// `FORBIDDEN` without `imports`; `PAYLOAD_TOO_LARGE` beyond 20,000; `UNPROCESSABLE_CONTENT` for the fields of a comment and
/// for an answer to what is not in the list before it; `CONFLICT` for an article that readers do not see now.
pub async fn load(app: &App, actor: &Actor, given: Vec<GivenThreads>) -> Result<usize> {
    actor.require(Scope::Imports)?;
    if given.iter().map(|threads| threads.comments.len()).sum::<usize>() > MOST {
        return Err(Error::new(Code::PayloadTooLarge, format!("A load holds at most {MOST} comments.")));
    }
    let tx = app.store.begin().await?;
    let now = app.now();
    let mut new = unknown(&tx.conn(), given).await?;
    check_articles(&tx.conn(), &new, now).await?;
    // Whoever writes comments of several articles takes their counts in the same order.
    new.sort_by_key(|threads| threads.article);
    let mut log: Vec<NewChange> = Vec::new();
    let mut loaded: Vec<Comment> = Vec::new();
    let articles: Vec<ArticleId> = new.iter().map(|threads| threads.article).collect();
    for threads in new {
        let composed = compose(threads.article, threads.comments, app.config.comments.comment_depth)?;
        store::hold(&tx.conn(), threads.article).await?;
        let seen = composed.iter().filter(|comment| comment.status.is_visible()).count();
        store::add(&tx.conn(), threads.article, i32::try_from(seen).unwrap_or(i32::MAX)).await?;
        let held = composed.iter().filter(|comment| comment.status == CommentStatus::Held).count();
        store::add_pending(&tx.conn(), threads.article, i32::try_from(held).unwrap_or(i32::MAX)).await?;
        log.extend(composed.iter().map(row));
        loaded.extend(composed);
    }
    if loaded.is_empty() {
        return Ok(0);
    }
    store::insert_all(&tx.conn(), &loaded, now).await?;
    let decided: Vec<Decided> = loaded.iter().map(|comment| decided(comment, now)).collect();
    decisions::append_all(&tx.conn(), &decided).await?;
    // They come in among those that are there, so the orders of before do not hold any more.
    for article in articles {
        store::freeze(&tx.conn(), article, now).await?;
    }
    tx.commit(log, now).await?;
    Ok(loaded.len())
}

/// The row for the log: of a comment that readers do not see they are told only where its bare place stands above answers.
fn row(comment: &Comment) -> NewChange {
    let reason = standing::of_status(comment.status);
    let audience = if comment.is_shown() { Audience::Public } else { Audience::Staff };
    change(comment, Op::Created, reason, audience)
}

/// The beginning of its history: it came as it was judged elsewhere.
fn decided(comment: &Comment, now: Instant) -> Decided {
    Decided {
        comment: comment.id,
        revision: comment.revision,
        by: Decider::System,
        before: None,
        after: comment.status,
        reasons: comment.reasons.clone().unwrap_or_default(),
        note: None,
        at: now,
    }
}

/// The articles of which no comment is there yet.
async fn unknown(conn: &Conn<'_>, given: Vec<GivenThreads>) -> Result<Vec<GivenThreads>> {
    let mut new = Vec::with_capacity(given.len());
    for threads in given {
        let ids: Vec<CommentId> = threads.comments.iter().map(|comment| comment.id).collect();
        if !ids.is_empty() && !store::any_of(conn, &ids).await? {
            new.push(threads);
        }
    }
    Ok(new)
}

async fn check_articles(conn: &Conn<'_>, new: &[GivenThreads], now: Instant) -> Result<()> {
    let ids: Vec<ArticleId> = new.iter().map(|threads| threads.article).collect();
    let seen = articles::by_ids(conn, &ids, Sight::Public, now).await?;
    match ids.iter().find(|id| !seen.iter().any(|article| article.id == **id)) {
        None => Ok(()),
        Some(id) => Err(Error::new(Code::Conflict, format!("Readers do not see {id} now, so it takes no comments."))),
    }
}

/// The comments of an article with their places and counts.
fn compose(article: ArticleId, given: Vec<Given>, deepest: u8) -> Result<Vec<Comment>> {
    let mut composed: Vec<Comment> = Vec::with_capacity(given.len());
    let mut places: HashMap<CommentId, usize> = HashMap::new();
    for item in given {
        let new = item.new.checked(None)?;
        let answered: Option<CommentId> = new.in_reply_to.as_deref().map(str::parse).transpose()?;
        let above = match answered {
            None => Vec::new(),
            Some(id) => {
                let place = places.get(&id).and_then(|place| composed.get(*place));
                let missing = || Error::refused("/inReplyTo", format!("there is no comment «{id}» before it"));
                place.ok_or_else(missing)?.above_answer(deepest)
            }
        };
        if item.status.is_visible() {
            for id in &above {
                if let Some(ancestor) = places.get(id).and_then(|place| composed.get_mut(*place)) {
                    ancestor.descendant_count += 1;
                    ancestor.active = ancestor.active.max(item.created);
                    ancestor.reply_count += i32::from(above.last() == Some(id));
                }
            }
        }
        places.insert(item.id, composed.len());
        composed.push(Comment::posted(Posted {
            id: item.id,
            article_id: article,
            in_reply_to: answered,
            ancestors: above,
            author: CommentAuthor { name: new.name, id: None },
            text: new.text,
            decision: Decision { status: item.status, reasons: item.reasons },
            created: item.created,
        }));
    }
    Ok(composed)
}
