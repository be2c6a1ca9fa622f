//! Counting comments anew, for the operator.

use crate::app::App;
use crate::domain::ids::ArticleId;
use crate::domain::keys::{Actor, Scope};
use crate::error::Result;
use crate::store::comments::recount::{self as store, Drift};
use crate::store::comments::{freeze, hold};
use crate::usecases::comments::ranks;

/// Every number of comments that is not what the rows say.
///
/// # Errors
/// `FORBIDDEN` without `comments:moderate`.
pub async fn drifts(app: &App, actor: &Actor) -> Result<Vec<Drift>> {
    actor.require(Scope::CommentsModerate)?;
    store::drifts(&app.store.reader()).await
}

/// Sets the numbers of these articles and their comments to what the rows say, each article in a transaction of its own.
///
/// # Errors
/// `FORBIDDEN` without `comments:moderate`.
pub async fn mend(app: &App, actor: &Actor, articles: &[ArticleId]) -> Result<()> {
    actor.require(Scope::CommentsModerate)?;
    for article in articles {
        let tx = app.store.begin().await?;
        hold(&tx.conn(), *article).await?;
        let now = app.now();
        store::mend(&tx.conn(), *article, now).await?;
        freeze(&tx.conn(), *article, now).await?;
        let row = ranks::row(&tx.conn(), *article, now).await?;
        tx.commit(row.into_iter().collect(), now).await?;
    }
    Ok(())
}
