//! In which form rates are printed: decimals as text or as numbers, ranges as JSON, as lines of JSON or as a table.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use crate::app::App;
use crate::domain::decimal::Decimal;
use crate::domain::rates::{RatePoint, RateSeries};
use crate::error::{Error, Result};
use crate::http::accept::{self, Media};
use crate::http::query::Query;
use crate::http::reading;
use crate::usecases::reading::Reading;

/// The fields that hold decimals.
const DECIMALS: [&str; 6] = ["value", "rate", "amount", "percent", "result", "rounded"];

/// The question that rates answer, and how their decimals are printed.
pub(super) struct Form<'a> {
    app: &'a App,
    request: &'a HttpRequest,
    reading: &'a Reading,
    numbers: bool,
    varies: Option<&'a str>,
}

impl<'a> Form<'a> {
    /// Reads `format`, which is `text` or `number`.
    pub(super) fn read(app: &'a App, request: &'a HttpRequest, reading: &'a Reading, query: &Query) -> Result<Self> {
        let numbers = match query.get("format") {
            None | Some("text") => false,
            Some("number") => true,
            Some(_) => return Err(Error::parameter("format", "must be one of text, number")),
        };
        Ok(Self { app, request, reading, numbers, varies: None })
    }

    pub(super) const fn varies(self, header: Option<&'a str>) -> Self {
        Self { varies: header, ..self }
    }

    fn json<T: Serialize>(&self, item: &T, out: &mut Vec<u8>) -> Result<()> {
        if self.numbers {
            return write(&serde_json::to_value(item).map_err(Error::internal)?, "", out);
        }
        serde_json::to_writer(out, item).map_err(Error::internal)
    }

    fn answer(&self, media: &str, body: Vec<u8>) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response.content_type(media.to_owned());
        reading::answer(self.app, self.request, self.reading, response, self.varies, body)
    }

    /// One thing.
    pub(super) fn one<T: Serialize>(&self, item: &T) -> Result<HttpResponse> {
        let mut body = Vec::new();
        self.json(item, &mut body)?;
        Ok(self.answer("application/json", body))
    }

    /// A range, as the client accepts it.
    pub(super) fn series(self, series: &RateSeries) -> Result<HttpResponse> {
        let form = self.varies(Some("Accept"));
        let mut body = Vec::new();
        match accept::preferred(form.request, &[Media::Json, Media::Lines, Media::Table]) {
            Media::Json => form.one(series),
            Media::Lines => {
                for point in &series.items {
                    form.json(point, &mut body)?;
                    body.push(b'\n');
                }
                Ok(form.answer("application/x-ndjson", body))
            }
            Media::Table => {
                body.extend(HEAD.as_bytes());
                for point in &series.items {
                    body.extend(row(point).as_bytes());
                }
                Ok(form.answer("text/csv; charset=utf-8; header=present", body))
            }
        }
    }
}

/// A value as JSON whose decimals are numbers with the digits that they have as text: no binary fraction comes between.
fn write(value: &Value, name: &str, out: &mut Vec<u8>) -> Result<()> {
    let text = |text: &str, out: &mut Vec<u8>| serde_json::to_writer(out, text).map_err(Error::internal);
    match value {
        Value::String(digits) if DECIMALS.contains(&name) && digits.parse::<Decimal>().is_ok() => {
            out.extend(digits.as_bytes());
        }
        Value::String(other) => text(other, out)?,
        Value::Array(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write(item, name, out)?;
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            out.push(b'{');
            for (place, (name, value)) in fields.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                text(name, out)?;
                out.push(b':');
                write(value, name, out)?;
            }
            out.push(b'}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => out.extend(value.to_string().as_bytes()),
    }
    Ok(())
}

/// The columns of the table (RFC 4180).
const HEAD: &str = "base,quote,date,effectiveDate,nominal,value,rate,derived,ageDays,reason\r\n";

fn row(point: &RatePoint) -> String {
    let RatePoint { base, quote, date, effective_date, age_days, reason, nominal, value, rate, derived } = point;
    let reason = reason.as_str();
    format!("{base},{quote},{date},{effective_date},{nominal},{value},{rate},{derived},{age_days},{reason}\r\n")
}
