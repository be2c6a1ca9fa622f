//! Words that a desk wants to look at, in Kyrgyz, Russian and English.
//!
//! The lists stand in `data/words/`, whose README says how they are written. A text is looked at once, word by word: each
//! word walks a tree of stems, and where one ends the rest of the word must be what its language hangs on stems. Words are
//! compared in folded letters (`letters.rs`), so that a keyboard without Kyrgyz letters, look-alikes, digits for letters
//! and Latin spelling need no entries of their own.

mod endings;
mod letters;
mod list;
mod tokens;
mod trie;

use list::{Entry, LISTS, Lists, Tail, Word};
use tokens::{Gap, Token};

/// Why a word stands in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// It belittles somebody.
    Insult,
    /// It is obscene.
    Profanity,
    /// It threatens or wishes harm.
    Threat,
    /// It belittles people for what they are: descent, faith, sex, health.
    Hate,
    /// It sells what nobody asked for.
    Spam,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 5] = [Self::Insult, Self::Profanity, Self::Threat, Self::Hate, Self::Spam];

    /// The name in the lists and in settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Insult => "insult",
            Self::Profanity => "profanity",
            Self::Threat => "threat",
            Self::Hate => "hate",
            Self::Spam => "spam",
        }
    }

    /// The category of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == name)
    }
}

/// The language of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tongue {
    /// `ky.tsv`.
    Kyrgyz,
    /// `ru.tsv`.
    Russian,
    /// `en.tsv`.
    English,
}

/// An entry of a list that a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Why it stands there.
    pub category: Category,
    /// The entry as it stands in the list, for those who judge and who keep the lists.
    pub stem: &'static str,
    /// The list.
    pub tongue: Tongue,
}

/// What the lists find in a text, each entry once, in the order of the text.
#[must_use]
pub fn hits(text: &str) -> Vec<Hit> {
    let mut desk = Desk::default();
    let tokens = tokens::tokens(text);
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let innocent = desk.look(rest);
        rest = rest.get(innocent.max(1)..).unwrap_or_default();
    }
    for token in tokens::rejoined(&tokens) {
        desk.look(&[token]);
    }
    desk.hits
}

/// A beginning of so many Latin letters, derived from a Cyrillic one, needs endings behind it.
const SHORT_BEGINNING: usize = 5;

/// So many words with masked letters are looked at in a text: each may walk a large part of a tree.
const MOST_MASKED: usize = 32;

/// An alphabet in which a word is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Cyrillic,
    Latin,
    Coarse,
    /// The same where `j` begins я and ю; else it is ж.
    Iotated,
}

impl Alphabet {
    const ALL: [Self; 4] = [Self::Cyrillic, Self::Latin, Self::Coarse, Self::Iotated];

    const fn is_coarse(self) -> bool {
        matches!(self, Self::Coarse | Self::Iotated)
    }

    /// Writes a word in this alphabet into `made`; `false` where it cannot have been meant in it.
    fn spell(self, token: &Token, made: &mut Vec<char>) -> bool {
        let letters = &token.letters;
        made.clear();
        match self {
            Self::Cyrillic => {
                let may = token.has_cyrillic || letters.iter().all(|c| letters::may_look_cyrillic(*c));
                if may {
                    made.extend(letters.iter().map(|c| letters::cyrillic(*c)));
                }
                may
            }
            Self::Latin => {
                made.extend(letters.iter().map_while(|c| letters::latin(*c)));
                token.has_latin && made.len() == letters.len()
            }
            Self::Coarse | Self::Iotated if token.has_cyrillic || !token.has_latin => false,
            Self::Coarse => {
                letters::coarsen(letters, made);
                true
            }
            // `zh` is a `j` too.
            Self::Iotated if !letters.iter().any(|c| matches!(c, 'j' | 'z')) => false,
            Self::Iotated => {
                letters::coarsen(letters, made);
                let has_j = made.contains(&'j');
                made.iter_mut().filter(|c| **c == 'j').for_each(|c| *c = 'i');
                has_j
            }
        }
    }
}

/// Where a stem ends in a word.
#[derive(Debug, Clone, Copy)]
struct End {
    entry: usize,
    /// So many letters of the word are prefix and stem.
    taken: usize,
}

/// What a text is looked at with; its rooms are used again for each word.
#[derive(Debug, Default)]
struct Desk {
    letters: Vec<char>,
    ends: Vec<End>,
    told: Vec<usize>,
    /// How many words with masked letters were looked at.
    masked: usize,
    hits: Vec<Hit>,
}

