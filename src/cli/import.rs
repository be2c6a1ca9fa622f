//! `dateline import`: content from outside, through the ordinary use-cases.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::{application, in_full, say, warn};
use crate::config::Settings;
use crate::domain::articles::Article;
use crate::domain::keys::Actor;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::importers::page::{self, Page};
use crate::usecases::{Outcome, articles};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// Bring in saved pages (text or HTML); the same page twice changes nothing.
    Page {
        /// The saved pages.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// When the pages were published; otherwise what the page says, else the day of its dateline.
        #[arg(long, value_parser = parse_instant)]
        published: Option<Instant>,
    },
}

fn parse_instant(text: &str) -> Result<Instant, String> {
    text.parse().map_err(|error: Error| error.detail)
}

/// The largest page that is read, in bytes.
const LARGEST: u64 = 10 * 1024 * 1024;

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let app = application(arguments.settings).await?;
    let Kind::Page { files, published } = arguments.kind;
    let mut failed = 0_usize;
    for file in &files {
        match import(&app, file, published).await {
            Ok(report) => say(&report),
            Err(error) => {
                failed += 1;
                warn(&format!("dateline: {}: {}", file.display(), in_full(&error)));
            }
        }
    }
    app.store.close().await?;
    say(&format!("{} of {} pages are in.", files.len() - failed, files.len()));
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn import(app: &App, file: &Path, published: Option<Instant>) -> Result<String> {
    let unreadable = |error: std::io::Error| Error::new(Code::BadUserInput, error.to_string());
    let size = std::fs::metadata(file).map_err(unreadable)?.len();
    if size > LARGEST {
        return Err(Error::new(Code::PayloadTooLarge, "a saved page may have 10 MB at most"));
    }
    let bytes = std::fs::read(file).map_err(unreadable)?;
    let page = page::read(&bytes).map_err(|error| Error::new(Code::UnprocessableContent, error.to_string()))?;
    let draft = page.draft(published, app.now(), app.config.site.time_zone)?;
    let dated = describe_date(&page, published);
    let mut written = articles::import_many(app, &Actor::System, vec![draft]).await?;
    let item = written.pop().ok_or_else(|| Error::internal("an import of one gave nothing"))?;
    let outcome = match item.outcome {
        Outcome::Created => "new",
        Outcome::Updated => "brought up to date",
        Outcome::Unchanged => "unchanged",
    };
    Ok(report(file, &page, &item.article, outcome, dated))
}

/// From what the instant of publication was taken.
fn describe_date(page: &Page, given: Option<Instant>) -> &'static str {
    match (given, page.published) {
        (Some(_), _) => "as given",
        (None, Some(_)) => "as the page says",
        (None, None) if page.dateline_day().is_some() => "the day of the dateline; the page tells no time",
        _ => "the time of its first import; the page tells none",
    }
}

fn report(file: &Path, page: &Page, article: &Article, outcome: &str, dated: &str) -> String {
    let mut lines = vec![format!("{}: {} ({outcome})", file.display(), article.id)];
    let mut tell = |label: &str, text: String| lines.push(format!("  {label:<10} {text}"));
    tell("headline", article.headline.clone());
    tell("section", article.section.as_ref().map_or_else(|| "none".to_owned(), |section| section.name.clone()));
    match &article.dateline {
        Some(dateline) => {
            let places: Vec<&str> = dateline.places.iter().map(|place| place.name.as_str()).collect();
            let agency = dateline.agency.as_ref().map_or("no agency", |agency| agency.name.as_str());
            let date = dateline.date.map_or_else(|| "no date".to_owned(), |date| date.to_string());
            tell("dateline", format!("{} · {date} · {agency}   «{}»", places.join(", "), dateline.raw));
        }
        None => tell("dateline", "none".to_owned()),
    }
    tell("language", article.language.to_string());
    let published = article.published.map_or_else(|| "not published".to_owned(), |at| at.to_string());
    tell("published", format!("{published} ({dated})"));
    let characters: usize = page.paragraphs.iter().map(|paragraph| paragraph.chars().count()).sum();
    tell("body", format!("{} paragraphs, {characters} characters", page.paragraphs.len()));
    tell("left out", left_out(page));
    lines.join("\n")
}

/// What of the page did not go into the article.
fn left_out(page: &Page) -> String {
    let mut parts = Vec::new();
    if !page.rates.is_empty() {
        parts.push(format!("rates bar {}", page.rates.join(" · ")));
    }
    if let Some(count) = page.comment_count {
        parts.push(format!("comment count {count}"));
    }
    if let Some(channels) = &page.channels {
        parts.push(format!("channels «{}» with {} links", channels.line, channels.links.len()));
    }
    if page.comment_form {
        parts.push("comment form".to_owned());
    }
    parts.extend(page.left_out.iter().map(|piece| format!("{} «{}»", piece.kind, piece.text)));
    if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") }
}
