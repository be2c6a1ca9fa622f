//! Floor 8: mounts the doors on one [`App`].

pub mod connections;
pub mod metrics;

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App as Actix, HttpRequest, HttpResponse, HttpServer};
use tracing_actix_web::TracingLogger;

use crate::app::App;
use crate::config::HttpSettings;
use crate::error::Error;
use crate::graphql;
use crate::graphql::documents::Documents;
use crate::http::limits::{self, Limiter};
use crate::http::{layers, measured, problem};
use crate::portal;
use crate::rest;

/// A server that listens and does not answer yet.
pub struct Bound {
    /// The addresses on which it listens; with port 0, the one that the system gave.
    pub addresses: Vec<SocketAddr>,
    /// Answers until it is told to stop.
    pub server: Server,
}

impl std::fmt::Debug for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bound").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

/// Listens at the address of the settings.
///
/// # Errors
/// When the address cannot be had.
pub fn bind(app: App) -> std::io::Result<Bound> {
    let schema = Data::new(graphql::schema::build(&app));
    let sdl = Data::new(rest::meta::Sdl::new(graphql::schema::sdl(&schema)));
    let documents = Data::new(Documents::default());
    let limiter = Data::new(Limiter::new(&app, refuse));
    let (http, bounds) = (app.config.http.clone(), app.config.limits.clone());
    let drain = finishing(&http, bounds.drain_seconds.0);
    let data = Data::new(app);
    let mut server = HttpServer::new(move || {
        Actix::new()
            .app_data(data.clone())
            .app_data(schema.clone())
            .app_data(documents.clone())
            .app_data(sdl.clone())
            .app_data(limiter.clone())
            .wrap(Compress::default())
            .wrap(from_fn(limits::counted))
            .wrap(layers::cors())
            .wrap(from_fn(layers::headers))
            .wrap(from_fn(measured::measured))
            .wrap(TracingLogger::<layers::RequestSpan>::new())
            // Before REST: of the address / it takes what browsers ask, and leaves the rest.
            .configure(portal::mount)
            // The address that is asked most comes first: those before it are tried one by one.
            .configure(graphql::handler::mount)
            .configure(rest::mount)
            .default_service(web::to(rest::meta::nowhere))
    })
    .on_connect(connections::bounded(bounds.answer_seconds.0))
    .client_request_timeout(Duration::from_secs(bounds.header_seconds.0.into()))
    // Without it a long answer waits for the client to acknowledge its beginning: 40 ms.
    .tcp_nodelay(true)
    .keep_alive(Duration::from_secs(bounds.keep_alive_seconds.0.into()))
    .disable_signals()
    .shutdown_timeout(drain);
    if let Some(workers) = http.workers {
        server = server.workers(workers.get());
    }
    let server = server.bind(&http.listen)?;
    Ok(Bound { addresses: server.addrs(), server: server.run() })
}

/// The seconds in which requests in progress may end, so that notice, end and closing the database take no longer together
/// than the setting says.
fn finishing(http: &HttpSettings, drain: u32) -> u64 {
    const CLOSING: u32 = 1;
    drain.saturating_sub(http.drain_notice_seconds).saturating_sub(CLOSING).into()
}

/// An error that was found before the doors, in the form of the one that the request meant.
fn refuse(request: &HttpRequest, error: &Error) -> HttpResponse {
    if request.path() == graphql::handler::PATH {
        graphql::handler::refuse(request, error)
    } else {
        problem::respond(error)
    }
}
