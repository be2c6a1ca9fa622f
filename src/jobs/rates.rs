//! The banks' job: each bank is asked at its own times, by one process of all that serve the database.

use crate::app::App;
use crate::error::Result;
use crate::jobs::Outcome;
use crate::usecases::rates;

/// Asks every bank whose time has come.
///
/// # Errors
/// When the database fails. A bank that cannot be asked is no failure of ours: it is written down and asked again.
pub async fn run_once(app: &App, holder: &str) -> Result<Outcome> {
    Ok(rates::sync_due(app, holder).await?.map_or(Outcome::HeldElsewhere, Outcome::Done))
}
