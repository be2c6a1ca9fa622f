//! A cursor over the first characters of a text. It is a plain position that can be copied: a rule
//! tries a copy and keeps it only on success, so a failed rule leaves nothing to undo.

/// How many characters of a text are searched. Real heads have a median of 20 characters; the rest
/// is room for a byline or a feed's name before the head.
pub(crate) const WINDOW: usize = 120;

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
        self.peek().is_none_or(|c| c == '\n' || c == '\r')
    }

    /// Text between an earlier position and the cursor.
    pub(crate) fn since(&self, start: usize) -> String {
        self.chars.get(start..self.pos).unwrap_or_default().iter().collect()
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

    /// Steps over a word: letters, with single hyphens and apostrophes between them.
    pub(crate) fn word(&mut self) -> Option<String> {
        let start = self.pos;
        loop {
            if self.skip(is_letter) == 0 {
                break;
            }
            let joined = self.peek().is_some_and(is_joint) && self.peek_at(1).is_some_and(is_letter);
            if !joined {
                break;
            }
            self.bump();
        }
        (self.pos > start).then(|| self.since(start))
    }

    /// Steps over `form` if it is next, comparing folded characters.
    pub(crate) fn folded(&mut self, form: &str) -> bool {
        let mut probe = *self;
        for expected in form.chars() {
            if probe.peek().map(fold_char) != Some(expected) {
                return false;
            }
            probe.bump();
        }
        *self = probe;
        true
    }

    /// Steps over the text up to `close` on the same line and over `close` itself, and gives the
    /// text if it has at most `limit` characters.
    pub(crate) fn enclosed(&mut self, close: char, limit: usize) -> Option<String> {
        let mut probe = *self;
        let start = probe.pos;
        while probe.peek()? != close {
            if probe.at_line_end() || probe.pos.saturating_sub(start) >= limit {
                return None;
            }
            probe.bump();
        }
        let inner = probe.since(start);
        probe.bump();
        *self = probe;
        Some(inner)
    }

    /// True where a word ends: no letter or digit follows, not even behind a hyphen.
    pub(crate) fn at_word_end(&self) -> bool {
        match self.peek() {
            Some(c) if is_letter(c) || c.is_numeric() => false,
            Some(c) if is_joint(c) => !self.peek_at(1).is_some_and(is_letter),
            _ => true,
        }
    }

    /// Steps over the longest form of a table that stands here as a whole word. A row holds a value
    /// and its forms, folded and parted by `|`.
    pub(crate) fn longest<T: Copy>(&mut self, rows: &[(T, &str)]) -> Option<T> {
        let mut best: Option<(Self, T)> = None;
        for (value, forms) in rows {
            for form in forms.split('|') {
                let mut probe = *self;
                let longer = probe.folded(form)
                    && (form.ends_with('.') || probe.at_word_end())
                    && best.is_none_or(|(found, _)| probe.pos > found.pos);
                if longer {
                    best = Some((probe, *value));
                }
            }
        }
        let (found, value) = best?;
        *self = found;
        Some(value)
    }

    fn skip(&mut self, accepts: fn(char) -> bool) -> usize {
        let start = self.pos;
        while self.peek().is_some_and(accepts) {
            self.bump();
        }
        self.pos.saturating_sub(start)
    }
}

/// The value of the row that has this folded form.
pub(crate) fn row_of(rows: &[(&'static str, &str)], folded: &str) -> Option<&'static str> {
    rows.iter().find(|(_, forms)| has(forms, folded)).map(|(value, _)| *value)
}

/// True if a form of a row, parted from the others by `|`, equals the text.
pub(crate) fn has(forms: &str, text: &str) -> bool {
    forms.split('|').any(|form| form == text)
}

/// White space within a line; no-break, thin and narrow spaces count.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// White space of any kind and the byte order mark.
pub(crate) fn is_edge(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// A letter, or a combining mark of a decomposed letter.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

fn is_joint(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\'' | '`' | '\u{2018}' | '\u{2019}')
}

/// A text as the tables hold it: lower case, plain spaces, hyphens and apostrophes, `е` for `ё`.
pub(crate) fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

fn fold_char(c: char) -> char {
    match c {
        'ё' | 'Ё' => 'е',
        '\u{2010}' | '\u{2011}' => '-',
        '`' | '\u{2018}' | '\u{2019}' | '\u{2bb}' | '\u{2bc}' => '\'',
        c if is_space(c) => ' ',
        // The first character is enough: only a few capitals, such as the Turkish dotted I, have
        // more, and what follows there is a mark that no table holds.
        c => c.to_lowercase().next().unwrap_or(c),
    }
}
