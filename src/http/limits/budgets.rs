//! What is counted for a client, by which quota, and how the headers tell it.

use std::net::IpAddr;
use std::time::Duration;

use super::buckets::{Level, Quota};
use crate::config::limits::{Class, LimitSettings};
use crate::domain::ids::KeyId;

/// By what a client is told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Client {
    /// Without a key: the address, of IPv6 the first 64 bits.
    Address(IpAddr),
    /// The holder of a key, from wherever it is used.
    Key(KeyId),
    /// A reader who is signed in, by a digest of who it is: those behind one address of a mobile network do not use up
    /// what is there for the others.
    Reader([u8; 16]),
}

impl Client {
    /// Which limits hold for it.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::Address(_) | Self::Reader(_) => Class::Anonymous,
            Self::Key(_) => Class::Key,
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Budget {
    /// Requests, whatever they ask.
    Requests,
    /// Points of GraphQL.
    Points,
    /// Writes in a minute.
    Writes,
    /// Writes in an hour.
    WritesHour,
    /// Keys that opened nothing, by the address that sent them.
    FailedKeys,
}

impl Budget {
    /// The longest time in which one of the budgets fills.
    pub const LONGEST: Duration = Duration::from_secs(3600);

    /// How much of it a client has.
    #[must_use]
    pub fn quota(self, settings: &LimitSettings, class: Class) -> Quota {
        let (amount, seconds) = match self {
            Self::Requests => (settings.requests_per_minute.of(class), 60),
            Self::Points => (settings.graphql_points_per_minute.of(class), 60),
            Self::Writes => (settings.writes_per_minute.of(class), 60),
            Self::WritesHour => (settings.writes_per_hour.of(class), 3600),
            Self::FailedKeys => (settings.failed_keys_per_quarter_hour.0, 900),
        };
        Quota { amount, seconds }
    }

    /// The name of the policy in the headers.
    #[must_use]
    pub const fn policy(self, class: Class) -> &'static str {
        match (self, class) {
            (Self::Requests, Class::Anonymous) => "anon",
            (Self::Requests, Class::Key) => "key",
            (Self::Points, Class::Anonymous) => "anon-points",
            (Self::Points, Class::Key) => "key-points",
            (Self::Writes, Class::Anonymous) => "anon-writes",
            (Self::Writes, Class::Key) => "key-writes",
            (Self::WritesHour, Class::Anonymous) => "anon-writes-hour",
            (Self::WritesHour, Class::Key) => "key-writes-hour",
            (Self::FailedKeys, _) => "failed-keys",
        }
    }

    /// What was too much, for the client.
    #[must_use]
    pub const fn refusal(self) -> &'static str {
        match self {
            Self::Requests => "Too many requests.",
            Self::Points => "The GraphQL operations cost too many points.",
            Self::Writes | Self::WritesHour => "Too many writes.",
            Self::FailedKeys => "Too many keys from this address opened nothing.",
        }
    }
}

/// The values of `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers): for each budget its quota and
/// window, what remains, and the seconds until all of it is there again.
pub(super) fn headers(levels: &[(Budget, Quota, Level)], class: Class) -> (String, String) {
    let policy = |(budget, quota, _): &(Budget, Quota, Level)| {
        format!("\"{}\";q={};w={}", budget.policy(class), quota.amount, quota.seconds)
    };
    let rate = |(budget, _, level): &(Budget, Quota, Level)| {
        format!("\"{}\";r={};t={}", budget.policy(class), level.left, seconds(level.full_in))
    };
    let joined = |parts: Vec<String>| parts.join(", ");
    (joined(levels.iter().map(policy).collect()), joined(levels.iter().map(rate).collect()))
}

/// Whole seconds after which a time has certainly passed.
pub(super) fn seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0))
}
