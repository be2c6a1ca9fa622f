//! What can be seen of a text without reading it: capitals, one character again and again, hidden direction.

use crate::domain::text::skeleton::is_letter;
use crate::domain::text::unseen::turns_text;

/// Fewer letters than these do not shout: abbreviations, names of parties, «СПАСИБО!».
const LOUD_LETTERS: usize = 24;
/// Of a hundred letters so many are capitals in a text that shouts.
const LOUD_SHARE: usize = 70;
/// One character so many times in a row is no emphasis any more.
const LONGEST_RUN: usize = 12;
/// A text of so many characters and more may not be one character for the most part.
const MONOTONE: usize = 24;

/// Whether a text is written in capitals for the most part. Words of up to three capitals count neither way: they are
/// abbreviations more often than not.
#[must_use]
pub fn shouts(text: &str) -> bool {
    let (mut letters, mut capitals) = (0, 0);
    for word in text.split(|c: char| !is_letter(c)) {
        let length = word.chars().count();
        let upper = word.chars().filter(|c| c.is_uppercase()).count();
        letters += length;
        if length <= 3 && upper == length {
            letters -= length;
        } else {
            capitals += upper;
        }
    }
    letters >= LOUD_LETTERS && capitals * 100 >= letters * LOUD_SHARE
}

/// Whether a text repeats one character far beyond emphasis: in a row, or as most of a long text. White space, and the
/// dots and dashes of rules and tables, do not count.
#[must_use]
pub fn repeats(text: &str) -> bool {
    let is_counted = |c: &char| !c.is_whitespace() && !matches!(c, '.' | '-' | '—' | '–' | '_' | '=' | '…');
    let (mut run, mut last, mut all) = (0, None, 0);
    // The character that may be the majority (Boyer and Moore): one pass, no table.
    let (mut most, mut lead) = (None, 0_usize);
    for c in text.chars().filter(is_counted) {
        all += 1;
        run = if last == Some(c) { run + 1 } else { 1 };
        if run >= LONGEST_RUN {
            return true;
        }
        last = Some(c);
        match most {
            Some(leader) if leader == c => lead += 1,
            _ if lead == 0 => (most, lead) = (Some(c), 1),
            _ => lead -= 1,
        }
    }
    let Some(most) = most.filter(|_| all >= MONOTONE) else { return false };
    text.chars().filter(|c| *c == most).count() * 2 > all
}

/// Whether a text holds characters that turn the direction of text.
#[must_use]
pub fn turns(text: &str) -> bool {
    text.chars().any(turns_text)
}
