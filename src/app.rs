//! Floor 4: what every use-case needs, in one value that is cheap to clone.

use std::sync::Arc;

use crate::config::Settings;
use crate::domain::lang::{Lang, Preference};
use crate::domain::time::{Clock, Instant, Ticks};
use crate::fetch::Fetch;
use crate::store::Store;

/// The running application.
#[derive(Debug, Clone)]
pub struct App {
    /// The settings it was started with.
    pub config: Arc<Settings>,
    /// The database.
    pub store: Store,
    /// What asks other servers.
    pub fetch: Fetch,
    /// The present.
    pub clock: Clock,
    /// The measure of passing time, for rates.
    pub ticks: Ticks,
}

impl App {
    /// Puts the parts together; time passes as the machine measures it.
    #[must_use]
    pub fn new(config: Settings, store: Store, clock: Clock) -> Self {
        let fetch = Fetch::new(&config.fetch);
        Self { config: Arc::new(config), store, fetch, clock, ticks: Ticks::system() }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The languages of a reader before those of the site.
    #[must_use]
    pub fn preference(&self, asked: &[Lang]) -> Preference {
        Preference::new(asked, &self.config.site.languages)
    }
}
