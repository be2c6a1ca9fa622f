//! `dateline comments`: what operators do with comments.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::{application, file_error, say};
use crate::config::{DatabaseSettings, Settings};
use crate::domain::ids::ArticleId;
use crate::domain::keys::Actor;
use crate::error::{Code, Error, Result};
use crate::store::comments::recount::Drift;
use crate::store::dialect::{Engine, file_of};
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
    /// Count all comments anew and tell which numbers are not what they say; the status is 1 where there are any.
    Recount {
        /// Set them right.
        #[arg(long)]
        repair: bool,
    },
}

fn article(text: &str) -> Result<ArticleId, String> {
    text.parse().map_err(|error: crate::error::Error| error.detail)
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    // A name that was mistyped is no database where all is well.
    must_be_there(&arguments.settings.database)?;
    let app = application(arguments.settings).await?;
    let mut code = ExitCode::SUCCESS;
    match arguments.action {
        Action::Export { article, decisions, file } => export(&app, article, decisions, file.as_deref()).await?,
        Action::Recount { repair } => code = recount(&app, repair).await?,
    }
    app.store.close().await?;
    Ok(code)
}

/// Lets pass settings that name a database that is there: a SQLite file would be made.
fn must_be_there(settings: &DatabaseSettings) -> Result<()> {
    match file_of(Engine::of_url(&settings.database_url)?, &settings.database_url)? {
        Some(file) if !file.exists() => {
            Err(Error::new(Code::BadUserInput, format!("{} is not there; no database was made.", file.display())))
        }
        _ => Ok(()),
    }
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

/// The status is that after a repair: 0 when all is right then.
async fn recount(app: &App, repair: bool) -> Result<ExitCode> {
    let operator = Actor::System;
    let mut found = comments::drifts(app, &operator).await?;
    for drift in &found {
        say(&words(drift));
    }
    if repair && !found.is_empty() {
        let mut articles: Vec<ArticleId> = found.iter().map(|drift| drift.article).collect();
        articles.sort_unstable();
        articles.dedup();
        comments::mend(app, &operator, &articles).await?;
        say(&format!("{} numbers of {} articles were set right.", found.len(), articles.len()));
        found = comments::drifts(app, &operator).await?;
    }
    if found.is_empty() {
        say("Every number is what it says.");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

fn words(drift: &Drift) -> String {
    let Drift { kept, article, comment, told, counted } = drift;
    let of = comment.map_or_else(|| article.to_string(), |comment| format!("{comment} of {article}"));
    format!("{of}: {} is {told}, and {counted} by its rows", kept.as_str())
}
