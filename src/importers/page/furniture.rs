//! Tells furniture from text, one line at a time. Everything here looks at whole lines: a paragraph that only begins like
//! furniture stays a paragraph.

use super::labels;
use super::words;
use super::{ChannelLink, LeftOutKind};

/// Longer lines than this, in bytes, are paragraphs and are not looked at any further.
const LONGEST_FURNITURE: usize = 400;
/// Longest name of a section, in characters.
const LONGEST_SECTION: usize = 40;

/// What a line of the rates bar holds.
pub(crate) struct BarLine {
    /// The numbers, digits as printed.
    pub(crate) numbers: Vec<String>,
    /// Whether a currency, a change or a per cent sign stands beside them.
    pub(crate) labelled: bool,
}

/// Reads a line that consists of numbers, bullets and currencies only.
pub(crate) fn bar_line(text: &str) -> Option<BarLine> {
    if text.len() > LONGEST_FURNITURE {
        return None;
    }
    let mut line = BarLine { numbers: Vec::new(), labelled: false };
    for word in text.split(|c: char| c.is_whitespace() || "|/;•·▪◦●‣*".contains(c)) {
        let bare = word.trim_matches(|c| "▲▼↑↓()-–—".contains(c));
        if is_number(bare) {
            // A sign belongs to a change of the day, not to a rate.
            line.labelled |= word.trim_start_matches('(').starts_with(['-', '–', '—']);
            line.numbers.push(bare.to_owned());
        } else if !bare.is_empty() {
            let inner = bare.trim_matches(|c| "+%$€₽₸¥£:".contains(c));
            let known = labels::CURRENCIES.contains(&inner.to_lowercase().as_str());
            if !(known || inner.is_empty() || is_number(inner)) {
                return None;
            }
            line.labelled = true;
            if is_number(inner) {
                line.numbers.push(inner.to_owned());
            }
        }
    }
    (line.labelled || !line.numbers.is_empty()).then_some(line)
}

fn is_number(word: &str) -> bool {
    let digits = |part: &str| (1..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    match word.split_once(['.', ',']) {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(word),
    }
}

/// The words of a line in lower case, without signs, addresses and handles, parted by single spaces; `None` for a line
/// too long to be furniture.
fn key(text: &str) -> Option<String> {
    if text.len() > LONGEST_FURNITURE {
        return None;
    }
    let mut key = String::new();
    for word in text.split_whitespace().filter(|word| !is_address(word)) {
        for part in word.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(&part.to_lowercase());
        }
    }
    Some(key)
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.") || word.starts_with("t.me/") || word.starts_with('@')
}

/// Whether the line is the heading of the comment form.
pub(crate) fn is_comment_form(text: &str) -> bool {
    key(text).is_some_and(|key| {
        let key = key.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let key = key.trim_end_matches(" отменить ответ").trim_end_matches(" cancel reply");
        words::COMMENT_FORM.contains(&key)
    })
}

/// Whether the line is the heading of the comments, and the count that it prints.
pub(crate) fn comments_heading(text: &str) -> Option<Option<u32>> {
    let key = key(text)?;
    if words::NO_COMMENTS.contains(&key.as_str()) {
        return Some(Some(0));
    }
    let digits = |c: char| c.is_ascii_digit();
    let name = key.trim_matches(digits).trim();
    let count = key.trim_start_matches(|c| !digits(c)).trim_end_matches(|c| !digits(c)).parse().ok();
    let bare = words::COMMENTS.contains(&name) && (count.is_some() || key == name);
    let counted = count.is_some() && words::COUNTED_COMMENTS.contains(&name);
    (bare || counted).then_some(count)
}

/// Whether the line invites to the channels and says nothing else.
pub(crate) fn is_channels_line(text: &str) -> bool {
    key(text).is_some_and(|key| {
        words::CHANNEL_STARTS
            .iter()
            .filter_map(|start| after(&key, start))
            .any(|rest| rest.split(' ').all(is_channel_word))
    })
}

/// Whether a short line between headline and body invites to the channels, whatever channels those are.
pub(crate) fn may_be_channels_line(text: &str) -> bool {
    let short = text.chars().count() <= 80 && !text.ends_with(['.', '!', '?']);
    is_channels_line(text)
        || short && key(text).is_some_and(|key| words::CHANNEL_STARTS.iter().any(|start| after(&key, start).is_some()))
}

/// Whether the line is made of names of channels.
pub(crate) fn is_channel_names(text: &str) -> bool {
    key(text).is_some_and(|key| key.split(' ').any(is_channel_name) && key.split(' ').all(is_channel_word))
}

/// What follows `start` in `key`, if `key` begins with it as whole words.
fn after<'a>(key: &'a str, start: &str) -> Option<&'a str> {
    let rest = key.strip_prefix(start)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ') }
}

fn is_channel_word(word: &str) -> bool {
    word.is_empty() || is_channel_name(word) || words::CHANNEL_GLUE.contains(&word)
}

fn is_channel_name(word: &str) -> bool {
    let with_ending = |name: &&str| word.strip_prefix(*name).is_some_and(|ending| ending.chars().count() <= 4);
    words::SHORT_CHANNEL_NAMES.contains(&word) || words::CHANNEL_NAMES.iter().any(with_ending)
}

