//! Posting a comment.

use crate::app::App;
use crate::domain::articles::Sight;
use crate::domain::changes::{Audience, NewChange, Op};
use crate::domain::comments::{
    Checked, Comment, CommentAuthor, Decision, Network, NewComment, Posted, Submission, decide,
};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::keys::Actor;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::{Conn, articles, comments as store};
use crate::usecases::Outcome;
use crate::usecases::comments::{author, change, flood};
use crate::usecases::once::{Once, Part};

/// Posts a comment under an article that readers see, from a network. Without a key the network's limits hold. What the
/// rules hold back waits for a moderator and is shown to nobody but the author, in this answer.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` for its fields and for an answer to what readers do not see, `NOT_FOUND` for an article that is
/// not there or not to be seen, `CONFLICT` where no comments are taken and for a text that came just before, `RATE_LIMITED`
/// when the network posted too much.
pub async fn create(
    app: &App,
    actor: &Actor,
    network: &Network,
    article: ArticleId,
    new: NewComment,
    once: Option<&Once>,
) -> Result<Comment> {
    let part = Part::next(once);
    let new = new.checked(author::own_name(actor))?;
    let settings = &app.config.comments;
    let tx = app.store.begin().await?;
    let now = app.now();
    if let Some((id, _)) = part.made(&tx.conn()).await? {
        let made = store::by_ids(&tx.conn(), &[CommentId::from_uuid(id)]).await?.pop();
        return made.map(|comment| comment.for_actor(actor)).ok_or_else(|| Error::internal("a comment that is gone"));
    }
    check_article(&tx.conn(), actor, article, now).await?;
    let decision = decide(Submission::of(&new.text), settings.policy());
    let decision = decision.ok_or_else(|| Error::new(Code::Conflict, "Comments are closed: no new ones are taken."))?;
    author::allowed(&author::stats(&tx.conn(), actor, now).await?, now)?;
    if actor.is_reader() {
        flood::pass(&tx, network, &new.text, settings.flood(), now).await?;
    }
    // From here on the article's comments are ours alone: nobody judges the one that is answered meanwhile.
    store::hold(&tx.conn(), article).await?;
    // The instant is taken again under the hold, so that comments of an article come in the order of their instants: a
    // reader who has passed one meets none before it later.
    let now = app.now();
    let answered = answered(&tx.conn(), article, &new).await?;
    let above = answered.as_ref().map(|answered| answered.above_answer(settings.comment_depth)).unwrap_or_default();
    let (author, mut log) = author::of(&tx.conn(), actor, &new.name, now).await?;
    let comment = compose(article, (author, new), answered.map(|answered| answered.id), above, decision, now);
    part.keep(&tx.conn(), comment.id.uuid(), Outcome::Created, now).await?;
    log.push(write(&tx.conn(), &comment).await?);
    tx.commit(log, now).await?;
    Ok(comment.for_actor(actor))
}

/// Lets pass an article that readers see now.
async fn check_article(conn: &Conn<'_>, actor: &Actor, id: ArticleId, now: Instant) -> Result<()> {
    let found = articles::by_ids(conn, &[id], Sight::of(actor), now).await?.pop();
    let article = found.ok_or_else(|| Error::not_found("article", &id.to_string()))?;
    if article.visibility.holds(now) {
        return Ok(());
    }
    Err(Error::new(Code::Conflict, "Readers do not see the article now, so it takes no comments."))
}

/// The comment that is answered, which readers must see under the same article.
async fn answered(conn: &Conn<'_>, article: ArticleId, new: &Checked) -> Result<Option<Comment>> {
    const POINTER: &str = "/inReplyTo";
    let Some(name) = &new.in_reply_to else { return Ok(None) };
    let id: CommentId = name.parse().map_err(|error: Error| Error::refused(POINTER, error.detail))?;
    let found = store::by_ids(conn, &[id]).await?.pop();
    let found = found.filter(|comment| comment.article_id == article && comment.status.is_visible());
    found.map(Some).ok_or_else(|| Error::refused(POINTER, format!("there is no comment «{id}» to answer here")))
}

fn compose(
    article: ArticleId,
    (author, new): (CommentAuthor, Checked),
    answered: Option<CommentId>,
    above: Vec<CommentId>,
    decision: Decision,
    now: Instant,
) -> Comment {
    Comment::posted(Posted {
        id: CommentId::generate(now),
        article_id: article,
        in_reply_to: answered,
        ancestors: above,
        author,
        text: new.text,
        decision,
        created: now,
    })
}

async fn write(conn: &Conn<'_>, comment: &Comment) -> Result<NewChange> {
    store::insert(conn, comment).await?;
    let audience = if comment.status.is_visible() {
        store::count(conn, comment, 1).await?;
        Audience::Public
    } else {
        Audience::Staff
    };
    Ok(change(comment, Op::Created, None, audience))
}
