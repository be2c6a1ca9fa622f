//! How long a request may take, and how large its answer may be.

use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error as ActixError, HttpRequest, rt};
use tracing::Instrument;

use super::{Limiter, ledger};
use crate::error::{Code, Error};

/// Answers for a request that takes too long, and in place of an answer that is too large.
///
/// A read (GET, HEAD) is given up at its time. What comes by another method is not: a write that is broken off in its commit
/// would leave nobody knowing whether it was made. It goes on by itself, also when the client has gone, within the bounds of
/// the database; so does a GraphQL query by POST, which is not known from a mutation yet.
///
/// Stands around each address and not around all of them: only a routed request can be kept for the answer.
///
/// # Errors
/// Passes on what the inner service reports.
pub async fn bounded(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let kept = request.request().clone();
    let Some(limiter) = kept.app_data::<Data<Limiter>>().cloned() else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let longest = Duration::from_secs(limiter.settings.request_seconds.of(super::class(&kept)).into());
    let done = if [Method::GET, Method::HEAD].contains(kept.method()) {
        tokio::time::timeout(longest, next.call(request)).await.map_err(|_| late(&kept))
    } else {
        let work = rt::spawn(async move { next.call(request).await }.in_current_span());
        match tokio::time::timeout(longest, work).await {
            Ok(joined) => joined.map_err(Error::internal),
            Err(_) => Err(late(&kept)),
        }
    };
    let refuse = |error: &Error| ServiceResponse::new(kept.clone(), (limiter.refuse)(&kept, error));
    match done {
        Ok(response) => {
            let response = response?.map_into_boxed_body();
            let most = limiter.settings.answer_bytes.of(super::class(&kept));
            Ok(if is_too_large(&response, most.into()) { refuse(&too_large(most)) } else { response })
        }
        Err(error) => Ok(refuse(&error)),
    }
}

fn late(request: &HttpRequest) -> Error {
    if ledger::is_reading(request) {
        Error::new(Code::RequestTimeout, "The request did not come whole within its time.")
    } else {
        Error::new(Code::ServiceUnavailable, "The answer was not ready within its time; try again soon.")
    }
}

fn is_too_large(response: &ServiceResponse, most: u64) -> bool {
    let length = match response.response().body().size() {
        BodySize::Sized(length) => length,
        BodySize::None | BodySize::Stream => 0,
    };
    length > most && response.status().is_success() && !ledger::is_write(response.request())
}

fn too_large(most: u32) -> Error {
    Error::new(Code::AnswerTooLarge, format!("The answer would have more than {most} bytes; ask for less at once."))
}
