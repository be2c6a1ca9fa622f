//! Saved reasons. They are the moderators' own tools and no part of the log, so nobody keeps an answer with them.

use crate::app::App;
use crate::domain::comments::{MOST_SAVED, NewSavedReason, SavedReason, SavedReasonPatch};
use crate::domain::ids::SavedReasonId;
use crate::domain::keys::{Actor, Scope};
use crate::error::{Code, Error, Result};
use crate::store::Conn;
use crate::store::comments::saved as store;
use crate::usecases::once::{Once, Part};
use crate::usecases::reading::Reading;
use crate::usecases::{Outcome, check_version};

/// Every saved reason, in the order in which they were made.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`.
pub async fn saved_reasons(reading: &Reading) -> Result<Vec<SavedReason>> {
    reading.actor().require(Scope::CommentsModerate)?;
    reading.keep_private();
    store::all(&reading.conn().await?).await
}

/// Saves a reason.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`, `UNPROCESSABLE_CONTENT` for its fields, `CONFLICT` for a
/// label that is taken and beyond 100.
pub async fn save_reason(app: &App, actor: &Actor, new: NewSavedReason, once: Option<&Once>) -> Result<SavedReason> {
    let part = Part::next(once);
    actor.require(Scope::CommentsModerate)?;
    let now = app.now();
    let saved = new.checked(SavedReasonId::generate(now))?;
    let tx = app.store.begin().await?;
    if let Some((id, _)) = part.made(&tx.conn()).await? {
        return found(store::by_id(&tx.conn(), SavedReasonId::from_uuid(id)).await?, SavedReasonId::from_uuid(id));
    }
    if store::count(&tx.conn()).await? >= MOST_SAVED {
        return Err(Error::new(Code::Conflict, format!("A site has at most {MOST_SAVED} saved reasons.")));
    }
    store::insert(&tx.conn(), &saved, now).await?;
    part.keep(&tx.conn(), saved.id.uuid(), Outcome::Created, now).await?;
    tx.commit(Vec::new(), now).await?;
    Ok(saved)
}

/// Changes a saved reason of a known version; decisions that named it stay as they were.
///
/// # Errors
/// As [`save_reason`]; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version.
pub async fn change_reason(
    app: &App,
    actor: &Actor,
    id: SavedReasonId,
    version: i32,
    patch: SavedReasonPatch,
) -> Result<SavedReason> {
    actor.require(Scope::CommentsModerate)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let stored = locked(&tx.conn(), id, version).await?;
    let mut saved = patch.apply(&stored)?;
    if saved != stored {
        saved.version += 1;
        store::update(&tx.conn(), &saved, now).await?;
        tx.commit(Vec::new(), now).await?;
    }
    Ok(saved)
}

/// Deletes a saved reason of a known version; decisions that named it stay as they were.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version.
pub async fn delete_reason(app: &App, actor: &Actor, id: SavedReasonId, version: i32) -> Result<()> {
    actor.require(Scope::CommentsModerate)?;
    let tx = app.store.begin().await?;
    locked(&tx.conn(), id, version).await?;
    store::delete(&tx.conn(), id).await?;
    tx.commit(Vec::new(), app.now()).await
}

async fn locked(conn: &Conn<'_>, id: SavedReasonId, version: i32) -> Result<SavedReason> {
    let stored = found(store::lock(conn, id).await?, id)?;
    check_version(stored.version, version)?;
    Ok(stored)
}

fn found(saved: Option<SavedReason>, id: SavedReasonId) -> Result<SavedReason> {
    saved.ok_or_else(|| Error::not_found("saved reason", &id.to_string()))
}
