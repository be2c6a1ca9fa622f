//! Reporting comments, and what moderators are told of it.

use crate::app::App;
use crate::domain::articles::Article;
use crate::domain::changes::{Audience, NewChange, Op};
use crate::domain::comments::{
    Comment, CommentFlag, CommentReason, CommentStatus, Decided, Decider, FlagComment, FloodLimits, Network, Person,
    Seal,
};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, CommentId, FlagId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::paging::{ListName, Order, Page, PageRequest};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::comments::{self as store, decisions, flags as reports};
use crate::store::{Conn, Tx};
use crate::usecases::comments::{author, bounds, change, feedback, flood, read, standing};
use crate::usecases::reading::Reading;

/// So many reports of a comment are told at once in GraphQL.
const NEWEST: u32 = 50;

/// Reports a comment that readers see. Whoever has an open report of it gets that one back: an app that sends it again, not
/// knowing whether the first came through, has done nothing wrong. The second value tells whether it is new.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` for its fields, `FORBIDDEN` for a key, `READER_BANNED`, `READER_SUSPENDED`, `NOT_FOUND`,
/// `RATE_LIMITED` for whoever reports too much.
pub async fn flag(
    app: &App,
    actor: &Actor,
    network: &Network,
    id: CommentId,
    how: FlagComment,
) -> Result<(CommentFlag, bool)> {
    feedback::check(actor)?;
    let how = how.checked()?;
    let limits = app.config.comments.flood();
    let tx = app.store.begin().await?;
    let now = app.now();
    author::check(&tx.conn(), actor, now).await?;
    let unknown = feedback::person(&tx.conn(), actor, network, (limits.memory(), now)).await?;
    if let Some(open) = reports::open_of(&tx.conn(), id, &unknown).await? {
        return Ok((open, false));
    }
    pass(&tx, actor, network, limits, now).await?;
    let (article, comment) = feedback::held(app, &tx.conn(), actor, id, now).await?;
    let now = app.now();
    let (reader, mut log) = author::reader(&tx.conn(), actor, None, now).await?;
    let person = reader.map_or(unknown, Person::Reader);
    if let Some(open) = reports::open_of(&tx.conn(), id, &person).await? {
        return Ok((open, false));
    }
    let flag = CommentFlag {
        id: FlagId::generate(now),
        comment_id: id,
        revision: comment.revision,
        reason: how.reason,
        note: how.note,
        reader_id: reader,
        created: now,
        closed: None,
    };
    let open = reports::add(&tx.conn(), &flag, &person).await?;
    let most = app.config.feedback.comment_flags_hold;
    // What a moderator approved stays: edited, it is merely published.
    if most > 0 && open >= most && comment.status == CommentStatus::Published {
        log.extend(hold(&tx.conn(), &article, comment, open, now).await?);
    } else {
        log.push(change(&comment, Op::Updated, None, Audience::Staff));
    }
    tx.commit(log, now).await?;
    Ok((flag, true))
}

/// Counts a report of whoever makes it, apart from comments. Each is another text: whoever reports a comment twice is not
/// told so as whoever posts one twice.
async fn pass(tx: &Tx, actor: &Actor, network: &Network, limits: FloodLimits, now: Instant) -> Result<()> {
    let text = FlagId::generate(now).to_string();
    let who = |seal: &Seal| match actor {
        Actor::Reader { subject, .. } => sender(seal, &seal.reader(subject)),
        _ => sender(seal, &seal.network(network)),
    };
    flood::pass_as(tx, who, &text, limits, now).await
}

/// The name of a sealed sender where reports are counted and not posts.
pub(super) fn sender(seal: &Seal, sealed: &str) -> String {
    seal.text(&format!("reports of {sealed}"))
}

/// Takes a comment out of sight until a moderator has looked at it.
async fn hold(conn: &Conn<'_>, article: &Article, before: Comment, open: u32, now: Instant) -> Result<Vec<NewChange>> {
    let mut reasons = before.reasons.clone().unwrap_or_default();
    reasons.retain(|reason| *reason != CommentReason::Reported);
    reasons.push(CommentReason::Reported);
    let after = Comment {
        status: CommentStatus::Held,
        reasons: Some(reasons.clone()),
        flag_count: i32::try_from(open).ok(),
        version: before.version + 1,
        ..before.clone()
    };
    store::decide(conn, &after, now).await?;
    let decided = Decided {
        comment: after.id,
        revision: after.revision,
        by: Decider::Rules,
        before: Some(before.status),
        after: after.status,
        reasons,
        note: None,
        at: now,
    };
    decisions::append(conn, &decided).await?;
    standing::changed(conn, article, &before, &after, now).await
}

/// A page of the reports of a comment, the newest first, those too that a moderator has dealt with.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate` and for a key that judges in other sections; `NOT_FOUND`,
/// `BAD_USER_INPUT` for a wrong limit or cursor.
pub async fn flags(reading: &Reading, id: CommentId, page: &PageRequest) -> Result<Page<CommentFlag>> {
    reading.actor().require(Scope::CommentsModerate)?;
    let name = ListName::new(&format!("reports of {id}"), Order::Number);
    let seek = page.seek(name)?;
    bounds::check_judges(reading, &read::get(reading, id).await?).await?;
    let found = reports::page(&reading.conn().await?, id, &seek).await?;
    Ok(Page::new(found, &seek, name, reports::cursor))
}

/// The newest reports of each of these comments, which come with their articles, at most 50; the caller has noted the
/// comments. Those that the one who asks does not judge are left out.
///
/// # Errors
/// When the database fails.
pub async fn newest_flags(
    reading: &Reading,
    comments: &[(CommentId, ArticleId)],
) -> Result<Vec<(CommentId, Vec<CommentFlag>)>> {
    if !reading.actor().has(Scope::CommentsModerate) {
        return Ok(Vec::new());
    }
    reading.note(Facet::AllComments);
    let judged = bounds::judged(reading, comments).await?;
    let found = reports::newest(&reading.conn().await?, &judged, NEWEST).await?;
    let of = |id: CommentId| found.iter().filter(|flag| flag.comment_id == id).cloned().collect();
    Ok(judged.into_iter().map(|id| (id, of(id))).collect())
}
