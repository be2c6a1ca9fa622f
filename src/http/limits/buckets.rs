//! Token buckets: how much of a quota a client has used, in one number each and in bounded memory.
//!
//! A bucket is kept as the moment at which it will be full again. Taking moves the moment on by the time in which so much
//! comes back, giving back moves it to before; a bucket whose moment has passed is full and need not be known.

use std::collections::HashMap;
use std::hash::Hash;
use std::mem;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// So much in so many seconds: a full bucket holds the amount, and an empty one is full again after the seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// What a full bucket holds; 1 at least.
    pub amount: u32,
    /// In how many seconds an empty bucket fills; 1 at least.
    pub seconds: u32,
}

impl Quota {
    /// Nanoseconds in which one comes back.
    fn interval(self) -> u64 {
        let window = u64::from(self.seconds.max(1)).saturating_mul(NANOS);
        window.checked_div(self.amount.max(1).into()).unwrap_or(window).max(1)
    }

    /// Nanoseconds in which all comes back.
    fn window(self) -> u64 {
        self.interval().saturating_mul(self.amount.max(1).into())
    }
}

const NANOS: u64 = 1_000_000_000;

/// A look into a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// Whether what was asked for was there; it is taken then, and nothing otherwise.
    pub granted: bool,
    /// What is left.
    pub left: u32,
    /// The time until the bucket is full again.
    pub full_in: Duration,
    /// The time until what was asked for is there; zero when it was granted.
    pub wait: Duration,
}

/// The buckets of many clients, by a key.
///
/// At most so many are known as [`Buckets::new`] says. They stand in two generations: when the young one has half of them, or
/// the longest quota has passed, it becomes the old one and the old one is forgotten. Whoever asks comes back into the
/// young one, so only clients that have been silent are forgotten; after the longest quota their buckets are full anyway.
#[derive(Debug)]
pub struct Buckets<K> {
    generations: Mutex<Generations<K>>,
    half: usize,
    longest: u64,
}

#[derive(Debug)]
struct Generations<K> {
    young: HashMap<K, u64>,
    old: HashMap<K, u64>,
    since: u64,
}

impl<K: Hash + Eq + Copy> Buckets<K> {
    /// No buckets yet, and never more than `most`; `longest` is the longest time in which one of them fills.
    #[must_use]
    pub fn new(most: usize, longest: Duration) -> Self {
        let generations = Generations { young: HashMap::new(), old: HashMap::new(), since: 0 };
        let half = most.checked_div(2).unwrap_or_default().max(1);
        Self { generations: Mutex::new(generations), half, longest: nanos(longest) }
    }

    /// Takes `amount` out of a bucket at the time `now`, all or nothing. What no full bucket holds is given for a full one.
    pub fn take(&self, key: K, quota: Quota, amount: u32, now: Duration) -> Level {
        self.with(key, quota, now, |used| {
            let (interval, window) = (quota.interval(), quota.window());
            let after = used.saturating_add(interval.saturating_mul(amount.min(quota.amount).into()));
            if after > window {
                return (used, level(quota, used, after.saturating_sub(window)));
            }
            (after, level(quota, after, 0))
        })
    }

    /// Looks whether `amount` is there, and takes nothing.
    pub fn look(&self, key: K, quota: Quota, amount: u32, now: Duration) -> Level {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let known = generations.young.get(&key).or_else(|| generations.old.get(&key));
        let used = used(known.copied(), quota, nanos(now));
        let after = used.saturating_add(quota.interval().saturating_mul(amount.min(quota.amount).into()));
        level(quota, used, after.saturating_sub(quota.window()))
    }

    /// Gives back what was taken; a full bucket stays full.
    pub fn give_back(&self, key: K, quota: Quota, amount: u32, now: Duration) -> Level {
        self.with(key, quota, now, |used| {
            let after = used.saturating_sub(quota.interval().saturating_mul(amount.min(quota.amount).into()));
            (after, level(quota, after, 0))
        })
    }

    /// How many buckets are known.
    #[must_use]
    pub fn known(&self) -> usize {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.young.len().saturating_add(generations.old.len())
    }

    /// Changes a bucket, told and given as the nanoseconds until it is full.
    fn with(&self, key: K, quota: Quota, now: Duration, change: impl FnOnce(u64) -> (u64, Level)) -> Level {
        let now = nanos(now);
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if now.saturating_sub(generations.since) > self.longest {
            generations.turn(now);
        }
        let known = generations.old.remove(&key);
        let full_at = generations.young.get(&key).copied().or(known);
        let (used, level) = change(used(full_at, quota, now));
        if used == 0 {
            generations.young.remove(&key);
            return level;
        }
        if generations.young.len() >= self.half && !generations.young.contains_key(&key) {
            generations.turn(now);
        }
        generations.young.insert(key, now.saturating_add(used));
        level
    }
}

impl<K> Generations<K> {
    fn turn(&mut self, now: u64) {
        self.old = mem::take(&mut self.young);
        self.since = now;
    }
}

/// The nanoseconds until a bucket is full, which stand for what was taken out of it.
fn used(full_at: Option<u64>, quota: Quota, now: u64) -> u64 {
    full_at.unwrap_or_default().saturating_sub(now).min(quota.window())
}

fn level(quota: Quota, used: u64, missing: u64) -> Level {
    let left = quota.window().saturating_sub(used).checked_div(quota.interval()).unwrap_or_default();
    Level {
        granted: missing == 0,
        left: u32::try_from(left).unwrap_or(u32::MAX),
        full_in: Duration::from_nanos(used),
        wait: Duration::from_nanos(missing),
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
