//! What is known of who writes.

use crate::domain::time::Instant;

/// Fewer judged comments say nothing of an author.
const FEWEST_JUDGED: u32 = 5;

/// What is known of an author; of an anonymous one nothing ([`AuthorStats::anonymous`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AuthorStats {
    /// Whether the newsroom's identity provider says who it is.
    pub signed_in: bool,
    /// May not write.
    pub banned: bool,
    /// May not write until this instant, UTC.
    pub suspended_until: Option<Instant>,
    /// Every comment waits for a moderator.
    pub always_premod: bool,
    /// Known to the newsroom: the rules for strangers do not hold.
    pub trusted: bool,
    /// How many comments of the author readers see or a moderator approved. An anonymous author has none.
    pub approved: u32,
    /// How many a moderator or the rules have judged, within the days that the caller looks back.
    pub judged: u32,
    /// How many of those were rejected or spam.
    pub rejected: u32,
}

impl AuthorStats {
    /// Nothing is known.
    #[must_use]
    pub const fn anonymous() -> Self {
        Self {
            signed_in: false,
            banned: false,
            suspended_until: None,
            always_premod: false,
            trusted: false,
            approved: 0,
            judged: 0,
            rejected: 0,
        }
    }

    /// Whether the rules for strangers do not hold.
    #[must_use]
    pub const fn passes(&self) -> bool {
        self.trusted && !self.always_premod
    }

    /// Whether at least so many of a hundred judged comments were rejected; never below five judged ones. A share above 100
    /// is never reached.
    #[must_use]
    pub fn is_rejected_often(&self, percent: u8) -> bool {
        let share = u64::from(self.rejected) * 100;
        self.judged >= FEWEST_JUDGED && share >= u64::from(self.judged) * u64::from(percent)
    }
}
