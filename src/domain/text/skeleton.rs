//! Texts as the eye takes them: one letter for all that look alike, so that what was disguised can be compared.
//!
//! The tables are for comparing alone; nothing that they give is stored or shown. They hold what is met in Kyrgyz, Russian
//! and English texts: Cyrillic, Latin, Greek and Armenian letters of one shape, letters that keyboards without Kyrgyz put for Kyrgyz
//! ones, and digits and signs that stand for letters. Other disguises (full width, mathematical, circled letters) are
//! compatibility forms, which NFKD undoes.

use unicode_normalization::UnicodeNormalization;

use super::unseen::is_unseen;

/// Whether a character is a mark that sits on another: what piles up on letters to disguise them.
#[must_use]
pub const fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// The characters of a text in compatibility forms undone, without marks and what readers do not see, in lower case:
/// `Й` comes as `и`, `ё` as `е`, `Ａ` as `a`.
pub fn bare(text: &str) -> impl Iterator<Item = char> {
    // Marks go, so their order does not matter and each character can be looked at by itself.
    text.chars().flat_map(|c| {
        let plain = plain(c);
        let other = if plain.is_none() { Some(decomposed(c)) } else { None };
        plain.into_iter().chain(other.into_iter().flatten())
    })
}

/// What nearly all characters of our texts become, without a table.
fn plain(c: char) -> Option<char> {
    match c {
        '\0'..='\u{7f}' => Some(c.to_ascii_lowercase()),
        'Й' | 'й' => Some('и'),
        'Ё' | 'ё' => Some('е'),
        'а'..='я' | 'ө' | 'ү' | 'ң' => Some(c),
        'А'..='Я' => char::from_u32(u32::from(c) + 32),
        _ => None,
    }
}

fn decomposed(c: char) -> impl Iterator<Item = char> {
    let parts = std::iter::once(c).nfkd().filter(|c| !is_mark(*c) && !is_unseen(*c));
    parts.flat_map(char::to_lowercase).filter(|c| !is_mark(*c))
}

/// Whether a character is a Cyrillic letter.
#[must_use]
pub const fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}')
}

/// Whether a character is a Latin letter without marks, of any case.
#[must_use]
pub const fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}' if c != '×' && c != '÷')
}

/// Whether a character is a letter; the same as [`char::is_alphabetic`], without its table where our texts are.
#[must_use]
pub fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || is_cyrillic(c) || (!c.is_ascii() && c.is_alphabetic())
}

/// Whether a character is a letter or a digit of any script.
#[must_use]
pub fn is_of_word(c: char) -> bool {
    c.is_ascii_digit() || is_letter(c) || (!c.is_ascii() && c.is_numeric())
}

/// The Latin letter that a lower-case letter of another script looks like; any other character as it is.
#[must_use]
pub const fn look(c: char) -> char {
    match c {
        'а' | 'α' | 'ә' | 'ᴀ' => 'a',
        'в' | 'β' | 'ʙ' => 'b',
        'с' | 'ϲ' | 'ᴄ' => 'c',
        'ԁ' | 'ᴅ' => 'd',
        'е' | 'є' | 'э' | 'ε' | 'ᴇ' => 'e',
        'һ' | 'н' | 'ң' | 'ʜ' | 'հ' => 'h',
        'і' | 'ı' | 'ι' | 'ɪ' | 'l' | 'ӏ' | '|' | 'ʟ' => 'i',
        'ј' | 'ᴊ' | 'յ' => 'j',
        'к' | 'қ' | 'κ' | 'ᴋ' => 'k',
        'м' | 'ᴍ' => 'm',
        'ν' | 'ѵ' => 'v',
        'о' | 'ө' | 'ο' | 'σ' | 'ᴏ' | 'օ' => 'o',
        'ո' => 'n',
        'р' | 'ρ' | 'ᴘ' => 'p',
        'ԛ' | 'զ' => 'q',
        'ѕ' | '$' => 's',
        'т' | 'τ' | 'ᴛ' => 't',
        'υ' | 'ᴜ' | 'ս' => 'u',
        'ԝ' => 'w',
        'х' | 'χ' | 'ҳ' => 'x',
        'у' | 'ү' | 'ұ' | 'ў' | 'γ' => 'y',
        '@' => 'a',
        _ => c,
    }
}

/// The letter that a digit stands for within a word; any other character as it is.
#[must_use]
pub const fn look_of_digit(c: char) -> char {
    match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'з',
        '5' => 's',
        '6' => 'б',
        _ => c,
    }
}

/// A text as the eye takes it: its letters and digits alone, those that look alike made one, runs of a letter cut to one.
/// Digits stand for letters only in words that have letters: `1000` is not `100`.
#[must_use]
pub fn skeleton(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut word: Vec<char> = Vec::new();
    // A space at the end closes the last word.
    for c in bare(text).chain(std::iter::once(' ')).map(look) {
        if is_of_word(c) {
            word.push(c);
        } else {
            push_word(&mut made, &word);
            word.clear();
        }
    }
    made
}

fn push_word(made: &mut String, word: &[char]) {
    if word.iter().all(|c| c.is_numeric()) {
        made.extend(word);
        return;
    }
    let mut last = None;
    for c in word.iter().map(|c| look_of_digit(*c)) {
        if last != Some(c) || c.is_numeric() {
            made.push(c);
        }
        last = Some(c);
    }
}
