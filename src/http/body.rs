//! Request bodies: bounded in size and time, JSON only, never compressed.

mod shape;

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, IF_MATCH};
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::{Code, Error, Place, Result};
use crate::http::limits;

/// Reads a whole body within a size and a time.
///
/// # Errors
/// `UNSUPPORTED_MEDIA_TYPE` for a compressed body, `PAYLOAD_TOO_LARGE` above `most` bytes, `REQUEST_TIMEOUT` after
/// `seconds`.
pub async fn bytes(request: &HttpRequest, mut payload: Payload, most: usize, seconds: u32) -> Result<Bytes> {
    refuse_coding(request)?;
    let too_large = || Error::new(Code::PayloadTooLarge, format!("The body may have {most} bytes at most."));
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(too_large());
    }
    let watch = limits::watch_body(request);
    let read = async {
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Error::new(Code::BadUserInput, "The body broke off before its end."))?;
            if body.len().saturating_add(chunk.len()) > most {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    let body = tokio::time::timeout(Duration::from_secs(seconds.into()), read).await;
    drop(watch);
    match body {
        Ok(body) => body,
        Err(_) => Err(Error::new(Code::RequestTimeout, format!("The body did not come whole within {seconds} s."))),
    }
}

/// Refuses a compressed body before anything unpacks it: a few bytes could become many.
fn refuse_coding(request: &HttpRequest) -> Result<()> {
    let coding = request.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?").to_owned());
    match coding.as_deref() {
        None | Some("identity") => Ok(()),
        Some(_) => {
            let error = Error::new(Code::UnsupportedMediaType, "Send the body without Content-Encoding.");
            Err(error.with(Place::Header("Content-Encoding".to_owned()), "compressed bodies are not read"))
        }
    }
}

/// Whether the request announces JSON in UTF-8.
#[must_use]
pub fn is_json(request: &HttpRequest) -> bool {
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = header.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
    let mut charset =
        parts.filter_map(|part| part.split_once('=')).filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
    is_json && charset.all(|(_, value)| value.trim_matches('"').eq_ignore_ascii_case("utf-8"))
}

/// Reads a body as the JSON of a type.
///
/// # Errors
/// As [`bytes()`]; `UNSUPPORTED_MEDIA_TYPE` for anything but JSON, `BAD_USER_INPUT` for broken JSON,
/// `UNPROCESSABLE_CONTENT` with a pointer for JSON of another shape.
pub async fn json<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: Payload,
    most: usize,
    seconds: u32,
) -> Result<T> {
    parse(&json_bytes(request, payload, most, seconds).await?)
}

/// Reads a body that is announced as JSON, as it came.
///
/// # Errors
/// As [`bytes()`]; `UNSUPPORTED_MEDIA_TYPE` for anything but JSON.
pub async fn json_bytes(request: &HttpRequest, payload: Payload, most: usize, seconds: u32) -> Result<Bytes> {
    refuse_coding(request)?;
    refuse_other_types(request)?;
    bytes(request, payload, most, seconds).await
}

fn refuse_other_types(request: &HttpRequest) -> Result<()> {
    if is_json(request) {
        return Ok(());
    }
    let error = Error::new(Code::UnsupportedMediaType, "Send the body as application/json in UTF-8.");
    Err(error.with(Place::Header("Content-Type".to_owned()), "must be application/json"))
}

/// Reads the body of a REST write within the settings' bounds.
///
/// # Errors
/// As [`json`].
pub async fn of_write<T: DeserializeOwned>(app: &App, request: &HttpRequest, payload: Payload) -> Result<T> {
    parse(&of_write_bytes(app, request, payload).await?)
}

/// The body of a REST write as it came, within the settings' bounds.
///
/// # Errors
/// As [`json_bytes`].
pub async fn of_write_bytes(app: &App, request: &HttpRequest, payload: Payload) -> Result<Bytes> {
    let most = app.config.limits.rest_body_bytes.size(limits::class(request));
    of_write_within(app, request, payload, most).await
}

/// The body of a REST write as it came, of at most `most` bytes and within the settings' time.
///
/// # Errors
/// As [`json_bytes`].
pub async fn of_write_within(app: &App, request: &HttpRequest, payload: Payload, most: usize) -> Result<Bytes> {
    json_bytes(request, payload, most, app.config.limits.body_seconds.of(limits::class(request))).await
}

/// As [`of_write`], for a write that says enough without a body: an empty one is the default.
///
/// # Errors
/// As [`json`].
pub async fn of_write_or_default<T: DeserializeOwned + Default>(
    app: &App,
    request: &HttpRequest,
    payload: Payload,
) -> Result<T> {
    let (limits, class) = (&app.config.limits, limits::class(request));
    let body = bytes(request, payload, limits.rest_body_bytes.size(class), limits.body_seconds.of(class)).await?;
    if body.is_empty() {
        return Ok(T::default());
    }
    refuse_other_types(request)?;
    parse(&body)
}

/// Reads JSON as a type.
///
/// # Errors
/// `BAD_USER_INPUT` for broken JSON, `UNPROCESSABLE_CONTENT` with a pointer for JSON of another shape.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    // The derives would take an array for an object too, its items in the order of the fields.
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if first.is_some_and(|byte| *byte != b'{') {
        check_syntax(body)?;
        return Err(Error::refused("", "must be a JSON object"));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value: T = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        if let Err(error) = check_syntax(body) {
            error
        } else if inner.is_data() {
            let (pointer, detail) = shape::told(&pointer, &inner.to_string());
            Error::refused(&pointer, detail)
        } else {
            // Null for a word out of a list is told as a fault of syntax, which it is not.
            Error::refused(&pointer, "has no value of the right kind")
        }
    })?;
    deserializer.end().map_err(|error| broken(&error))?;
    Ok(value)
}

/// Lets pass what is JSON from end to end; a fault of shape is told only of such a body.
fn check_syntax(body: &[u8]) -> Result<()> {
    serde_json::from_slice::<serde_json::Value>(body).map(drop).map_err(|error| broken(&error))
}

fn broken(error: &serde_json::Error) -> Error {
    Error::new(Code::BadUserInput, format!("The body is not JSON: {error}."))
}

/// A path of serde as a JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let segment = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", shape::escaped(key)),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    };
    path.iter().map(segment).collect()
}

/// The version that a change names in `If-Match`.
///
/// # Errors
/// `PRECONDITION_REQUIRED` without the header, `BAD_USER_INPUT` when it is not one version in quotes.
pub fn version(request: &HttpRequest) -> Result<i32> {
    let mut headers = request.headers().get_all(IF_MATCH);
    let Some(first) = headers.next() else {
        let error = Error::new(
            Code::PreconditionRequired,
            "Name the version that you change: If-Match: \"<version>\", with the version field of the record.",
        );
        return Err(error.with(Place::Header("If-Match".to_owned()), "is needed"));
    };
    let quoted = first.to_str().ok().and_then(|text| text.trim().strip_prefix('"')?.strip_suffix('"'));
    match (quoted.and_then(|text| text.parse().ok()), headers.next()) {
        (Some(version), None) => Ok(version),
        _ => Err(Error::header("If-Match", "must be one version in quotes, such as \"3\"")),
    }
}
