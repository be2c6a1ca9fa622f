//! Slugs: the readable part of an address, ASCII from any script.

use crate::error::Faults;

/// The longest slug, in characters.
pub const LONGEST: usize = 120;
/// What a slug must be, in the words of a fault.
pub const RULE: &str = "must be 1 to 120 characters of a-z and 0-9 with single hyphens inside, such as union-of-towns";

/// A slug from a name in any script: transliterated, lower case, words joined by hyphens, at most 80 characters.
///
/// Returns an empty text when nothing of the name can be written in ASCII.
#[must_use]
pub fn from_text(text: &str) -> String {
    const DERIVED: usize = 80;
    let ascii = any_ascii::any_ascii(text).to_ascii_lowercase();
    let mut slug = String::new();
    // The transliteration writes soft signs as apostrophes; dropping them keeps the word whole.
    for word in ascii.replace(['\'', '`'], "").split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if slug.len() + word.len() + 1 > DERIVED {
            if slug.is_empty() {
                slug.extend(word.chars().take(DERIVED));
            }
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

/// Whether a text is a slug: `a-z`, `0-9` and single hyphens inside, 1 to 120 characters.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// Checks a slug that the caller chose.
pub fn check(slug: &str, faults: &mut Faults) {
    faults.check(!is_slug(slug), "/slug", RULE);
}
