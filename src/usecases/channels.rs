//! What can be done with channels.

use std::collections::HashSet;

use crate::app::App;
use crate::domain::changes::{Audience, ChangeType, NewChange, Op, Reason};
use crate::domain::channels::{Channel, ChannelPatch, ChannelsImported, MOST, NewChannel};
use crate::domain::facets::Facet;
use crate::domain::ids::ChannelId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::Lang;
use crate::error::{Code, Error, Result};
use crate::store::{Conn, channels as store};
use crate::usecases::once::{Once, Part};
use crate::usecases::reading::Reading;
use crate::usecases::{Outcome, check_version};

/// How often an import begins anew when another one brings the same at the same moment.
const TRIES: u32 = 3;

/// Every channel in the site's order, or those of one language.
///
/// # Errors
/// When the database fails.
pub async fn list(reading: &Reading, language: Option<&Lang>) -> Result<Vec<Channel>> {
    reading.note(Facet::Channels);
    reading.ask(store::every(language)).await
}

/// The channel with this id.
///
/// # Errors
/// `NOT_FOUND`; `BAD_USER_INPUT` for a malformed id.
pub async fn get(reading: &Reading, id: &str) -> Result<Channel> {
    let found = by_ids(reading, &[id.parse()?]).await?.pop();
    found.ok_or_else(|| Error::not_found("channel", id))
}

/// The channels with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(reading: &Reading, ids: &[ChannelId]) -> Result<Vec<Channel>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    reading.note(Facet::Channels);
    store::by_ids(&reading.conn().await?, ids).await
}

fn change(id: ChannelId, op: Op, reason: Option<Reason>) -> NewChange {
    NewChange {
        kind: ChangeType::Channel,
        id: id.uuid(),
        op,
        reason,
        audience: Audience::Public,
        facets: vec![Facet::Channels],
    }
}

/// How many more channels the site may have.
async fn room(conn: &Conn<'_>) -> Result<usize> {
    let left = MOST.saturating_sub(store::count(conn).await?);
    usize::try_from(left).map_err(Error::internal)
}

/// Creates a channel.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`, `UNPROCESSABLE_CONTENT` for its fields, `CONFLICT` when there is one of this kind
/// and language with the same address, or the same label where neither has one.
pub async fn create(app: &App, actor: &Actor, new: NewChannel, once: Option<&Once>) -> Result<Channel> {
    let part = Part::next(once);
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let channel = new.checked()?.into_channel(ChannelId::generate(now));
    let tx = app.store.begin().await?;
    if let Some((id, _)) = part.made(&tx.conn()).await? {
        let id = ChannelId::from_uuid(id);
        return store::lock(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("channel", &id.to_string()));
    }
    if room(&tx.conn()).await? == 0 {
        return Err(Error::new(Code::Conflict, format!("A site has at most {MOST} channels.")));
    }
    store::insert(&tx.conn(), &channel, false, now).await?;
    part.keep(&tx.conn(), channel.id.uuid(), Outcome::Created, now).await?;
    tx.commit(vec![change(channel.id, Op::Created, None)], now).await?;
    Ok(channel)
}

/// Changes a channel of a known version.
///
/// # Errors
/// As [`create`]; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version.
pub async fn update(app: &App, actor: &Actor, id: ChannelId, version: i32, patch: ChannelPatch) -> Result<Channel> {
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let stored = locked(&tx.conn(), id, version).await?;
    let mut channel = patch.apply(&stored)?;
    if channel != stored {
        channel.version += 1;
        store::update(&tx.conn(), &channel, now).await?;
        tx.commit(vec![change(id, Op::Updated, None)], now).await?;
    }
    Ok(channel)
}

/// Deletes a channel of a known version; an import will not bring it back.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version.
pub async fn delete(app: &App, actor: &Actor, id: ChannelId, version: i32) -> Result<()> {
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let stored = locked(&tx.conn(), id, version).await?;
    store::remove(&tx.conn(), &stored, now).await?;
    tx.commit(vec![change(id, Op::Deleted, None)], now).await
}

async fn locked(conn: &Conn<'_>, id: ChannelId, version: i32) -> Result<Channel> {
    let stored = store::lock(conn, id).await?.ok_or_else(|| Error::not_found("channel", &id.to_string()))?;
    check_version(stored.version, version)?;
    Ok(stored)
}

/// Brings in the channels that a page links to, behind those that are there, as many as the site has room for.
///
/// A channel that is known stays as the newsroom has it, also when it was changed or deleted since.
///
/// # Errors
/// `FORBIDDEN` without `imports`, `UNPROCESSABLE_CONTENT` for a field.
pub async fn import(app: &App, actor: &Actor, found: Vec<NewChannel>) -> Result<ChannelsImported> {
    actor.require(Scope::Imports)?;
    let found: Vec<NewChannel> = found.into_iter().map(NewChannel::checked).collect::<Result<_>>()?;
    for _ in 1..TRIES {
        match attempt(app, &found).await {
            Err(error) if error.code == Code::Conflict && !error.fields.is_empty() => {}
            done => return done,
        }
    }
    attempt(app, &found).await
}

async fn attempt(app: &App, found: &[NewChannel]) -> Result<ChannelsImported> {
    let now = app.now();
    let tx = app.store.begin().await?;
    let there = store::every(None).all(&tx.conn()).await?;
    let first = there.iter().map(|channel| channel.position).max().map_or(0, |last| last.saturating_add(1));
    let made = found.iter().map(|new| new.clone().into_channel(ChannelId::generate(now)));
    let made: Vec<Channel> = made.collect();
    let identities: Vec<String> = made.iter().map(Channel::identity).collect();
    let mut known: HashSet<String> = store::known(&tx.conn(), &identities).await?.into_iter().collect();
    let new = made.into_iter().filter(|channel| known.insert(channel.identity()));
    let placed = (first..).zip(new).map(|(position, channel)| Channel { position: position.min(9999), ..channel });
    let mut new: Vec<Channel> = placed.collect();
    let over = new.split_off(new.len().min(room(&tx.conn()).await?));
    let left_out = over.into_iter().map(|channel| channel.label).collect();
    // Imports that add the same channels add them in the same order, so that they never wait for each other in a ring.
    new.sort_by_key(Channel::identity);
    let mut changes = Vec::new();
    for channel in new {
        store::insert(&tx.conn(), &channel, true, now).await?;
        changes.push(change(channel.id, Op::Created, Some(Reason::Import)));
    }
    let created = changes.len();
    tx.commit(changes, now).await?;
    Ok(ChannelsImported { created, left_out })
}
