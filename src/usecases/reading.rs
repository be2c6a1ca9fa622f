//! A reader's question: who asks, at which instant, over which view of the database, and what the answer depends on.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::app::App;
use crate::domain::facets::{Facet, ReadSet};
use crate::domain::keys::Actor;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::gather::{Gather, Gathered, Part};
use crate::store::round::Round;
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
    round: Round,
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

    /// A question that several use-cases answer, over one view of the database: [`Reading::last`] is not the last.
    #[must_use]
    pub fn held(app: &App, actor: Actor) -> Self {
        let new = Self::new(app, actor);
        new.hold();
        new
    }

    /// A question that several use-cases answer, most likely with one statement: nothing is begun for it. Where more is asked,
    /// that fails, [`Reading::is_torn`] tells, and the answer is to be begun anew as [`Reading::held`].
    #[must_use]
    pub fn single(app: &App, actor: Actor) -> Self {
        Self::over(app, actor, View::Snapshot(app.store.single()))
    }

    /// A question beside writes, which sees each of them: what a mutation selects.
    #[must_use]
    pub fn live(app: &App, actor: Actor) -> Self {
        Self::over(app, actor, View::Live(app.store.clone()))
    }

    fn over(app: &App, actor: Actor, view: View) -> Self {
        Self { actor, now: app.now(), view, round: Round::default(), noted: Mutex::default() }
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

    /// Asks the last statement of the answer. Where it is the only one too, it needs no view that others share, and what it
    /// costs to begin and end one is saved.
    ///
    /// # Errors
    /// As [`Reading::gather`].
    pub async fn last(&self, gather: Gather) -> Result<Gathered> {
        match &self.view {
            View::Snapshot(snapshot) if snapshot.is_untouched() => snapshot.only(gather).await,
            _ => self.gather(gather).await,
        }
    }

    /// Asks on the connection of the answer, together with whoever asks at the same time.
    ///
    /// # Errors
    /// When there is no connection, or the database fails.
    pub async fn gather(&self, gather: Gather) -> Result<Gathered> {
        match &self.view {
            View::Snapshot(snapshot) => self.round.ask(gather, snapshot).await,
            View::Live(store) => gather.run(&store.reader()).await,
        }
    }

    /// The same for a single query.
    ///
    /// # Errors
    /// As [`Reading::gather`].
    pub async fn ask<T>(&self, part: Part<T>) -> Result<Vec<T>> {
        let mut gather = Gather::default();
        let ticket = gather.ask(part);
        self.gather(gather).await?.take(ticket)
    }

    /// Says that after a [`Reading::last`] another use-case asks: all of them see the database at one moment.
    pub fn hold(&self) {
        if let View::Snapshot(snapshot) = &self.view {
            snapshot.hold();
        }
    }

    /// Whether it was asked more than a question of [`Reading::single`] can answer.
    #[must_use]
    pub fn is_torn(&self) -> bool {
        matches!(&self.view, View::Snapshot(snapshot) if snapshot.is_torn())
    }

    /// Whether one statement was enough, which several use-cases asked together.
    #[must_use]
    pub fn was_single(&self) -> bool {
        matches!(&self.view, View::Snapshot(snapshot) if snapshot.was_single())
    }

    /// Whether each statement sees what was written before it: what was read once is not to be kept then.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        matches!(self.view, View::Live(_))
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

    /// Keeps the answer for the one who asks alone: nobody may store it.
    pub fn keep_private(&self) {
        self.noted_mut().private = true;
    }

    /// Whether nobody may store the answer.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.noted_mut().private
    }

    /// The instant at which the clock alone changes the answer, as noted so far.
    #[must_use]
    pub fn valid_until(&self) -> Option<Instant> {
        self.noted_mut().valid_until
    }

    /// The facets on which the answer depends by name, as [`ReadSet::names`].
    #[must_use]
    pub fn names(&self, most: usize) -> Vec<String> {
        self.noted_mut().names(most)
    }

    /// What the answer depends on, as noted so far.
    #[must_use]
    pub fn noted(&self) -> ReadSet {
        self.noted_mut().clone()
    }
}
