//! `dateline import`: content from outside, through the ordinary use-cases.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::rates::describe;
use crate::cli::{application, in_full, read_file, say, warn};
use crate::config::Settings;
use crate::domain::articles::Article;
use crate::domain::channels::{ChannelsImported, MOST, NewChannel};
use crate::domain::keys::Actor;
use crate::domain::rates::{Quotation, RatesImported, check, check_fetched};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::importers::page::{self, Page};
use crate::sources;
use crate::usecases::reading::Reading;
use crate::usecases::{Outcome, articles, channels, comments, rates};

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
        /// When the pages were saved: their bars of exchange rates are then kept as the rates of that day. Without it they
        /// are left out, because a page does not tell of which day they are.
        #[arg(long, value_name = "INSTANT", value_parser = parse_instant)]
        captured_at: Option<Instant>,
    },
}

fn parse_instant(text: &str) -> Result<Instant, String> {
    text.parse().map_err(|error: Error| error.detail)
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let app = application(arguments.settings).await?;
    let Kind::Page { files, published, captured_at } = arguments.kind;
    let given = Given { published, captured_at };
    if let Some(captured_at) = captured_at {
        check_fetched(captured_at, app.now())?;
    }
    let mut failed = 0_usize;
    for file in &files {
        match import(&app, file, given).await {
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

/// What the operator says of the pages.
#[derive(Debug, Clone, Copy)]
struct Given {
    published: Option<Instant>,
    captured_at: Option<Instant>,
}

/// What became of a page.
struct Imported {
    article: Article,
    outcome: &'static str,
    /// None where the bar was left out.
    rates: Option<RatesImported>,
    /// Why the bar was left out, where more is to be said than that nobody can date or name its numbers.
    doubt: Option<String>,
    channels: ChannelsImported,
    /// The channels that are none, each with the reason.
    no_channels: Vec<String>,
    /// How many comments readers see under the article.
    comments: i32,
}

async fn import(app: &App, file: &Path, given: Given) -> Result<String> {
    let bytes = read_file(file)?;
    let page = page::read(&bytes).map_err(|error| Error::new(Code::UnprocessableContent, error.to_string()))?;
    // All of the page is made ready before any of it is stored. What stands around the article never keeps it out.
    let draft = page.draft(given.published, app.now(), app.config.site.time_zone)?;
    let bar = bar(app, &page, given.captured_at).await?;
    let (found, no_channels) = sound_channels(page.channels()?);
    let mut written = articles::import_many(app, &Actor::System, vec![draft]).await?;
    let item = written.pop().ok_or_else(|| Error::internal("an import of one gave nothing"))?;
    let outcome = match item.outcome {
        Outcome::Created => "new",
        Outcome::Updated => "brought up to date",
        Outcome::Unchanged => "unchanged",
    };
    let (rates, doubt) = match bar {
        Bar::Rates(quotations, at) => {
            (Some(rates::import(app, &Actor::System, &sources::page::SOURCE, quotations, at).await?), None)
        }
        Bar::LeftOut(doubt) => (None, doubt),
    };
    let channels = channels::import(app, &Actor::System, found).await?;
    let reading = Reading::live(app, Actor::System);
    let counts = comments::counts(app, &reading, &[item.article.id], "articles").await?;
    let comments = counts.first().map_or(0, |found| found.count);
    let imported = Imported { article: item.article, outcome, rates, doubt, channels, no_channels, comments };
    Ok(report(app, file, &page, &imported, given))
}

/// What a page's bar is taken for.
enum Bar {
    /// The rates of the day on which the page was saved, and that instant.
    Rates(Vec<Quotation>, Instant),
    /// Nothing that can be kept, and why, where that is not plain.
    LeftOut(Option<String>),
}

async fn bar(app: &App, page: &Page, captured_at: Option<Instant>) -> Result<Bar> {
    let Some(captured_at) = captured_at else { return Ok(Bar::LeftOut(None)) };
    let zone = app.config.site.time_zone;
    let found = match sources::page::quotations(&page.rates, captured_at.date_in(zone)) {
        Ok(Some(found)) => found,
        Ok(None) => return Ok(Bar::LeftOut(None)),
        Err(error) => return Ok(Bar::LeftOut(Some(error.detail))),
    };
    if let Err(error) = check(&found, sources::page::SOURCE.today(app.now(), zone)) {
        return Ok(Bar::LeftOut(Some(error.detail)));
    }
    let doubt = rates::doubt_of_bar(app, &found).await?;
    Ok(doubt.map_or(Bar::Rates(found, captured_at), |doubt| Bar::LeftOut(Some(doubt))))
}

/// The channels that can be kept, and of the others each with the reason.
fn sound_channels(found: Vec<NewChannel>) -> (Vec<NewChannel>, Vec<String>) {
    let (mut sound, mut others) = (Vec::new(), Vec::new());
    for channel in found {
        let label = channel.label.clone();
        match channel.checked() {
            Ok(channel) => sound.push(channel),
            Err(error) => others.push(format!("channel «{label}»: {}", in_full(&error))),
        }
    }
    (sound, others)
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

fn report(app: &App, file: &Path, page: &Page, imported: &Imported, given: Given) -> String {
    let article = &imported.article;
    let mut lines = vec![format!("{}: {} ({})", file.display(), article.id, imported.outcome)];
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
    tell("published", format!("{published} ({})", describe_date(page, given.published)));
    let characters: usize = page.paragraphs.iter().map(|paragraph| paragraph.chars().count()).sum();
    tell("body", format!("{} paragraphs, {characters} characters", page.paragraphs.len()));
    if let (Some(rates), Some(at)) = (&imported.rates, given.captured_at) {
        let day = at.date_in(app.config.site.time_zone);
        tell("rates", format!("{} of {day}, the day of the capture: {}", page.rates.join(" · "), describe(rates)));
    }
    if let Some(channels) = &page.channels {
        let links = channels.links.len();
        tell("channels", format!("«{}» with {links} links: {} new", channels.line, imported.channels.created));
    }
    if let Some(count) = page.comment_count {
        tell("comments", format!("{count} on the page, {} here", imported.comments));
    }
    tell("left out", left_out(page, imported));
    lines.join("\n")
}

/// What of the page was not stored.
fn left_out(page: &Page, imported: &Imported) -> String {
    let mut parts = Vec::new();
    if !page.rates.is_empty() && imported.rates.is_none() {
        let reason = imported.doubt.as_ref().map_or_else(String::new, |doubt| format!(" ({doubt})"));
        parts.push(format!("rates bar {}{reason}", page.rates.join(" · ")));
    }
    parts.extend(imported.no_channels.iter().cloned());
    let over = |label: &String| format!("channel «{label}»: a site has at most {MOST} channels");
    parts.extend(imported.channels.left_out.iter().map(over));
    if page.comment_form {
        parts.push("comment form".to_owned());
    }
    parts.extend(page.left_out.iter().map(|piece| format!("{} «{}»", piece.kind, piece.text)));
    if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") }
}
