//! Keys of names: what stays of a name when case, script look-alikes, accents, apostrophes and the kind of the gap
//! between its words do not matter.

use unicode_normalization::char::decompose_canonical;

const SEED: u64 = 0x517c_c1b7_2722_0a95;

/// The key of a name, made one character after the other without allocating.
///
/// It is a 64-bit hash. Two of the 250,000 names of the gazetteer share one by chance with a probability of 1 in 600
/// million, so the names themselves need not be kept to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Key {
    hash: u64,
    gap: bool,
}

impl Key {
    /// The key of a whole text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut key = Self::default();
        for c in text.chars() {
            key.push(c);
        }
        key
    }

    /// Adds a character.
    #[inline]
    pub fn push(&mut self, c: char) {
        match fold(c) {
            Folded::Nothing => {}
            Folded::Gap => self.gap = self.hash != 0,
            Folded::Letter(c) => {
                if self.gap {
                    self.mix(' ');
                    self.gap = false;
                }
                self.mix(c);
            }
        }
    }

    /// The value to look up; 0 for a text without a letter or digit.
    #[must_use]
    pub const fn value(self) -> u64 {
        self.hash
    }

    fn mix(&mut self, c: char) {
        self.hash = (self.hash.rotate_left(5) ^ u64::from(u32::from(c))).wrapping_mul(SEED);
    }
}

/// What a character becomes in a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folded {
    /// It leaves no trace, as an apostrophe or an accent.
    Nothing,
    /// It parts words.
    Gap,
    /// This letter, digit or sign.
    Letter(char),
}

/// Folds one character.
#[inline]
pub(crate) fn fold(c: char) -> Folded {
    match c {
        'a'..='z' | '0'..='9' => Folded::Letter(c),
        'A'..='Z' => Folded::Letter(c.to_ascii_lowercase()),
        ' ' | '-' | '.' => Folded::Gap,
        '\'' | '`' | '"' | '«' | '»' | '“' | '”' | '„' => Folded::Nothing,
        '\u{400}'..='\u{52f}' => Folded::Letter(cyrillic(c)),
        _ => other(c),
    }
}

const CYRILLIC: u32 = 0x400;
const CYRILLIC_LETTERS: usize = 0x130;

/// What the letters from U+0400 on become; the compiler works it out.
static FOLDED: [char; CYRILLIC_LETTERS] = {
    let mut table = ['\0'; CYRILLIC_LETTERS];
    let (mut at, mut code) = (0, CYRILLIC);
    while at < CYRILLIC_LETTERS {
        #[expect(clippy::indexing_slicing, reason = "within the table, or this does not compile")]
        {
            table[at] = look_alike(small(code));
        }
        at += 1;
        code += 1;
    }
    table
};

#[inline]
fn cyrillic(c: char) -> char {
    let at = u32::from(c).checked_sub(CYRILLIC).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| FOLDED.get(at)).copied().unwrap_or(c)
}

/// The small letter of a Cyrillic one.
const fn small(code: u32) -> char {
    let small = match code {
        0x400..=0x40f => code + 0x50,
        0x410..=0x42f => code + 0x20,
        0x4c0 => 0x4cf,
        0x4c1..=0x4ce => code + code % 2,
        0x460..=0x481 | 0x48a..=0x4bf | 0x4d0..=0x52f => code | 1,
        _ => code,
    };
    match char::from_u32(small) {
        Some(c) => c,
        None => '\0',
    }
}

/// Cyrillic letters that look like Latin ones in capitals are written as those, and the letters of Kyrgyz, Kazakh,
/// Uzbek, Ukrainian and Belarusian that keyboards lack as their Russian neighbours.
const fn look_alike(small: char) -> char {
    match small {
        'а' | 'ә' | 'ӑ' => 'a',
        'в' => 'b',
        'е' | 'ё' | 'є' => 'e',
        'к' | 'қ' | 'ҡ' => 'k',
        'м' => 'm',
        'н' | 'ң' | 'ӊ' | 'һ' => 'h',
        'о' | 'ө' => 'o',
        'р' => 'p',
        'с' => 'c',
        'т' => 't',
        'у' | 'ў' | 'ү' | 'ұ' | 'ӯ' => 'y',
        'х' | 'ҳ' => 'x',
        'і' | 'ї' => 'i',
        'ј' => 'j',
        'й' | 'ӣ' => 'и',
        'ґ' | 'ғ' => 'г',
        'җ' => 'ж',
        'ҷ' => 'ч',
        other => other,
    }
}

fn other(c: char) -> Folded {
    match c {
        '\u{300}'..='\u{36f}' | '\u{2b0}'..='\u{2ff}' | '\u{2018}' | '\u{2019}' | '\u{ad}' => return Folded::Nothing,
        '\u{2010}'..='\u{2015}' => return Folded::Gap,
        c if c.is_whitespace() => return Folded::Gap,
        _ => {}
    }
    // The first character is enough: only a few capitals have more, and what follows there is a mark.
    let small = c.to_lowercase().next().unwrap_or(c);
    let mut base = None;
    decompose_canonical(small, |part| {
        base.get_or_insert(part);
    });
    Folded::Letter(match base.unwrap_or(small) {
        'ı' => 'i',
        'ß' => 's',
        'ø' | 'œ' => 'o',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'þ' => 't',
        'æ' | 'ə' => 'a',
        other => other,
    })
}
