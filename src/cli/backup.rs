//! `dateline backup`: a copy of the database, made while the server runs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{say, warn};
use crate::config::DatabaseSettings;
use crate::error::Result;
use crate::store::backup;
use crate::store::dialect::{Engine, file_of};

/// How a command ends that is not for this engine, as for arguments that cannot be read.
const NOT_HERE: u8 = 2;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    database: DatabaseSettings,
    /// The file to be made; one that is there is not written over.
    file: PathBuf,
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let url = &arguments.database.database_url;
    let Some(database) = file_of(Engine::of_url(url)?, url)? else {
        warn(&format!(
            "dateline: PostgreSQL makes its own backups: pg_dump --format=custom --file={} \"$DATELINE_DATABASE_URL\"",
            arguments.file.display()
        ));
        return Ok(ExitCode::from(NOT_HERE));
    };
    backup::backup(&database, &arguments.file).await?;
    say(&format!("{} is a whole copy of {}.", arguments.file.display(), database.display()));
    Ok(ExitCode::SUCCESS)
}
