//! `dateline verify`: looks for faults in the database of the settings and its pictures' files, or in a copy of it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{say, warn};
use crate::config::DatabaseSettings;
use crate::config::media::MediaSettings;
use crate::domain::time::Clock;
use crate::error::Result;
use crate::files::Files;
use crate::store::dialect::{Engine, file_of};
use crate::store::{Store, verify};
use crate::usecases::media;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    database: DatabaseSettings,
    #[command(flatten)]
    media: MediaSettings,
    /// A SQLite file, such as a backup; the database of --database-url when left out.
    file: Option<PathBuf>,
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let settings = &arguments.database;
    // Of the pictures of a copy nothing is known, unless it is said where they are.
    let is_said = arguments.media.media_dir.is_some() || arguments.media.media_bucket.is_some();
    let with_files = arguments.file.is_none() || is_said;
    let file = match arguments.file {
        Some(file) => Some(file),
        None => file_of(Engine::of_url(&settings.database_url)?, &settings.database_url)?,
    };
    let store = match &file {
        // To look must not make a file.
        Some(file) => verify::open(file).await?,
        None => Store::open(settings).await?,
    };
    let files = with_files.then(|| Files::new(&arguments.media, file.as_deref()));
    let faults = faults(&store, files.as_ref()).await;
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

/// What is wrong with the database, and with the files of pictures where its schema knows of pictures.
async fn faults(store: &Store, files: Option<&Files>) -> Result<Vec<String>> {
    let mut faults = store.faults().await?;
    let is_whole = store.schema().await?.iter().all(|step| step.applied);
    if let (Some(files), true) = (files, is_whole) {
        faults.extend(media::file_faults(store, files, Clock::system().now()).await?);
    }
    Ok(faults)
}
