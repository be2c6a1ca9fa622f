//! Asking the banks whose time has come.

use super::sync::{Synced, sync};
use crate::app::App;
use crate::domain::keys::Actor;
use crate::error::Result;
use crate::sources::{self, Source};
use crate::store::jobs;
use crate::store::rates::banks;

/// Seconds for which a process has a bank for itself: longer than it can take to ask for its newest files.
const LEASE: i64 = 300;

/// Asks each bank of the settings whose time has come; how many were asked, `None` when another process asks them all.
///
/// # Errors
/// When the database fails.
pub async fn sync_due(app: &App, holder: &str) -> Result<Option<usize>> {
    let (mut asked, mut elsewhere) = (0, 0);
    for source in sources::ALL {
        let wanted = source.bank.is_some() && app.config.rates.rates_sources.iter().any(|key| key == source.key);
        if !wanted || !is_due(app, source).await? {
            continue;
        }
        if !lease(app, source, holder).await? {
            elsewhere += 1;
            continue;
        }
        // Who held it before may have asked in between.
        if is_due(app, source).await? {
            tell(source, &sync(app, &Actor::System, source, None, &|_, _| ()).await?);
            asked += 1;
        }
    }
    Ok((asked > 0 || elsewhere == 0).then_some(asked))
}

async fn is_due(app: &App, source: &Source) -> Result<bool> {
    let state = banks::state(&app.store.reader(), source.key).await?;
    Ok(state.is_none_or(|state| state.next_attempt <= app.now()))
}

async fn lease(app: &App, source: &Source, holder: &str) -> Result<bool> {
    let now = app.now();
    let tx = app.store.begin().await?;
    let name = format!("rates:{}", source.key);
    let taken = jobs::take(&tx.conn(), &name, holder, now, now.plus_seconds(LEASE)).await?;
    tx.commit(Vec::new(), now).await?;
    Ok(taken)
}

fn tell(source: &Source, done: &Synced) {
    for fault in &done.faults {
        tracing::warn!(source = source.key, fault, "a bank could not be asked");
    }
    let (created, revised) = (done.imported.created, done.imported.revised);
    if created + revised > 0 {
        tracing::info!(source = source.key, created, revised, "rates came in");
    }
}
