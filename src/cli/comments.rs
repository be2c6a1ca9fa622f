//! `dateline comments`: what operators do with comments.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::{application, file_error};
use crate::config::Settings;
use crate::domain::ids::ArticleId;
use crate::domain::keys::Actor;
use crate::error::Result;
use crate::usecases::comments;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print comments as JSON, one a line: each article's threads in order, whatever their status.
    Export {
        /// Only those of this article.
        #[arg(long, value_parser = article)]
        article: Option<ArticleId>,
        /// Add the history of each: who decided what, when and why.
        #[arg(long)]
        decisions: bool,
        /// Where to write; standard output when left out. A file that is there is written anew.
        file: Option<PathBuf>,
    },
}

fn article(text: &str) -> Result<ArticleId, String> {
    text.parse().map_err(|error: crate::error::Error| error.detail)
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let app = application(arguments.settings).await?;
    match arguments.action {
        Action::Export { article, decisions, file } => export(&app, article, decisions, file.as_deref()).await?,
    }
    app.store.close().await?;
    Ok(ExitCode::SUCCESS)
}

async fn export(app: &App, article: Option<ArticleId>, decisions: bool, file: Option<&Path>) -> Result<()> {
    let mut export = comments::export(app, &Actor::System, article, decisions).await?;
    let Some(path) = file else {
        while let Some(lines) = export.next().await? {
            // A reader that went away wants no more.
            if std::io::stdout().lock().write_all(&lines).is_err() {
                break;
            }
        }
        return Ok(());
    };
    let failed = |error: std::io::Error| file_error(path, &error);
    let mut file = std::fs::File::create(path).map_err(failed)?;
    while let Some(lines) = export.next().await? {
        file.write_all(&lines).map_err(failed)?;
    }
    file.sync_all().map_err(failed)
}
