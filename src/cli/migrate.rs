//! `dateline migrate`: the state of the database's schema.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::cli::say;
use crate::config::DatabaseSettings;
use crate::error::Result;
use crate::store::Store;
use crate::store::schema::state_name;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    database: DatabaseSettings,
    #[command(subcommand)]
    direction: Direction,
}

#[derive(Debug, Subcommand)]
enum Direction {
    /// Apply the migrations that are missing.
    Up,
    /// Take back the last migrations. Their data is lost.
    Down {
        /// How many.
        #[arg(default_value = "1")]
        steps: u32,
    },
    /// List the migrations and whether they are applied.
    Status,
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let store = Store::open(&arguments.database).await?;
    match arguments.direction {
        Direction::Up => {
            let applied = store.migrate().await?;
            say(&format!("{applied} migrations applied."));
        }
        Direction::Down { steps } => {
            store.migrate_down(steps).await?;
            say("Taken back; see «dateline migrate status».");
        }
        Direction::Status => {
            for step in store.schema().await? {
                say(&format!("{:<8} {}", state_name(step.applied), step.name));
            }
        }
    }
    store.close().await?;
    Ok(ExitCode::SUCCESS)
}
