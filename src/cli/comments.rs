//! `dateline comments`: what operators do with comments.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::{application, say};
use crate::config::Settings;
use crate::domain::ids::ArticleId;
use crate::domain::keys::Actor;
use crate::error::Result;
use crate::store::comments::recount::Drift;
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
    /// Count all comments anew and tell which numbers are not what they say; the status is 1 where there are any.
    Recount {
        /// Set them right.
        #[arg(long)]
        repair: bool,
    },
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let app = application(arguments.settings).await?;
    let code = match arguments.action {
        Action::Recount { repair } => recount(&app, repair).await?,
    };
    app.store.close().await?;
    Ok(code)
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
