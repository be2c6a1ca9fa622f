//! What can be done with pictures. A file is in its place before its row is, and goes after it: no row is ever without one.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::domain::articles::{PubStatus, Sight};
use crate::domain::changes::{Audience, ChangeType, NewChange, Op};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, MediaId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::media::{Fitted, Media, MediaPatch, Size, WIDTHS};
use crate::domain::paging::{Cursor, Key, ListName, Order, Page, PageRequest};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::files::Files;
use crate::pictures;
use crate::store::articles::{self, clock};
use crate::store::media as store;
use crate::store::{Conn, Store, changes as log};
use crate::usecases::once::{Once, Part};
use crate::usecases::opened;
use crate::usecases::reading::Reading;
use crate::usecases::{Outcome, check_version};

/// How often a file that others bring and delete at the same moment is brought again.
const TRIES: usize = 4;
/// So many articles are named in a row of the log; where more show a picture, all lists of articles move.
const MOST_NAMED: u64 = 100;
/// Seconds for which a file may be there before its row is.
const ON_ITS_WAY: i64 = 60 * 60;

/// A file that comes in, and what is known of it.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The file.
    pub file: Bytes,
    /// What is known of it; of a file that is there already it changes nothing, and [`create`] refuses what would.
    pub about: MediaPatch,
}

/// A picture that came in, and what became of it: new, or there already and as it was.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The picture.
    pub media: Media,
    /// What became of it.
    pub outcome: Outcome,
}

/// A picture with an id of its own.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its id.
    pub id: MediaId,
    /// When it came in.
    pub created: Instant,
    /// The file.
    pub upload: Upload,
}

/// Brings a picture in. A file that is there already is not kept again: the picture that has it is given back as it is.
///
/// # Errors
/// `CONFLICT` for a file that is there already with something else said of it, `FORBIDDEN` without `articles:write`, `UNSUPPORTED_MEDIA_TYPE` for what is no picture of a known kind,
/// `UNPROCESSABLE_CONTENT` for one that is damaged or has too many pixels, and for what is said of it.
pub async fn create(app: &App, actor: &Actor, upload: Upload, once: Option<&Once>) -> Result<Stored> {
    let part = Part::next(once);
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let said = upload.about.clone();
    bring(app, Given { id: MediaId::generate(now), created: now, upload }, Some(&said), part).await
}

/// Brings in a picture with an id of its own; one that is there by its id or its file is given back as it is.
///
/// # Errors
/// `FORBIDDEN` without `imports`; otherwise as [`create`].
pub async fn load(app: &App, actor: &Actor, given: Given) -> Result<Stored> {
    actor.require(Scope::Imports)?;
    bring(app, given, None, Part::next(None)).await
}

/// What must be known of a picture whose file is there already; without it anything may be.
type Said<'a> = Option<&'a MediaPatch>;

async fn bring(app: &App, given: Given, said: Said<'_>, part: Part<'_>) -> Result<Stored> {
    let Given { id, created, upload: Upload { file, about } } = given;
    let length = i32::try_from(file.len()).map_err(Error::internal)?;
    let looked_at = file.clone();
    let look = move || {
        let sha256: String = Sha256::digest(&looked_at).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok((pictures::look(&looked_at)?, sha256))
    };
    let (facts, sha256) = app.workshop.work(look).await?;
    let media = about.apply(&Media::new(id, facts, (length, sha256), created))?;
    let mut written = false;
    for _ in 0..TRIES {
        // Outside of the transaction: nobody waits for a disk or a bucket while this holds the database.
        if !written && store::by_sha256(&app.store.reader(), &media.sha256).await?.is_none() {
            app.files.put_original(id, file.clone()).await?;
            written = true;
        }
        let Some(stored) = keep(app, (&media, said), written, part).await? else { continue };
        if written && stored.media.id != id {
            remove_files(app, id).await;
        }
        let media = stored.media.with_addresses(app.public_base());
        return Ok(Stored { media, ..stored });
    }
    Err(Error::new(Code::ServiceUnavailable, "Others bring and delete the same file at this moment; try again soon."))
}

