//! Characters that readers do not see, and those that turn the direction of text: what a text may not hide, and what of
//! them is kept where.
//!
//! A line (a headline, a name) keeps of them only what its script or an emoji needs. A body keeps what a typesetter may
//! have put there, and loses what overrides the order of its letters or belongs to no text. Comments refuse them.

/// Whether a character steers the direction of text (Unicode property `Bidi_Control`, UAX 9).
#[must_use]
pub const fn turns_text(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character takes no place on the screen though it is neither white space nor a control character: joiners,
/// fillers, variation selectors, tags, and those that turn text.
#[must_use]
pub const fn is_unseen(c: char) -> bool {
    turns_text(c)
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200d}'
                | '\u{2060}'..='\u{2065}'
                | '\u{206a}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Whether a reader would see anything of a text.
#[must_use]
pub fn shows_something(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !c.is_control() && !is_unseen(c))
}

/// Whether a character has no meaning of its own that would survive the way to another machine: private use, and the code
/// points that Unicode keeps out of texts for good.
#[must_use]
pub fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}') || is_noncharacter(c)
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

/// Letters, marks and digits of scripts that know no joiners and no variants: Latin, Greek, Cyrillic.
const fn is_plain_script(c: char) -> bool {
    matches!(c,
        'a'..='z' | 'A'..='Z' | '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{3ff}' | '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}'
            | '\u{1d00}'..='\u{1fff}' | '\u{2c60}'..='\u{2c7f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}'
            | '\u{a720}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab6f}' | '\u{fb00}'..='\u{fb06}')
}

/// Whether a letter belongs to a script that is written from right to left: Hebrew, Arabic, Syriac and their neighbours.
const fn runs_leftwards(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}')
        && !turns_text(c)
}

const fn is_variant(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// The tags that make flags of parts of countries: they follow a black flag, and mean nothing elsewhere.
const fn is_flag_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}

const BLACK_FLAG: char = '\u{1f3f4}';

/// What no text needs: embeddings and overrides of direction (their order of letters is a lie), forms that Unicode took
/// back, marks of interlinear notes, byte order marks, noncharacters.
fn is_waste(c: char) -> bool {
    is_noncharacter(c)
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0001}')
}

/// Hints to a typesetter: where a word may be broken or may not, and what stands where a picture stood.
const fn is_hint(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{fffc}'
    )
}

/// A line without what readers do not see. Joiners stay behind letters and emoji that join, variation selectors behind
/// what has variants, the tags of a flag behind it, and marks of direction where something runs from right to left.
#[must_use]
pub fn tidy_line(text: &str) -> String {
    let leftwards = text.chars().any(runs_leftwards);
    let mut kept = String::with_capacity(text.len());
    let mut last = None;
    let mut in_flag = false;
    for c in text.chars() {
        in_flag = c == BLACK_FLAG || in_flag && is_flag_tag(c);
        let behind_a_letter = last.is_some_and(|last: char| !is_plain_script(last) && !last.is_whitespace());
        let stays = if is_waste(c) || is_hint(c) {
            false
        } else if is_joiner(c) {
            behind_a_letter && !last.is_some_and(|last| last.is_ascii() || is_joiner(last))
        } else if is_variant(c) {
            behind_a_letter && !last.is_some_and(is_variant)
        } else if turns_text(c) {
            leftwards
        } else if is_flag_tag(c) {
            in_flag
        } else {
            true
        };
        if stays {
            kept.push(c);
            last = Some(c);
        }
    }
    kept
}

/// A text of several paragraphs without what no text needs: control characters besides tabs and line breaks (those that
/// are white space become a space), embeddings and overrides of direction, byte order marks, noncharacters.
#[must_use]
pub fn tidy_text(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut in_flag = false;
    for c in text.chars() {
        in_flag = c == BLACK_FLAG || in_flag && is_flag_tag(c);
        match c {
            '\t' | '\n' | '\r' => kept.push(c),
            '\u{2028}' | '\u{2029}' => kept.push('\n'),
            _ if c.is_control() && c.is_whitespace() => kept.push(' '),
            _ if c.is_control() || is_waste(c) || is_flag_tag(c) && !in_flag => {}
            _ => kept.push(c),
        }
    }
    kept
}
