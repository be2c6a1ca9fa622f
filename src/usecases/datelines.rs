//! Reading a dateline on demand.

use crate::app::App;
use crate::domain::datelines::{DatelineReading, ParseDateline};
use crate::error::Result;

/// What stands at the head of a text; nothing of it is stored.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` naming the field.
pub fn parse(app: &App, wanted: &ParseDateline) -> Result<DatelineReading> {
    wanted.read(app.config.site.time_zone)
}
