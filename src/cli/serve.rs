//! `dateline serve`: answers requests until stopped.

use std::process::ExitCode;

use clap::Args;
use clap::builder::BoolishValueParser;

use crate::app::App;
use crate::cli::{demo, say, stop};
use crate::config::Settings;
use crate::domain::time::Clock;
use crate::error::{Code, Error, Result};
use crate::store::Store;
use crate::{jobs, server};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    /// Load a small demonstration edition into the database first; twice changes nothing.
    #[arg(long)]
    demo: bool,
    /// Refuse to start on an older schema instead of bringing it up to date.
    #[arg(long, env = "DATELINE_NO_MIGRATE", value_parser = BoolishValueParser::new())]
    no_migrate: bool,
}

pub(super) async fn run(mut arguments: Arguments) -> Result<ExitCode> {
    // The demonstration has invented rates, and asks nobody.
    arguments.settings.rates.rates_sync &= !arguments.demo;
    arguments.settings.identity.issuers()?;
    let store = Store::open(&arguments.settings.database).await?;
    prepare(&store, arguments.no_migrate).await?;
    let app = App::new(arguments.settings, store, Clock::system());
    if arguments.demo {
        let loaded = demo::load(&app).await?;
        say(&format!("The demonstration edition is in: {loaded}."));
    }
    let signals = stop::Signals::new().map_err(Error::internal)?;
    let listen = app.config.http.listen.clone();
    let bound = server::bind(app.clone()).map_err(|error| unavailable(&listen, &error))?;
    let listen = app.config.http.metrics_listen.clone();
    let metrics = server::metrics::bind(&app).map_err(|error| unavailable(&listen, &error))?;
    let (store, jobs) = (app.store.clone(), jobs::spawn(app.clone()));
    let metrics = metrics.map(|metrics| {
        say(&format!("Metrics are at http://{}/metrics", first(&metrics)));
        let handle = metrics.server.handle();
        (tokio::spawn(metrics.server), handle)
    });
    for address in &bound.addresses {
        announce(&address.to_string());
    }
    let stopping = tokio::spawn(stop::on_signal(signals, app, bound.server.handle()));
    let served = bound.server.await.map_err(Error::internal);
    stopping.abort();
    jobs.abort();
    // An aborted job gives its connection back when it has ended, not before.
    drop(jobs.await);
    if let Some((server, handle)) = metrics {
        handle.stop(true).await;
        drop(server.await);
    }
    served?;
    stop::close(&store).await?;
    Ok(ExitCode::SUCCESS)
}

fn first(bound: &server::Bound) -> String {
    bound.addresses.first().map(ToString::to_string).unwrap_or_default()
}

fn unavailable(listen: &str, error: &std::io::Error) -> Error {
    Error::new(Code::ServiceUnavailable, format!("cannot listen at {listen}: {error}"))
}

async fn prepare(store: &Store, no_migrate: bool) -> Result<()> {
    if !no_migrate {
        store.migrate().await?;
        return Ok(());
    }
    match store.schema().await?.iter().find(|step| !step.applied) {
        Some(step) => Err(Error::new(
            Code::ServiceUnavailable,
            format!("the schema lacks {}: run «dateline migrate up», or start without --no-migrate.", step.name),
        )),
        None => Ok(()),
    }
}

fn announce(address: &str) {
    say(&format!("Dateline listens at http://{address}/"));
    say(&format!("  in a browser      http://{address}/, http://{address}/docs, http://{address}/graphiql"));
    say(&format!("  articles          http://{address}/v1/articles"));
    say(&format!("  sections          http://{address}/v1/sections?lang=ru"));
    say(&format!(
        "  GraphQL           http://{address}/graphql?query=%7Barticles(first:3)%7Bnodes%7Bheadline%7D%7D%7D"
    ));
    say(&format!("  GraphQL schema    http://{address}/schema.graphql"));
    say(&format!("  OpenAPI document  http://{address}/openapi.yaml"));
}
