//! `dateline verify`: looks for faults in the database of the settings, or in a copy of it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{say, warn};
use crate::config::DatabaseSettings;
use crate::error::Result;
use crate::store::dialect::{Engine, file_of};
use crate::store::{Store, verify};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    database: DatabaseSettings,
    /// A SQLite file, such as a backup; the database of --database-url when left out.
    file: Option<PathBuf>,
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let settings = &arguments.database;
    let file = match arguments.file {
        Some(file) => Some(file),
        None => file_of(Engine::of_url(&settings.database_url)?, &settings.database_url)?,
    };
    let store = match &file {
        // To look must not make a file.
        Some(file) => verify::open(file).await?,
        None => Store::open(settings).await?,
    };
    let faults = store.faults().await;
    store.close().await?;
    let faults = faults?;
    if faults.is_empty() {
        say("No faults.");
        return Ok(ExitCode::SUCCESS);
    }
    for fault in &faults {
        warn(fault);
    }
    Ok(ExitCode::FAILURE)
}
