//! One line in the log and one count for every request, when its answer has gone or was given up.
//!
//! The line has method, pattern of the address and request id from the span around it, and status, milliseconds, bytes and
//! the id of the key. Addresses, parameters, bodies and the keys themselves are not in it.

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error as ActixError, HttpRequest};
use tracing::Span;

use crate::app::App;
use crate::domain::ids::KeyId;
use crate::http::actor;
use crate::telemetry::metrics::{Answered, Refused, Route};

/// The name under which the lines can be chosen in `--log`.
const TARGET: &str = "dateline::requests";

/// Counts a request and logs its end.
///
/// # Errors
/// Passes on what the inner service reports.
pub async fn measured(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, ActixError> {
    let Some(app) = request.app_data::<Data<App>>().cloned() else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let mut account = Account::open(app, request.request());
    match next.call(request).await {
        Ok(response) => {
            account.status = Some(response.status());
            account.key = actor::key(response.request());
            Ok(response.map_body(|_, body| BoxBody::new(Sending { body: body.boxed(), account })))
        }
        Err(error) => {
            account.status = Some(error.as_response_error().status_code());
            Err(error)
        }
    }
}

/// What is known of a request; written down when it is dropped.
struct Account {
    app: Data<App>,
    span: Span,
    start: Instant,
    method: &'static str,
    door: &'static str,
    route: String,
    /// `None` until there is an answer.
    status: Option<StatusCode>,
    key: Option<KeyId>,
    bytes: u64,
}

impl Account {
    fn open(app: Data<App>, request: &HttpRequest) -> Self {
        app.metrics.http.in_flight.inc();
        let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
        Self {
            app,
            span: Span::current(),
            start: Instant::now(),
            method: method(request.method()),
            door: door(&route),
            route,
            status: None,
            key: None,
            bytes: 0,
        }
    }

    fn count(&mut self, seconds: f64) {
        let (http, door) = (&self.app.metrics.http, self.door);
        http.in_flight.dec();
        if self.status == Some(StatusCode::TOO_MANY_REQUESTS) {
            let client = if self.key.is_some() { "key" } else { "anonymous" };
            http.rate_limited.get_or_create(&Refused { door, client }).inc();
        }
        let route = std::mem::take(&mut self.route);
        http.seconds.get_or_create(&Route { door, route: route.clone() }).observe(seconds);
        let answered = Answered { door, route, method: self.method, status: class(self.status) };
        http.requests.get_or_create(&answered).inc();
    }

    fn log(&self, seconds: f64) {
        let ms = (seconds * 1e6).round() / 1e3;
        let key = self.key.map(|key| key.to_string());
        let (status, bytes) = (self.status.map(|status| status.as_u16()), self.bytes);
        match status {
            Some(_) => tracing::info!(target: TARGET, parent: &self.span, status, ms, bytes, key, "answered"),
            None => tracing::info!(target: TARGET, parent: &self.span, ms, "the client went away"),
        }
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        let seconds = self.start.elapsed().as_secs_f64();
        self.log(seconds);
        self.count(seconds);
    }
}

/// The method as a label, of which there are few.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

fn door(route: &str) -> &'static str {
    if route.starts_with("/v1/") {
        "rest"
    } else if route == "/graphql" {
        "graphql"
    } else {
        "meta"
    }
}

fn class(status: Option<StatusCode>) -> &'static str {
    match status.map(|status| status.as_u16() / 100) {
        Some(1) => "1xx",
        Some(2) => "2xx",
        Some(3) => "3xx",
        Some(4) => "4xx",
        Some(_) => "5xx",
        None => "none",
    }
}

/// An answer on its way, with the account that ends with it.
struct Sending {
    body: BoxBody,
    account: Account,
}

impl MessageBody for Sending {
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &polled {
            let more = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            self.account.bytes = self.account.bytes.saturating_add(more);
        }
        polled
    }
}
