//! `dateline keys`: API keys for those who write.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::{application, say, warn};
use crate::config::Settings;
use crate::domain::ids::KeyId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::usecases::keys;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a key; it is printed once and cannot be shown again.
    Create {
        /// What the key allows; can be given several times, or separated by commas.
        #[arg(long = "scope", required = true, value_delimiter = ',', value_parser = parse::<Scope>)]
        scopes: Vec<Scope>,
        /// What the key is for.
        #[arg(long, default_value = "")]
        label: String,
        /// When the key ends, such as 2027-01-01T00:00:00Z; never when left out.
        #[arg(long, value_parser = parse::<Instant>)]
        expires: Option<Instant>,
        /// Judge comments only under articles of these sections, by slug or id, and of those below them; an article counts by
        /// its main section. Can be given several times, or separated by commas; everywhere when left out.
        #[arg(long = "section", value_delimiter = ',')]
        sections: Vec<String>,
    },
    /// Set the sections in which a key judges comments.
    Sections {
        /// The key's id, as `list` prints it.
        #[arg(value_parser = parse::<KeyId>)]
        id: KeyId,
        /// A section, by slug or id; can be given several times, or separated by commas. Without any, the key judges
        /// everywhere.
        #[arg(long = "section", value_delimiter = ',')]
        sections: Vec<String>,
    },
    /// List the keys, without their secrets.
    List,
    /// Take a key back at once.
    Revoke {
        /// The key's id, as `list` prints it.
        #[arg(value_parser = parse::<KeyId>)]
        id: KeyId,
    },
}

fn parse<T: std::str::FromStr<Err = crate::error::Error>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: crate::error::Error| error.detail)
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let app = application(arguments.settings).await?;
    let operator = Actor::System;
    match arguments.action {
        Action::Create { scopes, label, expires, sections } => {
            let of_key = (label.as_str(), scopes.as_slice(), expires);
            let (token, key) = keys::create_within(&app, &operator, of_key, &sections).await?;
            warn(&format!("Made {}; the key below is shown only now:", key.id));
            say(token.reveal());
        }
        Action::Sections { id, sections } => {
            keys::set_sections(&app, &operator, id, &sections).await?;
            let place = if sections.is_empty() { "everywhere".to_owned() } else { sections.join(", ") };
            say(&format!("{id} judges comments: {place}"));
        }
        Action::List => list(&app).await?,
        Action::Revoke { id } => {
            keys::revoke(&app, &operator, id).await?;
            say(&format!("Taken back: {id}"));
        }
    }
    app.store.close().await?;
    Ok(ExitCode::SUCCESS)
}

async fn list(app: &App) -> Result<()> {
    let (operator, now) = (Actor::System, app.now());
    let bound = keys::sections(app, &operator).await?;
    for key in keys::list(app, &operator).await? {
        let state = if key.is_live(now) { "live" } else { "ended" };
        let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
        let expires = key.expires.map_or_else(|| "never".to_owned(), |end| end.to_string());
        let sections: Vec<&str> =
            bound.iter().filter(|(id, _)| *id == key.id).map(|(_, section)| section.as_str()).collect();
        let within = if sections.is_empty() { String::new() } else { format!("  in {}", sections.join(",")) };
        say(&format!(
            "{}  dl_{}_…  {state:<5}  expires {expires}  {}{within}  {}",
            key.id,
            key.prefix,
            scopes.join(","),
            key.label
        ));
    }
    Ok(())
}
