//! How much one network may post without a key.

use crate::domain::time::Instant;
use crate::error::{Code, Error, Place, Result};

/// How much one network may post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FloodLimits {
    /// Comments within a minute.
    pub per_minute: u32,
    /// Comments within ten minutes.
    pub per_ten_minutes: u32,
    /// Seconds for which the same text is refused; 0 lets it pass.
    pub repeat_seconds: u32,
}

/// A comment that a network posted, as it is remembered for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// When.
    pub at: Instant,
    /// Its text under the seal of that day.
    pub text: String,
}

impl FloodLimits {
    const MINUTE: i64 = 60;
    const TEN_MINUTES: i64 = 600;

    /// Seconds for which posts must be remembered.
    #[must_use]
    pub fn memory(&self) -> i64 {
        Self::TEN_MINUTES.max(self.repeat_seconds.into())
    }

    /// Lets a post pass beside the recent ones of its network; `texts` is its text under the seals that are remembered.
    ///
    /// # Errors
    /// `RATE_LIMITED` with the seconds to wait when one limit is reached, `CONFLICT` for a text that came just before.
    pub fn check(&self, recent: &[Post], texts: &[String], now: Instant) -> Result<()> {
        let waits = [
            wait(recent, self.per_minute, Self::MINUTE, now),
            wait(recent, self.per_ten_minutes, Self::TEN_MINUTES, now),
        ];
        if let Some(seconds) = waits.into_iter().flatten().max() {
            let (short, long) = (self.per_minute, self.per_ten_minutes);
            let detail = format!("{short} a minute and {long} in ten minutes are taken from you; wait {seconds} s.");
            return Err(Error::new(Code::RateLimited, detail).retry_after(seconds));
        }
        let since = now.plus_seconds(-i64::from(self.repeat_seconds));
        if recent.iter().any(|post| post.at > since && texts.contains(&post.text)) {
            let detail = "was posted from your network just before; it is there, or waits for a moderator";
            let error = Error::new(Code::Conflict, format!("/text: {detail}."));
            return Err(error.with(Place::Pointer("/text".to_owned()), detail));
        }
        Ok(())
    }
}

/// The seconds until a limit lets one more pass; `None` when it does now.
fn wait(recent: &[Post], most: u32, window: i64, now: Instant) -> Option<u64> {
    let since = now.plus_seconds(-window);
    let mut within: Vec<i64> = recent.iter().map(|post| post.at.seconds()).filter(|at| *at > since.seconds()).collect();
    within.sort_unstable_by(|a, b| b.cmp(a));
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    // The one that must leave the window before another may enter it.
    let last = match most.checked_sub(1) {
        Some(index) => *within.get(index)?,
        None => now.seconds(),
    };
    u64::try_from(last + window - now.seconds()).ok().map(|seconds| seconds.max(1))
}
