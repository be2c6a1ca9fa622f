//! Freezing the moving orders, so that whoever turns pages meets each comment once.

use crate::app::App;
use crate::domain::articles::Sight;
use crate::domain::changes::{Audience, ChangeType, NewChange, Op, Reason};
use crate::domain::facets::Facet;
use crate::domain::ids::ArticleId;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::{Conn, articles, comments as store, jobs};

/// The most articles that are looked up at once.
const BATCH: u64 = 100;
/// Under which name the lease stands.
const JOB: &str = "ranks";
/// Seconds for which a lease is taken; a holder that dies keeps the others waiting for no longer.
const LEASE: i64 = 60;

/// Freezes the orders of each article whose comments moved since that was last done; returns how many there were, or `None`
/// while another holder does it.
///
/// Safe beside writers and beside itself: each article is frozen in a transaction of its own, under the hold of its comments.
///
/// # Errors
/// When the database fails; the next run goes on where this one stopped.
pub async fn freeze_due(app: &App, holder: &str) -> Result<Option<usize>> {
    let mut done = 0;
    loop {
        let due = store::due(&app.store.reader(), app.now(), BATCH).await?;
        if due.is_empty() {
            return Ok(Some(done));
        }
        for article in &due {
            if !freeze_one(app, holder, *article).await? {
                return Ok(None);
            }
            done += 1;
        }
    }
}

/// Freezes the orders of an article; `false` while another holder does it.
async fn freeze_one(app: &App, holder: &str, article: ArticleId) -> Result<bool> {
    let tx = app.store.begin().await?;
    let now = app.now();
    if !jobs::take(&tx.conn(), JOB, holder, now, now.plus_seconds(LEASE)).await? {
        return Ok(false);
    }
    store::hold(&tx.conn(), article).await?;
    // Whoever wrote before us did so at an instant before this one.
    let now = app.now();
    store::freeze(&tx.conn(), article, now).await?;
    let row = row(&tx.conn(), article, now).await?;
    tx.commit(row.into_iter().collect(), now).await?;
    Ok(true)
}

/// The row for the log: of the newest thread, because those of no comment that readers meet are told nothing.
pub(super) async fn row(conn: &Conn<'_>, article: ArticleId, now: Instant) -> Result<Option<NewChange>> {
    let Some(newest) = store::newest_shown(conn, article).await? else { return Ok(None) };
    let is_seen = !articles::by_ids(conn, &[article], Sight::Public, now).await?.is_empty();
    Ok(Some(NewChange {
        kind: ChangeType::Comment,
        id: newest.uuid(),
        op: Op::Updated,
        reason: Some(Reason::Ranked),
        audience: if is_seen { Audience::Public } else { Audience::Staff },
        facets: vec![Facet::Comments(article)],
    }))
}
