//! What is forgotten of comments after some days.

use crate::app::App;
use crate::domain::comments::Seal;
use crate::error::Result;
use crate::store::comments as store;

/// Forgets from which networks comments came, after as many days as are set. The key under which a network is kept is gone
/// sooner; this takes the rest of it.
///
/// # Errors
/// When the database fails; the next run goes on.
pub async fn forget_networks(app: &App) -> Result<()> {
    let first = Seal::day(app.now()) - i64::from(app.config.comments.comment_network_days);
    if !store::has_networks(&app.store.reader(), first).await? {
        return Ok(());
    }
    let tx = app.store.begin().await?;
    store::forget_networks(&tx.conn(), first).await?;
    tx.commit(Vec::new(), app.now()).await
}
