//! A cursor over the first characters of a text. It is a plain position that can be copied: a rule
//! tries a copy and keeps it only on success, so a failed rule leaves nothing to undo.

/// How many characters of a text are searched. Real heads have a median of 20 characters; the rest
/// is room for a byline or a feed's name before the head.
pub(crate) const WINDOW: usize = 120;

/// Two positions in the searched window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    /// Characters before it.
    pub(crate) start: usize,
    /// Characters before its end.
    pub(crate) end: usize,
}

/// A position in the searched window.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    chars: &'a [char],
    pos: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at the start of the window.
    pub(crate) fn new(chars: &'a [char]) -> Self {
        Self { chars, pos: 0 }
    }

    /// Characters before the cursor.
    pub(crate) fn pos(&self) -> usize {
        self.pos
    }

    /// The next character.
    pub(crate) fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    /// The character `ahead` places after the next one.
    pub(crate) fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.pos.saturating_add(ahead)).copied()
    }

    /// The character before the cursor.
    pub(crate) fn previous(&self) -> Option<char> {
        self.chars.get(self.pos.checked_sub(1)?).copied()
    }

    /// Steps over one character.
    pub(crate) fn bump(&mut self) {
        self.pos = self.pos.saturating_add(1).min(self.chars.len());
    }

    /// Steps over `expected` if it is next.
    pub(crate) fn eat(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        if found {
            self.bump();
        }
        found
    }

    /// Steps over spaces within the line and tells how many there were.
    pub(crate) fn spaces(&mut self) -> usize {
        self.skip(is_space)
    }

    /// Steps over all white space, line ends and byte order marks included.
    pub(crate) fn blanks(&mut self) -> usize {
        self.skip(is_edge)
    }

    /// True at the end of a line or of the window.
    pub(crate) fn at_line_end(&self) -> bool {
        self.peek().is_none_or(ends_line)
    }

    /// Characters between two positions.
    pub(crate) fn slice(&self, span: Span) -> &'a [char] {
        self.chars.get(span.start..span.end).unwrap_or_default()
    }

    /// Text between two positions.
    pub(crate) fn text(&self, span: Span) -> String {
        let chars = self.slice(span);
        // Cyrillic letters have two bytes.
        let mut text = String::with_capacity(chars.len().saturating_mul(2));
        text.extend(chars);
        text
    }

    /// The same place in a window that ends at this position.
    pub(crate) fn until(&self, end: usize) -> Self {
        Self { chars: self.chars.get(..end).unwrap_or(self.chars), pos: self.pos }
    }

    /// What lies between an earlier position and the cursor.
    pub(crate) fn since(&self, start: usize) -> Span {
        Span { start, end: self.pos }
    }

    /// What is left.
    pub(crate) fn rest(&self) -> &'a [char] {
        self.chars.get(self.pos..).unwrap_or_default()
    }

    /// Steps over up to four digits and gives their value and count; more digits are no part of a
    /// date and give none.
    pub(crate) fn number(&mut self) -> Option<(u32, usize)> {
        let mut probe = *self;
        let mut value = 0_u32;
        let mut count = 0_usize;
        while let Some(digit) = probe.peek().and_then(|c| c.to_digit(10)) {
            probe.bump();
            count = count.saturating_add(1);
            if count > 4 {
                return None;
            }
            value = value.saturating_mul(10).saturating_add(digit);
        }
        if count == 0 {
            return None;
        }
        *self = probe;
        Some((value, count))
    }

    /// Steps over a dash of any kind: `-`, `--`, `–`, `—`, `―`. Dashes in a row count as one.
    pub(crate) fn dash(&mut self) -> bool {
        self.skip(is_dash) > 0
    }

    /// Steps over a word: letters, with single hyphens and apostrophes between them and apostrophes at the ends, as in
    /// `Ust’-Katav` and `Kara-Kul’`. False if none stands here.
    pub(crate) fn word(&mut self) -> bool {
        let mut probe = *self;
        if probe.peek().is_some_and(is_apostrophe) {
            probe.bump();
        }
        let start = probe.pos;
        while probe.skip(is_letter) > 0 {
            if probe.peek().is_some_and(is_apostrophe) {
                probe.bump();
            }
            let hyphen = probe.peek().is_some_and(|c| is_joint(c) && !is_apostrophe(c));
            if hyphen && probe.peek_at(1).is_some_and(is_letter) {
                probe.bump();
            }
        }
        let found = probe.pos > start;
        if found {
            *self = probe;
        }
        found
    }

    /// Steps over the text up to `close` on the same line and over `close` itself, and gives a cursor that sees nothing
    /// but that text, without the spaces and quotation marks around it, if it has at most `limit` characters.
    pub(crate) fn enclosed(&mut self, close: char, limit: usize) -> Option<Self> {
        let mut probe = *self;
        let start = probe.pos;
        while probe.peek()? != close {
            if probe.at_line_end() || probe.pos.saturating_sub(start) >= limit {
                return None;
            }
            probe.bump();
        }
        let mut inner = Self { chars: self.chars.get(..probe.pos)?, pos: start };
        inner.trim(is_space);
        if let [first, .., last] = inner.rest()
            && is_frame(*first)
            && is_frame(*last)
        {
            inner.trim(is_frame);
        }
        probe.bump();
        *self = probe;
        Some(inner)
    }

    /// True where a word ends: no letter or digit follows, not even behind a hyphen.
    pub(crate) fn at_word_end(&self) -> bool {
        match self.peek() {
            Some(c) if is_word(c) => false,
            Some(c) if is_joint(c) => !self.peek_at(1).is_some_and(is_letter),
            _ => true,
        }
    }

    /// Leaves out such characters at both ends.
    fn trim(&mut self, out: fn(char) -> bool) {
        self.skip(out);
        while let [.., last] = self.rest()
            && out(*last)
        {
            self.chars = self.chars.get(..self.chars.len().saturating_sub(1)).unwrap_or_default();
        }
    }

    fn skip(&mut self, accepts: fn(char) -> bool) -> usize {
        let start = self.pos;
        while self.peek().is_some_and(accepts) {
            self.bump();
        }
        self.pos.saturating_sub(start)
    }
}

