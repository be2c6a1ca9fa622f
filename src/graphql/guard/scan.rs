//! Counts over the raw text of a query, before any parser sees it.
//!
//! The parser of the GraphQL library calls itself for every bracket and overflows the stack on deep nesting. A stack overflow aborts
//! the process: it is not a panic and cannot be caught, and it comes before every limit that the library has. So the nesting is
//! counted here first, in one pass, without recursion and without allocation.

/// What one pass over the text of a query found. Every count is of the whole text; text that no parser would accept is counted too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scan {
    /// Length of the text in bytes of UTF-8.
    pub bytes: u64,
    /// Lexical tokens of the GraphQL specification (§2.1.6): names, numbers, strings and punctuators. `true`, `false` and `null` at the
    /// head of a longer name inside parentheses count as tokens of their own, since the library reads `[nullnull]` as two values.
    pub tokens: u64,
    /// Deepest nesting of `(`, `[` and `{` together. A closing bracket closes whatever is open: a text with the wrong one is refused
    /// by the parser at that place, so what follows it is never read.
    pub nesting: u64,
    /// Spreads `...`, of named and of inline fragments.
    pub spreads: u64,
    /// Aliases: colons outside parentheses. In a query that parses this is exact; in other text it may be too high.
    pub aliases: u64,
    /// Directives `@name` in the whole text.
    pub directives: u64,
    /// The most directives in a row on one element (field, fragment, operation or variable definition).
    pub directives_in_place: u64,
}

/// Counts the whole text. The flag is false when a string is not closed: counting ends at that string, and no such text parses.
pub(crate) fn count(text: &str) -> (Scan, bool) {
    let mut scanner = Scanner {
        rest: text.as_bytes(),
        found: Scan { bytes: u64::try_from(text.len()).unwrap_or(u64::MAX), ..Scan::default() },
        level: 0,
        parens: 0,
        place: Place::default(),
    };
    let closed = scanner.run();
    (scanner.found, closed)
}

/// A run of directives on one element.
#[derive(Default)]
struct Place {
    /// Directives seen so far on this element; 0 when the last token belongs to none.
    run: u64,
    /// Bracket level at which the run stands; the arguments of its directives stand deeper.
    level: u64,
    /// The next name is the name of a directive and not the next element.
    awaits_name: bool,
}

struct Scanner<'a> {
    rest: &'a [u8],
    found: Scan,
    /// Brackets of all kinds that are open.
    level: u64,
    /// Parentheses that are open.
    parens: u64,
    place: Place,
}

