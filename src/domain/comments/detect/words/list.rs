//! The lists of words, as they stand in `data/words/`, made ready for looking.

use std::sync::LazyLock;

use super::letters::{coarsen, cyrillic, transliterate};
use super::trie::Trie;
use super::{Category, Tongue};
use crate::domain::text::skeleton::{bare, is_cyrillic};

/// The fewest letters of a Cyrillic stem, in Latin spelling, by which it is looked for there: shorter ones are words of
/// other languages. A list may spell one itself.
const SHORTEST_SPELT: usize = 5;

const FILES: [(Tongue, &str); 3] = [
    (Tongue::Kyrgyz, include_str!("../../../../../data/words/ky.tsv")),
    (Tongue::Russian, include_str!("../../../../../data/words/ru.tsv")),
    (Tongue::English, include_str!("../../../../../data/words/en.tsv")),
];

/// How much of a word an entry's word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// `=`: all of it.
    None,
    /// A stem, followed by endings of its language.
    Endings,
    /// `*` at its end: a beginning, whatever follows.
    Any,
}

/// A word of an entry, in its alphabets.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) tail: Tail,
    /// `^`: its letters are taken as they are written; a Kyrgyz letter is not its Russian neighbour.
    pub(super) exact: Option<Vec<char>>,
    /// For Cyrillic words.
    pub(super) cyrillic: Vec<char>,
    /// For Latin words: English ones as they are, others in the coarse form.
    pub(super) latin: Vec<char>,
}

/// An entry of a list.
#[derive(Debug)]
pub(super) struct Entry {
    /// As it stands in the file.
    pub(super) stem: &'static str,
    /// `None` for words that are innocent though they begin like others.
    pub(super) category: Option<Category>,
    pub(super) tongue: Tongue,
    pub(super) first: Word,
    /// The words that must follow.
    pub(super) more: Vec<Word>,
}

/// All lists, by the alphabet in which they are compared.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) entries: Vec<Entry>,
    pub(super) cyrillic: Trie,
    /// Entries that may stand behind a prefix.
    pub(super) prefixed: Trie,
    pub(super) latin: Trie,
    pub(super) coarse: Trie,
}

/// The lists of the program.
pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists::default();
    for (tongue, text) in FILES {
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            lists.add(tongue, line);
        }
    }
    lists
});

impl Lists {
    /// Adds a line; one that is no entry is left out (a test reads every line).
    fn add(&mut self, tongue: Tongue, line: &'static str) {
        let Some((stem, category)) = line.split_once('\t') else { return };
        let category = match category {
            "allow" => None,
            name => match Category::from_name(name) {
                Some(category) => Some(category),
                None => return,
            },
        };
        let is_prefixed = stem.starts_with('+');
        let is_spelt = !stem.starts_with('!');
        let mut words = stem.split(' ').map(|word| Word::of(tongue, word));
        let Some(first) = words.next() else { return };
        let more: Vec<Word> = words.collect();
        let entry = self.entries.len();
        if !first.cyrillic.is_empty() {
            self.cyrillic.add(&first.cyrillic, entry);
            if is_prefixed {
                self.prefixed.add(&first.cyrillic, entry);
            }
        }
        let is_given = first.cyrillic.is_empty();
        let is_long = first.latin.len() >= SHORTEST_SPELT || !more.is_empty();
        if tongue == Tongue::English {
            self.latin.add(&first.latin, entry);
        } else if is_given || is_spelt && is_long && first.exact.is_none() {
            self.coarse.add(&first.latin, entry);
        }
        self.entries.push(Entry { stem, category, tongue, first, more });
    }
}

impl Word {
    fn of(tongue: Tongue, written: &str) -> Self {
        let marks = |c: char| matches!(c, '=' | '+' | '!' | '^' | '*');
        let letters: Vec<char> = bare(written.trim_matches(marks)).collect();
        let tail = if written.ends_with('*') {
            Tail::Any
        } else if written.starts_with('=') {
            Tail::None
        } else {
            Tail::Endings
        };
        let folded: Vec<char> = letters.iter().map(|c| cyrillic(*c)).collect();
        let has_cyrillic = letters.iter().any(|c| is_cyrillic(*c));
        let mut latin = Vec::new();
        match (tongue, has_cyrillic) {
            (Tongue::English, _) => latin.extend(letters.iter().filter_map(|c| super::letters::latin(*c))),
            (_, true) => transliterate(&folded, &mut latin),
            (_, false) => coarsen(&letters, &mut latin),
        }
        Self {
            tail,
            exact: written.contains('^').then(|| letters.clone()),
            cyrillic: if has_cyrillic { folded } else { Vec::new() },
            latin,
        }
    }
}
