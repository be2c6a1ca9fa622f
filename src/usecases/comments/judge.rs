//! Judging comments, each of a known version: one alone, and many at once.

use crate::app::App;
use crate::domain::articles::{Article, Sight};
use crate::domain::comments::{
    Comment, CommentJudgement, CommentStatus, CommentVerdict, Decided, Decider, JudgeComment, JudgementError,
    JudgementResult, JudgementStatus, RejectComment, Why, check_judgements,
};
use crate::domain::ids::{CommentId, SavedReasonId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::comments::{decisions, saved};
use crate::store::{Conn, articles, comments as store};
use crate::usecases::check_version;
use crate::usecases::comments::{bounds, standing};

/// Lets a comment pass, without more words: see [`judge`].
///
/// # Errors
/// As [`judge`].
pub async fn approve(app: &App, actor: &Actor, id: CommentId, version: i32) -> Result<Comment> {
    judge(app, actor, id, version, CommentVerdict::Approve, JudgeComment::default()).await
}

/// Refuses a comment: see [`judge`].
///
/// # Errors
/// As [`judge`].
pub async fn reject(app: &App, actor: &Actor, id: CommentId, version: i32, how: RejectComment) -> Result<Comment> {
    judge(app, actor, id, version, CommentVerdict::Reject, how.into()).await
}

/// Judges a comment of a known version, also one that was judged before. What readers reported of it is settled with that,
/// it is nobody's to judge any more, and the decision is kept in its history. What changes nothing is no decision.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate` and for a key that judges in other sections; `NOT_FOUND`;
/// `UNPROCESSABLE_CONTENT` for wrong reasons, a wrong note and a saved reason that is not there; `PRECONDITION_FAILED` for a
/// stale version; `CONFLICT` for what its author took back or what was erased.
pub async fn judge(
    app: &App,
    actor: &Actor,
    id: CommentId,
    version: i32,
    verdict: CommentVerdict,
    how: JudgeComment,
) -> Result<Comment> {
    actor.require(Scope::CommentsModerate)?;
    let (why, named) = how.checked()?;
    let tx = app.store.begin().await?;
    let (article, before) = held(&tx.conn(), actor, id, app.now()).await?;
    // Taken under the hold, so that the history of a comment comes in the order of its instants.
    let now = app.now();
    bounds::check(&tx.conn(), actor, &article).await?;
    check_version(before.version, version)?;
    check_there(&before)?;
    let why = with_saved(&tx.conn(), why, named).await?;
    let mut after = Comment {
        status: verdict.status(),
        reasons: Some(why.reasons),
        flag_count: Some(0),
        assigned_to: None,
        ..before.clone()
    };
    if after == before && why.note.is_none() {
        return Ok(after.for_actor(actor));
    }
    after.version += 1;
    store::judge(&tx.conn(), &after, now).await?;
    decisions::append(&tx.conn(), &decided(actor, &before, &after, why.note, now)).await?;
    let log = standing::changed(&tx.conn(), &article, &before, &after, now).await?;
    tx.commit(log, now).await?;
    Ok(after.for_actor(actor))
}

fn decided(actor: &Actor, before: &Comment, after: &Comment, note: Option<String>, now: Instant) -> Decided {
    Decided {
        comment: after.id,
        revision: after.revision,
        by: Decider::of(actor),
        before: Some(before.status),
        after: after.status,
        reasons: after.reasons.clone().unwrap_or_default(),
        note,
        at: now,
    }
}

/// Lets pass a comment that is there to be judged.
pub(super) fn check_there(comment: &Comment) -> Result<()> {
    match comment.status {
        CommentStatus::DeletedByAuthor => {
            Err(Error::new(Code::Conflict, "Its author took the comment back, so it cannot be judged any more."))
        }
        CommentStatus::Erased => Err(Error::new(Code::Conflict, "The comment was erased, so it cannot be judged.")),
        _ if comment.text.is_none() => {
            Err(Error::new(Code::Conflict, "What the comment said is kept no longer, so it cannot be judged."))
        }
        _ => Ok(()),
    }
}

/// The reasons and the note with what a saved reason adds to them.
async fn with_saved(conn: &Conn<'_>, mut why: Why, named: Option<SavedReasonId>) -> Result<Why> {
    let Some(id) = named else { return Ok(why) };
    let found = saved::by_id(conn, id).await?;
    let found = found.ok_or_else(|| Error::refused("/savedReason", format!("there is no saved reason «{id}»")))?;
    for reason in found.reasons {
        if !why.reasons.contains(&reason) {
            why.reasons.push(reason);
        }
    }
    why.note = why.note.or(found.note);
    Ok(why)
}

/// The comment as it is stored now, with its article, whose comments nobody else writes until the transaction ends.
pub(super) async fn held(conn: &Conn<'_>, actor: &Actor, id: CommentId, now: Instant) -> Result<(Article, Comment)> {
    let missing = || Error::not_found("comment", &id.to_string());
    let known = store::by_ids(conn, &[id]).await?.pop().ok_or_else(missing)?;
    let sight = Sight::of(actor);
    let article = articles::by_ids(conn, &[known.article_id], sight, now).await?.pop().ok_or_else(missing)?;
    store::hold(conn, known.article_id).await?;
    let stored = store::by_ids(conn, &[id]).await?.pop().ok_or_else(missing)?;
    Ok((article, stored))
}

/// Judges many comments, each in a transaction of its own and in their order: one that is refused leaves the others, and so
/// does one that could not be read. A database that fails ends it, and what was judged until then stays.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`, `UNPROCESSABLE_CONTENT` for none, `PAYLOAD_TOO_LARGE` for
/// more than 100.
pub async fn judge_each(
    app: &App,
    actor: &Actor,
    items: Vec<Result<CommentJudgement>>,
) -> Result<Vec<JudgementResult>> {
    actor.require(Scope::CommentsModerate)?;
    check_judgements(&items)?;
    let mut results = Vec::with_capacity(items.len());
    for (index, item) in (0_i32..).zip(items) {
        let done = match item {
            Ok(item) => judge_item(app, actor, item).await,
            Err(error) => Err(error),
        };
        results.push(match done {
            Ok(comment) => {
                JudgementResult { index, status: JudgementStatus::Judged, comment: Some(comment), error: None }
            }
            Err(error) if matches!(error.code, Code::InternalServerError | Code::ServiceUnavailable) => {
                return Err(error);
            }
            Err(error) => {
                let error = Some(JudgementError::from(&error));
                JudgementResult { index, status: JudgementStatus::Failed, comment: None, error }
            }
        });
    }
    Ok(results)
}

async fn judge_item(app: &App, actor: &Actor, item: CommentJudgement) -> Result<Comment> {
    let CommentJudgement { id, version, decision, reasons, saved_reason, note } = item;
    let id: CommentId = id.parse().map_err(|error: Error| Error::refused("/id", error.detail))?;
    judge(app, actor, id, version, decision, JudgeComment { reasons, saved_reason, note }).await
}