/// White space within a line; no-break, thin and narrow spaces count.
pub(crate) fn is_space(c: char) -> bool {
    match c {
        ' ' | '\t' | '\u{a0}' => true,
        '\0'..='\u{a9}' | '\u{300}'..='\u{52f}' | '\u{2010}'..='\u{2029}' => false,
        _ => c.is_whitespace(),
    }
}

/// True for a character that ends a line.
pub(crate) fn ends_line(c: char) -> bool {
    c == '\n' || c == '\r'
}

/// A space or a quotation mark, as some print around an agency's name.
pub(crate) fn is_frame(c: char) -> bool {
    is_space(c) || is_quote(c)
}

/// A quotation mark.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '«' | '»' | '"' | '“' | '”' | '„')
}

/// White space of any kind and the byte order mark.
pub(crate) fn is_edge(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// A letter, or a combining mark of a decomposed letter. The scripts of most heads are known by their ranges, which
/// costs a tenth of asking the tables of Unicode.
#[inline]
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphabetic(),
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' | '\u{300}'..='\u{36f}' => true,
        '\u{c0}'..='\u{24f}' => c != '×' && c != '÷',
        // Spaces, dashes and quotation marks.
        '\u{2000}'..='\u{206f}' | '\u{80}'..='\u{a9}' | '«' | '»' => false,
        _ => c.is_alphabetic(),
    }
}

/// A letter, a mark or a number of any kind.
#[inline]
pub(crate) fn is_word(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        '\u{2000}'..='\u{206f}' => false,
        _ => is_letter(c) || c.is_numeric(),
    }
}

/// A small letter.
#[inline]
pub(crate) fn is_small(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_lowercase(),
        '\u{400}'..='\u{42f}' => false,
        '\u{430}'..='\u{45f}' => true,
        _ => c.is_lowercase(),
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

fn is_joint(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}') || is_apostrophe(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '\u{2bb}' | '\u{2bc}' | '\u{2018}' | '\u{2019}')
}
