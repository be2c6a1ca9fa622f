//! `dateline parse`: reads the datelines of texts, one a line, and prints what they say as JSON lines; or measures how
//! well it does so on a file of texts whose datelines are known.

mod line;
mod score;

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use clap::Args;

use crate::cli::{file_error, say, warn};
use crate::domain::datelines::Options;
use crate::error::{Code, Error, Result};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files to read; standard input when left out or «-». A line is a JSON object {"text": …, "published": …} or the
    /// plain opening of a story.
    files: Vec<PathBuf>,
    /// When the texts were published, where they do not say so themselves: an instant such as 2020-08-27T12:00:00+06:00
    /// or a day.
    #[arg(long, value_name = "TIME")]
    published: Option<String>,
    /// The time zone of the site, in which days begin where the place of a dateline is not known.
    #[arg(long, env = "DATELINE_TIME_ZONE", default_value = "Asia/Bishkek")]
    time_zone: Tz,
    /// The source prints a place on a line of its own before a story.
    #[arg(long)]
    own_line: bool,
    /// The source prints a colon behind the place.
    #[arg(long)]
    colon: bool,
    /// Measure instead: a JSON array or JSON lines of {"text", "published", "expect"}, as in tests/fixtures/dateline.json.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "own_line", "colon"])]
    score: Option<PathBuf>,
}

impl Arguments {
    fn published(&self) -> Result<Option<DateTime<Utc>>> {
        let Some(given) = &self.published else { return Ok(None) };
        let known = instant(given, self.time_zone);
        let wrong = || unusable(format!("--published: «{given}» is neither an instant of RFC 3339 nor a day"));
        known.map(Some).ok_or_else(wrong)
    }
}

/// An instant of RFC 3339, or noon of a day in the zone.
fn instant(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    let day: NaiveDate = text.parse().ok()?;
    let noon = day.and_time(NaiveTime::from_hms_opt(12, 0, 0)?);
    zone.from_local_datetime(&noon).earliest().map(|noon| noon.to_utc())
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let published = arguments.published()?;
    if let Some(path) = &arguments.score {
        let text = std::fs::read_to_string(path).map_err(|error| file_error(path, &error))?;
        say(score::report(&score::vectors(&text)?, published, arguments.time_zone)?.trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let options = Options { own_line: arguments.own_line, colon: arguments.colon };
    let reader = line::Reader { published, zone: arguments.time_zone, options };
    let stdin = vec![PathBuf::from("-")];
    let files = if arguments.files.is_empty() { &stdin } else { &arguments.files };
    let mut all_read = true;
    for path in files {
        all_read &= each_line(path, &reader)?;
    }
    Ok(if all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints a line for every line of a file; false if one could not be read.
fn each_line(path: &Path, reader: &line::Reader) -> Result<bool> {
    let unreadable = |error: std::io::Error| file_error(path, &error);
    let input: Box<dyn Read> = match path.to_str() {
        Some("-") => Box::new(std::io::stdin()),
        _ => Box::new(std::fs::File::open(path).map_err(unreadable)?),
    };
    let mut input = BufReader::new(input);
    let (mut bytes, mut number, mut all_read) = (Vec::new(), 0_u64, true);
    while input.read_until(b'\n', &mut bytes).map_err(unreadable)? > 0 {
        number = number.saturating_add(1);
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let read = reader.read(text.strip_suffix('\r').unwrap_or(text))?;
        if let Some(error) = &read.error {
            warn(&format!("{}: line {number}: {error}", path.display()));
            all_read = false;
        }
        say(&serde_json::to_string(&read.fields).map_err(Error::internal)?);
        bytes.clear();
    }
    Ok(all_read)
}

/// What was given and cannot be worked with.
fn unusable(detail: String) -> Error {
    Error::new(Code::BadUserInput, detail)
}
