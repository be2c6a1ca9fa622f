//! What the clock does to articles: it publishes, lifts embargoes and ends, and the log is told.

use crate::app::App;
use crate::domain::articles::Article;
use crate::domain::changes::{Op, Reason};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::articles::clock as store;
use crate::store::jobs;
use crate::usecases::articles::changes;
use crate::usecases::articles::versions::linked_of;

/// The most articles of each kind that one transaction tells of.
const BATCH: u64 = 200;
/// Under which name the lease stands.
const JOB: &str = "clock";
/// Seconds for which a lease is taken; a holder that dies keeps the others waiting for no longer.
const LEASE: i64 = 5;

/// Tells the log of every article that became visible or ended since it was last told; returns how many there were, or
/// `None` while another holder does it.
///
/// Safe beside writers and beside itself: what was told is kept with each article and changes in the transaction that
/// appends the row, so nothing is told twice, also when a lease was lost; and nothing is forgotten over a pause.
///
/// # Errors
/// When the database fails; the next run goes on where this one stopped.
pub async fn announce(app: &App, holder: &str) -> Result<Option<usize>> {
    let mut told = 0;
    loop {
        let now = app.now();
        if !store::is_due(&app.store.reader(), now).await? {
            return Ok(Some(told));
        }
        let tx = app.store.begin().await?;
        let until = Instant::from_seconds(now.seconds() + LEASE);
        if !jobs::take(&tx.conn(), JOB, holder, now, until).await? {
            return Ok(None);
        }
        let due = store::lock_due(&tx.conn(), now, BATCH).await?;
        let mut rows = Vec::new();
        for stored in &due {
            let linked = linked_of(&tx.conn(), stored).await?;
            let article = Article { announced: stored.visibility.holds(now), ..stored.clone() };
            store::set_announced(&tx.conn(), stored.id, article.announced).await?;
            let (op, reason) = transition(&article);
            rows.extend(changes(op, Some(reason), Some((stored, &linked)), Some((&article, &linked))));
        }
        tx.commit(rows, now).await?;
        told += due.len();
        for stored in &due {
            observe_lateness(app, stored, now);
        }
        if due.is_empty() {
            // Writers hold what is due; they tell of it themselves, or the next run does.
            return Ok(Some(told));
        }
    }
}

/// Counts how long after its instant a change is told.
fn observe_lateness(app: &App, stored: &Article, now: Instant) {
    let at = if stored.announced { stored.visibility.until } else { stored.visibility.from };
    let late = at.map(|at| now.seconds().saturating_sub(at.seconds()).max(0));
    if let Some(late) = late.and_then(|late| u32::try_from(late).ok()) {
        app.metrics.jobs.clock_lateness.observe(late.into());
    }
}

fn transition(article: &Article) -> (Op, Reason) {
    if !article.announced {
        (Op::Updated, Reason::Expired)
    } else if article.embargoed_until.is_some() && article.embargoed_until == article.visibility.from {
        (Op::Published, Reason::EmbargoLifted)
    } else {
        (Op::Published, Reason::Scheduled)
    }
}
