//! Reading a dateline on demand, and how two readings of the same text differ.

use async_graphql::{InputObject, SimpleObject};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    Agency, BodyOffset, CountryRule, DateRule, Dateline, DatelinePlace, DatelineStyle, Options, PARSER_VERSION,
    parse_with,
};
use crate::domain::time::{Date, Instant};
use crate::error::{Faults, Result};

/// The longest text that is taken, in characters; the parser looks at its first 120.
const LONGEST: usize = 20_000;

/// A text whose dateline is wanted.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[graphql(name = "ParseDatelineInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParseDateline {
    /// The plain text from its beginning: at most 20,000 characters, of which the first 120 are looked at.
    pub text: String,
    /// The instant of publication, by which years that are not printed are found and wrong days are suspected.
    #[serde(default)]
    pub published: Option<Instant>,
    /// The time zone of the day of publication (IANA name), such as `Europe/London`, where neither the place nor the agency
    /// of the dateline tells it; that of the site when left out.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Whether the source is known to print a colon after the place and the date, as in `Лондон, 5 мая: …`.
    #[serde(default)]
    #[graphql(default)]
    pub colon: bool,
    /// Whether the source is known to print the place on a line of its own.
    #[serde(default)]
    #[graphql(default)]
    pub own_line: bool,
}

impl ParseDateline {
    /// Reads the dateline; `site_zone` is the time zone where none is given.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` naming the field.
    pub fn read(&self, site_zone: Tz) -> Result<DatelineReading> {
        let mut faults = Faults::default();
        faults.check(self.text.chars().nth(LONGEST).is_some(), "/text", "must have at most 20000 characters");
        let zone = self.time_zone.as_ref().map_or(Some(site_zone), |name| name.parse().ok());
        faults.check(zone.is_none(), "/timeZone", "must be a time zone by its IANA name, such as Asia/Bishkek");
        faults.into_result()?;
        let options = Options { colon: self.colon, own_line: self.own_line };
        let published = self.published.map(Instant::to_utc);
        Ok(parse_with(&self.text, published, zone.unwrap_or(site_zone), &options).into())
    }
}

/// What the parser read at the beginning of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DatelineReading {
    /// Whether the text begins with a dateline; if not, the other fields say that there is nothing.
    pub is_dateline: bool,
    /// The head exactly as printed, without the white space around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// Places named in the head, in printed order.
    pub places: Vec<DatelinePlace>,
    /// Country of the head as an ISO 3166-1 alpha-2 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How `country` was found.
    pub country_rule: CountryRule,
    /// Civil day printed in the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// How `date` was found.
    pub date_rule: DateRule,
    /// Whether `date` lies oddly far from the publication, which usually means a typing error.
    pub date_suspect: bool,
    /// Time of day printed in the head, `HH:MM` of 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// News agency named in the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<Agency>,
    /// Correspondent named in the head, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correspondent: Option<String>,
    /// Layout of the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<DatelineStyle>,
    /// Where the body begins in the text, after the head and the white space behind it; at its beginning without a head.
    pub body_offset: BodyOffset,
    /// Version of the parser's rules.
    pub parser_version: i32,
}

impl From<Option<Dateline>> for DatelineReading {
    fn from(read: Option<Dateline>) -> Self {
        let Some(read) = read else {
            return Self {
                is_dateline: false,
                raw: None,
                places: Vec::new(),
                country: None,
                country_rule: CountryRule::None,
                date: None,
                date_rule: DateRule::None,
                date_suspect: false,
                time: None,
                agency: None,
                correspondent: None,
                style: None,
                body_offset: BodyOffset { utf16: 0, chars: 0, bytes: 0 },
                parser_version: PARSER_VERSION,
            };
        };
        Self {
            is_dateline: true,
            raw: Some(read.raw),
            places: read.places,
            country: read.country,
            country_rule: read.country_rule,
            date: read.date,
            date_rule: read.date_rule,
            date_suspect: read.date_suspect,
            time: read.time,
            agency: read.agency,
            correspondent: read.correspondent,
            style: Some(read.style),
            body_offset: read.body_offset,
            parser_version: read.parser_version,
        }
    }
}

/// A field in which two readings of the same text differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The field, by its name in the API.
    pub field: String,
    /// Its value before; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// Its value now; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// The fields in which two readings differ, besides the version of the parser.
#[must_use]
pub fn differences(before: Option<&Dateline>, after: Option<&Dateline>) -> Vec<Difference> {
    let fields = |dateline: Option<&Dateline>| match dateline.map(serde_json::to_value) {
        Some(Ok(Value::Object(mut fields))) => {
            fields.remove("parserVersion");
            fields
        }
        _ => serde_json::Map::new(),
    };
    let (before, after) = (fields(before), fields(after));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let pairs = names.into_iter().map(|name| (name, before.get(name), after.get(name)));
    let differ = pairs.filter(|(_, before, after)| before != after);
    differ
        .map(|(name, before, after)| Difference { field: name.clone(), before: before.cloned(), after: after.cloned() })
        .collect()
}
