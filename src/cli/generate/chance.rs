//! Chance that repeats itself: numbers that follow from a seed, a name and a number, and from nothing else.

use sha2::{Digest, Sha256};

/// A sequence of numbers (SplitMix64).
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

/// The hash of a seed, a name and a number, from which all that is made of them follows.
pub(super) fn hash(root: &str, name: &str, number: usize) -> [u8; 32] {
    Sha256::digest(format!("{root}\n{name}\n{number}")).into()
}

impl Chance {
    /// The sequence of a thing.
    pub(super) fn of(root: &str, name: &str, number: usize) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = hash(root, name, number);
        Self(u64::from_le_bytes([a, b, c, d, e, f, g, h]))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`; 0 where there is none.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let scaled = (u128::from(self.next()) * u128::from(end)) >> 64;
        u64::try_from(scaled).unwrap_or_default()
    }

    /// A place in a list of this length.
    pub(super) fn place(&mut self, length: usize) -> usize {
        let end = u64::try_from(length).unwrap_or(u64::MAX);
        usize::try_from(self.below(end)).unwrap_or_default()
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.place(list.len()))
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// The places of a list of this length in some order, each once.
    pub(super) fn shuffled(&mut self, length: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..length).collect();
        for end in (1..length).rev() {
            let other = self.place(end + 1);
            places.swap(end, other);
        }
        places
    }
}

/// Places of which the first is the most frequent: the k-th comes up in proportion to 1/k (the law of Zipf).
#[derive(Debug, Clone)]
pub(super) struct Zipf(Vec<u64>);

impl Zipf {
    /// The weights of so many places.
    pub(super) fn new(length: usize) -> Self {
        const SCALE: u64 = 1_000_000_000;
        let mut sum = 0_u64;
        let ends = (1..).take(length).map(|rank: u64| {
            sum = sum.saturating_add(SCALE / rank);
            sum
        });
        Self(ends.collect())
    }

    /// A place.
    pub(super) fn place(&self, chance: &mut Chance) -> usize {
        let at = chance.below(self.0.last().copied().unwrap_or_default());
        self.0.partition_point(|end| *end <= at)
    }
}