/// Keeps the row of a picture whose file is `written`, unless the same is there; `None` when the file must be written first,
/// or when another writer was faster.
async fn keep(app: &App, (media, said): (&Media, Said<'_>), written: bool, part: Part<'_>) -> Result<Option<Stored>> {
    let now = app.now();
    let tx = app.store.begin().await?;
    if let Some((id, outcome)) = part.made(&tx.conn()).await? {
        let media = found(&tx.conn(), MediaId::from_uuid(id)).await?;
        return Ok(Some(Stored { media, outcome }));
    }
    let there = match store::by_sha256(&tx.conn(), &media.sha256).await? {
        Some(there) => Some(there),
        None => store::lock(&tx.conn(), media.id).await?,
    };
    if let Some(media) = there {
        said.map_or(Ok(()), |said| agrees(&media, said))?;
        part.keep(&tx.conn(), media.id.uuid(), Outcome::Unchanged, now).await?;
        tx.commit(Vec::new(), now).await?;
        return Ok(Some(Stored { media, outcome: Outcome::Unchanged }));
    }
    if !written {
        return Ok(None);
    }
    match store::insert(&tx.conn(), media, now).await {
        Err(error) if error.code == Code::Conflict => return Ok(None),
        done => done?,
    }
    part.keep(&tx.conn(), media.id.uuid(), Outcome::Created, now).await?;
    tx.commit(vec![change(media.id, Op::Created, Audience::Staff, Vec::new())], now).await?;
    Ok(Some(Stored { media: media.clone(), outcome: Outcome::Created }))
}

/// Refuses what is said of a picture that is there already and would change it: whoever sent it is told instead of losing it.
fn agrees(media: &Media, said: &MediaPatch) -> Result<()> {
    if said.clone().apply(media)? == *media {
        return Ok(());
    }
    let id = media.id;
    let detail = format!(
        "The file is there already, as {id}, of which other things are known: PATCH /v1/media/{id} changes them."
    );
    Err(Error::new(Code::Conflict, detail))
}

/// Removes the files of a picture that has no row. What is left over costs room and nothing else; `dateline verify` finds it.
async fn remove_files(app: &App, id: MediaId) {
    if let Err(error) = app.files.remove(id).await {
        tracing::warn!(media = %id, cause = ?error.cause, "files of a picture are left over");
    }
}

async fn found(conn: &Conn<'_>, id: MediaId) -> Result<Media> {
    store::lock(conn, id).await?.ok_or_else(|| Error::not_found("picture", &id.to_string()))
}

fn change(id: MediaId, op: Op, audience: Audience, articles: Vec<Facet>) -> NewChange {
    let mut facets = vec![Facet::Media(id), Facet::AllMedia];
    facets.extend(articles);
    NewChange { kind: ChangeType::Media, id: id.uuid(), op, reason: None, audience, facets }
}

/// The articles that print what is known of a picture.
async fn touched(conn: &Conn<'_>, id: MediaId) -> Result<Vec<Facet>> {
    let users = store::users(conn, id, MOST_NAMED + 1).await?;
    let is_crowd = u64::try_from(users.len()).is_ok_and(|count| count > MOST_NAMED);
    Ok(if is_crowd { vec![Facet::Articles] } else { users.into_iter().map(Facet::Article).collect() })
}

/// A page of pictures, the newest first: to readers those that an article shows which they see, to the newsroom all.
///
/// # Errors
/// `BAD_USER_INPUT` for a wrong limit or cursor.
pub async fn list(app: &App, reading: &Reading, page: &PageRequest) -> Result<Page<Media>> {
    let (sight, now) = (Sight::of(reading.actor()), reading.now());
    let name = ListName::new("media newest", Order::Number);
    let seek = page.seek(name)?;
    reading.note(Facet::AllMedia);
    let conn = reading.conn().await?;
    if sight != Sight::Staff {
        // Which articles will bring pictures with them is not known; the next one that moves at all is a safe bound.
        reading.holds_until(clock::next_transition(&conn, now).await?);
    }
    let found = store::page(&conn, &seek, sight, now).await?;
    let cursor = |media: &Media| Cursor { key: Key::Number(media.created.seconds()), id: media.id.uuid() };
    Ok(Page::new(found, &seek, name, cursor).map(|media| media.with_addresses(app.public_base())))
}

/// The picture with this id that the reader may see.
///
/// # Errors
/// `NOT_FOUND`; `BAD_USER_INPUT` for a malformed id.
pub async fn get(app: &App, reading: &Reading, id: &str) -> Result<Media> {
    let found = by_ids(app, reading, &[id.parse()?]).await?.pop();
    found.ok_or_else(|| Error::not_found("picture", id))
}

/// The pictures with these ids that the reader may see, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(app: &App, reading: &Reading, ids: &[MediaId]) -> Result<Vec<Media>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (sight, now) = (Sight::of(reading.actor()), reading.now());
    reading.note_all(ids.iter().copied().map(Facet::Media));
    let conn = reading.conn().await?;
    let found = store::by_ids(&conn, ids, sight, now).await?;
    if sight != Sight::Staff {
        reading.holds_until(store::next_transition(&conn, ids, now).await?);
    }
    Ok(found.into_iter().map(|media| media.with_addresses(app.public_base())).collect())
}

