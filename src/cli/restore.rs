//! `dateline restore`: the database put back from a copy that `dateline backup` made.

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
    /// The copy. It becomes the database of --database-url, where nothing may be yet.
    file: PathBuf,
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let url = &arguments.database.database_url;
    let Some(database) = file_of(Engine::of_url(url)?, url)? else {
        warn(&format!(
            "dateline: PostgreSQL restores its own backups: pg_restore --clean --if-exists --single-transaction \
             --dbname=\"$DATELINE_DATABASE_URL\" {}",
            arguments.file.display()
        ));
        return Ok(ExitCode::from(NOT_HERE));
    };
    backup::restore(&arguments.file, &database).await?;
    say(&format!("{} is back from {}.", database.display(), arguments.file.display()));
    Ok(ExitCode::SUCCESS)
}
