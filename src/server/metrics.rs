//! The metrics, on an address of their own that is not for the public.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{self, Data};
use actix_web::{App as Actix, HttpResponse, HttpServer};

use super::Bound;
use crate::app::App;
use crate::telemetry::metrics::MEDIA_TYPE;
use crate::usecases::operation;

/// Listens for those who collect the metrics, when the settings name an address.
///
/// # Errors
/// When the address cannot be had.
pub fn bind(app: &App) -> std::io::Result<Option<Bound>> {
    let listen = app.config.http.metrics_listen.clone();
    if listen.is_empty() {
        return Ok(None);
    }
    let data = Data::new(app.clone());
    let server = HttpServer::new(move || Actix::new().app_data(data.clone()).route("/metrics", web::get().to(metrics)))
        .workers(1)
        .disable_signals()
        .shutdown_timeout(1)
        .bind(&listen)?;
    Ok(Some(Bound { addresses: server.addrs(), server: server.run() }))
}

async fn metrics(app: Data<App>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, MEDIA_TYPE)).body(operation::metrics(&app).await)
}
