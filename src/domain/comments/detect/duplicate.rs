//! What of a text is compared to know it again when it is posted in disguise.

use crate::domain::text::skeleton::{bare, skeleton};

/// Below so many letters and digits the signs of a text count too: «+1» is not «-1», and one emoji is not another.
const SHORT: usize = 3;

/// The key of a text: texts of one key are the same to a reader's eye. Case, white space, punctuation, marks on letters,
/// characters that are not seen and repeated letters do not count; letters that look alike are one.
///
/// It is never empty for a text that shows something. Keep it only under a seal ([`Seal::text`]): it tells what was
/// written.
///
/// [`Seal::text`]: crate::domain::comments::Seal::text
#[must_use]
pub fn key(text: &str) -> String {
    let key = skeleton(text);
    if key.chars().count() >= SHORT {
        return key;
    }
    let mut signs: Vec<char> = bare(text).filter(|c| !c.is_whitespace()).collect();
    signs.dedup_by(|a, b| a == b && !a.is_numeric());
    signs.into_iter().collect()
}

/// Below so many letters and digits different people write the same of themselves: «спасибо за новость».
const TELLING: usize = 24;

/// Whether it tells something that the same text was posted by somebody else too.
#[must_use]
pub fn is_telling(key: &str) -> bool {
    key.chars().count() >= TELLING
}
