//! Reads one saved news page, as plain text or as HTML, into its parts.
//!
//! The shape it knows is that of an agency's article page: a bar of exchange rates, the headline, the section with its
//! comment count, a line of channels, the body that opens with a dateline, then the comments and their form. Nothing here
//! parses the dateline, names a currency or cleans HTML; whatever is recognised and not wanted, or not understood, is
//! handed back in `Page::left_out`, so that an import can report it.

mod blocks;
mod channels;
mod draft;
mod elements;
mod furniture;
mod head;
mod html;
mod labels;
mod shape;
mod text;
mod walk;
mod words;

use std::fmt;

use chrono::{DateTime, Utc};
use thiserror::Error;

/// What a saved page says.
///
/// Every plain text in it has its white space made single ordinary spaces (no-break spaces too) and its invisible marks
/// (zero-width space, soft hyphen, byte order mark) removed; the letters and signs are as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The headline as printed; never empty.
    pub headline: String,
    /// The section's printed name, without its comment count («Общество»).
    pub section: Option<String>,
    /// The comment count printed beside the section, or else the one beside the comments' heading.
    pub comment_count: Option<u32>,
    /// The bare numbers of the rates bar in their printed order, digits as printed (`.` or `,` kept). Empty without a bar;
    /// otherwise three to six. A bar that names its currencies is not one of these: it is in `left_out`.
    pub rates: Vec<String>,
    /// The line that invites to the agency's channels, if there is one.
    pub channels: Option<Channels>,
    /// The paragraphs of the body as plain text, in order; never empty. A dateline is still at the start of the first.
    pub paragraphs: Vec<String>,
    /// For HTML input the same paragraphs with their own inline markup, **not sanitised**. `None` for text input.
    pub body_html: Option<String>,
    /// The language tag of `<html lang>` as written (BCP 47 is not checked).
    pub language: Option<String>,
    /// The absolute http(s) address of `<link rel="canonical">`, or else of `og:url`.
    pub canonical_url: Option<String>,
    /// When the page says it was published, in UTC and whole seconds: `article:published_time`, `datePublished` or a
    /// `<time datetime>` near the headline. A time without an offset (RFC 3339) is not used.
    pub published: Option<DateTime<Utc>>,
    /// Whether the page offers a form for a new comment.
    pub comment_form: bool,
    /// What was recognised as furniture or not understood, in the order of the page.
    pub left_out: Vec<LeftOut>,
}

/// The line that invites readers to the agency's channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channels {
    /// The line as printed («Читайте и смотрите нас в»).
    pub line: String,
    /// The channels it links to, in order; empty where the page was saved without links.
    pub links: Vec<ChannelLink>,
}

/// One channel of the agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelLink {
    /// The link's text or, for an icon, its accessible name; the host of the address when it has neither.
    pub label: String,
    /// The absolute http(s) address as written.
    pub url: String,
}

/// A piece of the page that is not part of the article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What it was taken for.
    pub kind: LeftOutKind,
    /// What was printed, shortened to 200 characters.
    pub text: String,
}

/// What a left-out piece was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeftOutKind {
    /// Numbers that are no rates bar: too few, too many, or with currencies and changes beside them.
    Numbers,
    /// A menu entry, a language switch or a block of links.
    Menu,
    /// A "share" or "print" line.
    Share,
    /// A channel's name without an address, or a second channels line.
    Channel,
    /// A printed date or time of day without an offset.
    Date,
    /// A printed author line before the body.
    Byline,
    /// A caption of a picture.
    Caption,
    /// A counter of views.
    Counter,
    /// A line of tags.
    Tags,
    /// A copyright line.
    Footer,
    /// The heading of the comments.
    CommentsHeading,
    /// The heading of the comment form.
    CommentForm,
    /// Text after the comments' heading or the form, readers' comments among it.
    AfterBody,
    /// Text before the headline that was not understood.
    BeforeHeadline,
    /// Text of an HTML page outside the element that holds the body.
    OutsideBody,
    /// A picture that stands alone in the body; the text is its address.
    Picture,
}

impl LeftOutKind {
    /// A short English name for reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Menu => "menu",
            Self::Share => "share line",
            Self::Channel => "channel",
            Self::Date => "printed date",
            Self::Byline => "byline",
            Self::Caption => "caption",
            Self::Counter => "view counter",
            Self::Tags => "tags",
            Self::Footer => "footer",
            Self::CommentsHeading => "comments heading",
            Self::CommentForm => "comment form",
            Self::AfterBody => "after the body",
            Self::BeforeHeadline => "before the headline",
            Self::OutsideBody => "outside the body",
            Self::Picture => "picture",
        }
    }
}

impl fmt::Display for LeftOutKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a page was refused. The text says what is missing and what would be right; it does not name the file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PageError {
    /// The bytes are not UTF-8 text.
    #[error("not UTF-8 text (first at byte {at}): {hint}")]
    NotText {
        /// Offset in bytes, from 0, of the first byte that does not belong.
        at: usize,
        /// What the file seems to be and how to make it readable.
        hint: &'static str,
    },
    /// There is no text at all.
    #[error("the page is empty: expected a headline and at least one paragraph")]
    Empty,
    /// No headline was found.
    #[error(
        "no headline: expected an <h1> or og:title in HTML, and in text a line of its own before the section line and the body"
    )]
    NoHeadline,
    /// A headline was found and nothing after it that is a paragraph of the article.
    #[error("no body under the headline: expected at least one paragraph between it and the comments")]
    NoBody,
    /// HTML nested so deeply, or with so many attributes on one tag, that reading it would not end in fair time.
    #[error("the HTML is nested too deeply to be an article: save the page again, or save it as text")]
    TooTangled,
}

/// Reads a saved page, HTML or plain text (told apart by its first bytes), in UTF-8 with or without a byte order mark.
///
/// The time taken is proportional to the length of `bytes`; the caller limits that length.
///
/// # Errors
/// See [`PageError`]; a page without a headline or without a body is refused, anything else may be missing.
pub fn read(bytes: &[u8]) -> Result<Page, PageError> {
    let source = text::decode(bytes)?;
    if source.trim().is_empty() {
        return Err(PageError::Empty);
    }
    if text::is_html(source) { html::read(source) } else { text::read(source) }
}

/// Guesses the language of a text by its letters: `"ky"`, `"ru"` or `"en"`.
///
/// Kyrgyz and Russian are texts of which most letters are Cyrillic; Kyrgyz shows ң, ө or ү, and not қ, ғ, ә or і (Kazakh,
/// Ukrainian). A letter counts from one in a hundred on, so that a borrowed name does not turn a long text over.
pub fn guess_language(text: &str) -> &'static str {
    let (mut letters, mut cyrillic, mut kyrgyz, mut foreign) = (0_usize, 0_usize, 0_usize, 0_usize);
    for letter in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        cyrillic += usize::from(matches!(letter, '\u{400}'..='\u{52f}'));
        kyrgyz += usize::from("ңөүҢӨҮ".contains(letter));
        foreign += usize::from("қғәіҚҒӘІ".contains(letter));
    }
    let counts = |seen: usize| seen > 0 && seen.saturating_mul(100) >= cyrillic;
    if cyrillic.saturating_mul(2) <= letters {
        "en"
    } else if counts(kyrgyz) && !counts(foreign) {
        "ky"
    } else {
        "ru"
    }
}
