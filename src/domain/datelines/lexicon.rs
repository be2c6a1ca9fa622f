//! Tables of words, compared by their keys: case, accents and script look-alikes do not matter.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::scan::{self, Cursor};
use crate::domain::places::Key;

/// A hasher for what is a hash already.
#[derive(Debug, Default)]
pub(crate) struct Already(u64);

impl Hasher for Already {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        // The map takes its tag from the upper bits and its place from the lower ones.
        self.0 = value ^ value.rotate_left(32);
    }
}

/// Words and phrases with a value each.
#[derive(Debug)]
pub(crate) struct Lexicon<T> {
    values: HashMap<u64, T, BuildHasherDefault<Already>>,
    // First words of the forms: most texts are put aside by them.
    firsts: HashSet<u64, BuildHasherDefault<Already>>,
    longest: usize,
}

impl<T: Copy> Lexicon<T> {
    /// A lexicon of rows: a value and its forms, parted by `|`. The first row that has a form keeps it.
    pub(crate) fn of(rows: &[(T, &str)]) -> Self {
        let mut new = Self { values: HashMap::default(), firsts: HashSet::default(), longest: 0 };
        for (value, forms) in rows {
            for form in forms.split('|') {
                new.values.entry(Key::of(form).value()).or_insert(*value);
                new.firsts.insert(Key::of(first_word(form)).value());
                new.longest = new.longest.max(form.chars().count());
            }
        }
        new
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: Key) -> Option<T> {
        self.values.get(&key.value()).copied()
    }

    /// True if a form begins with the word of this key.
    pub(crate) fn begins(&self, first: Key) -> bool {
        self.firsts.contains(&first.value())
    }

    /// Steps over the longest form that stands here as whole words.
    pub(crate) fn longest(&self, cursor: &mut Cursor<'_>) -> Option<T> {
        longest(cursor, self.longest, |key, first| {
            let goes_on = !first || self.firsts.contains(&key.value());
            (if goes_on { self.get(key) } else { None }, goes_on)
        })
    }
}

/// The key of the word that stands here, hyphens included: what a form must begin with to stand here too.
pub(crate) fn first_key(mut at: Cursor<'_>) -> Key {
    let mut key = Key::default();
    while let Some(c) = at.peek() {
        key.push(c);
        at.bump();
        if ends_word(&at, c) {
            break;
        }
    }
    key
}

/// True if a word ends between this character and the cursor. A day may follow its month without a space.
fn ends_word(at: &Cursor<'_>, before: char) -> bool {
    scan::is_word(before)
        && (at.at_word_end() || at.peek().is_some_and(|next| next.is_ascii_digit() && scan::is_letter(before)))
}

/// A form up to the first place where a word may end.
fn first_word(form: &str) -> &str {
    let end = form.char_indices().zip(form.chars().skip(1)).find(|((_, c), next)| {
        let joint = matches!(next, '-' | '\'');
        scan::is_word(*c) && !scan::is_word(*next) && !joint
    });
    end.and_then(|((at, c), _)| form.get(..at.saturating_add(c.len_utf8()))).unwrap_or(form)
}

/// Steps over the longest run of whole words, of at most so many characters on the line, whose key means something.
/// `find` is asked at the end of every word, told whether it is the first, and says too whether more may follow.
pub(crate) fn longest<T>(
    cursor: &mut Cursor<'_>,
    most: usize,
    find: impl Fn(Key, bool) -> (Option<T>, bool),
) -> Option<T> {
    if !cursor.peek().is_some_and(scan::is_word) {
        return None;
    }
    let (mut probe, mut key, mut first) = (*cursor, Key::default(), true);
    let mut best = None;
    for _ in 0..most {
        let Some(c) = probe.peek().filter(|c| !matches!(c, ',' | '(' | ')' | ':' | ';') && !scan::ends_line(*c)) else {
            break;
        };
        key.push(c);
        probe.bump();
        if ends_word(&probe, c) {
            let (found, goes_on) = find(key, first);
            best = found.map(|value| (probe, value)).or(best);
            if !goes_on {
                break;
            }
            first = false;
        }
    }
    let (found, value) = best?;
    *cursor = found;
    Some(value)
}
