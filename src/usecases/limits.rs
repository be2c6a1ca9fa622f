//! What can be known of the limits.

use crate::app::App;
use crate::domain::limits::{Limit, LimitUnit};
use crate::domain::paging::{DEFAULT_LIMIT, MOST_LIMIT};

/// Every limit of this server: the settings, and the sizes of pages, which are part of the contract and no setting.
#[must_use]
pub fn list(app: &App) -> Vec<Limit> {
    let database = &app.config.database;
    let both = |value: u32| (value, value);
    let mut limits = app.config.limits.shown();
    limits.extend([
        Limit::new("pageDefault", "The rows of a page when none are asked for.", LimitUnit::Count, both(DEFAULT_LIMIT)),
        Limit::new("pageMost", "The rows of a page.", LimitUnit::Count, both(MOST_LIMIT)),
        Limit::new(
            "databaseWaitSeconds",
            "The time to wait for the database before a request is told to come again.",
            LimitUnit::Seconds,
            both(database.database_wait_seconds),
        ),
        Limit::new(
            "databaseStatementSeconds",
            "The time of one statement in the database (PostgreSQL).",
            LimitUnit::Seconds,
            both(database.database_statement_seconds),
        ),
    ]);
    limits
}
