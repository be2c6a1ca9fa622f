//! Reacting to comments without words, and taking that back.

use crate::app::App;
use crate::domain::changes::{Audience, NewChange, Op};
use crate::domain::comments::{Comment, CommentReaction, Network, Person, is_reaction};
use crate::domain::ids::CommentId;
use crate::domain::keys::Actor;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::comments::reactions as store;
use crate::store::{Conn, Tx};
use crate::usecases::comments::{author, change, feedback};

/// Adds a reaction of a kind to a comment that readers see. Whoever has reacted so already changes nothing.
///
/// # Errors
/// `BAD_USER_INPUT` for a kind that is not taken, `UNAUTHENTICATED` for whoever is not signed in where only those may,
/// `FORBIDDEN` for a key and where there are no reactions, `READER_BANNED`, `READER_SUSPENDED`, `NOT_FOUND`.
pub async fn add(app: &App, actor: &Actor, network: &Network, id: CommentId, kind: &str) -> Result<CommentReaction> {
    check(app, actor)?;
    let kinds = &app.config.feedback.comment_reactions.0;
    if !kinds.iter().any(|known| known == kind) {
        return Err(Error::parameter("kind", format!("must be one of {}", kinds.join(", "))));
    }
    let tx = app.store.begin().await?;
    let now = app.now();
    author::check(&tx.conn(), actor, now).await?;
    let unknown = who(app, &tx.conn(), actor, network, now).await?;
    let (_, comment) = feedback::held(app, &tx.conn(), actor, id, now).await?;
    // Under the hold, so that whoever follows the comments of the article meets none behind a place that was told.
    let now = app.now();
    let (reader, log) = author::reader(&tx.conn(), actor, None, now).await?;
    let person = reader.map_or(unknown, Person::Reader);
    let by = i32::from(store::add(&tx.conn(), id, &person, kind, now).await?);
    finish(tx, actor, (comment, person), (kind, by), (log, now)).await
}

/// Takes a reaction back. Where there is none, nothing changes.
///
/// # Errors
/// As [`add`]; those who may not write can take back what they said, and a kind that is not taken any more can be too.
pub async fn remove(app: &App, actor: &Actor, network: &Network, id: CommentId, kind: &str) -> Result<CommentReaction> {
    check(app, actor)?;
    if !is_reaction(kind) {
        return Err(Error::parameter("kind", "must be the name of a kind, such as LIKE"));
    }
    let tx = app.store.begin().await?;
    let now = app.now();
    let person = who(app, &tx.conn(), actor, network, now).await?;
    let (_, comment) = feedback::held(app, &tx.conn(), actor, id, now).await?;
    let now = app.now();
    let by = -i32::from(store::remove(&tx.conn(), id, &person, kind).await?);
    finish(tx, actor, (comment, person), (kind, by), (Vec::new(), now)).await
}

fn check(app: &App, actor: &Actor) -> Result<()> {
    let settings = &app.config.feedback;
    feedback::check(actor)?;
    if settings.comment_reactions.0.is_empty() {
        return Err(Error::new(Code::Forbidden, "There are no reactions to comments here."));
    }
    if actor.reader().is_none() && !settings.comment_anonymous_reactions {
        return Err(Error::new(Code::Unauthenticated, "Only readers who are signed in can react to comments."));
    }
    Ok(())
}

async fn who(app: &App, conn: &Conn<'_>, actor: &Actor, network: &Network, now: Instant) -> Result<Person> {
    feedback::person(conn, actor, network, (app.config.comments.flood().memory(), now)).await
}

/// Stores how many there are now, and tells.
async fn finish(
    tx: Tx,
    actor: &Actor,
    (mut comment, person): (Comment, Person),
    (kind, by): (&str, i32),
    (mut log, now): (Vec<NewChange>, Instant),
) -> Result<CommentReaction> {
    if by != 0 {
        comment = comment.reacted(kind, by);
        store::count(&tx.conn(), &comment, now).await?;
        log.push(change(&comment, Op::Updated, None, Audience::Public));
    }
    let viewer_reactions = store::of(&tx.conn(), comment.id, &person).await?;
    tx.commit(log, now).await?;
    Ok(CommentReaction { comment: comment.for_actor(actor), viewer_reactions })
}
