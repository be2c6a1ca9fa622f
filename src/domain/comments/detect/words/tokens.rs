//! Words of a text as they are compared, also those that were taken apart: `х у й`, `су-ка`.

use crate::domain::text::skeleton::{bare, is_cyrillic, is_letter, is_of_word};

/// The longest word that is looked at, in characters; the rest of a longer one is left out.
const LONGEST: usize = 40;
/// Single letters beside each other in such number are one word that was taken apart.
const SPELT_OUT: usize = 3;
/// The longest word that is put together again, in letters.
const REJOINED: usize = 16;
/// Pieces that hang together by one sign are a word that was taken apart when one of them is so short.
const PIECE: usize = 2;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Its letters, digits and signs that stand for letters, in the form of [`bare`].
    pub(super) letters: Vec<char>,
    /// How it stands behind the word before it.
    pub(super) gap: Gap,
    pub(super) has_cyrillic: bool,
    pub(super) has_latin: bool,
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// One sign that is no white space: a hyphen, a dot.
    Tight,
    /// White space, perhaps with signs.
    Space,
    /// The end of a sentence: phrases do not reach over it.
    Stop,
}

impl Token {
    fn new(letters: Vec<char>, gap: Gap) -> Self {
        let has_cyrillic = letters.iter().any(|c| is_cyrillic(*c));
        let has_latin = letters.iter().any(char::is_ascii_alphabetic);
        Self { letters, gap, has_cyrillic, has_latin }
    }
}

const fn stands_for_a_letter(c: char) -> bool {
    matches!(c, '*' | '#' | '@' | '$')
}

/// The words of a text in their order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::with_capacity(text.len() / 10 + 1);
    let mut letters: Vec<char> = Vec::with_capacity(16);
    let (mut signs, mut spaces, mut stops) = (0_usize, 0_usize, 0_usize);
    for c in bare(text).chain(std::iter::once(' ')) {
        if is_of_word(c) || stands_for_a_letter(c) {
            if letters.len() < LONGEST {
                letters.push(c);
            }
            continue;
        }
        if !letters.is_empty() {
            let gap = match (signs, spaces, stops) {
                (1, 0, _) => Gap::Tight,
                (_, _, 0) => Gap::Space,
                _ => Gap::Stop,
            };
            found.extend(trimmed(&letters).map(|letters| Token::new(letters, gap)));
            letters.clear();
            (signs, spaces, stops) = (0, 0, 0);
        }
        if c.is_whitespace() {
            spaces += 1;
        } else {
            signs += 1;
        }
        stops += usize::from(matches!(c, '.' | '!' | '?' | '\n' | ';' | ':'));
    }
    found
}

/// A word without signs that only stand around it, and with runs of three letters and more cut to one; `None` for what has
/// no letter.
fn trimmed(word: &[char]) -> Option<Vec<char>> {
    let first = word.iter().position(|c| is_of_word(*c))?;
    let mut word = word.get(first..)?;
    // Stars on both sides are emphasis; behind a word alone they may mask its end.
    let is_masked_end = first == 0 && word.iter().take(2).all(|c| is_letter(*c));
    if !is_masked_end {
        let last = word.iter().rposition(|c| !matches!(c, '*' | '#'))?;
        word = word.get(..=last)?;
    }
    if !word.iter().any(|c| is_letter(*c)) {
        return None;
    }
    let digits = word.iter().take_while(|c| c.is_numeric()).count();
    // «2024жылы»: a number that hangs on a word. One digit may stand for the first letter.
    let word = if digits > 1 { word.get(digits..)? } else { word };
    let mut made: Vec<char> = Vec::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.first() {
        let run = rest.iter().take_while(|other| *other == c).count();
        // `й` has become `и`: «кийин» has three of them, and they are not one.
        let is_cut = run > if *c == 'и' { 3 } else { 2 } && is_letter(*c);
        made.extend(std::iter::repeat_n(*c, if is_cut { 1 } else { run }));
        rest = rest.get(run..)?;
    }
    Some(made)
}

/// The words that were taken apart, put together again: letters spelt out one by one, and pieces that hang together.
pub(super) fn rejoined(tokens: &[Token]) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = tokens;
    while !rest.is_empty() {
        let singles = run(rest, |token, _| token.letters.len() == 1);
        let tight = run(rest, |token, i| i == 0 || token.gap == Gap::Tight);
        let pieces = rest.get(..tight).unwrap_or_default();
        let is_apart = tight > 1 && pieces.iter().any(|piece| piece.letters.len() <= PIECE);
        let taken = if singles >= SPELT_OUT {
            singles
        } else if is_apart {
            tight
        } else {
            1
        };
        // Letters that were spelt out may have others before them: «я х у й».
        let begins = match taken {
            1 => 0..0,
            _ if singles >= SPELT_OUT => 0..taken - (SPELT_OUT - 1),
            _ => 0..1,
        };
        found.extend(begins.map(|begin| joined(rest.get(begin..taken).unwrap_or_default())));
        rest = rest.get(taken..).unwrap_or_default();
    }
    found
}

fn run(tokens: &[Token], belongs: impl Fn(&Token, usize) -> bool) -> usize {
    tokens.iter().enumerate().take_while(|(i, token)| belongs(token, *i)).count()
}

fn joined(pieces: &[Token]) -> Token {
    let letters = pieces.iter().flat_map(|piece| piece.letters.iter().copied()).take(REJOINED).collect();
    Token::new(letters, Gap::Stop)
}
