//! HTML rules: what may be stored, and the plain text of it.
//!
//! Only flowing text survives: no svg, no math, no scripts, no styles, no relative or non-http(s)/mailto links.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::domain::text::paragraphs;

/// The elements of what is stored.
pub const ELEMENTS: [&str; 33] = [
    "p",
    "br",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "a",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "s",
    "sub",
    "sup",
    "q",
    "cite",
    "figure",
    "figcaption",
    "img",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "span",
];

/// Elements that are read and written under another name. A `div` and its like part paragraphs as `p` does; the headline
/// is the page's only first heading, and a body needs no more than three levels below it.
const RENAMED: [(&str, &str); 24] = [
    ("h1", "h2"),
    ("h5", "h4"),
    ("h6", "h4"),
    ("del", "s"),
    ("strike", "s"),
    ("ins", "u"),
    ("address", "p"),
    ("article", "p"),
    ("aside", "p"),
    ("caption", "p"),
    ("center", "p"),
    ("dd", "p"),
    ("details", "p"),
    ("div", "p"),
    ("dl", "p"),
    ("dt", "p"),
    ("footer", "p"),
    ("header", "p"),
    ("hgroup", "p"),
    ("main", "p"),
    ("nav", "p"),
    ("section", "p"),
    ("summary", "p"),
    ("tfoot", "tbody"),
];

/// The attributes of what is stored, besides `lang` and `dir`, which every element may have. `rel` is ours.
pub const ATTRIBUTES: [(&str, &[&str]); 7] = [
    ("a", &["href", "hreflang", "rel"]),
    ("blockquote", &["cite"]),
    ("img", &["src", "alt", "width", "height"]),
    ("ol", &["start"]),
    ("q", &["cite"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags: HashSet<&str> = ELEMENTS.into_iter().chain(RENAMED.map(|(name, _)| name)).collect();
    // The cleaner writes `rel` itself.
    let kept = |names: &[&'static str]| names.iter().copied().filter(|name| *name != "rel").collect::<HashSet<_>>();
    let attributes: HashMap<&str, HashSet<&str>> =
        ATTRIBUTES.into_iter().map(|(element, names)| (element, kept(names))).collect();
    let mut cleaner = Builder::default();
    cleaner
        .tags(tags)
        .tag_attributes(attributes)
        .generic_attributes(HashSet::from(["lang", "dir"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .attribute_filter(|_, attribute, value| absolute(attribute, value))
        .link_rel(Some("noopener noreferrer"));
    cleaner
});

/// An address as it may stay: one such as `https:evil.example`, which browsers mend and others do not, leads nowhere.
fn absolute<'a>(attribute: &str, value: &'a str) -> Option<std::borrow::Cow<'a, str>> {
    let is_address = matches!(attribute, "href" | "src" | "cite");
    let lower: String = value.chars().take(8).flat_map(char::to_lowercase).collect();
    let leads = ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    (!is_address || leads).then(|| value.into())
}

/// HTML as it may be stored and served; sanitised again, it stays as it is.
#[must_use]
pub fn sanitize(html: &str) -> String {
    // Elements that were nested against the rules (a link in a table in a link, a paragraph in one that was a division)
    // are read anew in another order; a few rounds reach the form that stays.
    const ROUNDS: usize = 6;
    let clean = |html: &str| settle(&CLEANER.clean(html).to_string()).trim().to_owned();
    let mut text = clean(html);
    for _ in 1..ROUNDS {
        let again = clean(&text);
        if again == text {
            break;
        }
        text = again;
    }
    text
}

/// What the cleaner wrote, with elements under the names that are kept, without empty paragraphs, and without characters
/// that no text needs.
fn settle(html: &str) -> String {
    let found = pieces(html);
    let mut out = String::with_capacity(html.len());
    let mut rest = found.as_slice();
    while let [piece, tail @ ..] = rest {
        rest = tail;
        match piece {
            Piece::Text(source) => out.push_str(&escape(&paragraphs(&unescape(source)))),
            Piece::Tag { name, source } => {
                let kept = RENAMED.iter().find(|(old, _)| old == name).map_or(*name, |(_, new)| new);
                if kept == "p"
                    && !source.starts_with("</")
                    && let Some(behind) = empty_paragraph(name, tail)
                {
                    rest = behind;
                    continue;
                }
                let (slash, behind) = source.split_once(name).unwrap_or(("<", ">"));
                out.push_str(slash);
                out.push_str(kept);
                out.push_str(behind);
            }
        }
    }
    out
}

/// What follows a paragraph that ends before anything stands in it.
fn empty_paragraph<'a, 'b>(name: &str, tail: &'b [Piece<'a>]) -> Option<&'b [Piece<'a>]> {
    let layout = |text: &str| text.chars().all(|c| c.is_ascii_whitespace());
    let tail = match tail {
        [Piece::Text(text), behind @ ..] if layout(text) => behind,
        tail => tail,
    };
    match tail {
        [Piece::Tag { name: closed, source }, behind @ ..] if *closed == name && source.starts_with("</") => {
            Some(behind)
        }
        _ => None,
    }
}

/// Paragraphs of plain text as HTML; a blank line parts paragraphs, a single line break becomes `<br>`.
#[must_use]
pub fn from_plain(text: &str) -> String {
    let unified = paragraphs(text).replace("\r\n", "\n").replace('\r', "\n");
    let mut html = String::with_capacity(unified.len() + 64);
    for paragraph in unified.split("\n\n").map(str::trim).filter(|p| !p.is_empty()) {
        let lines: Vec<String> = paragraph.lines().map(|line| escape(line.trim())).collect();
        html.push_str("<p>");
        html.push_str(&lines.join("<br>"));
        html.push_str("</p>");
    }
    html
}

/// Text with the characters escaped that HTML reserves, as the sanitiser writes it: no-break spaces are named too.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{a0}', "&nbsp;")
}

