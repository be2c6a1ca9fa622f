//! How long a text is, and how long it takes to read.

use unicode_segmentation::UnicodeSegmentation;

/// How many words a minute a reader is taken to read: between what studies find for Russian and for English prose.
pub const WORDS_A_MINUTE: usize = 180;

/// The words of a plain text (UAX 29): what stands between word boundaries and has a letter or a digit. `по-русски` is two,
/// `3,14` and `don't` are one each.
#[must_use]
pub fn words(text: &str) -> i32 {
    count(text.unicode_words().count())
}

/// The characters of a plain text, spaces and line breaks among them; not bytes, and not UTF-16 units.
#[must_use]
pub fn characters(text: &str) -> i32 {
    count(text.chars().count())
}

/// The minutes that so many words take to read, rounded up, at least one.
#[must_use]
pub fn reading_minutes(words: i32) -> i32 {
    let words = usize::try_from(words).unwrap_or_default();
    count(words.div_ceil(WORDS_A_MINUTE)).max(1)
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
