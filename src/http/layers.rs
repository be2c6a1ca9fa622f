//! What every answer passes: the request id, safe headers, and problem documents for what the framework answers itself.

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error as ActixError, HttpMessage};
use tracing_actix_web::RequestId;

/// The header that names a request in answers and in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names the request in the answer and forbids browsers to guess types.
///
/// # Errors
/// Passes on what the inner service reports.
pub async fn headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, ActixError> {
    let id = request.extensions().get::<RequestId>().copied();
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    if let Some(value) = id.and_then(|id| HeaderValue::from_str(&id.to_string()).ok()) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
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
        .expose_headers(["etag", "link", "location", "x-request-id"])
        .max_age(86_400)
}
