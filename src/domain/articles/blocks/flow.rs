//! Running text with its spans, as it is read from pieces of HTML.

use super::{BlockSpan, BlockSpanKind};
use crate::domain::text::html::attribute;

/// A text that is finished: the plain text, its HTML where it differs, and its spans where it has any.
pub(super) struct Content {
    pub(super) text: String,
    pub(super) html: Option<String>,
    pub(super) spans: Option<Vec<BlockSpan>>,
}

/// What an element makes of its text.
#[derive(Debug, Clone)]
struct Style {
    kind: BlockSpanKind,
    href: Option<String>,
}

/// What an opening tag makes of its text; nothing for elements that say nothing here.
fn style(name: &str, tag: &str) -> Option<Style> {
    let kind = match name {
        "b" | "strong" => BlockSpanKind::Bold,
        "i" | "em" | "cite" => BlockSpanKind::Italic,
        "u" => BlockSpanKind::Underline,
        "s" => BlockSpanKind::Strikethrough,
        "code" => BlockSpanKind::Code,
        "sub" => BlockSpanKind::Subscript,
        "sup" => BlockSpanKind::Superscript,
        "q" => BlockSpanKind::Quotation,
        "a" => BlockSpanKind::Link,
        _ => return None,
    };
    let href = if kind == BlockSpanKind::Link { Some(attribute(tag, "href")?) } else { None };
    Some(Style { kind, href })
}

/// A style that is open, and where in the text it began: nowhere yet, while no letter of it has come.
struct Open {
    style: Style,
    start: Option<usize>,
    /// Which of the text's spans it is, in the order of opening.
    place: usize,
}

/// Running text. White space and breaks are kept back until a letter follows, so neither a text nor a span begins or ends
/// with them.
#[derive(Default)]
pub(super) struct Flow {
    text: String,
    units: usize,
    /// Line breaks that are due, at most two.
    breaks: usize,
    space: bool,
    open: Vec<Open>,
    spans: Vec<Option<BlockSpan>>,
}

impl Flow {
    /// Opens what an element makes of its text, and says whether it makes anything. What is open already is not opened
    /// again: bold inside of bold, a link inside of a link.
    pub(super) fn open(&mut self, name: &str, tag: &str) -> bool {
        let Some(style) = style(name, tag) else { return false };
        if self.open.iter().any(|open| open.style.kind == style.kind) {
            return false;
        }
        self.open.push(Open { style, start: None, place: self.spans.len() });
        self.spans.push(None);
        true
    }

    /// Closes what was opened last.
    pub(super) fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.record(&open);
        }
    }

    fn record(&mut self, open: &Open) {
        let Some((start, length)) = open.start.and_then(|start| Some((start, self.units.checked_sub(start)?))) else {
            return;
        };
        if let (Some(place), Ok(start), Ok(length)) =
            (self.spans.get_mut(open.place), i32::try_from(start), i32::try_from(length))
        {
            *place = Some(BlockSpan { start, length, kind: open.style.kind, href: open.style.href.clone() });
        }
    }

    /// Where the innermost link leads that is open.
    pub(super) fn href(&self) -> Option<String> {
        self.open.iter().rev().find_map(|open| open.style.href.clone())
    }

    /// A break of so many lines, 1 or 2, before the next letter.
    pub(super) fn line_break(&mut self, lines: usize) {
        self.breaks = self.breaks.max(lines);
    }

    pub(super) fn space(&mut self) {
        self.space = true;
    }

    /// Adds text; its white space is layout, and folded, unless it is to stay as it is.
    pub(super) fn push(&mut self, source: &str, as_it_is: bool) {
        for c in source.chars() {
            match c {
                // A no-break space is content.
                '\u{a0}' => self.letter(c),
                '\n' if as_it_is && self.text.is_empty() => {}
                _ if c.is_whitespace() && !as_it_is => self.space = true,
                _ => self.letter(c),
            }
        }
    }

    fn letter(&mut self, c: char) {
        if !self.text.is_empty() {
            for _ in 0..self.breaks {
                self.put('\n');
            }
            if self.space && self.breaks == 0 {
                self.put(' ');
            }
        }
        (self.breaks, self.space) = (0, false);
        let units = self.units;
        for open in self.open.iter_mut().rev().take_while(|open| open.start.is_none()) {
            open.start = Some(units);
        }
        self.put(c);
    }

    fn put(&mut self, c: char) {
        self.text.push(c);
        self.units += c.len_utf16();
    }

    /// The text so far, if there is any; what is open goes on in the next one.
    pub(super) fn take(&mut self) -> Option<Content> {
        let open = std::mem::take(&mut self.open);
        for open in &open {
            self.record(open);
        }
        let done = std::mem::take(self);
        for (place, Open { style, .. }) in open.into_iter().enumerate() {
            self.open.push(Open { style, start: None, place });
            self.spans.push(None);
        }
        let text = done.text.trim_end_matches(['\n', ' ', '\t']).to_owned();
        if text.is_empty() {
            return None;
        }
        let units = i32::try_from(text.encode_utf16().count()).unwrap_or(i32::MAX);
        let inside = |span: BlockSpan| BlockSpan { length: span.length.min(units - span.start), ..span };
        let spans: Vec<BlockSpan> =
            done.spans.into_iter().flatten().map(inside).filter(|span| span.length > 0).collect();
        let html = html(&text, &spans);
        Some(Content { html: (html != text).then_some(html), spans: (!spans.is_empty()).then_some(spans), text })
    }
}

/// The inline HTML of a text with its spans, which lie apart or inside one another, each after those around it.
fn html(text: &str, spans: &[BlockSpan]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut coming = spans.iter().peekable();
    let mut open: Vec<&BlockSpan> = Vec::new();
    let mut at = 0;
    for c in text.chars() {
        while let Some(span) = open.pop_if(|span| span.start + span.length <= at) {
            out.push_str(tags(span.kind).1);
        }
        while let Some(span) = coming.next_if(|span| span.start <= at) {
            match &span.href {
                Some(href) => out.push_str(&format!("<a href=\"{}\">", escape(href))),
                None => out.push_str(tags(span.kind).0),
            }
            open.push(span);
        }
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' => out.push_str("<br>"),
            _ => out.push(c),
        }
        at += i32::try_from(c.len_utf16()).unwrap_or_default();
    }
    while let Some(span) = open.pop() {
        out.push_str(tags(span.kind).1);
    }
    out
}

fn escape(address: &str) -> String {
    address.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const fn tags(kind: BlockSpanKind) -> (&'static str, &'static str) {
    match kind {
        BlockSpanKind::Bold => ("<b>", "</b>"),
        BlockSpanKind::Italic => ("<i>", "</i>"),
        BlockSpanKind::Underline => ("<u>", "</u>"),
        BlockSpanKind::Strikethrough => ("<s>", "</s>"),
        BlockSpanKind::Code => ("<code>", "</code>"),
        BlockSpanKind::Subscript => ("<sub>", "</sub>"),
        BlockSpanKind::Superscript => ("<sup>", "</sup>"),
        BlockSpanKind::Quotation => ("<q>", "</q>"),
        BlockSpanKind::Link => ("<a>", "</a>"),
    }
}