/// A piece of sanitised HTML.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Piece<'a> {
    /// A tag, opening or closing: its element's name, and all of it as it is written.
    Tag { name: &'a str, source: &'a str },
    /// Text, its reserved characters escaped.
    Text(&'a str),
}

impl Piece<'_> {
    /// Whether it is a closing tag.
    pub(crate) fn closes(&self) -> bool {
        matches!(self, Piece::Tag { source, .. } if source.starts_with("</"))
    }
}

/// The value of an attribute of a tag; the serialiser wrote it, so values stand in double quotes and hold none.
pub(crate) fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| unescape(value))
}

/// Splits sanitised HTML; the serialiser wrote it, so every `<` begins a tag.
pub(crate) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let end = if rest.starts_with('<') { tag_end(rest) } else { rest.find('<').unwrap_or(rest.len()) };
        let (piece, tail) = rest.split_at(end);
        rest = tail;
        match piece.strip_prefix('<') {
            Some(inside) => {
                let bare = inside.strip_prefix('/').unwrap_or(inside);
                let name = bare.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
                found.push(Piece::Tag { name, source: piece });
            }
            None => found.push(Piece::Text(piece)),
        }
    }
    found
}

fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Escaped text as it is read.
pub(crate) fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&nbsp;", "\u{a0}")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Whether an element parts paragraphs; a picture stands between them.
pub(crate) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "h2"
            | "h3"
            | "h4"
            | "ul"
            | "ol"
            | "blockquote"
            | "pre"
            | "figure"
            | "figcaption"
            | "table"
            | "hr"
            | "img"
    )
}

/// Whether an element breaks a line.
pub(crate) fn breaks_line(name: &str) -> bool {
    matches!(name, "br" | "li" | "tr")
}

/// The plain text of sanitised HTML: a blank line between blocks, a line break between lines and list items.
#[must_use]
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in pieces(html) {
        match piece {
            Piece::Tag { name, .. } if is_block(name) => end_line(&mut text, "\n\n"),
            Piece::Tag { name, .. } if breaks_line(name) => end_line(&mut text, "\n"),
            Piece::Tag { name: "td" | "th", .. } => push_folded(&mut text, " "),
            Piece::Tag { .. } => {}
            Piece::Text(source) => push_folded(&mut text, &unescape(source)),
        }
    }
    text.trim_end().to_owned()
}

fn end_line(text: &mut String, ending: &str) {
    text.truncate(text.trim_end_matches(' ').len());
    if text.is_empty() || text.ends_with("\n\n") {
        return;
    }
    let already = if text.ends_with('\n') { 1 } else { 0 };
    text.extend(ending.chars().skip(already));
}

fn push_folded(text: &mut String, source: &str) {
    for c in source.chars() {
        // A no-break space is content; the other white space of a source is layout.
        if c.is_whitespace() && c != '\u{a0}' {
            if !text.is_empty() && !text.ends_with([' ', '\n']) {
                text.push(' ');
            }
        } else {
            text.push(c);
        }
    }
}

/// Sanitised HTML without the first characters of its text: those of `head`, white space not counted.
///
/// Elements that the cut leaves empty at the start go with it.
#[must_use]
pub fn without_head(html: &str, head: &str) -> String {
    let mut left = head.chars().filter(|c| !c.is_whitespace()).count();
    let mut out = String::with_capacity(html.len());
    let mut body_begun = left == 0;
    for piece in pieces(html) {
        match piece {
            Piece::Tag { source, .. } => out.push_str(source),
            Piece::Text(source) if body_begun => out.push_str(source),
            Piece::Text(source) => {
                let plain = unescape(source);
                let rest = skip(&plain, &mut left);
                body_begun = !rest.is_empty();
                out.push_str(&escape(rest));
            }
        }
    }
    drop_empty_start(&out)
}

/// Skips `left` characters that are not white space, and the white space around them.
fn skip<'a>(text: &'a str, left: &mut usize) -> &'a str {
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            continue;
        }
        if *left == 0 {
            return text.get(at..).unwrap_or_default();
        }
        *left -= 1;
    }
    ""
}

/// Takes the elements away that a cut has left empty at the start, and the line breaks and white space there.
fn drop_empty_start(html: &str) -> String {
    let found = pieces(html);
    let mut open: Vec<&str> = Vec::new();
    let mut passed = 0;
    for piece in &found {
        match piece {
            Piece::Tag { name: "br", .. } => {}
            Piece::Tag { name: "img" | "hr", .. } => break,
            Piece::Tag { source, .. } if source.starts_with("</") => {
                if open.pop().is_none() {
                    break;
                }
            }
            Piece::Tag { source, .. } => open.push(source),
            Piece::Text(source) if source.trim().is_empty() => {}
            Piece::Text(_) => break,
        }
        passed += 1;
    }
    let rest = found.iter().skip(passed).map(|piece| match piece {
        Piece::Tag { source, .. } | Piece::Text(source) => *source,
    });
    open.iter().copied().chain(rest).collect()
}
