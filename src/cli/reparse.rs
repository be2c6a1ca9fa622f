//! `dateline reparse`: reads the datelines of stored articles again, and tells what became different.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use crate::cli::{application, say};
use crate::config::Settings;
use crate::domain::datelines::Difference;
use crate::domain::keys::Actor;
use crate::error::{Error, Result};
use crate::usecases::articles::{self, Reread};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    /// Tell what would become different, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print JSON: one line for each article that differs, and one for the sum.
    #[arg(long)]
    json: bool,
}

/// How many articles went from one version of the parser to another.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    #[serde(skip_serializing_if = "Option::is_none")]
    from_version: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_version: Option<i32>,
    articles: usize,
    /// How many of them differ in more than the version.
    with_differences: usize,
}

/// What became of all articles.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Sum {
    examined: usize,
    unchanged: usize,
    /// Left alone: an editor or a feed gave them.
    given: usize,
    changed: usize,
    bodies_changed: usize,
    versions: Vec<Step>,
    dry_run: bool,
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { settings, dry_run, json } = arguments;
    let app = application(settings).await?;
    let mut sum = Sum { dry_run, ..Sum::default() };
    let mut steps: BTreeMap<(Option<i32>, Option<i32>), (usize, usize)> = BTreeMap::new();
    let mut after = None;
    loop {
        let done = articles::reparse(&app, &Actor::System, after, dry_run).await?;
        for reread in &done.changed {
            tell(reread, json)?;
            let step = steps.entry((reread.from_version, reread.to_version)).or_default();
            step.0 += 1;
            step.1 += usize::from(!reread.differences.is_empty());
        }
        sum.examined += done.examined;
        sum.given += done.given;
        sum.changed += done.changed.len();
        sum.bodies_changed += done.changed.iter().filter(|reread| reread.body_changed).count();
        after = done.last;
        if after.is_none() {
            break;
        }
    }
    app.store.close().await?;
    sum.unchanged = sum.examined.saturating_sub(sum.changed).saturating_sub(sum.given);
    let step = |((from_version, to_version), (articles, with_differences))| Step {
        from_version,
        to_version,
        articles,
        with_differences,
    };
    sum.versions = steps.into_iter().map(step).collect();
    say(&if json { line(&sum)? } else { sum.words() });
    Ok(ExitCode::SUCCESS)
}

fn line<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

fn tell(reread: &Reread, json: bool) -> Result<()> {
    if json {
        say(&line(reread)?);
        return Ok(());
    }
    for Difference { field, before, after } in &reread.differences {
        let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "-".to_owned(), Value::to_string);
        say(&format!("{} {field}: {} → {}", reread.article, shown(before), shown(after)));
    }
    Ok(())
}

impl Sum {
    fn words(&self) -> String {
        let version = |version: Option<i32>| version.map_or_else(|| "none".to_owned(), |version| version.to_string());
        let mut text = format!(
            "{} articles: {} as they were, {} given by editors and feeds, {} {}",
            self.examined,
            self.unchanged,
            self.given,
            self.changed,
            if self.dry_run { "would differ; nothing was changed" } else { "differ" },
        );
        for step in &self.versions {
            text.push_str(&format!(
                "\n  parser {} → {}: {}, {} of them with differences",
                version(step.from_version),
                version(step.to_version),
                step.articles,
                step.with_differences,
            ));
        }
        if self.bodies_changed > 0 {
            text.push_str(&format!("\n  {} bodies begin elsewhere: new versions", self.bodies_changed));
        }
        text
    }
}
