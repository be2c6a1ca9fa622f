//! Asking the banks.

use std::time::Duration;

use chrono::DateTime;
use uuid::Uuid;

use super::bring::{Arrival, Brought, bring};
use crate::app::App;
use crate::domain::ids::short;
use crate::domain::keys::{Actor, Scope};
use crate::domain::rates::{BankState, RatesImported};
use crate::domain::time::{Date, Instant};
use crate::error::{Code, Error, Result};
use crate::fetch::{Body, FetchRequest, Fetched};
use crate::sources::bank::LARGEST;
use crate::sources::{Bank, Expected, Parsed, Request, Source, Window};
use crate::store::rates::banks::{self, Validators};

/// How often a file is asked for before the bank counts as out of order.
const TRIES: u32 = 3;
/// After so many files in a row that could not be had the others are not asked for.
const GIVE_UP: usize = 3;
/// Seconds after which a bank that was out of order is asked again; twice as many each further time, up to [`LATEST`].
const AGAIN: i64 = 60;
/// The longest of these times, in seconds.
const LATEST: i64 = 1_800;

/// What came of asking a bank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synced {
    /// How many files were taken.
    pub files: usize,
    /// How many had not changed since they were taken.
    pub unchanged_files: usize,
    /// What came in.
    pub imported: RatesImported,
    /// Why files or rates of them are held back.
    pub held: Vec<String>,
    /// The currencies that were left out, with the reasons.
    pub left_out: Vec<String>,
    /// What went wrong, by file.
    pub faults: Vec<String>,
    /// The last day for which there were rates.
    pub last_date: Option<Date>,
}

impl Synced {
    fn add(&mut self, brought: Brought) {
        self.files += 1;
        let (all, one) = (&mut self.imported, brought.imported);
        all.created += one.created;
        all.revised += one.revised;
        all.unchanged += one.unchanged;
        all.older += one.older;
        for currency in one.withdrawn {
            if !all.withdrawn.contains(&currency) {
                all.withdrawn.push(currency);
            }
        }
        for reason in brought.left_out {
            if !self.left_out.contains(&reason) {
                self.left_out.push(reason);
            }
        }
        // What is held back says nothing of the days for which there are rates.
        if brought.held.is_none() {
            self.last_date = self.last_date.max(brought.days.map(|(_, last)| last));
        }
        self.held.extend(brought.held);
    }
}

/// Asks a bank for its newest rates, or for those of some days, and writes down how that went. What cannot be had keeps what
/// is there. `progress` is told how many files of how many are done.
///
/// # Errors
/// `FORBIDDEN` without `rates:write` or `imports`; `BAD_USER_INPUT` for a source that is no bank, or when the last day is before
/// the first one or in the future. What goes wrong with the bank is no error but is told in [`Synced::faults`].
pub async fn sync(
    app: &App,
    actor: &Actor,
    source: &'static Source,
    days: Option<(Date, Date)>,
    progress: &(dyn Fn(usize, usize) + Send + Sync),
) -> Result<Synced> {
    if !actor.has(Scope::Imports) {
        actor.require(Scope::RatesWrite)?;
    }
    let bank = source.bank.ok_or_else(|| Error::parameter("source", format!("«{}» is no bank", source.key)))?;
    let today = source.today(app.now(), app.config.site.time_zone);
    if let Some((first, last)) = days {
        check_days(first, last, today)?;
    }
    let requests = (bank.requests)(&Window { today, days });
    let (mut done, mut in_a_row) = (Synced::default(), 0);
    for (place, request) in requests.iter().enumerate() {
        progress(place, requests.len());
        if place > 0 {
            pause(app, 0).await;
        }
        match take(app, actor, source, bank, request, days.is_none()).await {
            Ok(Some(brought)) => done.add(brought),
            Ok(None) => done.unchanged_files += 1,
            Err(error) if error.code == Code::InternalServerError => return Err(error),
            Err(error) => {
                done.faults.push(format!("{}: {}", request.path, error.detail));
                in_a_row += 1;
                if in_a_row == GIVE_UP {
                    break;
                }
                continue;
            }
        }
        in_a_row = 0;
    }
    progress(requests.len(), requests.len());
    if days.is_none() {
        write_down(app, source, bank, &done).await?;
    }
    Ok(done)
}

fn check_days(first: Date, last: Date, today: Date) -> Result<()> {
    if last < first {
        return Err(Error::parameter("to", format!("{last} is before the first day, {first}.")));
    }
    if last.days_after(today) > 1 {
        return Err(Error::parameter("to", format!("{last} is in the future: at the bank it is {today}.")));
    }
    Ok(())
}

