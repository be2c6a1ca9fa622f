//! API keys: making, listing and taking them back; and who stands behind a header.

use crate::app::App;
use crate::domain::ids::{KeyId, SectionId};
use crate::domain::keys::{Actor, ApiKey, Scope, Token, same};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Faults, Result};
use crate::store::comments::moderators;
use crate::store::{keys as store, sections};
use crate::usecases::{identity, resolve};

/// Makes a key; the token is returned once and not kept.
///
/// # Errors
/// `FORBIDDEN` without `admin`; `UNPROCESSABLE_CONTENT` without a scope or with an end that has passed.
pub async fn create(
    app: &App,
    actor: &Actor,
    label: &str,
    scopes: &[Scope],
    expires: Option<Instant>,
) -> Result<(Token, ApiKey)> {
    create_within(app, actor, (label, scopes, expires), &[]).await
}

/// As [`create`], of a key that judges comments only under articles whose main section is one of these, named by id or slug,
/// or stands below one; without any, everywhere.
///
/// # Errors
/// As [`create`]; `UNPROCESSABLE_CONTENT` for a section that is not there.
pub async fn create_within(
    app: &App,
    actor: &Actor,
    (label, scopes, expires): (&str, &[Scope], Option<Instant>),
    sections: &[String],
) -> Result<(Token, ApiKey)> {
    actor.require(Scope::Admin)?;
    let now = app.now();
    let mut faults = Faults::default();
    faults.check(scopes.is_empty(), "/scopes", "at least one scope is needed");
    faults.check(expires.is_some_and(|end| end <= now), "/expires", "must be in the future");
    faults.check(label.chars().count() > 200, "/label", "must have at most 200 characters");
    faults.into_result()?;
    let (mut prefix, mut secret) = ([0; 6], [0; 32]);
    getrandom::fill(&mut prefix).and_then(|()| getrandom::fill(&mut secret)).map_err(Error::internal)?;
    let token = Token::from_random(prefix, secret);
    let mut scopes = scopes.to_vec();
    scopes.sort_unstable();
    scopes.dedup();
    let key = ApiKey {
        id: KeyId::generate(now),
        prefix: token.prefix(),
        hash: token.hash(),
        label: label.to_owned(),
        scopes,
        created: now,
        expires,
        revoked: None,
    };
    let tx = app.store.begin().await?;
    let sections = resolve::further_sections(&tx.conn(), sections).await?;
    store::insert(&tx.conn(), &key).await?;
    moderators::set(&tx.conn(), key.id, &sections).await?;
    tx.commit(Vec::new(), now).await?;
    Ok((token, key))
}

/// Sets the sections in which a key judges comments, named by id or slug; without any, it judges everywhere.
///
/// # Errors
/// `FORBIDDEN` without `admin`; `NOT_FOUND` when no live key has this id; `UNPROCESSABLE_CONTENT` for a section that is not
/// there.
pub async fn set_sections(app: &App, actor: &Actor, id: KeyId, sections: &[String]) -> Result<()> {
    actor.require(Scope::Admin)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let sections = resolve::further_sections(&tx.conn(), sections).await?;
    let key = store::by_id(&tx.conn(), id).await?.filter(|key| key.is_live(now));
    key.ok_or_else(|| Error::not_found("live key", &id.to_string()))?;
    moderators::set(&tx.conn(), id, &sections).await?;
    tx.commit(Vec::new(), now).await
}

/// The keys that judge comments only in some sections, with the slugs of these; the id in the place of one that is gone.
///
/// # Errors
/// `FORBIDDEN` without `admin`.
pub async fn sections(app: &App, actor: &Actor) -> Result<Vec<(KeyId, String)>> {
    actor.require(Scope::Admin)?;
    let conn = app.store.reader();
    let all = sections::all(&conn).await?;
    let slug = |id: SectionId| {
        all.iter().find(|section| section.id == id).map_or_else(|| id.to_string(), |section| section.slug.clone())
    };
    Ok(moderators::all(&conn).await?.into_iter().map(|(key, section)| (key, slug(section))).collect())
}

/// Every key, the oldest first.
///
/// # Errors
/// `FORBIDDEN` without `admin`.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<ApiKey>> {
    actor.require(Scope::Admin)?;
    store::all(&app.store.reader()).await
}

/// Takes a key back at once.
///
/// # Errors
/// `FORBIDDEN` without `admin`; `NOT_FOUND` when no live key has this id.
pub async fn revoke(app: &App, actor: &Actor, id: KeyId) -> Result<()> {
    actor.require(Scope::Admin)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    if !store::revoke(&tx.conn(), id, now).await? {
        return Err(Error::not_found("live key", &id.to_string()));
    }
    tx.commit(Vec::new(), now).await
}

/// The actor behind an `Authorization` header: the holder of a key, or whom an identity provider signed in; without one, a
/// reader.
///
/// # Errors
/// `UNAUTHENTICATED` for any other scheme than Bearer and for a key that is unknown, expired or revoked (the answer does
/// not tell which); as [`Identity::check`](crate::identity::Identity::check) for a token.
pub async fn authenticate(app: &App, authorization: Option<&str>) -> Result<Actor> {
    let Some(header) = authorization else { return Ok(Actor::Anonymous) };
    let refused = || Error::new(Code::Unauthenticated, "The key is unknown, expired or revoked.");
    let (scheme, credentials) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Error::new(Code::Unauthenticated, "Send the key as «Authorization: Bearer <key>»."));
    }
    let credentials = credentials.trim();
    if app.identity.takes(credentials) {
        return identity::signed_in(app, credentials).await;
    }
    let token = Token::read(credentials).ok_or_else(refused)?;
    let key = store::by_prefix(&app.store.reader(), &token.prefix()).await?.ok_or_else(refused)?;
    if same(&key.hash, &token.hash()) && key.is_live(app.now()) {
        Ok(Actor::Key { id: key.id, scopes: key.scopes })
    } else {
        Err(refused())
    }
}
