//! Idempotency keys: a create that is sent again makes nothing again (draft-ietf-httpapi-idempotency-key-header-07).
//!
//! A key is claimed in a transaction of its own, so that a second bearer sees the first at work. What is made is kept in
//! the transaction that makes it: after a crash at any moment either both are there or neither is.

use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use uuid::Uuid;

use crate::app::App;
use crate::domain::keys::Actor;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Place, Result};
use crate::store::Conn;
use crate::store::once::{self as store, Claim, Key};
use crate::usecases::Outcome;

/// Seconds for which a key is kept: 24 hours.
const KEPT: i64 = 24 * 60 * 60;
/// Seconds for which a bearer that says nothing more is thought to be at work; then the request may be sent again.
const BUSY: i64 = 10;

/// A key that this request has claimed.
#[derive(Debug)]
pub struct Once {
    key: Key,
    /// Names this run of the request, so that it ends no claim but its own.
    owner: String,
    parts: AtomicI32,
    replayed: AtomicBool,
}

fn at_header(code: Code, detail: &str) -> Error {
    Error::new(code, format!("Idempotency-Key: {detail}.")).with(Place::Header("Idempotency-Key".to_owned()), detail)
}

/// Claims a key for a request with this fingerprint.
///
/// # Errors
/// `IDEMPOTENCY_KEY_IN_USE` while the same request is being answered, `IDEMPOTENCY_KEY_REUSED` when the key came with
/// another request within 24 hours.
pub async fn claim(app: &App, actor: &Actor, key: String, fingerprint: String) -> Result<Once> {
    let scope = match actor {
        Actor::Anonymous => "anonymous".to_owned(),
        Actor::Key { id, .. } => id.to_string(),
        // Not by the id, which a reader gets by writing: what is sent again must be the same before and after.
        Actor::Reader { subject, .. } => format!("reader {}", subject.digest()),
        Actor::System => "system".to_owned(),
    };
    let key = Key { scope, key };
    let now = app.now();
    let busy_until = Instant::from_seconds(now.seconds() + BUSY);
    let tx = app.store.begin().await?;
    store::forget(&tx.conn(), Instant::from_seconds(now.seconds() - KEPT)).await?;
    let owner = Uuid::new_v4().to_string();
    let new = Claim { fingerprint, owner: owner.clone(), busy_until };
    if !store::claim(&tx.conn(), &key, &new, now).await? {
        let known = store::lock(&tx.conn(), &key).await?.ok_or_else(at_work)?;
        if known.fingerprint != new.fingerprint {
            let detail = "was sent with another request before; take a new key for a new request";
            return Err(at_header(Code::IdempotencyKeyReused, detail));
        }
        if known.busy_until > now {
            let left = known.busy_until.seconds() - now.seconds();
            return Err(at_work().retry_after(u64::try_from(left).unwrap_or(1)));
        }
        store::hand_over(&tx.conn(), &key, &owner, busy_until).await?;
    }
    tx.commit(Vec::new(), now).await?;
    Ok(Once { key, owner, parts: AtomicI32::new(0), replayed: AtomicBool::new(false) })
}

fn at_work() -> Error {
    let detail = "belongs to a request that is being answered at this moment; send it again in some seconds";
    at_header(Code::IdempotencyKeyInUse, detail).retry_after(1)
}

/// Ends a claim: a key under which nothing was made is free again, for the same or another request.
///
/// # Errors
/// When the database fails; the key is then free after some seconds.
pub async fn settle(app: &App, once: &Once) -> Result<()> {
    let now = app.now();
    let tx = app.store.begin().await?;
    store::release(&tx.conn(), &once.key, &once.owner).await?;
    store::end(&tx.conn(), &once.key, &once.owner, now).await?;
    tx.commit(Vec::new(), now).await
}

impl Once {
    /// Whether something that was made before was given back.
    #[must_use]
    pub fn replayed(&self) -> bool {
        self.replayed.load(Ordering::Relaxed)
    }
}

/// One create under a key, or a create without one. A use-case takes its part before it begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a>(Option<(&'a Once, i32)>);

impl<'a> Part<'a> {
    /// The next part of a key: the creates of a request come in the same order each time.
    pub(super) fn next(once: Option<&'a Once>) -> Self {
        Self(once.map(|once| (once, once.parts.fetch_add(1, Ordering::Relaxed) + 1)))
    }

    /// What this part made when the request came before.
    pub(super) async fn made(self, conn: &Conn<'_>) -> Result<Option<(Uuid, Outcome)>> {
        let Some((once, part)) = self.0 else { return Ok(None) };
        let made = store::made(conn, &once.key, part).await?;
        if made.is_some() {
            once.replayed.store(true, Ordering::Relaxed);
        }
        Ok(made.map(|(id, outcome)| (id, Outcome::from_stored(&outcome))))
    }

    /// Keeps what this part makes, in the transaction that makes it.
    pub(super) async fn keep(self, conn: &Conn<'_>, made: Uuid, outcome: Outcome, now: Instant) -> Result<()> {
        let Some((once, part)) = self.0 else { return Ok(()) };
        if !store::keep(conn, (&once.key, &once.owner), part, made, outcome.as_str(), now).await? {
            return Err(at_work());
        }
        // The next bearer need not wait: it will find what was made.
        store::end(conn, &once.key, &once.owner, now).await
    }
}