/// Takes one file and brings it in; `None` when it has not changed.
async fn take(
    app: &App,
    actor: &Actor,
    source: &'static Source,
    bank: &Bank,
    request: &Request,
    is_newest: bool,
) -> Result<Option<Brought>> {
    let address = app.config.rates.address(source.key).unwrap_or(bank.address);
    let url = format!("{address}{}", request.path);
    // Of an archive other days can be wanted than the last time, so it is always sent anew.
    let known = if is_newest { banks::validators(&app.store.reader(), &url).await? } else { Validators::default() };
    let Some((body, mut parsed)) = ask(app, &url, request, &known).await? else { return Ok(None) };
    let mut arrival = Arrival::of(&body.bytes, &url, app.now());
    arrival.is_newest = is_newest;
    arrival.may_be_empty = matches!(request.expected, Expected::Within(..));
    if is_newest {
        let published = body.last_modified.as_deref().and_then(instant).filter(|at| *at <= arrival.fetched_at);
        parsed.quotations.iter_mut().for_each(|row| row.published_at = published);
    }
    let brought = bring(app, actor, source, parsed, &arrival).await?;
    if is_newest {
        // Only now: what could not be brought in is asked for again.
        let validators = Validators { etag: body.etag, last_modified: body.last_modified };
        let tx = app.store.begin().await?;
        banks::set_validators(&tx.conn(), &url, &validators, app.now()).await?;
        tx.commit(Vec::new(), app.now()).await?;
    }
    Ok(Some(brought))
}

/// An instant as HTTP writes it (RFC 9110).
fn instant(printed: &str) -> Option<Instant> {
    DateTime::parse_from_rfc2822(printed).ok().map(|at| Instant::from(at.to_utc()))
}

/// Asks for a file until it comes whole; `None` when it has not changed.
async fn ask(app: &App, url: &str, request: &Request, known: &Validators) -> Result<Option<(Body, Parsed)>> {
    let asked = FetchRequest {
        url: url.to_owned(),
        etag: known.etag.clone(),
        last_modified: known.last_modified.clone(),
        largest: Some(LARGEST),
        seconds: None,
        sent: None,
    };
    let mut tries = 1;
    loop {
        let answer = match app.fetch.get(&asked).await {
            Ok(Fetched::NotModified) => return Ok(None),
            Ok(Fetched::Body(body)) => read(url, request, body),
            // An address that may not be asked is not asked again.
            Err(error) => Err((error.code == Code::ServiceUnavailable, error)),
        };
        match answer {
            Ok(found) => return Ok(Some(found)),
            Err((true, _)) if tries < TRIES => {
                pause(app, tries).await;
                tries += 1;
            }
            Err((_, error)) => return Err(error),
        }
    }
}

/// Reads an answer; an error with whether another try can help.
fn read(url: &str, request: &Request, body: Body) -> Result<(Body, Parsed), (bool, Error)> {
    let refuse = |detail: String| Error::new(Code::ServiceUnavailable, detail);
    if host(&body.url) != host(url) {
        let detail = format!("the answer came from {}, which is not the bank", short(host(&body.url)));
        return Err((false, refuse(detail)));
    }
    if body.status != 200 {
        let is_passing = body.status == 429 || body.status >= 500;
        return Err((is_passing, refuse(format!("the bank answered with status {}", body.status))));
    }
    match request.parse(&body.bytes) {
        Ok(parsed) => Ok((body, parsed)),
        // It can be half a file, or a page in its place.
        Err(error) => Err((true, error)),
    }
}

/// The host of an address, and its port.
fn host(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// Waits between two requests, the longer the more tries there were, and by up to a half longer so that many that ask the
/// same bank do not come at one moment.
async fn pause(app: &App, tries: u32) {
    let millis = u64::from(app.config.rates.rates_wait_seconds).saturating_mul(1_000);
    let millis = millis.saturating_mul(1 << tries.saturating_sub(1).min(5));
    tokio::time::sleep(Duration::from_millis(millis.saturating_add(up_to(millis / 2)))).await;
}

/// Any number up to this one.
fn up_to(most: u64) -> u64 {
    Uuid::new_v4().as_u64_pair().1 % most.saturating_add(1)
}

async fn write_down(app: &App, source: &Source, bank: &Bank, done: &Synced) -> Result<()> {
    let now = app.now();
    let tx = app.store.begin().await?;
    let before = banks::state(&tx.conn(), source.key).await?;
    let went_well = done.faults.is_empty();
    let failures = if went_well { 0 } else { before.as_ref().map_or(0, |state| state.failures).saturating_add(1) };
    let state = BankState {
        source: source.key.to_owned(),
        attempted: now,
        succeeded: if went_well { Some(now) } else { before.as_ref().and_then(|state| state.succeeded) },
        fault: (!went_well).then(|| done.faults.join("; ")),
        failures,
        next_attempt: next(source, bank, app, failures),
        last_date: done.last_date.max(before.and_then(|state| state.last_date)),
    };
    banks::set_state(&tx.conn(), &state).await?;
    tx.commit(Vec::new(), now).await
}

/// When a bank is asked next: at its next time, or sooner when it was out of order.
fn next(source: &Source, bank: &Bank, app: &App, failures: i32) -> Instant {
    let now = app.now();
    let regular = bank.schedule.next(now, source.zone(app.config.site.time_zone));
    let Some(more) = u32::try_from(failures).ok().and_then(|failures| failures.checked_sub(1)) else { return regular };
    let seconds = AGAIN.saturating_mul(1 << more.min(5)).min(LATEST);
    let jitter = i64::try_from(up_to(u64::try_from(seconds / 5).unwrap_or(0))).unwrap_or(0);
    now.plus_seconds(seconds.saturating_add(jitter)).min(regular)
}

/// How each bank was asked that ever was.
///
/// # Errors
/// When the database fails.
pub async fn bank_states(app: &App) -> Result<Vec<BankState>> {
    banks::states(&app.store.reader()).await
}
