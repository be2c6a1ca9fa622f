//! What changed between two plain texts: first which paragraphs, then which words of them.
//!
//! The same two texts always give the same answer, in bounded time: what would cost more than `BUDGET` is told as one
//! deletion and one insertion. The bound counts steps, not milliseconds.

use std::collections::HashMap;

use async_graphql::{Enum, SimpleObject};
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;
use utoipa::ToSchema;

/// The most steps that all comparisons of two texts may take together.
const BUDGET: usize = 40_000_000;
/// Letters that stand alone between two changes tell less than the changes do: fewer than so many go with them.
const ISLAND: usize = 3;

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TextOp {
    /// It stands in both texts.
    Equal,
    /// It stood in the earlier text alone.
    Deleted,
    /// It stands in the later text alone.
    Inserted,
}

/// A piece of two texts. Those that are not `INSERTED`, joined, are the earlier text; those that are not `DELETED` the
/// later one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TextChange {
    /// What became of it.
    pub op: TextOp,
    /// The piece itself, with its spaces and line breaks; never empty.
    pub text: String,
}

/// What changed between two lines, such as headlines and leads, word by word; nothing for two empty ones.
#[must_use]
pub fn of_lines(before: &str, after: &str) -> Vec<TextChange> {
    let mut regions = Regions::default();
    let mut budget = BUDGET;
    by_words(before, after, &mut budget, &mut regions);
    regions.into_changes()
}

/// What changed between two texts of paragraphs, such as bodies: word by word inside of paragraphs that changed; nothing
/// for two empty ones.
#[must_use]
pub fn of_texts(before: &str, after: &str) -> Vec<TextChange> {
    let mut regions = Regions::default();
    let mut budget = BUDGET;
    let old: Vec<&str> = before.split_inclusive("\n\n").collect();
    let new: Vec<&str> = after.split_inclusive("\n\n").collect();
    for step in compare(&old, &new, &mut budget) {
        match step {
            Step::Equal(pieces) => regions.equal(&pieces.concat()),
            Step::Changed(old, new) => by_words(&old.concat(), &new.concat(), &mut budget, &mut regions),
        }
    }
    regions.into_changes()
}

/// Compares the words of two texts; texts that have next to none in common are told apart as wholes.
fn by_words(before: &str, after: &str, budget: &mut usize, regions: &mut Regions) {
    let old: Vec<&str> = before.split_word_bounds().collect();
    let new: Vec<&str> = after.split_word_bounds().collect();
    let steps = compare(&old, &new, budget);
    let kept: usize = steps.iter().map(Step::kept).sum();
    if kept * 4 < letters(before).min(letters(after)) {
        regions.changed(before, after);
        return;
    }
    for step in steps {
        match step {
            Step::Equal(pieces) => regions.equal(&pieces.concat()),
            Step::Changed(old, new) => regions.changed(&old.concat(), &new.concat()),
        }
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Pieces of two texts, one after another.
enum Step<'a, 'b> {
    Equal(&'a [&'b str]),
    Changed(&'a [&'b str], &'a [&'b str]),
}

impl Step<'_, '_> {
    /// How many letters stand in both.
    fn kept(&self) -> usize {
        match self {
            Self::Equal(pieces) => pieces.iter().map(|piece| letters(piece)).sum(),
            Self::Changed(..) => 0,
        }
    }
}

/// Compares two rows of pieces: what both begin and end with, then what stands once in each, then what is between.
fn compare<'a, 'b>(old: &'a [&'b str], new: &'a [&'b str], budget: &mut usize) -> Vec<Step<'a, 'b>> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut number = |piece: &&'b str| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(*piece).or_insert(next)
    };
    let (left, right): (Vec<u32>, Vec<u32>) =
        (old.iter().map(&mut number).collect(), new.iter().map(&mut number).collect());
    let mut row = Row { old, new, left: &left, right: &right, at: (0, 0), steps: Vec::new() };
    for (i, j) in anchors(&left, &right) {
        row.gap((i, j), budget);
        row.equal(1);
    }
    row.gap((left.len(), right.len()), budget);
    row.steps
}

/// Two rows of pieces, how far they were compared, and what was found.
struct Row<'a, 'b, 'c> {
    old: &'a [&'b str],
    new: &'a [&'b str],
    left: &'c [u32],
    right: &'c [u32],
    at: (usize, usize),
    steps: Vec<Step<'a, 'b>>,
}

