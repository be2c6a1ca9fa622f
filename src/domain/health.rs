//! Whether the program lives, and whether it may be sent requests.

use serde::Serialize;
use utoipa::ToSchema;

/// What is looked at before the server calls itself ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Check {
    /// The server was not told to stop.
    Draining,
    /// The database answers within a second.
    Database,
    /// The database has every table that this program needs, and none of a newer one.
    Schema,
    /// Where the database is a file, at least 5 % of its disk are free.
    Disk,
}

impl Check {
    /// The name in messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draining => "draining",
            Self::Database => "database",
            Self::Schema => "schema",
            Self::Disk => "disk",
        }
    }

    /// What it means that the check fails.
    #[must_use]
    pub const fn failure(self) -> &'static str {
        match self {
            Self::Draining => "the server is stopping",
            Self::Database => "the database does not answer within a second",
            Self::Schema => "the database does not have the schema of this program",
            Self::Disk => "less than 5 % of the disk of the database are free",
        }
    }
}

/// That the program lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Alive {
    /// Always `true`: a program that does not live does not answer.
    pub alive: bool,
}

/// That the server may be sent requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ready {
    /// Always `true`: a server that is not ready answers with a problem, which names what fails.
    pub ready: bool,
    /// What was looked at.
    pub checks: Vec<Check>,
}
