//! Text rules: HTML and Markdown on their way in, plain text and its measures, slugs, what two texts have in common.

pub mod address;
pub mod counts;
pub mod diff;
pub mod html;
pub mod links;
pub mod markdown;
pub mod nearest;
pub mod skeleton;
pub mod slug;
pub mod unseen;
pub mod weight;

use unicode_normalization::UnicodeNormalization;

/// A line of input as it is stored: NFC (Unicode TR 15), without what readers do not see ([`unseen::tidy_line`]), white
/// space folded to single spaces, ends trimmed.
#[must_use]
pub fn line(text: &str) -> String {
    let mut composed: String = text.nfc().collect();
    loop {
        // What stood between a letter and its mark may be gone now, and marks change their places then. It ends: each time
        // something was taken out.
        let tidy: String = unseen::tidy_line(&composed).nfc().collect();
        if tidy == composed {
            break;
        }
        composed = tidy;
    }
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of several paragraphs as it is served: NFC, without what no text needs ([`unseen::tidy_text`]).
#[must_use]
pub fn paragraphs(text: &str) -> String {
    unseen::tidy_text(text).nfc().collect()
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
