//! How much work an HTML parser would have with a page. The parser looks through all open elements for many a tag, and
//! through all attributes of a tag for each new one, so a small hostile file can keep it busy for hours. One pass over the
//! tags adds that work up beforehand; ordinary pages stay far below the limit.

use std::collections::HashMap;

/// The most work that is taken on: a page of 100 000 tags that are 40 deep.
const LIMIT: u64 = 4_000_000;
/// Longest name of an element that is told from others; longer ones share one name.
const LONGEST_NAME: usize = 24;

/// Elements that never stay open, or that the parser closes before the next one like them.
const CLOSING_THEMSELVES: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "caption", "option", "html", "head", "body",
];
/// Elements that a parser opens again, attributes and all, in every paragraph after the one that ended with them open.
const REOPENED: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// The most bytes of such tags that a fragment may have written again: without a bound, a long attribute in front of many
/// short paragraphs becomes gigabytes.
const LONGEST_ECHO: usize = 4_000_000;
/// The most bytes that the serialiser may have to look through for the characters that it escapes.
const LONGEST_LOOKOUT: usize = 20_000_000_000;
/// Elements whose content is text up to their own closing tag.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];
/// Elements of drawings, which may close themselves with a slash.
const DRAWING: &[&str] = &[
    "svg",
    "math",
    "path",
    "g",
    "circle",
    "rect",
    "line",
    "polyline",
    "polygon",
    "ellipse",
    "use",
    "defs",
    "stop",
    "symbol",
    "lineargradient",
    "radialgradient",
    "clippath",
    "mask",
    "filter",
    "text",
    "tspan",
    "image",
    "animate",
    "pattern",
];

/// Whether a whole page is too much work.
#[must_use]
pub fn is_tangled(source: &str) -> bool {
    let mut scan = Scan::default();
    let mut rest = source;
    while let Some((_, after)) = rest.split_once('<') {
        rest = scan.read(after);
        if scan.work > LIMIT {
            return true;
        }
    }
    false
}

/// Whether a fragment opens more than `most` elements inside one another, gives a tag more attributes than that, or leaves
/// so much open that a parser would write it again and again.
///
/// Unlike a page, a fragment is written to be kept, so this is strict: a closing tag counts only for the element opened
/// last, and what a parser would swallow as a comment is swallowed here. The true depth is never greater than found.
#[must_use]
pub fn is_deep(source: &str, most: usize) -> bool {
    let mut open: Vec<(String, usize)> = Vec::new();
    let (mut echo, mut echoed) = (0, 0_usize);
    let mut rest = source;
    while let Some((_, after)) = rest.split_once('<') {
        let (closing, tag) = after.strip_prefix('/').map_or((false, after), |tag| (true, tag));
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = match after.strip_prefix("!--") {
                Some(_) => after_comment(after.strip_prefix('!').unwrap_or_default()),
                None if closing || after.starts_with(['!', '?']) => after.split_once('>').map_or("", |(_, rest)| rest),
                None => after,
            };
            continue;
        }
        let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(tag.len());
        let (name, behind) = tag.split_at_checked(end).unwrap_or((tag, ""));
        let name = name.to_ascii_lowercase();
        let attributes = Attributes::read(behind);
        rest = behind.get(attributes.end..).unwrap_or_default();
        echoed = echoed.saturating_add(echo);
        if echoed > LONGEST_ECHO {
            return true;
        }
        if closing {
            if let Some((_, bytes)) = open.pop_if(|(last, _)| *last == name) {
                echo -= bytes;
            }
            continue;
        }
        // A list item ends the one before it in its list; a list in a list is counted by the list.
        if !CLOSING_THEMSELVES.contains(&name.as_str()) && name != "li" {
            let bytes = if REOPENED.contains(&name.as_str()) { name.len() + attributes.end } else { 0 };
            echo += bytes;
            open.push((name, bytes));
        }
        if open.len() > most || usize::try_from(attributes.count).unwrap_or(usize::MAX) > most {
            return true;
        }
    }
    // Between a drawing's own marks closing tags are text; no text that is kept has them.
    source.contains("<![CDATA[")
}

/// Whether a fragment has so many `&` and characters from U+0080 to U+00BF that writing it would take seconds: html5ever
/// looks from each of them on to the next `<` or `>` in the text, and where there is none to the end of it. Elements that a
/// parser drops join the texts around them, so all of the fragment counts as one text.
#[must_use]
pub fn is_speckled(source: &str) -> bool {
    const LEADS_LATIN_1: u8 = 0xc2;
    let speckles = source.bytes().filter(|byte| matches!(*byte, b'&' | LEADS_LATIN_1)).count();
    speckles.saturating_mul(source.len()) > LONGEST_LOOKOUT
}

