//! The clock job: what the passing of time changes is told to the log, at most a second late.

use crate::app::App;
use crate::error::Result;
use crate::jobs::Outcome;
use crate::usecases::articles;

/// Tells of everything that is due.
///
/// # Errors
/// When the database fails.
pub async fn run_once(app: &App, holder: &str) -> Result<Outcome> {
    Ok(articles::announce(app, holder).await?.map_or(Outcome::HeldElsewhere, Outcome::Done))
}
