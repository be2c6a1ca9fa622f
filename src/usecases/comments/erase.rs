//! Erasing for good: a comment, and everything that is kept of a reader.

use crate::app::App;
use crate::domain::articles::{Article, Sight};
use crate::domain::changes::{NewChange, Op};
use crate::domain::comments::{Comment, CommentStatus, Decided, Decider, Seal};
use crate::domain::ids::{ArticleId, CommentId, ReaderId};
use crate::domain::keys::{Actor, Scope, Subject};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::comments::{self as store, decisions, erased, personal};
use crate::store::{Conn, articles, readers};
use crate::usecases::check_version;
use crate::usecases::comments::{bounds, flags, flood, judge, standing};

/// How many comments of a reader are taken at a time.
const AT_ONCE: u64 = 200;

/// Erases a comment of a known version: its text, its author and whatever tells of them. Its place stays while readers see
/// answers to it, and its history stays without notes. An erased comment stays as it is.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate` and for a key that judges in other sections, `NOT_FOUND`,
/// `PRECONDITION_FAILED` for a stale version.
pub async fn erase(app: &App, actor: &Actor, id: CommentId, version: i32) -> Result<Comment> {
    actor.require(Scope::CommentsModerate)?;
    let tx = app.store.begin().await?;
    let (article, before) = judge::held(&tx.conn(), actor, id, app.now()).await?;
    let now = app.now();
    bounds::check(&tx.conn(), actor, &article).await?;
    check_version(before.version, version)?;
    if before.status == CommentStatus::Erased {
        return Ok(before.for_actor(actor));
    }
    let (after, log) = wiped(app, &tx.conn(), &article, &before, (Decider::of(actor), now)).await?;
    tx.commit(log, now).await?;
    Ok(after.for_actor(actor))
}

/// Erases a comment whose article's count the caller holds.
async fn wiped(
    app: &App,
    conn: &Conn<'_>,
    article: &Article,
    before: &Comment,
    (by, now): (Decider, Instant),
) -> Result<(Comment, Vec<NewChange>)> {
    let after = Comment {
        author: None,
        text: None,
        status: CommentStatus::Erased,
        reasons: Some(Vec::new()),
        flag_count: Some(0),
        assigned_to: None,
        version: before.version + 1,
        ..before.clone()
    };
    forget_posts(app, conn, before, now).await?;
    erased::erase(conn, before, &after, now).await?;
    let decided = Decided {
        comment: after.id,
        revision: after.revision,
        by,
        before: Some(before.status),
        after: after.status,
        reasons: Vec::new(),
        note: None,
        at: now,
    };
    decisions::append(conn, &decided).await?;
    let log = standing::changed(conn, article, before, &after, now).await?;
    Ok((after, log))
}

/// Erases everything that is kept of a reader of a known version: their comments as [`erase`] does, who they are, and that
/// reports and reactions are theirs. The numbers of those stay. Who signs in again is somebody new.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate` and for a key that judges in some sections alone,
/// `NOT_FOUND`, `PRECONDITION_FAILED` for a stale version. When the database fails midway the job goes on with it.
pub async fn erase_reader(app: &App, actor: &Actor, id: ReaderId, version: i32) -> Result<()> {
    actor.require(Scope::CommentsModerate)?;
    bounds::check_everywhere(&app.store.reader(), actor).await?;
    begin(app, id, Some(version)).await?;
    finish(app, id, Decider::of(actor)).await
}

/// Erases everything that is kept of the reader who is signed in. Who has not written yet loses nothing.
///
/// # Errors
/// `UNAUTHENTICATED` for one who is not signed in; `FORBIDDEN` for a key, and for a reader who may not write: whether that
/// is forgotten is for the newsroom to say. When the database fails midway the job goes on with it.
pub async fn erase_viewer(app: &App, actor: &Actor) -> Result<()> {
    let id = actor.require_reader()?;
    let Some(reader) = readers::by_id(&app.store.reader(), id).await? else { return Ok(()) };
    if reader.banned || reader.suspended_until.is_some_and(|until| until > app.now()) {
        return Err(Error::new(
            Code::Forbidden,
            "You may not write here now, and to erase your data would end that: ask the newsroom.",
        ));
    }
    begin(app, id, None).await?;
    // The id of the reader would stand in the history again.
    finish(app, id, Decider::Author).await
}

/// Goes on with what was begun and not finished.
///
/// # Errors
/// When the database fails; the next run goes on.
pub async fn finish_erasures(app: &App) -> Result<()> {
    for id in readers::leaving(&app.store.reader()).await? {
        finish(app, id, Decider::System).await?;
    }
    Ok(())
}