#[derive(Default)]
struct Scan {
    open: HashMap<String, u64>,
    depth: u64,
    drawings: u64,
    in_drawing: bool,
    work: u64,
}

impl Scan {
    /// Reads what follows a `<` and gives back what follows the tag or comment.
    fn read<'a>(&mut self, after: &'a str) -> &'a str {
        if let Some(comment) = after.strip_prefix('!') {
            return if comment.starts_with("--") { after_comment(comment) } else { comment };
        }
        let (closing, tag) = after.strip_prefix('/').map_or((false, after), |tag| (true, tag));
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return after;
        }
        let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(tag.len());
        let (name, rest) = tag.split_at_checked(end).unwrap_or((tag, ""));
        let name: String = name.chars().take(LONGEST_NAME).collect::<String>().to_ascii_lowercase();
        let attributes = Attributes::read(rest);
        let rest = rest.get(attributes.end..).unwrap_or_default();
        self.work =
            self.work.saturating_add(self.depth).saturating_add(attributes.count.saturating_pow(2)).saturating_add(1);
        if closing {
            self.close(&name);
            return rest;
        }
        self.open(&name, attributes.self_closing);
        let raw = RAW.contains(&name.as_str()) && self.drawings == 0;
        if raw { after_raw(rest, &name) } else { rest }
    }

    fn open(&mut self, name: &str, self_closing: bool) {
        self.in_drawing = DRAWING.contains(&name) && (self.in_drawing || matches!(name, "svg" | "math"));
        if CLOSING_THEMSELVES.contains(&name) || self.in_drawing && self_closing {
            return;
        }
        self.drawings = self.drawings.saturating_add(u64::from(matches!(name, "svg" | "math")));
        self.depth = self.depth.saturating_add(1);
        let open = self.open.entry(name.to_owned()).or_default();
        *open = open.saturating_add(1);
    }

    fn close(&mut self, name: &str) {
        if let Some(open) = self.open.get_mut(name).filter(|open| **open > 0) {
            *open -= 1;
            self.depth = self.depth.saturating_sub(1);
            if matches!(name, "svg" | "math") {
                self.drawings = self.drawings.saturating_sub(1);
                self.in_drawing = false;
            }
        }
    }
}

/// What follows a comment; everything is comment when it is not closed.
fn after_comment(comment: &str) -> &str {
    let closes = |at: usize| comment.get(..at).is_some_and(|before| before.ends_with("--") || before.ends_with("--!"));
    comment
        .match_indices('>')
        .find(|(at, _)| closes(*at))
        .and_then(|(at, _)| comment.get(at.saturating_add(1)..))
        .unwrap_or_default()
}

/// What follows the text of a raw element, beginning at its closing tag.
fn after_raw<'a>(content: &'a str, name: &str) -> &'a str {
    let closes = |at: usize| {
        let start = at.saturating_add(2);
        content.get(start..start.saturating_add(name.len())).is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    content.match_indices("</").find(|(at, _)| closes(*at)).and_then(|(at, _)| content.get(at..)).unwrap_or_default()
}

/// What stands in a tag after its name.
struct Attributes {
    /// Length in bytes up to and with the `>`.
    end: usize,
    count: u64,
    self_closing: bool,
}

/// Where in a tag the reader is.
#[derive(Clone, Copy)]
enum At {
    Between,
    Name,
    AfterName,
    BeforeValue,
    Value,
    Quoted(u8),
}

impl Attributes {
    fn read(rest: &str) -> Self {
        let mut read = Self { end: rest.len(), count: 0, self_closing: false };
        let mut state = At::Between;
        for (at, byte) in rest.bytes().enumerate() {
            let space = byte.is_ascii_whitespace();
            state = match (state, byte) {
                (At::Quoted(mark), _) if byte == mark => At::Between,
                (At::Quoted(_), _) => state,
                (_, b'>') => {
                    read.end = at.saturating_add(1);
                    return read;
                }
                (At::BeforeValue, b'"' | b'\'') => At::Quoted(byte),
                (At::BeforeValue, _) if space => state,
                (At::BeforeValue, _) => At::Value,
                (At::Value, _) if !space => state,
                (At::Value, _) => At::Between,
                (At::Name | At::AfterName, b'=') => At::BeforeValue,
                (At::Name, _) if space => At::AfterName,
                (At::Between | At::AfterName, _) if space => state,
                (At::Between | At::Name | At::AfterName, b'/') => At::Between,
                (At::Name, _) => state,
                (At::Between | At::AfterName, _) => {
                    read.count = read.count.saturating_add(1);
                    At::Name
                }
            };
            read.self_closing = byte == b'/' && matches!(state, At::Between);
        }
        read
    }
}
