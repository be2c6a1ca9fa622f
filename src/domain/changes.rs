//! The change log: what every write says of itself, in the order in which it was committed.

use uuid::Uuid;

use crate::domain::facets::Facet;

/// Who may read a row of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Only the newsroom: drafts and what only it may see.
    Staff,
    /// Everybody.
    Public,
}

impl Audience {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Public => "public",
        }
    }
}

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// It is new.
    Created,
    /// It changed.
    Updated,
    /// It was published, or its publication was moved.
    Published,
    /// It is gone.
    Deleted,
}

impl Op {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Published => "published",
            Self::Deleted => "deleted",
        }
    }
}

/// A row for the log; its `seq` is given at the commit.
#[derive(Debug, Clone)]
pub struct Change {
    /// The noun, as in the prefix of its ids.
    pub noun: &'static str,
    /// The thing that changed.
    pub id: Uuid,
    /// What happened to it.
    pub op: Op,
    /// Why, where there is more to say than `op`.
    pub reason: Option<String>,
    /// Who may read this row.
    pub audience: Audience,
    /// The facets before and after the change.
    pub facets: Vec<Facet>,
}
