//! One text in, one line out.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use crate::domain::datelines::{Dateline, DatelineReading, Options, parse_with};
use crate::error::{Error, Result};

/// What holds for all lines.
pub(super) struct Reader {
    /// Publication of the texts that do not name their own.
    pub(super) published: Option<DateTime<Utc>>,
    /// The site's time zone.
    pub(super) zone: Tz,
    /// Styles that are switched on.
    pub(super) options: Options,
}

// Fields of a line and of a place in it, in printed order: each is printed, null where there is nothing.
const FIELDS: [&str; 12] = [
    "isDateline",
    "places",
    "country",
    "countryRule",
    "date",
    "dateRule",
    "dateSuspect",
    "time",
    "agency",
    "correspondent",
    "style",
    "bodyOffset",
];
const PLACE: [&str; 4] = ["name", "region", "country", "placeId"];

/// What a text says, as the API says it but for what is left out here: the head itself, which the reader has, and the
/// parser's version.
pub(super) struct Line {
    /// The fields as they are printed.
    pub(super) fields: Map<String, Value>,
    /// Why the line could not be read.
    pub(super) error: Option<String>,
}

impl Reader {
    /// Reads a line.
    ///
    /// # Errors
    /// `INTERNAL` when the reading cannot be written as JSON.
    pub(super) fn read(&self, line: &str) -> Result<Line> {
        match self.parts(line) {
            Ok((text, published)) => Line::of(parse_with(&text, published, self.zone, &self.options), None),
            Err(error) => Line::of(None, Some(error)),
        }
    }

    /// The text of a line and when it was published. A line that is no JSON object is the text.
    fn parts(&self, line: &str) -> std::result::Result<(String, Option<DateTime<Utc>>), String> {
        let object = match serde_json::from_str(line) {
            Ok(Value::Object(object)) => object,
            _ => return Ok((line.to_owned(), self.published)),
        };
        let text = object.get("text").and_then(Value::as_str).ok_or("«text» is missing or no string")?;
        let published = match object.get("published") {
            None | Some(Value::Null) => self.published,
            Some(given) => {
                let known = given.as_str().and_then(|given| super::instant(given, self.zone));
                Some(known.ok_or("«published» is neither an instant of RFC 3339 nor a day")?)
            }
        };
        Ok((text.to_owned(), published))
    }
}

impl Line {
    fn of(found: Option<Dateline>, error: Option<String>) -> Result<Self> {
        let mut reading = serde_json::to_value(DatelineReading::from(found)).map_err(Error::internal)?;
        for place in reading.get_mut("places").and_then(Value::as_array_mut).into_iter().flatten() {
            *place = Value::Object(printed(place, &PLACE));
        }
        let mut fields = printed(&reading, &FIELDS);
        if let Some(error) = &error {
            fields.insert("error".to_owned(), Value::from(error.as_str()));
        }
        Ok(Self { fields, error })
    }
}

/// These fields of an object, null where it has none.
fn printed(object: &Value, names: &[&str]) -> Map<String, Value> {
    let field = |name: &&str| ((*name).to_owned(), object.get(*name).cloned().unwrap_or_default());
    names.iter().map(field).collect()
}
