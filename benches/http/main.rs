//! `cargo bench --bench http`: what an answer costs, beside a bare handler that returns the same bytes in the same run.
//!
//! It makes a database with `dateline generate`, starts the release binary on it as it is shipped, with nothing raised but
//! the limits of requests, and loads one address after the other with `wrk`, in turns with the bare handler. What counts is
//! the CPU time of the server's process for one request, because it differs least from run to run. It writes
//! `docs/performance.md`.

mod bare;
mod cases;
mod data;
mod load;
mod measure;
mod options;
mod process;
mod report;

use std::process::ExitCode;

use clap::Parser;

use data::Database;
use options::Options;

/// What may go wrong while measuring; it is told and ends the run.
type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

fn main() -> ExitCode {
    let options = Options::parse();
    let done = actix_web::rt::System::new().block_on(async {
        match &options.bare {
            Some(folder) => bare::serve(folder).await,
            None => run(&options).await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("benches/http: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<()> {
    load::look_for_wrk()?;
    let machine = report::machine()?;
    let mut figures = vec![on(Database::sqlite()?, options).await?];
    match &options.postgres_url {
        Some(server) => figures.push(on(Database::postgres(server).await?, options).await?),
        None => {
            println!("PostgreSQL is left out: neither --postgres-url nor DATELINE_TEST_POSTGRES_URL names a server.")
        }
    }
    let page = report::page(options, &machine, &figures);
    std::fs::write(&options.output, &page)?;
    println!("{page}\nThis is written to {}.", options.output.display());
    Ok(())
}

/// Measures on a database, which is taken away whatever came of it.
async fn on(database: Database, options: &Options) -> Result<measure::Figures> {
    let figures = measure::all(&database, options).await;
    database.remove().await?;
    figures
}
