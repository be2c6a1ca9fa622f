//! The job of comments: what moved in the last minute is put in order again, and what is too old to be kept is forgotten.

use crate::app::App;
use crate::error::Result;
use crate::jobs::Outcome;
use crate::usecases::comments;

/// Freezes the orders of every article whose comments moved, forgets from which networks old comments came and what old
/// rejected ones said, and goes on with erasures that broke off.
///
/// # Errors
/// When the database fails.
pub async fn run_once(app: &App, holder: &str) -> Result<Outcome> {
    comments::forget_networks(app).await?;
    comments::forget_texts(app).await?;
    comments::finish_erasures(app).await?;
    Ok(comments::freeze_due(app, holder).await?.map_or(Outcome::HeldElsewhere, Outcome::Done))
}
