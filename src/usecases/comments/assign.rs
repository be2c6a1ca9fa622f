//! Who is to judge a comment.

use crate::app::App;
use crate::domain::changes::{Audience, Op};
use crate::domain::comments::{AssignComment, Comment};
use crate::domain::ids::{CommentId, KeyId};
use crate::domain::keys::{Actor, Scope};
use crate::error::{Code, Error, Result};
use crate::store::{Conn, Tx, comments as store, keys};
use crate::usecases::comments::judge::{check_there, held};
use crate::usecases::comments::{bounds, change};

/// Gives a comment to a key that is to judge it. Its version stays: nothing of the comment changes.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate` and for a key that judges in other sections; `NOT_FOUND`;
/// `UNPROCESSABLE_CONTENT` for a key that cannot judge it; `CONFLICT` where another key is to judge it already, unless it is
/// forced, and for what cannot be judged any more.
pub async fn assign(app: &App, actor: &Actor, id: CommentId, how: AssignComment) -> Result<Comment> {
    actor.require(Scope::CommentsModerate)?;
    let wanted = named(actor, how.key.as_deref())?;
    set(app, actor, id, Some(wanted), how.force).await
}

/// Gives a comment back: nobody is to judge it.
///
/// # Errors
/// As [`assign`]; `CONFLICT` where another key than the one that asks is to judge it, unless it is forced.
pub async fn unassign(app: &App, actor: &Actor, id: CommentId, force: bool) -> Result<Comment> {
    actor.require(Scope::CommentsModerate)?;
    set(app, actor, id, None, force).await
}

const POINTER: &str = "/key";

fn named(actor: &Actor, key: Option<&str>) -> Result<KeyId> {
    match (key, actor) {
        (Some(key), _) => key.parse().map_err(|error: Error| Error::refused(POINTER, error.detail)),
        (None, Actor::Key { id, .. }) => Ok(*id),
        (None, _) => Err(Error::refused(POINTER, "is needed: no key asks")),
    }
}

async fn set(app: &App, actor: &Actor, id: CommentId, key: Option<KeyId>, force: bool) -> Result<Comment> {
    let tx = app.store.begin().await?;
    let (article, before) = held(&tx.conn(), actor, id, app.now()).await?;
    bounds::check(&tx.conn(), actor, &article).await?;
    check_there(&before)?;
    if before.assigned_to == key {
        return Ok(before.for_actor(actor));
    }
    let asking = match actor {
        Actor::Key { id, .. } => Some(*id),
        _ => None,
    };
    // Who has it may give it to anybody.
    if before.assigned_to.is_some() && before.assigned_to != asking && !force {
        let detail = "Another key is to judge this comment already; take it over with force.";
        return Err(Error::new(Code::Conflict, detail));
    }
    if let Some(key) = key {
        let bounds = check_key(app, &tx.conn(), key).await?;
        if !bounds::hold(bounds.as_deref(), &article) {
            return Err(Error::refused(POINTER, "judges comments in other sections"));
        }
    }
    store::assign(&tx.conn(), id, key).await?;
    let after = Comment { assigned_to: key, ..before };
    write(app, tx, &after).await?;
    Ok(after.for_actor(actor))
}

/// Lets pass a key that may judge; gives the sections to which it is bound.
async fn check_key(app: &App, conn: &Conn<'_>, id: KeyId) -> Result<Option<Vec<crate::domain::ids::SectionId>>> {
    let key = keys::by_id(conn, id).await?.filter(|key| key.is_live(app.now()));
    let judges = |scope: &Scope| matches!(scope, Scope::CommentsModerate | Scope::Admin);
    if !key.is_some_and(|key| key.scopes.iter().any(judges)) {
        return Err(Error::refused(POINTER, format!("«{id}» is no live key with {}", Scope::CommentsModerate)));
    }
    bounds::of_key(conn, id).await
}

async fn write(app: &App, tx: Tx, comment: &Comment) -> Result<()> {
    // Readers see nothing of it.
    tx.commit(vec![change(comment, Op::Updated, None, Audience::Staff)], app.now()).await
}
