//! The rules of an article: when readers see it, and how a body becomes text, dateline and lead.

use chrono_tz::Tz;

use crate::domain::datelines::{self, Dateline};
use crate::domain::text::{excerpt, html};
use crate::domain::time::Instant;

/// The longest lead that is taken from the body, in characters.
pub const LEAD_LONGEST: usize = 300;

/// From when until when readers see an article; computed on every write and stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Visibility {
    /// From this instant; never, when there is none.
    pub from: Option<Instant>,
    /// Until this instant, itself left out; for ever, when there is none.
    pub until: Option<Instant>,
}

impl Visibility {
    /// The visibility that follows from publication, embargo and expiry.
    #[must_use]
    pub fn of(published: Option<Instant>, embargoed_until: Option<Instant>, expires: Option<Instant>) -> Self {
        let from = published.map(|at| embargoed_until.map_or(at, |embargo| embargo.max(at)));
        Self { from, until: expires }
    }

    /// Whether readers see it at `now`.
    #[must_use]
    pub fn holds(self, now: Instant) -> bool {
        self.from.is_some_and(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }
}

/// A body made ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The input as it came.
    pub original: String,
    /// Sanitised HTML without the dateline.
    pub html: String,
    /// Plain text without the dateline.
    pub text: String,
    /// The dateline that stood at the head.
    pub dateline: Option<Dateline>,
}

/// A lead taken from the first paragraph of a plain text.
#[must_use]
pub fn lead_of(text: &str) -> Option<String> {
    let paragraph = text.split("\n\n").map(str::trim).find(|paragraph| !paragraph.is_empty())?;
    Some(excerpt(&paragraph.replace('\n', " "), LEAD_LONGEST))
}

/// Sanitises a body, reads the dateline at its head and takes it off.
///
/// `published` helps to complete a date that is printed without its year or century; `zone` is the site's.
#[must_use]
pub fn prepare_body(original: String, is_html: bool, published: Option<Instant>, zone: Tz) -> Prepared {
    let clean = if is_html { html::sanitize(&original) } else { html::from_plain(&original) };
    let text = html::plain(&clean);
    let dateline = datelines::parse(&text, published.map(Instant::to_utc), zone);
    let head = dateline.as_ref().and_then(|dateline| {
        let bytes = usize::try_from(dateline.body_offset.bytes).ok()?;
        text.get(..bytes)
    });
    match head {
        Some(head) => {
            let body = html::without_head(&clean, head);
            Prepared { original, text: html::plain(&body), html: body, dateline }
        }
        None => Prepared { original, html: clean, text, dateline: None },
    }
}