impl Scanner<'_> {
    fn run(&mut self) -> bool {
        loop {
            match self.rest {
                [] => return true,
                [b' ' | b'\t' | b'\n' | b'\r' | b',', ..] => self.skip(1),
                [0xEF, 0xBB, 0xBF, ..] => self.skip(3), // a byte order mark is white space
                [b'#', ..] => self.skip_while(|byte| byte != b'\n' && byte != b'\r'),
                [b'"', ..] => match string_length(self.rest) {
                    Some(length) => self.token(length),
                    None => return false,
                },
                [b'.', b'.', b'.', ..] => {
                    self.found.spreads = self.found.spreads.saturating_add(1);
                    self.token(3);
                }
                [b'-' | b'0'..=b'9', ..] => self.token(number_length(self.rest)),
                [byte, ..] if is_name(*byte) => self.name(),
                [byte, ..] => self.punctuator(*byte),
            }
        }
    }

    fn skip(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
    }

    fn skip_while(&mut self, inside: impl Fn(u8) -> bool) {
        self.skip(length_while(self.rest, inside));
    }

    fn count_token(&mut self) {
        self.found.tokens = self.found.tokens.saturating_add(1);
    }

    /// A token that cannot belong to a directive at its own level: it ends the run of directives there.
    fn token(&mut self, length: usize) {
        self.count_token();
        self.skip(length);
        if self.level <= self.place.level {
            self.place.run = 0;
        }
        self.place.awaits_name = false;
    }

    fn name(&mut self) {
        let length = length_while(self.rest, is_name);
        if self.parens > 0 {
            self.count_glued_words(length);
        }
        if self.place.awaits_name {
            self.place.awaits_name = false;
            self.count_token();
            self.skip(length);
        } else {
            self.token(length);
        }
    }

    /// The library does not ask for an end of word after `true`, `false` and `null`.
    fn count_glued_words(&mut self, length: usize) {
        let mut word = self.rest.get(..length).unwrap_or_default();
        while let Some(tail) = [&b"true"[..], b"false", b"null"].iter().find_map(|head| word.strip_prefix(*head)) {
            if tail.is_empty() {
                return;
            }
            self.count_token();
            word = tail;
        }
    }

    fn punctuator(&mut self, byte: u8) {
        match byte {
            b'@' => self.directive(),
            b'(' => {
                self.parens = self.parens.saturating_add(1);
                self.place.awaits_name = false;
                self.count_token();
                self.skip(1);
                self.open();
            }
            b')' => {
                self.parens = self.parens.saturating_sub(1);
                self.count_token();
                self.skip(1);
                self.level = self.level.saturating_sub(1);
            }
            b'[' | b'{' => {
                self.token(1);
                self.open();
            }
            b']' | b'}' => {
                self.token(1);
                self.level = self.level.saturating_sub(1);
            }
            b':' => {
                if self.parens == 0 {
                    self.found.aliases = self.found.aliases.saturating_add(1);
                }
                self.token(1);
            }
            _ => self.token(1), // also bytes that belong to no token: the parser refuses them
        }
    }

    fn open(&mut self) {
        self.level = self.level.saturating_add(1);
        self.found.nesting = self.found.nesting.max(self.level);
    }

    fn directive(&mut self) {
        let before = if self.place.level == self.level { self.place.run } else { 0 };
        self.place = Place { run: before.saturating_add(1), level: self.level, awaits_name: true };
        self.found.directives = self.found.directives.saturating_add(1);
        self.found.directives_in_place = self.found.directives_in_place.max(self.place.run);
        self.count_token();
        self.skip(1);
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn length_while(text: &[u8], inside: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|byte| !inside(*byte)).unwrap_or(text.len())
}

/// The length of the string at the head of the text with its quotes, or `None` when it is not closed.
///
/// A `"""` that is never closed is not read as an empty string and a quote, though the library falls back to that and would go on
/// behind it: such text is no GraphQL, and guessing would hide brackets from the count.
fn string_length(text: &[u8]) -> Option<usize> {
    match text.strip_prefix(b"\"\"\"") {
        Some(inside) => block_length(inside).map(|length| length.saturating_add(3)),
        None => quoted_length(text),
    }
}

/// Up to and with the closing `"""`; only `\"""` is an escape in a block string.
fn block_length(inside: &[u8]) -> Option<usize> {
    let mut rest = inside;
    loop {
        rest = match rest {
            [] => return None,
            [b'"', b'"', b'"', tail @ ..] => return inside.len().checked_sub(tail.len()),
            [b'\\', b'"', b'"', b'"', tail @ ..] | [_, tail @ ..] => tail,
        };
    }
}

/// Up to and with the closing `"`; a line cannot end inside.
fn quoted_length(text: &[u8]) -> Option<usize> {
    let mut rest = text.strip_prefix(b"\"")?;
    loop {
        rest = match rest {
            [] | [b'\n' | b'\r', ..] | [b'\\', b'\n' | b'\r', ..] => return None,
            [b'"', tail @ ..] => return text.len().checked_sub(tail.len()),
            [b'\\', _, tail @ ..] | [_, tail @ ..] => tail,
        };
    }
}

/// The length of the number at the head of the text, at least 1. A zero ends an integer, so `[000]` is three numbers as the library
/// reads it.
fn number_length(text: &[u8]) -> usize {
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let whole = match unsigned {
        [b'0', tail @ ..] => tail,
        _ => after_digits(unsigned).unwrap_or(unsigned),
    };
    let fraction = whole.strip_prefix(b".").and_then(after_digits).unwrap_or(whole);
    let exponent = match fraction {
        [b'e' | b'E', b'+' | b'-', tail @ ..] | [b'e' | b'E', tail @ ..] => after_digits(tail).unwrap_or(fraction),
        _ => fraction,
    };
    text.len().saturating_sub(exponent.len()).max(1)
}

/// What follows one digit or more.
fn after_digits(text: &[u8]) -> Option<&[u8]> {
    match length_while(text, |byte| byte.is_ascii_digit()) {
        0 => None,
        digits => text.get(digits..),
    }
}
