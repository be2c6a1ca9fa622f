//! Problem documents (RFC 9457): how REST prints errors.

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Code, Error, Place, Taken};

/// What went wrong, for a program and for a person (RFC 9457). The request id stands in the header `x-request-id`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The address of a page that explains this kind of problem, relative to this server.
    #[schema(format = "uri-reference")]
    pub r#type: String,
    /// The kind of problem in one sentence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// This case in one sentence: what is wrong and what would be right.
    pub detail: String,
    /// The stable name of the kind, the same as in GraphQL's `extensions.code`.
    pub code: String,
    /// The fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<ProblemField>,
    /// How it was taken back, with the status 410.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall: Option<ProblemRecall>,
}

/// How something that was published was taken back.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemRecall {
    /// `WITHHELD` while it is in doubt; `CANCELED` when every copy is to be erased.
    pub status: String,
    /// When it was taken back, UTC.
    #[schema(format = DateTime)]
    pub at: String,
    /// Why, in words for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The id of what to use in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
}

impl From<&Taken> for ProblemRecall {
    fn from(taken: &Taken) -> Self {
        Self {
            status: taken.status.to_owned(),
            at: taken.at.clone(),
            reason: taken.reason.clone(),
            replaced_by: taken.replaced_by.clone(),
        }
    }
}

/// One field at fault; exactly one of `pointer`, `parameter` and `header` says where it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemField {
    /// A JSON pointer (RFC 6901) into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The name of a query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The name of a header field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// What is wrong and what would be right.
    pub detail: String,
}

/// The media type of problem documents.
pub const MEDIA_TYPE: &str = "application/problem+json";

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let errors = error.fields.iter().map(|field| {
            let (mut pointer, mut parameter, mut header) = (None, None, None);
            match &field.place {
                Place::Pointer(text) => pointer = Some(text.clone()),
                Place::Parameter(text) => parameter = Some(text.clone()),
                Place::Header(text) => header = Some(text.clone()),
            }
            ProblemField { pointer, parameter, header, detail: field.detail.clone() }
        });
        Self {
            r#type: error.code.problem_path(),
            title: error.code.title().to_owned(),
            status: error.code.status(),
            detail: error.detail.clone(),
            code: error.code.as_str().to_owned(),
            errors: errors.collect(),
            recall: error.taken.as_deref().map(ProblemRecall::from),
        }
    }
}

/// An error on its way out of a handler.
#[derive(Debug)]
pub struct Failure(pub Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        respond(&self.0)
    }
}

/// Logs the cause of a failure on our side, once, at the boundary.
pub fn log(error: &Error) {
    if let Some(cause) = &error.cause {
        tracing::error!(code = error.code.as_str(), cause = %cause, "a request failed");
    }
}

/// The answer to an error.
#[must_use]
pub fn respond(error: &Error) -> HttpResponse {
    log(error);
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    // A cache that keeps what was taken back must ask each time whether it still is.
    let caching = if error.code == Code::Gone { "no-cache" } else { "no-store" };
    response.content_type(MEDIA_TYPE).insert_header((CACHE_CONTROL, caching));
    match error.code {
        Code::Unauthenticated => drop(response.insert_header((WWW_AUTHENTICATE, "Bearer"))),
        // RFC 6750 §3.1.
        Code::TokenExpired => drop(response.insert_header((WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""))),
        _ => {}
    }
    if let Some(seconds) = error.retry_after {
        response.insert_header((RETRY_AFTER, seconds));
    }
    response.json_bytes(&Problem::from(error))
}

/// Writes JSON without changing the content type that was set.
trait JsonBytes {
    fn json_bytes(&mut self, problem: &Problem) -> HttpResponse;
}

impl JsonBytes for actix_web::HttpResponseBuilder {
    fn json_bytes(&mut self, problem: &Problem) -> HttpResponse {
        self.body(serde_json::to_vec(problem).unwrap_or_default())
    }
}

/// The answer to a method that an address does not take.
#[must_use]
pub fn method_not_allowed(request: &HttpRequest, allow: &str) -> HttpResponse {
    let detail = format!("{} is not answered at {}; use {allow}.", request.method(), request.path());
    let mut response = respond(&Error::new(Code::MethodNotAllowed, detail));
    if let Ok(value) = allow.parse() {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

/// The answer to an address that is not there.
#[must_use]
pub fn not_found(request: &HttpRequest) -> HttpResponse {
    let detail = format!("There is nothing at {}; the addresses are listed at /.", request.path());
    respond(&Error::new(Code::NotFound, detail))
}
