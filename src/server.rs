//! Floor 8: mounts the doors on one [`App`].

use std::net::SocketAddr;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App as Actix, HttpServer};
use tracing_actix_web::TracingLogger;

use crate::app::App;
use crate::graphql;
use crate::http::layers;
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
    let sdl = Data::new(rest::meta::Sdl(graphql::schema::sdl(&schema)));
    let http = app.config.http.clone();
    let data = Data::new(app);
    let mut server = HttpServer::new(move || {
        Actix::new()
            .app_data(data.clone())
            .app_data(schema.clone())
            .app_data(sdl.clone())
            .wrap(Compress::default())
            .wrap(layers::cors())
            .wrap(from_fn(layers::headers))
            .wrap(TracingLogger::default())
            .configure(rest::mount)
            .configure(graphql::handler::mount)
            .default_service(web::to(rest::meta::nowhere))
    })
    .shutdown_timeout(10);
    if let Some(workers) = http.workers {
        server = server.workers(workers.get());
    }
    let server = server.bind(&http.listen)?;
    Ok(Bound { addresses: server.addrs(), server: server.run() })
}
