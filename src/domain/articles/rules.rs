//! The rules of an article: when readers see it, and how a body becomes text, dateline and lead.

use chrono_tz::Tz;

use crate::domain::datelines::{self, Dateline, Options};
use crate::domain::text::{excerpt, html, markdown};
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

/// In which form a body came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyForm {
    /// Plain text.
    Text,
    /// HTML.
    Html,
    /// Markdown.
    Markdown,
}

impl BodyForm {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::Markdown => "markdown",
        }
    }

    /// The form with this stored name, if this version knows it.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::Text, Self::Html, Self::Markdown].into_iter().find(|form| form.as_str() == name)
    }
}

/// A body made ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The input as it came, in its own form.
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

/// What is known of a body before its head is read.
#[derive(Debug, Clone, Copy)]
pub struct HeadRules {
    /// The publication, which helps to complete a date that is printed without its year or century.
    pub published: Option<Instant>,
    /// The site's time zone.
    pub zone: Tz,
    /// What the source is known to print.
    pub options: Options,
}

impl HeadRules {
    /// How many days after the day of its dateline an article was published, by the civil days of the site; negative when
    /// it was before.
    #[must_use]
    pub fn lag_days(zone: Tz, published: Option<Instant>, dateline: Option<&Dateline>) -> Option<i32> {
        let days = published?.date_in(zone).naive().signed_duration_since(dateline?.date?.naive()).num_days();
        i32::try_from(days).ok()
    }
}

/// Sanitises a body, reads the dateline at its head and takes it off; of a source of which nothing is known.
///
/// `published` helps to complete a date that is printed without its year or century; `zone` is the site's.
#[must_use]
pub fn prepare_body(original: String, form: BodyForm, published: Option<Instant>, zone: Tz) -> Prepared {
    prepare(original, form, &HeadRules { published, zone, options: Options::default() })
}

/// Sanitises a body, reads the dateline at its head and takes it off.
#[must_use]
pub fn prepare(original: String, form: BodyForm, rules: &HeadRules) -> Prepared {
    let clean = match form {
        BodyForm::Text => html::from_plain(&original),
        BodyForm::Html => html::sanitize(&original),
        // A body that grows too long was refused before.
        BodyForm::Markdown => html::sanitize(&markdown::html(&original).unwrap_or_default()),
    };
    let text = html::plain(&clean);
    let dateline = datelines::parse_with(&text, rules.published.map(Instant::to_utc), rules.zone, &rules.options);
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
