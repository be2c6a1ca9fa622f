//! Datelines: the printed head of a report, such as `Бишкек, 27.08.20. /Кабар/.` or
//! `LONDON, Aug 27 (Reuters) - `, read into fields that stand next to the untouched text.
//!
//! `parse` looks at the first 120 characters only, in time linear in that window. A dateline says
//! where and when the facts were obtained; it is neither the publication time nor the byline, and
//! an attribution inside a sentence (`сообщает Кабар`) is not a dateline.

mod agencies;
mod dates;
mod evidence;
mod given;
mod heads;
mod leads;
mod lexicon;
mod localities;
mod marks;
mod months;
mod names;
mod print;
mod reading;
mod regions;
mod resolve;
mod scan;
mod stored;
mod tails;

use async_graphql::{Enum, SimpleObject};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::places::Place;
use crate::domain::time::Date;
use scan::Cursor;

pub use given::{NewDateline, NewDatelinePlace, is_agency};
pub use print::{PrintStyle, print};
pub use reading::{DatelineReading, Difference, ParseDateline, differences};

/// Version of the parser's rules. It grows whenever the same text may be read differently, so that
/// stored datelines of the source `parsed` can be read again.
pub const PARSER_VERSION: i32 = 3;

/// The dateline of an article: the printed head of its text and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dateline {
    /// The head exactly as printed in the body, without the white space around it. Where somebody gave the dateline, this,
    /// `style` and `bodyOffset` still tell of the head that stands there, whatever its words say, unless other ones were given;
    /// where no head stood there, it is what was given, or the fields printed in the style of the site.
    pub raw: String,
    /// Places named in the head, in printed order. Empty when the head names only an agency or a date.
    pub places: Vec<DatelinePlace>,
    /// Country of the head as an ISO 3166-1 alpha-2 code. Absent when it is unknown or when the
    /// places lie in several countries; `countryRule` tells which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How `country` was found.
    pub country_rule: CountryRule,
    /// Civil day printed in the head. It is never copied from the publication time: absent when
    /// the head has no date or the printed one cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// How `date` was found.
    pub date_rule: DateRule,
    /// True when `date` lies more than 2 days after or more than 31 days before the day of
    /// publication, which usually means a typing error. The date itself is not corrected.
    pub date_suspect: bool,
    /// Time of day printed in the head, `HH:MM` of 24 hours, in the local time of the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// News agency named in the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<Agency>,
    /// Correspondent named in the head, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correspondent: Option<String>,
    /// Layout of the head.
    pub style: DatelineStyle,
    /// Where the body begins in the original text, after the head and the white space behind it.
    pub body_offset: BodyOffset,
    /// Version of the parser's rules that read this dateline.
    pub parser_version: i32,
    /// Who gave these fields.
    pub source: DatelineSource,
    /// The head printed anew in the style and language that were asked for; absent where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<String>,
}

/// A place named in a dateline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct DatelinePlace {
    /// Name as printed, capitals included.
    pub name: String,
    /// State, province or other part of a country printed after the name, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Country of the place as an ISO 3166-1 alpha-2 code. Absent when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Id of the place in the gazetteer, such as `geonames:1528675`. Absent when it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_id: Option<String>,
    /// The place of the gazetteer, with its coordinates and its names in other languages; with `include=places`.
    #[graphql(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// What a source is known to print; every switch is off by default, as a sentence can look the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The place stands alone on the first line of a story.
    pub own_line: bool,
    /// A colon follows the place, or the place and the date.
    pub colon: bool,
}

/// A news agency named in a dateline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Agency {
    /// Stable short name for filters, the same for every spelling and script, such as `kabar` or
    /// `tass`; `other` when the agency is not in the dictionary.
    pub slug: String,
    /// Name to show; the printed one when the agency is not in the dictionary.
    pub name: String,
    /// The agency mark as printed, with a correspondent's mark and name if they stand inside it.
    pub raw: String,
}

/// Position of the first character of the body in the original text, in three units. The text
/// before it and the text from it on give the original back unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BodyOffset {
    /// In UTF-16 code units, which JavaScript, Kotlin, Java and Swift's NSString count.
    pub utf16: i32,
    /// In Unicode scalar values, which Python and Rust's `chars` count.
    pub chars: i32,
    /// In bytes of UTF-8.
    pub bytes: i32,
}

/// How the country of a dateline was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CountryRule {
    /// The head names the country.
    Explicit,
    /// The head names a state or province of the country.
    Region,
    /// The place is known to lie in the country.
    Gazetteer,
    /// The places lie in several countries, so no country is given.
    Multiple,
    /// No place, or a place whose country is not known.
    None,
}

/// How the date of a dateline was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DateRule {
    /// Day, month and a year of four digits are printed. Of two numbers before it the first is the day; parted by slashes,
    /// it is the month in heads from the United States, their territories and the Philippines, or, in a head without a
    /// place, of an agency at home there, and wherever the second one cannot be a month.
    Explicit,
    /// The year is printed in two digits; the century is the one nearest to the publication year. Day and month are told
    /// apart as in `EXPLICIT`.
    TwoDigitYear,
    /// No year is printed; the latest one that puts the day no more than 45 days after publication.
    YearFromPublished,
    /// A day of the week is printed; the last such day not after publication.
    Weekday,
    /// The name of the month is misprinted, and one month near publication fits.
    FuzzyMonth,
    /// The day is misprinted with a letter for a digit, and the corrected one is near publication.
    FuzzyDay,
    /// A date is printed but cannot be read.
    Unparsed,
    /// No date is printed.
    None,
}

