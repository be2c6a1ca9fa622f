//! Bytes to text, text to blocks, and the headline of a page that was saved as plain text.

use super::blocks::Block;
use super::shape::Shape;
use super::{Page, PageError, furniture};

/// Longest headline that a text page may have, in characters: anything longer is a paragraph.
const LONGEST_HEADLINE: usize = 300;
/// Lines of text files are wrapped between these widths, in characters.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 50..=100;

const CONVERT: &str = "convert it first, for example `iconv -f windows-1251 -t utf-8`";
const UTF16: &str = "it is UTF-16; convert it first, for example `iconv -f utf-16 -t utf-8`";
const BINARY: &str = "it looks like a binary file; save the page as HTML or as text in UTF-8";
const ARCHIVE: &str = "it is a web archive or a document; save the page as \"HTML only\" or as text in UTF-8";

/// The text of the file without its byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, PageError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(PageError::NotText { at: 0, hint: UTF16 });
    }
    let is_control = |b: u8| b < 0x20 && !b.is_ascii_whitespace() && b != 0x0b;
    if let Some(at) = bytes.iter().position(|b| is_control(*b)) {
        return Err(PageError::NotText { at, hint: BINARY });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| PageError::NotText { at: e.valid_up_to(), hint: CONVERT })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let opening = text.get(..text.floor_char_boundary(1024)).unwrap_or(text);
    if opening.starts_with("{\\rtf") || opening.starts_with("%PDF-") || is_mime(opening) {
        return Err(PageError::NotText { at: 0, hint: ARCHIVE });
    }
    Ok(text)
}

/// Browsers save "a single file" as a MIME message (RFC 2557), which is text but no page.
fn is_mime(opening: &str) -> bool {
    (opening.starts_with("From:") || opening.starts_with("MIME-Version:")) && opening.contains("MIME-Version:")
}

/// Whether the page is HTML: it opens with a tag, a comment or a doctype, or has `<html` near its start.
pub(crate) fn is_html(text: &str) -> bool {
    let text = text.trim_start();
    let opens = text
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "!?".contains(c)));
    let opening = text.get(..text.floor_char_boundary(1024)).unwrap_or(text).to_ascii_lowercase();
    opens || opening.contains("<!doctype html") || opening.contains("<html")
}

/// Single ordinary spaces for any white space, and no invisible marks.
pub(crate) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let visible = |c: &char| !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2060}');
    for word in text.split_whitespace() {
        let before = cleaned.len();
        if before > 0 {
            cleaned.push(' ');
        }
        let start = cleaned.len();
        cleaned.extend(word.chars().filter(visible));
        if cleaned.len() == start {
            cleaned.truncate(before);
        }
    }
    cleaned
}

/// Reads a page of plain text.
pub(crate) fn read(source: &str) -> Result<Page, PageError> {
    let blocks: Vec<Block> = lines(source).into_iter().map(Block::plain).collect();
    if blocks.is_empty() {
        return Err(PageError::Empty);
    }
    let at = headline(&blocks).ok_or(PageError::NoHeadline)?;
    let headline = blocks.get(at).map(|block| block.text.clone()).ok_or(PageError::NoHeadline)?;
    let mut shape = Shape::new();
    shape.read_before(blocks.get(..at).unwrap_or_default(), true);
    shape.read_after(blocks.get(at.saturating_add(1)..).unwrap_or_default());
    shape.into_page(headline)
}

/// The first line that is neither furniture nor a number, unless it is a paragraph of the body.
fn headline(blocks: &[Block]) -> Option<usize> {
    let form = blocks.iter().position(|block| furniture::is_comment_form(&block.text)).unwrap_or(blocks.len());
    let at = blocks.iter().take(form).position(|block| !is_before_headline(&block.text))?;
    let text = &blocks.get(at)?.text;
    (!furniture::opens_like_dateline(text) && text.chars().count() <= LONGEST_HEADLINE).then_some(at)
}

/// Whether a line cannot be a headline: a number, furniture, or the line of a known section with its count.
pub(crate) fn is_before_headline(text: &str) -> bool {
    furniture::bar_line(text).is_some()
        || furniture::before_body(text).is_some()
        || furniture::may_be_channels_line(text)
        || furniture::comments_heading(text).is_some()
        || furniture::section_line(text).is_some_and(|(_, _, known)| known)
        || furniture::is_known_section(text)
        || !text.contains(char::is_alphabetic)
}

/// The paragraphs of a text: its lines, with hard-wrapped lines put together again.
fn lines(source: &str) -> Vec<String> {
    let source = source.replace("\r\n", "\n");
    let breaks = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let lines: Vec<String> = source.split(breaks).map(clean).collect();
    let width = wrap_width(&lines);
    let mut blocks: Vec<String> = Vec::new();
    let mut last_line = "";
    for line in &lines {
        let wrapped = width.is_some_and(|width| continues(last_line, line, width));
        match blocks.last_mut() {
            Some(block) if wrapped => {
                block.push(' ');
                block.push_str(line);
            }
            _ if line.is_empty() => {}
            _ => blocks.push(line.clone()),
        }
        last_line = line;
    }
    blocks
}

/// The width at which the text was wrapped: its longest line, when several lines that stand directly above another one are
/// nearly as long and none is longer than a terminal is wide.
fn wrap_width(lines: &[String]) -> Option<usize> {
    let lengths: Vec<usize> = lines.iter().map(|line| line.chars().count()).collect();
    let width = lengths.iter().copied().max().filter(|width| WRAP_WIDTHS.contains(width))?;
    let full = |pair: &&[usize]| matches!(pair, [first, second] if *second > 0 && first.saturating_add(20) > width);
    (lengths.windows(2).filter(full).count() >= 3).then_some(width)
}

/// Whether `line` carries on the sentence of the line above: its first word would not have fitted there.
fn continues(above: &str, line: &str, width: usize) -> bool {
    let word = line.split(' ').next().unwrap_or_default().chars().count();
    let needed = above.chars().count().saturating_add(1).saturating_add(word);
    !above.is_empty() && word > 0 && needed > width && !is_before_headline(above) && !is_before_headline(line)
}