/// Changes what is known of a picture of a known version.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`, `NOT_FOUND`, `PRECONDITION_FAILED` for a stale version, `UNPROCESSABLE_CONTENT`
/// for fields.
pub async fn update(app: &App, actor: &Actor, id: MediaId, version: i32, patch: MediaPatch) -> Result<Media> {
    actor.require(Scope::ArticlesWrite)?;
    let tx = app.store.begin().await?;
    let now = app.now();
    let stored = found(&tx.conn(), id).await?;
    check_version(stored.version, version)?;
    let mut media = patch.apply(&stored)?;
    if media != stored {
        media.version += 1;
        store::update(&tx.conn(), &media, now).await?;
        let seen = store::is_seen(&tx.conn(), id, Sight::Public, now).await?;
        let audience = if seen { Audience::Public } else { Audience::Staff };
        let row = change(id, Op::Updated, audience, touched(&tx.conn(), id).await?);
        tx.commit(vec![row], now).await?;
    }
    Ok(media.with_addresses(app.public_base()))
}

/// Deletes a picture of a known version that no article has, with its files.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`, `NOT_FOUND`, `PRECONDITION_FAILED` for a stale version, `CONFLICT` while an article
/// has it.
pub async fn delete(app: &App, actor: &Actor, id: MediaId, version: i32) -> Result<()> {
    actor.require(Scope::ArticlesWrite)?;
    let tx = app.store.begin().await?;
    let now = app.now();
    let stored = found(&tx.conn(), id).await?;
    check_version(stored.version, version)?;
    let users = store::users(&tx.conn(), id, MOST_NAMED).await?;
    if !users.is_empty() {
        return Err(in_use(&users));
    }
    store::delete(&tx.conn(), id).await?;
    // Who was told of it is told of its end; nobody else learns that it was there.
    let told = log::was_told(&tx.conn(), ChangeType::Media, id.uuid()).await?;
    let audience = if told { Audience::Public } else { Audience::Staff };
    tx.commit(vec![change(id, Op::Deleted, audience, Vec::new())], now).await?;
    remove_files(app, id).await;
    Ok(())
}

fn in_use(users: &[ArticleId]) -> Error {
    let few: Vec<String> = users.iter().take(3).map(ToString::to_string).collect();
    let more = if users.len() > few.len() { " and others" } else { "" };
    let detail = format!("The picture belongs to {}{more}: take it out of them first.", few.join(", "));
    Error::new(Code::Conflict, detail)
}

/// A picture in a size that the reader may see.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The picture.
    pub media: Media,
    /// The size, as the picture has it.
    pub fitted: Fitted,
}

/// The picture with this id in the size with this name, such as `640.webp`; nothing of its file is read yet. With the token
/// of a preview, a picture of the article that it opens.
///
/// # Errors
/// `NOT_FOUND` for a picture that is not there or not to be seen, and for another size; `BAD_USER_INPUT` for a malformed id;
/// `FORBIDDEN` for a token that opens nothing.
pub async fn shown(app: &App, reading: &Reading, id: &str, name: &str, token: Option<&str>) -> Result<Shown> {
    let size = Size::from_name(name).ok_or_else(|| {
        let widths = WIDTHS.map(|width| width.to_string()).join(", ");
        Error::new(Code::NotFound, format!("Pictures end in one of the widths {widths} and .webp or .jpg: 640.webp."))
    })?;
    let media = match token {
        Some(token) => previewed(app, reading, id, token).await?,
        None => get(app, reading, id).await?,
    };
    let fitted = size.fitted((media.width, media.height));
    Ok(Shown { media, fitted })
}

