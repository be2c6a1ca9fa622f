//! The three alphabets in which words are compared: Cyrillic, Latin, and Latin as Cyrillic words are written in it.
//!
//! What a list says and what a comment says go through the same folding, so that a list names a word once.

use crate::domain::text::skeleton::{is_cyrillic, look};

/// Stands for letters that somebody masked: `х*й`, `f#ck`.
pub(super) const MASK: char = '*';

/// A letter of a Cyrillic word as it is compared: `ү` is `у`, `ө` is `о`, `ң` is `н`, `э` is `е`, and Latin letters and digits
/// are the Cyrillic ones for which they are put.
pub(super) const fn cyrillic(c: char) -> char {
    match c {
        'ү' | 'ұ' | 'ў' | 'y' => 'у',
        'ө' | 'o' | '0' => 'о',
        'ң' => 'н',
        'э' | 'є' | 'ә' | 'e' => 'е',
        'і' | 'u' | 'i' | '1' => 'и',
        'қ' | 'k' | 'q' => 'к',
        'ғ' | 'ґ' | 'g' | 'r' => 'г',
        'һ' | 'ҳ' | 'x' | 'h' => 'х',
        'җ' | 'j' => 'ж',
        'a' | '@' => 'а',
        'b' | '6' => 'б',
        'c' | 's' | '$' => 'с',
        'd' => 'д',
        'f' => 'ф',
        'l' => 'л',
        'm' => 'м',
        'n' => 'п',
        'p' => 'р',
        't' | '7' => 'т',
        'v' | '8' => 'в',
        'w' => 'ш',
        'z' | '3' => 'з',
        '4' => 'ч',
        '9' => 'я',
        '#' => MASK,
        _ => c,
    }
}

/// Whether a word of Latin letters alone may be one of Cyrillic letters to the eye: `cyka`.
pub(super) const fn may_look_cyrillic(c: char) -> bool {
    matches!(
        c,
        'a' | 'c' | 'e' | 'h' | 'k' | 'm' | 'o' | 'p' | 't' | 'x' | 'y' | 'b' | '0' | '3' | '4' | '6' | '@' | '*'
    )
}

/// A letter of a Latin word as it is compared; `None` where no Latin letter looks like it.
pub(super) const fn latin(c: char) -> Option<char> {
    let c = match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        '8' => 'b',
        '#' => MASK,
        'l' => 'l',
        _ => look(c),
    };
    if is_cyrillic(c) { None } else { Some(c) }
}

/// The Latin spelling of a letter of a Cyrillic word, in the coarse form of [`coarsen`].
const fn spelt(c: char) -> &'static str {
    match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' => "e",
        'ж' => "j",
        'з' => "z",
        'и' | 'ы' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "h",
        'ц' => "c",
        'ч' => "ch",
        'ш' | 'щ' => "sh",
        'ю' => "iu",
        'я' => "ia",
        _ => "",
    }
}

/// A word that is [`cyrillic`], as people write it in Latin letters, added to `made`.
pub(super) fn transliterate(word: &[char], made: &mut Vec<char>) {
    made.extend(word.iter().flat_map(|c| spelt(*c).chars()));
    made.dedup();
}

/// Adds a Latin word to `made` in the coarse form in which spellings of one Cyrillic word are the same: `blyad` and `bliad`,
/// `nahui` and `naxuy`.
pub(super) fn coarsen(word: &[char], made: &mut Vec<char>) {
    let mut rest = word;
    while let Some((first, tail)) = rest.split_first() {
        let (letters, after) = match rest {
            ['s', 'h', 'c', 'h', after @ ..] | ['s', 'c', 'h', after @ ..] | ['s', 'h', after @ ..] => ("sh", after),
            ['z', 'h', after @ ..] => ("j", after),
            ['k', 'h', after @ ..] => ("h", after),
            ['c', 'h', after @ ..] => ("ch", after),
            ['t', 's', after @ ..] => ("c", after),
            ['c', 'k', after @ ..] => ("k", after),
            ['y', 'o' | 'e', after @ ..] => ("e", after),
            _ => (sound(*first), tail),
        };
        if letters.is_empty() {
            made.push(*first);
        }
        made.extend(letters.chars());
        rest = after;
    }
    made.dedup();
}

/// The coarse spelling of one letter; nothing where it is the letter itself.
const fn sound(c: char) -> &'static str {
    match c {
        'y' | '1' => "i",
        'x' => "h",
        'w' => "v",
        'q' => "k",
        '3' => "z",
        '4' => "ch",
        '6' => "sh",
        '0' => "o",
        '@' => "a",
        '$' => "s",
        _ => "",
    }
}
