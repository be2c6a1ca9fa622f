//! Text rules: HTML on its way in, plain text, slugs.

pub mod html;
pub mod links;
pub mod slug;
pub mod unseen;
pub mod weight;

use unicode_normalization::UnicodeNormalization;

/// A line of input as it is stored: NFC (Unicode TR 15), white space folded to single spaces, ends trimmed.
#[must_use]
pub fn line(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines of input as they are stored: NFC, every line break a single `\n`, white space at both ends of the whole trimmed.
#[must_use]
pub fn lines(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").trim().to_owned()
}

/// A text for comparing with others: compatibility forms and case folded, only what is seen, single spaces.
#[must_use]
pub fn likeness(text: &str) -> String {
    let folded: String = text.nfkc().filter(|c| !unseen::is_unseen(*c)).flat_map(char::to_lowercase).collect();
    line(&folded)
}

/// The first sentences of a text up to `longest` characters, cut at a sentence if it can be and at a word otherwise.
#[must_use]
pub fn excerpt(text: &str, longest: usize) -> String {
    let head: String = text.chars().take(longest).collect();
    if head.len() == text.len() {
        return head;
    }
    let sentence = head.char_indices().rev().find_map(|(at, c)| {
        let after = head.get(at + c.len_utf8()..)?;
        (matches!(c, '.' | '!' | '?' | '…') && after.starts_with(' ') && at > head.len() / 3)
            .then_some(at + c.len_utf8())
    });
    if let Some(cut) = sentence.and_then(|at| head.get(..at)) {
        return cut.to_owned();
    }
    let word = head.rfind(' ').and_then(|at| head.get(..at)).unwrap_or(&head);
    format!("{}…", word.trim_end_matches([',', ';', ':', '—', '-', ' ']))
}
