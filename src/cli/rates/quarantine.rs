//! What is held back of the banks' files.

use std::process::ExitCode;

use clap::Subcommand;

use super::import::describe;
use crate::app::App;
use crate::cli::say;
use crate::domain::keys::Actor;
use crate::domain::rates::{HeldRates, Quotation};
use crate::error::Result;
use crate::usecases::rates;

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Print what is held back, with the reasons.
    List {
        /// Also what was accepted or rejected.
        #[arg(long)]
        all: bool,
    },
    /// Bring rates in that are held back.
    Accept {
        /// The first digits of the file, as the list has them; six or more.
        #[arg(required = true)]
        files: Vec<String>,
    },
    /// Leave rates out that are held back, also when the bank sends the same file again.
    Reject {
        /// The first digits of the file, as the list has them; six or more.
        #[arg(required = true)]
        files: Vec<String>,
    },
}

pub(super) async fn run(app: &App, action: &Action) -> Result<ExitCode> {
    match action {
        Action::List { all } => list(app, *all).await?,
        Action::Accept { files } => {
            for file in files {
                let (held, done) = rates::accept(app, &Actor::System, file).await?;
                say(&format!("{} of {} is in: {}.", short(&held), held.source, describe(&done)));
            }
        }
        Action::Reject { files } => {
            for file in files {
                let held = rates::reject(app, &Actor::System, file).await?;
                say(&format!("{} of {} stays out.", short(&held), held.source));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(app: &App, all: bool) -> Result<()> {
    let found = rates::held(app, &Actor::System, all).await?;
    if found.is_empty() {
        say("Nothing is held back.");
    }
    for held in &found {
        say(&format!("{}  {}  {}  {}", short(held), held.source, held.fetched_at, held.state.word()));
        say(&format!("  why   {}\n  from  {}", held.reason, held.origin));
        for row in held.quotations.iter().take(SHOWN) {
            say(&format!("        {}", line(row)));
        }
        if let Some(more) = held.quotations.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            say(&format!("        and {more} more"));
        }
    }
    Ok(())
}

/// So many rates of a file are shown.
const SHOWN: usize = 10;

/// The digits by which a file is named.
fn short(held: &HeldRates) -> &str {
    held.digest.get(..12).unwrap_or(&held.digest)
}

fn line(row: &Quotation) -> String {
    format!("{} {} {} = {} {}", row.effective_date, row.nominal, row.base, row.value, row.quote)
}
