//! A reader's question: who asks, at which instant, over which view of the database, and what the answer depends on.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::app::App;
use crate::domain::facets::{Facet, ReadSet};
use crate::domain::keys::Actor;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::snapshot::Snapshot;
use crate::store::{Conn, Store};

/// One question, from its first use-case to its printed answer.
///
/// Every read use-case takes it and notes what it looked at, before it looks, so that also «there is none» is told apart
/// from a later answer.
#[derive(Debug)]
pub struct Reading {
    actor: Actor,
    now: Instant,
    view: View,
    noted: Mutex<ReadSet>,
}

#[derive(Debug)]
enum View {
    Snapshot(Snapshot),
    Live(Store),
}

impl Reading {
    /// A question whose statements all see the database at one moment.
    #[must_use]
    pub fn new(app: &App, actor: Actor) -> Self {
        Self::over(app, actor, View::Snapshot(app.store.snapshot()))
    }

    /// A question beside writes, which sees each of them: what a mutation selects.
    #[must_use]
    pub fn live(app: &App, actor: Actor) -> Self {
        Self::over(app, actor, View::Live(app.store.clone()))
    }

    fn over(app: &App, actor: Actor, view: View) -> Self {
        Self { actor, now: app.now(), view, noted: Mutex::default() }
    }

    /// Who asks.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The instant for which the whole answer is true.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// The connection for the statements of the answer.
    ///
    /// # Errors
    /// `SERVICE_UNAVAILABLE` when no connection is free in time.
    pub async fn conn(&self) -> Result<Conn<'_>> {
        match &self.view {
            View::Snapshot(snapshot) => snapshot.conn().await,
            View::Live(store) => Ok(store.reader()),
        }
    }

    fn noted_mut(&self) -> MutexGuard<'_, ReadSet> {
        // What was noted stays true after a panic elsewhere.
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the answer depends on a facet.
    pub fn note(&self, facet: Facet) {
        self.note_all([facet]);
    }

    /// Notes that the answer depends on facets.
    pub fn note_all(&self, facets: impl IntoIterator<Item = Facet>) {
        self.noted_mut().facets.extend(facets);
    }

    /// Notes that the clock alone changes the answer at an instant; the earliest one counts, those that have come do not.
    pub fn holds_until(&self, at: Option<Instant>) {
        let Some(at) = at.filter(|at| *at > self.now) else { return };
        let mut noted = self.noted_mut();
        noted.valid_until = Some(noted.valid_until.map_or(at, |known| known.min(at)));
    }

    /// What the answer depends on, as noted so far.
    #[must_use]
    pub fn noted(&self) -> ReadSet {
        self.noted_mut().clone()
    }
}