/// Parts the reader from the account with which they sign in, so that nothing new becomes theirs.
async fn begin(app: &App, id: ReaderId, version: Option<i32>) -> Result<()> {
    let now = app.now();
    let missing = || Error::not_found("reader", &id.to_string());
    let tx = app.store.begin().await?;
    let stored = readers::lock(&tx.conn(), id).await?.ok_or_else(missing)?;
    check_version(stored.version, version.unwrap_or(stored.version))?;
    let account = readers::account(&tx.conn(), id).await?.ok_or_else(missing)?;
    let who = Subject { issuer: account.issuer, subject: account.subject };
    erased::forget_posts(&tx.conn(), &senders(app, &tx.conn(), &who, now).await?).await?;
    readers::part(&tx.conn(), id, now).await?;
    tx.commit(vec![NewChange::of_reader(id, Op::Updated)], now).await
}

/// The reader under each seal under which posts, edits and reports are remembered.
async fn senders(app: &App, conn: &Conn<'_>, who: &Subject, now: Instant) -> Result<Vec<String>> {
    let seals = seals(app, conn, now).await?;
    let mut senders: Vec<String> = seals.iter().map(|seal| seal.reader(who)).collect();
    senders.extend(flood::editors(&seals.iter().collect::<Vec<_>>(), &senders));
    senders.extend(seals.iter().map(|seal| flags::sender(seal, &seal.reader(who))));
    Ok(senders)
}

async fn seals(app: &App, conn: &Conn<'_>, now: Instant) -> Result<Vec<Seal>> {
    let found = store::seals(&flood::days(app.config.comments.flood(), now)).all(conn).await?;
    Ok(found.into_iter().map(|(_, seal)| seal).collect())
}

/// Forgets what is remembered of a comment against floods: the edits of its author, and its post by a reader who is signed in.
async fn forget_posts(app: &App, conn: &Conn<'_>, comment: &Comment, now: Instant) -> Result<()> {
    let seals = seals(app, conn, now).await?;
    let seals: Vec<&Seal> = seals.iter().collect();
    let network = store::network_of(conn, comment.id).await?;
    erased::forget_posts(conn, &flood::editors(&seals, network.as_slice())).await?;
    let Some(reader) = comment.author.as_ref().and_then(|author| author.id) else { return Ok(()) };
    // Who was parted from the account posts no more, and what they posted is forgotten.
    let Some(account) = readers::account(conn, reader).await? else { return Ok(()) };
    let who = Subject { issuer: account.issuer, subject: account.subject };
    let posts: Vec<String> = seals.iter().map(|seal| seal.reader(&who)).collect();
    erased::forget_posts(conn, &flood::editors(&seals, &posts)).await?;
    erased::forget_posts_at(conn, &posts, comment.created).await
}

async fn finish(app: &App, id: ReaderId, by: Decider) -> Result<()> {
    loop {
        let some = personal::some_of(&app.store.reader(), id, AT_ONCE).await?;
        if some.is_empty() {
            break;
        }
        for group in some.chunk_by(|(a, _), (b, _)| a == b) {
            let ids: Vec<CommentId> = group.iter().map(|(_, id)| *id).collect();
            if let Some((article, _)) = group.first() {
                wipe(app, *article, &ids, by).await?;
            }
        }
    }
    let (tx, now) = (app.store.begin().await?, app.now());
    personal::disown(&tx.conn(), id).await?;
    readers::delete(&tx.conn(), id).await?;
    tx.commit(vec![NewChange::of_reader(id, Op::Deleted)], now).await
}

/// Erases comments of one article.
async fn wipe(app: &App, article: ArticleId, ids: &[CommentId], by: Decider) -> Result<()> {
    let tx = app.store.begin().await?;
    store::hold(&tx.conn(), article).await?;
    let now = app.now();
    let found = articles::by_ids(&tx.conn(), &[article], Sight::Staff, now).await?.pop();
    let article = found.ok_or_else(|| Error::internal("comments of an article that is not there"))?;
    let mut log = Vec::new();
    for id in ids {
        // One at a time: an answer below another one has changed what that one counts.
        let Some(before) = store::by_ids(&tx.conn(), &[*id]).await?.pop() else { continue };
        log.extend(wiped(app, &tx.conn(), &article, &before, (by, now)).await?.1);
    }
    tx.commit(log, now).await
}
