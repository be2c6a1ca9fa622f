//! How a server stops: it says so first, ends what it has begun, and closes its database.

use std::time::Duration;

use actix_web::dev::ServerHandle;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::app::App;
use crate::error::Result;
use crate::store::Store;

/// How long the database may take to close.
const CLOSING: Duration = Duration::from_secs(1);

/// The signals by which a server is stopped.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on the signals do not end the process by themselves.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) fn new() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for the next one; its name.
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

/// Waits for a signal and stops the server. From then on /readyz says no; for the seconds of the notice requests are taken
/// still, so that balancers have time to turn away; then what is in progress may end. A second signal ends it at once.
pub(super) async fn on_signal(mut signals: Signals, app: App, server: ServerHandle) {
    let name = signals.next().await;
    tracing::info!(signal = name, "stopping");
    app.drain.begin();
    let (notice, drain) = (app.config.http.drain_notice_seconds, app.config.limits.drain_seconds.0);
    let gently = async {
        tokio::time::sleep(Duration::from_secs(notice.min(drain).into())).await;
        server.stop(true).await;
    };
    tokio::select! {
        () = gently => {}
        name = signals.next() => {
            tracing::warn!(signal = name, "stopping at once");
            server.stop(false).await;
        }
    }
}

/// Closes the database, but does not wait for ever: whatever is open still is rolled back.
///
/// # Errors
/// When the database reports a failure.
pub(super) async fn close(store: &Store) -> Result<()> {
    tokio::time::timeout(CLOSING, store.close()).await.unwrap_or_else(|_| {
        tracing::warn!("the database did not close in time; what was not committed is not kept");
        Ok(())
    })
}