impl Desk {
    /// Keeps the entries with which the first of these words begins and the next go on. Returns how many words are
    /// innocent: an entry says so.
    fn look(&mut self, ahead: &[Token]) -> usize {
        let Some((token, after)) = ahead.split_first() else { return 0 };
        let is_masked = token.letters.iter().any(|c| letters::cyrillic(*c) == letters::MASK);
        if is_masked {
            self.masked += 1;
            if self.masked > MOST_MASKED {
                return 0;
            }
        }
        let lists = &*LISTS;
        let mut innocent = 0;
        self.told.clear();
        for alphabet in Alphabet::ALL {
            if !alphabet.spell(token, &mut self.letters) {
                continue;
            }
            self.walk(lists, alphabet);
            for end in &self.ends {
                let Some(entry) = lists.entries.get(end.entry) else { continue };
                let rest = self.letters.get(end.taken..).unwrap_or_default();
                if !fits(entry, &entry.first, alphabet, rest, token) || !goes_on(entry, after) {
                    continue;
                }
                match entry.category {
                    // Who masks a word does not mean an innocent one.
                    None if is_masked => {}
                    None => innocent = innocent.max(1 + entry.more.len()),
                    Some(_) => self.told.push(end.entry),
                }
            }
        }
        if is_masked {
            self.keep_masked(lists);
        } else if innocent == 0 {
            self.keep(lists);
        }
        innocent
    }

    /// Finds where stems end in the letters.
    fn walk(&mut self, lists: &Lists, alphabet: Alphabet) {
        let Self { letters, ends, .. } = self;
        ends.clear();
        let trie = match alphabet {
            Alphabet::Cyrillic => &lists.cyrillic,
            Alphabet::Latin => &lists.latin,
            Alphabet::Coarse | Alphabet::Iotated => &lists.coarse,
        };
        trie.walk(letters, &mut |entry, taken| ends.push(End { entry, taken }));
        if alphabet == Alphabet::Cyrillic {
            for prefix in endings::prefixes(letters) {
                let stem = letters.get(prefix.len()..).unwrap_or_default();
                lists.prefixed.walk(stem, &mut |entry, taken| ends.push(End { entry, taken: prefix.len() + taken }));
            }
        }
    }

    /// Of a word with masked letters one entry is kept: it can be many, and what people mask is obscene for the most part.
    fn keep_masked(&mut self, lists: &Lists) {
        let is_obscene =
            |id: &&usize| lists.entries.get(**id).is_some_and(|entry| entry.category == Some(Category::Profanity));
        let likely = self.told.iter().find(is_obscene).or(self.told.first()).copied();
        self.told.clear();
        self.told.extend(likely);
        self.keep(lists);
    }

    fn keep(&mut self, lists: &Lists) {
        for entry in self.told.iter().filter_map(|id| lists.entries.get(*id)) {
            let Some(category) = entry.category else { continue };
            if !self.hits.iter().any(|hit| hit.stem == entry.stem) {
                self.hits.push(Hit { category, stem: entry.stem, tongue: entry.tongue });
            }
        }
    }
}

/// Whether the rest of a word may stand behind a word of an entry.
fn fits(entry: &Entry, word: &Word, alphabet: Alphabet, rest: &[char], token: &Token) -> bool {
    if word.exact.as_ref().is_some_and(|exact| !token.letters.starts_with(exact)) {
        return false;
    }
    let masks = rest.iter().take_while(|c| **c == letters::MASK).count();
    let rest = rest.get(masks..).unwrap_or_default();
    let is_coarse = alphabet.is_coarse();
    let stem = if is_coarse { word.latin.len() } else { word.cyrillic.len() };
    match word.tail {
        // In Latin letters a short beginning is that of many words.
        Tail::Any if is_coarse && word.latin.len() <= SHORT_BEGINNING && !word.cyrillic.is_empty() => {
            endings::fit(entry.tongue, true, stem, rest)
        }
        Tail::Any => true,
        Tail::None => rest.is_empty(),
        Tail::Endings => endings::fit(entry.tongue, is_coarse, stem, rest),
    }
}

/// Whether the words that follow are those of a phrase.
fn goes_on(entry: &Entry, after: &[Token]) -> bool {
    entry.more.len() <= after.len()
        && entry.more.iter().zip(after).all(|(word, token)| token.gap != Gap::Stop && is(entry, word, token))
}

/// Whether a word of a text is this one of a phrase.
fn is(entry: &Entry, word: &Word, token: &Token) -> bool {
    let Some(first) = token.letters.first() else { return false };
    let mut letters = Vec::new();
    Alphabet::ALL.into_iter().any(|alphabet| {
        let (wanted, begins) = match (alphabet, entry.tongue) {
            (Alphabet::Cyrillic, Tongue::Kyrgyz | Tongue::Russian) => (&word.cyrillic, Some(letters::cyrillic(*first))),
            (Alphabet::Latin, Tongue::English) => (&word.latin, letters::latin(*first)),
            (Alphabet::Coarse | Alphabet::Iotated, Tongue::Kyrgyz | Tongue::Russian) => (&word.latin, None),
            _ => return false,
        };
        // Most words are other ones from their first letter on.
        if wanted.is_empty()
            || begins.is_some_and(|c| wanted.first() != Some(&c))
            || !alphabet.spell(token, &mut letters)
        {
            return false;
        }
        let rest = letters.strip_prefix(wanted.as_slice());
        rest.is_some_and(|rest| fits(entry, word, alphabet, rest, token))
    })
}
