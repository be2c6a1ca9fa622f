//! How much a client may ask: budgets of requests, points and writes, requests at the same time, and time.
//!
//! One account for both doors. [`counted`] stands around all of them: it finds out who asks, takes from the budgets and
//! writes the headers; the doors add what only they know by [`charge_points`] and [`charge_writes`]. Everything is in this
//! process's memory: several processes each have budgets of their own.

pub mod buckets;
pub mod budgets;
pub mod deadline;
mod ledger;
mod outgoing;

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderMap, IF_NONE_MATCH, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error as ActixError, HttpMessage, HttpRequest, HttpResponse};

use crate::app::App;
use crate::config::limits::LimitSettings;
use crate::domain::keys::Actor;
use crate::domain::time::Ticks;
use crate::error::{Code, Error, Result};
use crate::http::actor;
use crate::http::client::client_of;
use buckets::Buckets;
use budgets::{Budget, Client, seconds};
use ledger::Ledger;
use outgoing::Outgoing;

pub use ledger::{BodyWatch, charge_points, charge_writes, class, watch_body};

/// How many buckets are known at most, about 10 MB of memory.
const MOST_BUCKETS: usize = 100_000;

/// How a door prints an error that it did not make itself.
pub type Refuse = fn(&HttpRequest, &Error) -> HttpResponse;

/// What all clients have used, shared by all threads.
#[derive(Debug)]
pub struct Limiter {
    settings: LimitSettings,
    ticks: Ticks,
    buckets: Buckets<(Budget, Client)>,
    /// Requests in progress, of all clients.
    total: AtomicU32,
    /// Requests in progress by client; those without any are not there.
    clients: Mutex<HashMap<Client, u32>>,
    refuse: Refuse,
}

impl Limiter {
    /// Nobody has used anything yet; `refuse` prints an error in the form of the door that the request meant.
    #[must_use]
    pub fn new(app: &App, refuse: Refuse) -> Self {
        Self {
            settings: app.config.limits.clone(),
            ticks: app.ticks.clone(),
            buckets: Buckets::new(MOST_BUCKETS, Budget::LONGEST),
            total: AtomicU32::new(0),
            clients: Mutex::default(),
            refuse,
        }
    }
}

/// A place among the requests in progress, given up when it is dropped.
struct Permit {
    limiter: Data<Limiter>,
    client: Option<Client>,
}

impl Permit {
    /// A place among all requests.
    fn take(limiter: &Data<Limiter>) -> Result<Self> {
        let before = limiter.total.fetch_add(1, Ordering::Relaxed);
        let permit = Self { limiter: limiter.clone(), client: None };
        if before < limiter.settings.concurrent_total.0 {
            return Ok(permit);
        }
        Err(Error::new(Code::ServiceUnavailable, "Too many requests are in progress; try again soon."))
    }

    /// Counts the request for its client too; whether it was there a place for it.
    fn take_for(&mut self, client: Client) -> bool {
        let mut clients = self.limiter.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let count = clients.entry(client).or_default();
        if *count >= self.limiter.settings.concurrent_requests.of(client.class()) {
            return false;
        }
        *count = count.saturating_add(1);
        self.client = Some(client);
        true
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.limiter.total.fetch_sub(1, Ordering::Relaxed);
        let Some(client) = self.client else { return };
        let mut clients = self.limiter.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = clients.get_mut(&client) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                clients.remove(&client);
            }
        }
    }
}

/// Counts a request, or refuses it; tells in headers what is left.
///
/// # Errors
/// Passes on what the inner service reports.
pub async fn counted(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    if is_probe(request.path()) {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    }
    let (app, limiter) = (request.app_data::<Data<App>>().cloned(), request.app_data::<Data<Limiter>>().cloned());
    let (Some(app), Some(limiter)) = (app, limiter) else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    // The permit of a request that is not counted is held here, that of a counted one in its account; then by the answer.
    let (permit, admitted) = match Permit::take(&limiter) {
        Ok(permit) if is_free(request.request()) => (Some(Rc::new(permit)), Ok(())),
        Ok(permit) => (None, admit(&app, &limiter, request.request(), permit).await),
        Err(error) => (None, Err(error)),
    };
    let mut response = match admitted {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(error) => {
            let answer = (limiter.refuse)(request.request(), &error);
            request.into_response(answer)
        }
    };
    settle(&mut response);
    let place = permit.or_else(|| ledger::place(response.request()));
    Ok(response.map_body(|_, body| BoxBody::new(Outgoing::new(body, place, &limiter))))
}

