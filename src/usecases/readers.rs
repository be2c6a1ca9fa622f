//! Readers who sign in: what moderators know of them and decide over them, and what they see of themselves.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::changes::{NewChange, Op};
use crate::domain::facets::Facet;
use crate::domain::ids::ReaderId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::paging::{Cursor, Key, ListName, Order, Page, PageRequest};
use crate::domain::readers::{Reader, ReaderCounts, ReaderPatch, Viewer};
use crate::domain::text::likeness;
use crate::error::{Error, Result};
use crate::store::{Conn, readers as store};
use crate::usecases::check_version;
use crate::usecases::reading::Reading;

/// The longest part of a name that is searched, in characters.
const SEARCH_LONGEST: usize = 60;

/// A page of readers, those who first wrote last at the top; of those whose name holds a text, however it is capitalised.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`; `BAD_USER_INPUT` for a wrong limit or cursor and for a name
/// that is empty or has more than 60 characters.
pub async fn list(reading: &Reading, name: Option<&str>, page: &PageRequest) -> Result<Page<Reader>> {
    reading.actor().require(Scope::CommentsModerate)?;
    let name = name.map(searched).transpose()?;
    let list = ListName::new(&format!("readers {name:?}"), Order::Number);
    let seek = page.seek(list)?;
    // The counts move with the comments.
    reading.note_all([Facet::Readers, Facet::AllComments]);
    let conn = reading.conn().await?;
    let mut found = store::page(&conn, name.as_deref(), &seek).await?;
    fill(&conn, &mut found).await?;
    let cursor = |reader: &Reader| Cursor { key: Key::Number(reader.created.seconds()), id: reader.id.uuid() };
    Ok(Page::new(found, &seek, list, cursor))
}

/// A part of a name as it is searched.
fn searched(name: &str) -> Result<String> {
    let folded = likeness(name);
    if folded.is_empty() || folded.chars().count() > SEARCH_LONGEST {
        return Err(Error::parameter("name", format!("must have 1 to {SEARCH_LONGEST} characters")));
    }
    Ok(folded)
}

/// Puts in how many comments each wrote.
async fn fill(conn: &Conn<'_>, readers: &mut [Reader]) -> Result<()> {
    let ids: Vec<ReaderId> = readers.iter().map(|reader| reader.id).collect();
    let counts: HashMap<ReaderId, ReaderCounts> = store::counts(conn, &ids).await?.into_iter().collect();
    for reader in readers {
        reader.counts = counts.get(&reader.id).copied().unwrap_or_default();
    }
    Ok(())
}

/// The reader with this id.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`; `NOT_FOUND`.
pub async fn get(reading: &Reading, id: ReaderId) -> Result<Reader> {
    reading.actor().require(Scope::CommentsModerate)?;
    by_ids(reading, &[id]).await?.pop().ok_or_else(|| Error::not_found("reader", &id.to_string()))
}

/// The readers with these ids, in no order; none for whoever does not moderate.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(reading: &Reading, ids: &[ReaderId]) -> Result<Vec<Reader>> {
    if ids.is_empty() || !reading.actor().has(Scope::CommentsModerate) {
        return Ok(Vec::new());
    }
    reading.note_all(ids.iter().copied().map(Facet::Reader));
    reading.note(Facet::AllComments);
    let conn = reading.conn().await?;
    let mut found = store::by_ids(&conn, ids).await?;
    fill(&conn, &mut found).await?;
    Ok(found)
}

/// Changes what moderators say of a reader, of a known version.
///
/// # Errors
/// As [`get`]; `UNPROCESSABLE_CONTENT` for its fields; `PRECONDITION_FAILED` for a stale version.
pub async fn update(app: &App, actor: &Actor, id: ReaderId, version: i32, patch: ReaderPatch) -> Result<Reader> {
    actor.require(Scope::CommentsModerate)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let stored = store::lock(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("reader", &id.to_string()))?;
    check_version(stored.version, version)?;
    let mut reader = patch.apply(&stored, now)?;
    let is_changed = reader != stored;
    if is_changed {
        reader.version += 1;
        store::update(&tx.conn(), &reader, now).await?;
    }
    let mut filled = [reader];
    fill(&tx.conn(), &mut filled).await?;
    if is_changed {
        tx.commit(vec![NewChange::of_reader(id, Op::Updated)], now).await?;
    }
    let [reader] = filled;
    Ok(reader)
}

/// The reader who asks.
///
/// # Errors
/// `UNAUTHENTICATED` for one who is not signed in, `FORBIDDEN` for a key.
pub async fn viewer(reading: &Reading) -> Result<Viewer> {
    let id = reading.actor().require_reader()?;
    let name = match reading.actor() {
        Actor::Reader { name, .. } => name.clone(),
        _ => None,
    };
    // Who has not written yet has an id that nobody knows.
    reading.note_all([Facet::Reader(id), Facet::Readers]);
    let found = store::by_id(&reading.conn().await?, id).await?;
    let suspended = found.as_ref().and_then(|reader| reader.suspended_until).filter(|until| *until > reading.now());
    reading.holds_until(suspended);
    let banned = found.as_ref().is_some_and(|reader| reader.banned);
    Ok(Viewer {
        id: found.map(|reader| reader.id),
        name,
        may_write: !banned && suspended.is_none(),
        suspended_until: suspended.filter(|_| !banned),
    })
}
