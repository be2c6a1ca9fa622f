//! What authors do with their own comments: change them for a while, and delete them.

use crate::app::App;
use crate::domain::articles::Article;
use crate::domain::comments::own::is_edit_token;
use crate::domain::comments::rules::{self, Opinion, Refusal, Submission};
use crate::domain::comments::service::Question;
use crate::domain::comments::{Comment, CommentRevision, CommentStatus, Decided, Decider, EditComment, Network};
use crate::domain::ids::CommentId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::comments::{self as store, decisions, revisions};
use crate::store::site;
use crate::usecases::check_version;
use crate::usecases::comments::{author, bounds, flood, form, judge, judging, policy, read, service, standing};
use crate::usecases::reading::Reading;

/// Changes the text of a comment of a known version: its author alone, within the time that is set, while comments are taken
/// there. The former text is kept for moderators; the rules judge the new one.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` for the text, `NOT_FOUND`, `UNAUTHENTICATED` or `FORBIDDEN` for who is not its author and after
/// the time, `COMMENTS_CLOSED`, `CONFLICT` for a comment that was taken away, `PRECONDITION_FAILED` for a stale version,
/// `RATE_LIMITED` for whoever changes comments again and again.
pub async fn edit(
    app: &App,
    (actor, network): (&Actor, &Network),
    id: CommentId,
    version: i32,
    (edit, token): (EditComment, Option<&str>),
) -> Result<Comment> {
    let text = edit.checked()?;
    let known = authored(app, actor, id, token).await?;
    // What would be refused is not asked of the service, which is slow and somebody else's.
    check_version(known.version, version)?;
    check_window(app, &known, app.now())?;
    let is_asked = known.text.as_deref() != Some(&text) && !known.status.is_bare();
    let opinion = if is_asked { service::ask(app, &question(&known, &text)).await } else { Opinion::None };
    let (tx, limits) = (app.store.begin().await?, app.config.comments.flood());
    let seals = flood::known(&tx.conn(), limits, app.now()).await?;
    let (article, before) = judge::held(&tx.conn(), actor, id, app.now()).await?;
    let now = app.now();
    check_version(before.version, version)?;
    check_window(app, &before, now)?;
    let policy = policy::of_article(app, &tx.conn(), &article).await?;
    let stats = author::stats(&tx.conn(), actor, now).await?;
    let name = before.author.as_ref().map(|author| author.name.as_str()).unwrap_or_default();
    let findings = judging::findings(&site::get(&tx.conn()).await?, name, &text);
    let reasons = before.reasons.clone().unwrap_or_default();
    let is_new = before.text.as_deref() != Some(&text);
    let seen_before = is_new && actor.is_reader() && {
        let who = ((actor, network), store::network_of(&tx.conn(), id).await?);
        flood::pass_edit(&tx, who, &text, (limits, seals), now).await?
    };
    let submission = Submission { opinion, seen_before, ..Submission::edited(now, findings, before.status, reasons) };
    let decision = rules::decide(&submission, &policy, &stats).map_err(refused)?;
    if !is_new {
        return Ok(before.for_author(actor));
    }
    let after = Comment {
        text: Some(text),
        status: decision.status,
        reasons: Some(decision.reasons),
        edited: Some(now),
        edited_after_reply: before.edited_after_reply || before.reply_count > 0,
        revision: before.revision + 1,
        version: before.version + 1,
        ..before.clone()
    };
    revisions::keep(&tx.conn(), &before).await?;
    store::edit(&tx.conn(), &after, now).await?;
    judging::keep(&tx.conn(), Some(before.status), &after, opinion, now).await?;
    let log = standing::changed(&tx.conn(), &article, &before, &after, now).await?;
    tx.commit(log, now).await?;
    Ok(after.for_author(actor))
}

/// Takes a comment of a known version back: its author alone, at any time. Its place stays while readers see answers to it.
///
/// # Errors
/// As [`edit`], but for the text, the time and comments that are closed.
pub async fn delete(app: &App, actor: &Actor, id: CommentId, version: i32, token: Option<&str>) -> Result<Comment> {
    authored(app, actor, id, token).await?;
    let tx = app.store.begin().await?;
    let (article, before): (Article, Comment) = judge::held(&tx.conn(), actor, id, app.now()).await?;
    let now = app.now();
    check_version(before.version, version)?;
    if before.status.is_bare() {
        return Err(Refusal::NotEditable(before.status).error());
    }
    let status = CommentStatus::DeletedByAuthor;
    let after = Comment { status, reasons: Some(Vec::new()), version: before.version + 1, ..before.clone() };
    store::decide(&tx.conn(), &after, now).await?;
    let decided = Decided {
        comment: id,
        revision: after.revision,
        by: Decider::of(actor),
        before: Some(before.status),
        after: status,
        reasons: Vec::new(),
        note: None,
        at: now,
    };
    decisions::append(&tx.conn(), &decided).await?;
    let log = standing::changed(&tx.conn(), &article, &before, &after, now).await?;
    tx.commit(log, now).await?;
    Ok(after.for_actor(actor))
}

/// The former texts of a comment, the oldest first.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate` and for a key that judges in other sections; `NOT_FOUND`.
pub async fn revisions(reading: &Reading, id: CommentId) -> Result<Vec<CommentRevision>> {
    reading.actor().require(Scope::CommentsModerate)?;
    bounds::check_judges(reading, &read::get(reading, id).await?).await?;
    revisions::of(&reading.conn().await?, id).await
}

/// The comment, when this actor is its author: signed in as the reader who wrote it, or with its token.
async fn authored(app: &App, actor: &Actor, id: CommentId, token: Option<&str>) -> Result<Comment> {
    let found = store::by_ids(&app.store.reader(), &[id]).await?.pop();
    let missing = || Error::not_found("comment", &id.to_string());
    let comment = found.ok_or_else(missing)?;
    let author = comment.author.as_ref().and_then(|author| author.id);
    let is_own = match (author, actor.reader()) {
        (Some(author), Some(reader)) => author == reader,
        (Some(_), None) => false,
        (None, _) => match token {
            Some(token) => is_edit_token(&form::key(app).await?, id, token),
            None => false,
        },
    };
    match actor {
        _ if is_own => Ok(comment),
        // What is not seen is not told to be there either.
        _ if !comment.is_seen_by(actor) => Err(missing()),
        Actor::Anonymous if token.is_none() => Err(Error::new(
            Code::Unauthenticated,
            "Only its author may do this: signed in, or with the token that came with the answer to the post.",
        )),
        _ => Err(Error::new(Code::Forbidden, "Only its author may do this.")),
    }
}

fn check_window(app: &App, comment: &Comment, now: Instant) -> Result<()> {
    let seconds = app.config.comments.comment_edit_seconds;
    if now <= comment.created.plus_seconds(seconds.into()) && seconds > 0 {
        return Ok(());
    }
    Err(Error::new(Code::Forbidden, format!("A comment can be changed for {seconds} s after it was posted.")))
}

fn refused(refusals: Vec<Refusal>) -> Error {
    refusals.first().map_or_else(|| Refusal::Closed.error(), Refusal::error)
}

fn question<'a>(comment: &'a Comment, text: &'a str) -> Question<'a> {
    let author = comment.author.as_ref();
    Question {
        article_id: comment.article_id,
        comment_id: Some(comment.id),
        in_reply_to: None,
        reader_id: author.and_then(|author| author.id),
        author_name: author.map(|author| author.name.as_str()).unwrap_or_default(),
        text,
    }
}
