//! Floor 4: what every use-case needs, in one value that is cheap to clone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::config::Settings;
use crate::config::media::PublicUrl;
use crate::domain::comments::detect::form::FormKey;
use crate::domain::lang::{Lang, Preference};
use crate::domain::time::{Clock, Instant, Ticks};
use crate::fetch::Fetch;
use crate::files::Files;
use crate::identity::Identity;
use crate::pictures::workshop::Workshop;
use crate::store::Store;
use crate::telemetry::metrics::Metrics;

/// The running application.
#[derive(Debug, Clone)]
pub struct App {
    /// The settings it was started with.
    pub config: Arc<Settings>,
    /// The database.
    pub store: Store,
    /// What asks other servers.
    pub fetch: Fetch,
    /// Who signs readers in.
    pub identity: Identity,
    /// The files of pictures.
    pub files: Files,
    /// What works on pictures.
    pub workshop: Workshop,
    /// The present.
    pub clock: Clock,
    /// The measure of passing time, for rates.
    pub ticks: Ticks,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Whether the server was told to stop.
    pub drain: Drain,
    /// The key of the forms of comments, once it was asked for.
    pub form_key: Arc<OnceLock<FormKey>>,
}

/// Whether a server was told to stop; its clones say the same.
#[derive(Debug, Clone, Default)]
pub struct Drain(Arc<AtomicBool>);

impl Drain {
    /// From now on the server calls itself not ready.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was told to stop.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl App {
    /// Puts the parts together; time passes as the machine measures it.
    #[must_use]
    pub fn new(config: Settings, store: Store, clock: Clock) -> Self {
        let fetch = Fetch::new(&config.fetch);
        let identity = Identity::new(&config.identity);
        let files = Files::new(&config.media, store.file());
        let workshop = Workshop::new(config.media.media_workers);
        let metrics = Arc::new(Metrics::new(store.metrics()));
        let (ticks, drain, form_key) = (Ticks::system(), Drain::default(), Arc::default());
        Self {
            config: Arc::new(config),
            store,
            fetch,
            files,
            workshop,
            identity,
            clock,
            ticks,
            metrics,
            drain,
            form_key,
        }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// What stands before the addresses of pictures: the server's public address, where it is known.
    #[must_use]
    pub fn public_base(&self) -> &str {
        self.config.site.public_url.as_ref().map_or("", PublicUrl::as_str)
    }

    /// The languages of a reader before those of the site.
    #[must_use]
    pub fn preference(&self, asked: &[Lang]) -> Preference {
        Preference::new(asked, &self.config.site.languages)
    }
}