/// What costs nothing: the contract and the pages for developers, which are the same bytes for all, and questions about
/// cross-origin rules.
fn is_free(request: &HttpRequest) -> bool {
    const FREE: [&str; 6] =
        ["/openapi.json", "/openapi.yaml", "/openapi-3.0.json", "/schema.graphql", "/docs", "/graphiql"];
    let path = request.path();
    FREE.contains(&path) || path.starts_with("/portal/") || request.method() == Method::OPTIONS
}

/// Questions after the server's health are answered however many other requests are in progress.
fn is_probe(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz")
}

/// Opens the account of a request.
async fn admit(app: &App, limiter: &Data<Limiter>, request: &HttpRequest, mut permit: Permit) -> Result<()> {
    let address = Client::Address(client_of(request, &app.config.http));
    let client = if request.headers().contains_key(AUTHORIZATION) {
        known(app, limiter, request, address).await?
    } else {
        address
    };
    let has_place = permit.take_for(client);
    let ledger = Ledger::new(limiter.clone(), client, Rc::new(permit));
    let taken = if has_place { ledger.take(Budget::Requests, 1) } else { Err(crowded(&ledger)) };
    let taken = taken.and_then(|()| if is_write(request) { ledger.take_writes(1) } else { Ok(()) });
    request.extensions_mut().insert(ledger);
    taken
}

fn crowded(ledger: &Ledger) -> Error {
    ledger.refuse("Too many requests at the same time.", 1)
}

/// Whether a request changes something; of GraphQL only its handler knows, and reading a dateline stores nothing.
fn is_write(request: &HttpRequest) -> bool {
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    !reads && !["/graphql", "/v1/datelines/parse"].contains(&request.path())
}

/// The client behind a key or a token; who sent one that opens nothing is counted by the address, and told by the handler.
/// A token that was good and has ended is no guess: its bearer has to get another, and others behind the same address
/// must not pay for it.
///
/// The budget is looked at before and charged after the key is looked up: guesses that are made at the same moment may
/// exceed it by as many as a client may ask at once, and no right key is ever charged.
async fn known(app: &App, limiter: &Limiter, request: &HttpRequest, address: Client) -> Result<Client> {
    let quota = Budget::FailedKeys.quota(&limiter.settings, address.class());
    let bucket = (Budget::FailedKeys, address);
    let level = limiter.buckets.look(bucket, quota, 1, limiter.ticks.passed());
    if !level.granted {
        let wait = seconds(level.wait).max(1);
        request.extensions_mut().insert(RetryAfter(wait));
        return Err(ledger::refused(Budget::FailedKeys.refusal(), wait));
    }
    let found = actor::read(app, request).await;
    if found.as_ref().is_err_and(|error| error.code == Code::Unauthenticated) {
        limiter.buckets.take(bucket, quota, 1, limiter.ticks.passed());
    }
    let client = match &found {
        Ok(Actor::Key { id, .. }) => Client::Key(*id),
        // Not by the id, which is another each time until they write.
        Ok(Actor::Reader { subject, .. }) => Client::Reader(subject.short_digest()),
        _ => address,
    };
    actor::remember(request, found);
    Ok(client)
}

/// When a client may come back that was refused before it had an account.
struct RetryAfter(u64);

/// Closes the account of a request and writes what it says.
fn settle(response: &mut ServiceResponse) {
    let (request, status) = (response.request().clone(), response.status());
    let extensions = request.extensions();
    let headers: &mut HeaderMap = response.headers_mut();
    if let Some(ledger) = extensions.get::<Ledger>() {
        // «*» names no answer that the client has: the 304 to it is an answer like another.
        let names = request.headers().get(IF_NONE_MATCH).is_some_and(|value| value.as_bytes() != b"*");
        ledger.settle(status == StatusCode::NOT_MODIFIED && names, headers);
    }
    if let Some(RetryAfter(wait)) = extensions.get() {
        headers.insert(RETRY_AFTER, (*wait).into());
    }
    if status == StatusCode::SERVICE_UNAVAILABLE && !headers.contains_key(RETRY_AFTER) {
        headers.insert(RETRY_AFTER, 1_u64.into());
    }
}