/// A picture of the article that a token opens, as long as the token opens the article: not of one that was cancelled.
async fn previewed(app: &App, reading: &Reading, id: &str, token: &str) -> Result<Media> {
    let picture: MediaId = id.parse()?;
    let opened = opened::open(app, reading, token).await?;
    reading.note(Facet::Media(picture));
    let (sight, now, conn) = (Sight::Opened(opened.article), reading.now(), reading.conn().await?);
    let none = || Error::not_found("picture", id);
    let article = articles::by_ids(&conn, &[opened.article], sight, now).await?.pop().ok_or_else(none)?;
    let name = article.id.to_string();
    opened.check([&name, &article.slug], &name, article.version)?;
    if article.pub_status == PubStatus::Canceled {
        return Err(none());
    }
    store::by_ids(&conn, &[picture], sight, now).await?.pop().ok_or_else(none)
}

/// The bytes of a picture in a size: as they were made, or made now and kept.
///
/// # Errors
/// `SERVICE_UNAVAILABLE` when the files cannot be reached.
pub async fn bytes(app: &App, shown: &Shown) -> Result<Bytes> {
    let (id, fitted) = (shown.media.id, shown.fitted);
    if let Some(bytes) = app.files.get(id, fitted.size).await? {
        return Ok(bytes);
    }
    // By itself: what was begun is kept for the next one, also when this reader has gone.
    tokio::spawn(make(app.clone(), id, fitted)).await.map_err(Error::internal)?
}

async fn make(app: App, id: MediaId, fitted: Fitted) -> Result<Bytes> {
    let _turn = app.workshop.turn(&format!("{id}/{}", fitted.size.name())).await;
    if let Some(bytes) = app.files.get(id, fitted.size).await? {
        return Ok(bytes);
    }
    let original = app.files.original(id).await?;
    let original =
        original.ok_or_else(|| Error::internal(format!("the file of {id} is not in {}", app.files.place())))?;
    let made = app.workshop.work(move || pictures::rendition(&original, fitted)).await.map_err(Error::internal)?;
    let made = Bytes::from(made);
    if let Err(error) = app.files.put(id, fitted.size, made.clone()).await {
        tracing::warn!(media = %id, cause = ?error.cause, "a size of a picture could not be kept");
    }
    Ok(made)
}

/// What is wrong with the files of pictures, in words for the operator: those that are missing or have another length than
/// when they came in, and those that belong to no picture.
///
/// # Errors
/// When the database or the place of the files does not answer.
pub async fn file_faults(database: &Store, files: &Files, now: Instant) -> Result<Vec<String>> {
    let lengths = store::lengths(&database.reader()).await?;
    let rows: HashSet<MediaId> = lengths.iter().map(|(id, _)| *id).collect();
    let listed = files.list().await?;
    let originals: HashMap<MediaId, u64> =
        listed.iter().filter(|file| file.is_original).filter_map(|file| Some((file.media?, file.bytes))).collect();
    let (mut missing, mut other, mut over) = (Vec::new(), Vec::new(), Vec::new());
    for (id, length) in lengths {
        match originals.get(&id) {
            None => missing.push(id),
            Some(found) if u64::try_from(length).ok() != Some(*found) => other.push(id.to_string()),
            Some(_) => {}
        }
    }
    // What was deleted while this looked is no fault.
    let still = store::by_ids(&database.reader(), &missing, Sight::Staff, now).await?;
    let missing = still.into_iter().map(|media| media.id.to_string()).collect();
    for file in listed {
        let known = file.media.is_some_and(|id| rows.contains(&id));
        if !known && file.written.seconds() < now.seconds() - ON_ITS_WAY {
            over.push(file.name);
        }
    }
    let place = files.place();
    let told = [
        (missing, format!("pictures whose file is not in {place}")),
        (other, format!("pictures whose file in {place} has another length than when it came in")),
        (over, format!("files in {place} that belong to no picture")),
    ];
    Ok(told.into_iter().filter(|(names, _)| !names.is_empty()).map(|(names, what)| fault(names, &what)).collect())
}

fn fault(mut names: Vec<String>, what: &str) -> String {
    names.sort_unstable();
    let few = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    let more = if names.len() > 5 { ", …" } else { "" };
    format!("{} {what}: {few}{more}", names.len())
}
