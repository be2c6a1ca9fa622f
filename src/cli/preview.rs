//! `dateline preview`: taking previews back.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::cli::{application, say};
use crate::config::Settings;
use crate::domain::keys::Actor;
use crate::error::Result;
use crate::usecases::articles;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// End every preview at once; those that are made from now on are signed anew.
    Rotate,
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let app = application(arguments.settings).await?;
    match arguments.action {
        Action::Rotate => {
            articles::rotate_previews(&app, &Actor::System).await?;
            say("Every preview that was made so far has ended.");
        }
    }
    app.store.close().await?;
    Ok(ExitCode::SUCCESS)
}
