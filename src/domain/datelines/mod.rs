//! Datelines: the printed head of a report, such as `Бишкек, 27.08.20. /Кабар/.` or
//! `LONDON, Aug 27 (Reuters) - `, read into fields that stand next to the untouched text.
//!
//! `parse` looks at the first 120 characters only, in time linear in that window. A dateline says
//! where and when the facts were obtained; it is neither the publication time nor the byline, and
//! an attribution inside a sentence (`сообщает Кабар`) is not a dateline.

mod agencies;
mod countries;
mod dates;
mod heads;
mod localities;
mod months;
mod names;
mod places;
mod resolve;
mod scan;
mod tails;

use async_graphql::{Enum, SimpleObject};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::time::Date;

/// Version of the parser's rules. It grows whenever the same text may be read differently, so that
/// stored datelines of the source `parsed` can be read again.
pub const PARSER_VERSION: i32 = 1;

/// The dateline of an article: the printed head of its text and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dateline {
    /// The head exactly as printed, without the white space around it.
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
}

/// A place named in a dateline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, ToSchema)]
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
    /// Day, month and a year of four digits are printed.
    Explicit,
    /// The year is printed in two digits; the century is the one nearest to the publication year.
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

impl CountryRule {
    const ALL: [Self; 5] = [Self::Explicit, Self::Region, Self::Gazetteer, Self::Multiple, Self::None];

    /// Name under which the rule is stored, in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Region => "region",
            Self::Gazetteer => "gazetteer",
            Self::Multiple => "multiple",
            Self::None => "none",
        }
    }

    /// The rule stored under this name; none when the name is unknown.
    pub fn from_stored(stored: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == stored)
    }
}

impl DateRule {
    const ALL: [Self; 8] = [
        Self::Explicit,
        Self::TwoDigitYear,
        Self::YearFromPublished,
        Self::Weekday,
        Self::FuzzyMonth,
        Self::FuzzyDay,
        Self::Unparsed,
        Self::None,
    ];

    /// Name under which the rule is stored, in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::TwoDigitYear => "two_digit_year",
            Self::YearFromPublished => "year_from_published",
            Self::Weekday => "weekday",
            Self::FuzzyMonth => "fuzzy_month",
            Self::FuzzyDay => "fuzzy_day",
            Self::Unparsed => "unparsed",
            Self::None => "none",
        }
    }

    /// The rule stored under this name; none when the name is unknown.
    pub fn from_stored(stored: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == stored)
    }
}

impl DatelineStyle {
    const ALL: [Self; 13] = [
        Self::Slash,
        Self::Paren,
        Self::Bare,
        Self::DashAgency,
        Self::AgencyFirst,
        Self::Dotted,
        Self::BylineDash,
        Self::Colon,
        Self::Header,
        Self::DateFirst,
        Self::ParenDate,
        Self::CommaAgency,
        Self::OwnLine,
    ];

    /// Name under which the style is stored, in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Slash => "slash",
            Self::Paren => "paren",
            Self::Bare => "bare",
            Self::DashAgency => "dash_agency",
            Self::AgencyFirst => "agency_first",
            Self::Dotted => "dotted",
            Self::BylineDash => "byline_dash",
            Self::Colon => "colon",
            Self::Header => "header",
            Self::DateFirst => "date_first",
            Self::ParenDate => "paren_date",
            Self::CommaAgency => "comma_agency",
            Self::OwnLine => "own_line",
        }
    }

    /// The style stored under this name; none when the name is unknown.
    pub fn from_stored(stored: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.as_str() == stored)
    }
}

impl DatelineSource {
    const ALL: [Self; 3] = [Self::Parsed, Self::Editor, Self::Feed];

    /// Name under which the source is stored, in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parsed => "parsed",
            Self::Editor => "editor",
            Self::Feed => "feed",
        }
    }

    /// The source stored under this name; none when the name is unknown.
    pub fn from_stored(stored: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == stored)
    }
}

/// Reads the dateline at the start of a text.
///
/// `text` is the plain text of the body as published. `published` is the instant of publication and
/// `zone` the time zone of the site, which together give the local day of publication; missing years,
/// centuries, days of the week and the suspicion of a wrong date are judged against that day. Without
/// `published` a date without a year stays unresolved (`date` absent, rule `unparsed`), a two-digit
/// year means 1969 to 2068 (the pivot of POSIX `strptime`), and no date is suspect.
///
/// Gives none when the text has no dateline in its first 120 characters. The styles `colon` and
/// `own_line` are not looked for: a sentence can look the same, so only a source known to use them
/// may switch them on.
pub fn parse(text: &str, published: Option<DateTime<Utc>>, zone: Tz) -> Option<Dateline> {
    let window: Vec<char> = text.chars().take(scan::WINDOW).collect();
    let head = heads::find(&window)?;
    let end = text.char_indices().nth(head.end).map_or(text.len(), |(at, _)| at);
    let rest = text.get(end..)?;
    let body = rest.trim_start_matches(scan::is_edge);
    let cut = head.end == scan::WINDOW && !rest.is_empty();
    if cut || (head.needs_body && body.is_empty()) {
        return None;
    }
    let offset = text.len().checked_sub(body.len())?;
    let printed = text.get(..offset)?;
    let published_day = published.map(|instant| instant.with_timezone(&zone).date_naive());
    let date = resolve::date(head.date, published_day);
    let (country, country_rule) = resolve::country(&head.places);
    Some(Dateline {
        raw: printed.trim_matches(scan::is_edge).to_owned(),
        places: head.places.into_iter().map(localities::Place::into_public).collect(),
        country,
        country_rule,
        date: date.day.map(Date::from),
        date_rule: date.rule,
        date_suspect: date.suspect,
        agency: head.agency,
        correspondent: head.correspondent,
        style: head.style,
        body_offset: BodyOffset {
            utf16: i32::try_from(printed.encode_utf16().count()).ok()?,
            chars: i32::try_from(printed.chars().count()).ok()?,
            bytes: i32::try_from(offset).ok()?,
        },
        parser_version: PARSER_VERSION,
        source: DatelineSource::Parsed,
    })
}
