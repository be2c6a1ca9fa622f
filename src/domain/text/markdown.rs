//! Markdown (CommonMark 0.31 with tables and strikethrough) as HTML that is yet to be sanitised.

use std::fmt;

use pulldown_cmark::html::write_html_fmt;
use pulldown_cmark::{Options, Parser};

/// The longest HTML that Markdown may become, in bytes: a table of few letters can stand for many cells.
pub const LONGEST: usize = 4_000_000;

/// Markdown as HTML, raw HTML in it as it came; nothing when it would be longer than [`LONGEST`].
///
/// Line breaks inside a paragraph are spaces; two spaces or a backslash before one make it a break.
#[must_use]
pub fn html(source: &str) -> Option<String> {
    let mut out = Bounded(String::with_capacity(source.len().saturating_mul(2)));
    let parser = Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    write_html_fmt(&mut out, parser).ok().map(|()| out.0)
}

/// A text that takes no more than so much.
struct Bounded(String);

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len().saturating_add(text.len()) > LONGEST {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}