/// The one address that a line of text prints, with the rest of the line as its label.
pub(crate) fn printed_link(text: &str) -> Option<ChannelLink> {
    let mut addresses =
        text.split_whitespace().filter(|word| word.starts_with("https://") || word.starts_with("http://"));
    let url = addresses.next()?;
    if addresses.next().is_some() {
        return None;
    }
    let label = text.replace(url, "");
    let label = label.trim_matches(|c: char| !c.is_alphanumeric());
    let label = if label.is_empty() { host(url) } else { label };
    Some(ChannelLink { label: label.to_owned(), url: url.to_owned() })
}

/// The host of an address, without `www.`.
pub(crate) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

/// A section line with its comment count: the name, the count, and whether the name is a known one.
pub(crate) fn section_line(text: &str) -> Option<(String, u32, bool)> {
    let core = text.trim_end_matches([')', ']', ' ']);
    let letters = core.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let (printed, count) =
        (letters.trim_end_matches(['(', '[', '|', ':', '/', '·', '•', ' ']), core.strip_prefix(letters)?);
    let known = is_known_section(printed);
    let parted = count.starts_with(' ') || printed.len() < letters.len();
    if !(is_section_name(printed) && (known || parted)) {
        return None;
    }
    Some((printed.to_owned(), grouped_count(count)?, known))
}

/// A count of at most six digits, «1 204» being one number.
fn grouped_count(printed: &str) -> Option<u32> {
    let mut digits = String::new();
    for (at, group) in printed.split_whitespace().enumerate() {
        if at > 0 && group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    if digits.len() > 6 { None } else { digits.parse().ok() }
}

/// Whether the line alone is the name of a section that most newsrooms have.
pub(crate) fn is_known_section(text: &str) -> bool {
    key(text).is_some_and(|key| labels::SECTIONS.contains(&key.as_str()))
}

/// Whether the line could be the name of a section: a few words, no digits, no sentence.
pub(crate) fn is_section_name(text: &str) -> bool {
    text.chars().count() <= LONGEST_SECTION
        && text.split_whitespace().count() <= 4
        && text.starts_with(char::is_uppercase)
        && text.ends_with(char::is_alphanumeric)
        && text.chars().all(|c| c.is_alphabetic() || " -–&,/\u{2019}'".contains(c))
}

/// What a line anywhere on the page is taken for, when it is furniture without doubt.
pub(crate) fn anywhere(text: &str) -> Option<LeftOutKind> {
    let key = key(text)?;
    let shares = |start: &&str| after(&key, start).is_some_and(|rest| rest.split(' ').all(is_channel_word));
    if words::SHARE_STARTS.iter().any(shares) || words::TOOLS.contains(&key.as_str()) {
        Some(LeftOutKind::Share)
    } else if is_channels_line(text) || is_channel_names(text) {
        Some(LeftOutKind::Channel)
    } else if text.starts_with('©') || text.starts_with("(c) ") || text.starts_with("(C) ") {
        Some(LeftOutKind::Footer)
    } else if opens_with(text, labels::TAG_STARTS) {
        Some(LeftOutKind::Tags)
    } else {
        None
    }
}

/// What a line before the first paragraph is taken for; inside the body the same line would be text.
pub(crate) fn before_body(text: &str) -> Option<LeftOutKind> {
    if let Some(kind) = anywhere(text) {
        return Some(kind);
    }
    let key = key(text)?;
    // A line of signs or of one address says nothing before the body either.
    if key.is_empty() || labels::MENU.contains(&key.as_str()) {
        Some(LeftOutKind::Menu)
    } else if is_view_counter(&key) {
        Some(LeftOutKind::Counter)
    } else if is_date(text, &key) {
        Some(LeftOutKind::Date)
    } else if text.chars().count() <= 120 && opens_with(text, labels::CAPTION_STARTS) {
        Some(LeftOutKind::Caption)
    } else if text.chars().count() <= 80 && opens_with(text, labels::BYLINE_STARTS) {
        Some(LeftOutKind::Byline)
    } else {
        None
    }
}

/// Whether the line opens with one of the words and a colon.
fn opens_with(text: &str, starts: &[&str]) -> bool {
    text.split_once(':')
        .is_some_and(|(start, _)| start.len() <= 40 && starts.contains(&start.trim().to_lowercase().as_str()))
}

fn is_view_counter(key: &str) -> bool {
    let named = |word: &str| labels::VIEWS.contains(&word);
    let number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    key.split(' ').any(named) && key.split(' ').all(|word| number(word) || named(word))
}

/// Whether the line is a date or a time of day: nothing but their words and numbers, and at least two of the numbers.
fn is_date(text: &str, key: &str) -> bool {
    let number = |word: &str| word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit());
    text.chars().count() <= 60
        && key.split(' ').filter(|word| number(word)).count() >= 2
        && key.split(' ').all(|word| number(word) || labels::DATE_WORDS.contains(&word))
}

/// Whether a paragraph opens as a dateline does, with a date or an agency's mark near its start. This only keeps such a
/// paragraph from being taken for a headline.
pub(crate) fn opens_like_dateline(text: &str) -> bool {
    let start: String = text.chars().take(100).collect();
    let marked = start.split_once('/').and_then(|(before, rest)| {
        let (mark, _) = rest.split_once('/')?;
        let parted = before.is_empty() || before.ends_with([' ', '.', ',']);
        Some(parted && mark.chars().count() <= 30 && mark.starts_with(char::is_alphabetic))
    });
    let bracketed = start.split_once('(').and_then(|(_, rest)| {
        let (_, rest) = rest.split_once(')')?;
        Some(rest.trim_start().starts_with(['—', '–', '-']))
    });
    marked.unwrap_or(false) || bracketed.unwrap_or(false)
}
