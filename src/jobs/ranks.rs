//! The job of the moving orders of comments: what moved in the last minute is put in order again.

use crate::app::App;
use crate::error::Result;
use crate::jobs::Outcome;
use crate::usecases::comments;

/// Freezes the orders of every article whose comments moved.
///
/// # Errors
/// When the database fails.
pub async fn run_once(app: &App, holder: &str) -> Result<Outcome> {
    Ok(comments::freeze_due(app, holder).await?.map_or(Outcome::HeldElsewhere, Outcome::Done))
}