impl Row<'_, '_, '_> {
    fn equal(&mut self, count: usize) {
        let (i, j) = self.at;
        if let Some(pieces) = self.old.get(i..i + count).filter(|pieces| !pieces.is_empty()) {
            self.steps.push(Step::Equal(pieces));
        }
        self.at = (i + count, j + count);
    }

    fn changed(&mut self, old: usize, new: usize) {
        let (i, j) = self.at;
        let pieces = (self.old.get(i..i + old).unwrap_or_default(), self.new.get(j..j + new).unwrap_or_default());
        if old + new > 0 {
            self.steps.push(Step::Changed(pieces.0, pieces.1));
        }
        self.at = (i + old, j + new);
    }

    /// Compares what lies before a place in both rows.
    fn gap(&mut self, (i, j): (usize, usize), budget: &mut usize) {
        let left = self.left.get(self.at.0..i).unwrap_or_default();
        let right = self.right.get(self.at.1..j).unwrap_or_default();
        let begins = left.iter().zip(right).take_while(|(a, b)| a == b).count();
        self.equal(begins);
        let (left, right) = (left.get(begins..).unwrap_or_default(), right.get(begins..).unwrap_or_default());
        let ends = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
        let left = left.get(..left.len() - ends).unwrap_or_default();
        let right = right.get(..right.len() - ends).unwrap_or_default();
        // The algorithm's time grows at worst with the square of both lengths together.
        let cost = (left.len() + right.len()).saturating_pow(2);
        if left.is_empty() || right.is_empty() || cost > *budget {
            self.changed(left.len(), right.len());
        } else {
            *budget -= cost;
            for op in capture_diff_slices(Algorithm::Myers, left, right) {
                match op {
                    DiffOp::Equal { len, .. } => self.equal(len),
                    DiffOp::Delete { old_len, .. } => self.changed(old_len, 0),
                    DiffOp::Insert { new_len, .. } => self.changed(0, new_len),
                    DiffOp::Replace { old_len, new_len, .. } => self.changed(old_len, new_len),
                }
            }
        }
        self.equal(ends);
    }
}

/// Places of what stands exactly once in each row, as many of them as follow one another in both.
fn anchors(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    let once = |row: &[u32]| {
        let mut places: HashMap<u32, Option<usize>> = HashMap::new();
        for (at, number) in row.iter().enumerate() {
            places.entry(*number).and_modify(|place| *place = None).or_insert(Some(at));
        }
        places
    };
    let (in_left, in_right) = (once(left), once(right));
    let place = |places: &HashMap<u32, Option<usize>>, number| places.get(number).copied().flatten();
    let pairs: Vec<(usize, usize)> =
        left.iter().filter_map(|number| place(&in_left, number).zip(place(&in_right, number))).collect();
    longest_rise(&pairs)
}

/// The longest run of pairs, not all of them neighbours, of which the second places rise as the first ones do.
fn longest_rise(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best run of each length, and the pair before each.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: usize| pairs.get(at).map(|pair| pair.1);
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| second(*end).is_some_and(|end| end < pair.1));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some((place, pair)) = at.and_then(|at| Some((at, pairs.get(at)?))) {
        run.push(*pair);
        at = before.get(place).copied().flatten();
    }
    run.reverse();
    run
}

/// What two texts have in common, and what stands in its place in each.
#[derive(Default)]
struct Regions(Vec<Region>);

enum Region {
    Equal(String),
    Changed(String, String),
}

impl Regions {
    fn equal(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Region::Equal(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.0.push(Region::Equal(text.to_owned())),
        }
    }

    fn changed(&mut self, old: &str, new: &str) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        self.absorb_island(old, new);
        match self.0.last_mut() {
            Some(Region::Changed(deleted, inserted)) => {
                deleted.push_str(old);
                inserted.push_str(new);
            }
            _ => self.0.push(Region::Changed(old.to_owned(), new.to_owned())),
        }
    }

    /// Before a change: a few letters between it and the one before join the two, where both replace something.
    fn absorb_island(&mut self, old: &str, new: &str) {
        let [.., Region::Changed(deleted, inserted), Region::Equal(island)] = self.0.as_mut_slice() else { return };
        let replaces = !old.is_empty() && !new.is_empty() && !deleted.is_empty() && !inserted.is_empty();
        if replaces && !island.contains('\n') && letters(island) < ISLAND {
            deleted.push_str(island);
            inserted.push_str(island);
            self.0.pop();
        }
    }

    fn into_changes(self) -> Vec<TextChange> {
        let mut changes = Vec::with_capacity(self.0.len() * 2);
        let mut add = |op, text: String| {
            if !text.is_empty() {
                changes.push(TextChange { op, text });
            }
        };
        for region in self.0 {
            match region {
                Region::Equal(text) => add(TextOp::Equal, text),
                Region::Changed(deleted, inserted) => {
                    add(TextOp::Deleted, deleted);
                    add(TextOp::Inserted, inserted);
                }
            }
        }
        changes
    }
}
