//! How banks were asked, and what of their answers is held back.

use super::Quotation;
use crate::domain::time::{Date, Instant};

/// How a bank was asked last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankState {
    /// The key of the source.
    pub source: String,
    /// When it was asked last.
    pub attempted: Instant,
    /// When it last answered everything that it was asked.
    pub succeeded: Option<Instant>,
    /// What went wrong the last time, in words; `None` when nothing did.
    pub fault: Option<String>,
    /// How often it went wrong since it last went well.
    pub failures: i32,
    /// When it is to be asked again.
    pub next_attempt: Instant,
    /// The last day for which it gave rates.
    pub last_date: Option<Date>,
}

/// A file, or rows of a file, that are served only when someone has accepted them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRates {
    /// The key of the source.
    pub source: String,
    /// SHA-256 of the file in hexadecimal digits: its name here.
    pub digest: String,
    /// Where the file came from: an address, or the name of a file.
    pub origin: String,
    /// Why it is held back.
    pub reason: String,
    /// What it says; nothing where it had no rates.
    pub quotations: Vec<Quotation>,
    /// When it was taken.
    pub fetched_at: Instant,
    /// What became of it.
    pub state: HeldState,
    /// When that was decided.
    pub decided_at: Option<Instant>,
}

/// What became of rates that are held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldState {
    /// Nobody has looked at them.
    Waiting,
    /// They were brought in.
    Accepted,
    /// They stay out.
    Rejected,
}

impl HeldState {
    /// Every state by the word by which it is stored.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Waiting, "waiting"), (Self::Accepted, "accepted"), (Self::Rejected, "rejected")];

    /// The word by which it is stored and printed.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}