/// Layout of a dateline. An agency is shown as `AGENCY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DatelineStyle {
    /// `Place, date. /AGENCY/.`
    Slash,
    /// `PLACE, date (AGENCY) -`
    Paren,
    /// `PLACE, date -`, without an agency.
    Bare,
    /// `PLACE, date — AGENCY, Correspondent.`
    DashAgency,
    /// `(AGENCY) - PLACE, date -`, `AGENCY, date.` or the agency alone.
    AgencyFirst,
    /// `Place. Date. AGENCY -`
    Dotted,
    /// `Place, date` and `By Correspondent - AGENCY:`
    BylineDash,
    /// `Place, date:`
    Colon,
    /// `HH:MM, date, Place - AGENCY, Correspondent` on a line of its own.
    Header,
    /// `Date, Place /AGENCY/.`
    DateFirst,
    /// `PLACE (date) —` or `PLACE (AGENCY) - date -`
    ParenDate,
    /// `PLACE, date, AGENCY -`
    CommaAgency,
    /// The place on a line of its own.
    OwnLine,
}

/// Who gave the fields of a dateline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DatelineSource {
    /// Read from the text by the parser.
    Parsed,
    /// Set by an editor; the parser does not overwrite it.
    Editor,
    /// Given by the feed or file from which the article came.
    Feed,
}

impl Dateline {
    /// The day that the head names, unless it cannot be right.
    #[must_use]
    pub fn certain_date(&self) -> Option<Date> {
        self.date.filter(|_| !self.date_suspect)
    }
}
/// Reads the dateline at the start of a text.
///
/// `text` is the plain text of the body as published. `published` is the instant of publication and
/// `zone` the time zone of the site. The local day of publication is that of the first place, where the gazetteer knows
/// its time zone, else that of the agency's capital, else that of `zone`; missing years, centuries, days of the week,
/// misprints and the suspicion of a wrong date are judged against that day. Without
/// `published` a date without a year stays unresolved (`date` absent, rule `unparsed`), a two-digit
/// year means 1969 to 2068 (the pivot of POSIX `strptime`), and no date is suspect.
///
/// Gives none when the text has no dateline in its first 120 characters. The styles `colon` and
/// `own_line` are not looked for: a sentence can look the same, so only a source known to use them
/// may switch them on.
pub fn parse(text: &str, published: Option<DateTime<Utc>>, zone: Tz) -> Option<Dateline> {
    parse_with(text, published, zone, &Options::default())
}

/// Reads the dateline at the start of a text as `parse` does, with the styles that its source is known to use.
pub fn parse_with(text: &str, published: Option<DateTime<Utc>>, zone: Tz, options: &Options) -> Option<Dateline> {
    let mut window = ['\0'; scan::WINDOW];
    let mut length = 0_usize;
    for (slot, c) in window.iter_mut().zip(text.chars()) {
        *slot = c;
        length = length.saturating_add(1);
    }
    let start = Cursor::new(window.get(..length)?);
    let head = heads::find(start, options)?;
    let end = text.char_indices().nth(head.end).map_or(text.len(), |(at, _)| at);
    let rest = text.get(end..)?;
    let body = rest.trim_start_matches(scan::is_edge);
    let cut = head.end == scan::WINDOW && !rest.is_empty();
    if cut || (head.needs_body && body.is_empty()) {
        return None;
    }
    let offset = text.len().checked_sub(body.len())?;
    let printed = text.get(..offset)?;
    let agency = head.mark.map(|mark| Agency::of(mark, start));
    let dated = published.filter(|_| head.date.is_some());
    let published_day = dated.map(|instant| instant.with_timezone(&head.zone().unwrap_or(zone)).date_naive());
    let month_first = head.writes_month_first();
    let date = resolve::date(head.date.map(|date| date.settled(month_first)), published_day);
    if date.suspect && head.may_be_holiday() {
        return None;
    }
    let (country, country_rule) = resolve::country(&head.places);
    Some(Dateline {
        raw: printed.trim_matches(scan::is_edge).to_owned(),
        places: head.places.into_iter().map(|place| place.into_public(start)).collect(),
        country,
        country_rule,
        date: date.day.map(Date::from),
        date_rule: date.rule,
        date_suspect: date.suspect,
        time: head.time.map(|(hour, minute)| format!("{hour:02}:{minute:02}")),
        agency,
        correspondent: head.correspondent,
        style: head.style,
        body_offset: BodyOffset {
            utf16: i32::try_from(printed.encode_utf16().count()).ok()?,
            chars: i32::try_from(printed.chars().count()).ok()?,
            bytes: i32::try_from(offset).ok()?,
        },
        parser_version: PARSER_VERSION,
        source: DatelineSource::Parsed,
        printed: None,
    })
}

impl Agency {
    fn of(mark: marks::Mark, at: Cursor<'_>) -> Self {
        let raw = at.text(mark.raw);
        match mark.known {
            Some(known) => Self { slug: known.slug.to_owned(), name: known.name.to_owned(), raw },
            None => Self { slug: "other".to_owned(), name: raw.clone(), raw },
        }
    }
}
