//! Floor 5: one file a noun, each function one operation: `(app, actor, input) → Result<T>` for a write, with a
//! [`reading::Reading`] in the actor's place for a read.
//!
//! Both doors, the command line and the jobs call these and nothing below. Use-cases do not call each other.

pub mod articles;
pub mod authors;
pub mod changes;
pub mod channels;
pub mod comments;
pub mod currencies;
pub mod datelines;
mod identity;
pub mod keys;
pub mod limits;
pub mod lists;
pub mod media;
pub mod once;
mod opened;
pub mod operation;
pub mod places;
pub mod rates;
pub mod readers;
pub mod reading;
mod resolve;
pub mod sections;
pub mod site;
pub mod tags;

use crate::error::{Code, Error, Result};

/// What became of an item that was created or brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Created,
    /// It was there and changed.
    Updated,
    /// It was there and is the same.
    Unchanged,
}

impl Outcome {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
        }
    }

    /// The outcome with this stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Self {
        [Self::Updated, Self::Unchanged].into_iter().find(|known| known.as_str() == name).unwrap_or(Self::Created)
    }
}

/// Lets pass a change that names the version which is stored.
fn check_version(stored: i32, named: i32) -> Result<()> {
    if stored == named {
        return Ok(());
    }
    Err(Error::new(
        Code::PreconditionFailed,
        format!("The stored version is {stored}, the change names {named}: read it again and repeat the change."),
    ))
}
