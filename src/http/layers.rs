//! What every answer passes: the request id, safe headers, and problem documents for what the framework answers itself.

use actix_cors::Cors;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error as ActixError, HttpMessage};
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::{RequestId, RootSpanBuilder};

use crate::error::{Code, Error};
use crate::http::problem;

/// The header that names a request in answers and in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the log says of a request: which it is, what it asked for, and how that ended. Never whence it came.
#[derive(Debug)]
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
        let route = request.match_pattern().unwrap_or_default();
        tracing::info_span!("request", id, method = request.method().as_str(), route, status = Empty)
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, ActixError>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
    }
}

/// Names the request in the answer, forbids browsers to guess types, and sees to it that every error can be read by a
/// program, also where the framework answered before any handler.
///
/// # Errors
/// Passes on what the inner service reports.
pub async fn headers(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, ActixError> {
    let id = request.extensions().get::<RequestId>().copied();
    let response = next.call(request).await?.map_into_boxed_body();
    let mut response = if is_foreign(&response) { replaced(response) } else { response };
    let headers = response.headers_mut();
    if let Some(value) = id.and_then(|id| HeaderValue::from_str(&id.to_string()).ok()) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

/// Whether an error was printed by the framework: all of ours are JSON.
fn is_foreign(response: &ServiceResponse) -> bool {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let media = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    is_error && !media.split(';').next().is_some_and(|media| media.ends_with("json"))
}

/// The problem document in place of the framework's words, with the code that has its status.
fn replaced(response: ServiceResponse) -> ServiceResponse {
    let status = response.status();
    let known = Code::ALL.into_iter().find(|code| code.status() == status.as_u16());
    let fallback = if status.is_client_error() { Code::BadUserInput } else { Code::InternalServerError };
    let detail = "The request cannot be taken as it is: its address, its method or one of its headers is wrong.";
    let error = match known.unwrap_or(fallback) {
        Code::InternalServerError => Error::internal(format!("the framework answered {status}")),
        code => Error::new(code, detail),
    };
    response.into_response(problem::respond(&error).map_body(|_, body| BoxBody::new(body)))
}

/// Cross-origin rules: anybody may read from any page, without credentials; keys travel in a header of their own.
pub fn cors() -> Cors {
    Cors::default()
        .allow_any_origin()
        .send_wildcard()
        .disable_vary_header()
        // A wrong method is answered by the address itself, with a problem document that names the right ones.
        .allow_any_method()
        .allow_any_header()
        .expose_headers([
            "etag",
            "idempotency-replayed",
            "link",
            "location",
            "ratelimit",
            "ratelimit-policy",
            "retry-after",
            "surrogate-key",
            "x-request-id",
        ])
        .max_age(86_400)
}
