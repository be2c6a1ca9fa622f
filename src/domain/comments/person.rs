//! Who says something of a comment, so that nobody does twice.

use crate::domain::ids::ReaderId;

/// A reader who is signed in, or the network of one who is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Person {
    /// Whom the newsroom's identity provider signed in.
    Reader(ReaderId),
    /// A network under the seal of a day.
    Network {
        /// The network under that seal.
        sealed: String,
        /// The day of the seal, counted from 1970-01-01, UTC.
        day: i64,
    },
}

impl Person {
    /// The name by which one is told from another.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Reader(id) => id.to_string(),
            Self::Network { sealed, .. } => sealed.clone(),
        }
    }

    /// The day of the seal under which the name stands; when that is forgotten, so must the name be.
    #[must_use]
    pub const fn seal_day(&self) -> Option<i64> {
        match self {
            Self::Reader(_) => None,
            Self::Network { day, .. } => Some(*day),
        }
    }
}
