//! Files of banks: what is plausible of them comes in, the rest is held back until someone has looked at it.

use sha2::{Digest, Sha256};

use super::import::{store_new, without_withdrawn};
use crate::app::App;
use crate::domain::keys::{Actor, Scope};
use crate::domain::rates::{self, Doubts, HeldRates, HeldState, LOOK_BACK, Quotation, RatesImported, doubts};
use crate::domain::time::{Date, Instant};
use crate::error::{Code, Error, Result};
use crate::sources::{Parsed, Source};
use crate::store::rates::{self as store, held};

/// Where a file came from and when.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// An address, or the name of a file.
    pub origin: String,
    /// When it was taken from the bank.
    pub fetched_at: Instant,
    /// SHA-256 of its bytes in hexadecimal digits.
    pub digest: String,
    /// Whether it should have the newest rates that the bank has: it cannot have older ones than are there.
    pub is_newest: bool,
    /// Whether it may have no rates: the archive of some days on which none were fixed.
    pub may_be_empty: bool,
}

impl Arrival {
    /// Of these bytes; a file of whatever days.
    #[must_use]
    pub fn of(bytes: &[u8], origin: impl Into<String>, fetched_at: Instant) -> Self {
        let digest = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { origin: origin.into(), fetched_at, digest, is_newest: false, may_be_empty: false }
    }
}

/// What came of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brought {
    /// What came in.
    pub imported: RatesImported,
    /// The first and the last day of the file.
    pub days: Option<(Date, Date)>,
    /// Why the file, or some of its rates, are held back.
    pub held: Option<String>,
    /// The currencies that were left out, with the reasons.
    pub left_out: Vec<String>,
}

/// Brings in what a file of a bank says, except what cannot be what the bank meant: that is held back.
///
/// # Errors
/// `FORBIDDEN` without `rates:write` or `imports`; `UNPROCESSABLE_CONTENT` that names the quotation at fault.
pub async fn bring(
    app: &App,
    actor: &Actor,
    source: &'static Source,
    parsed: Parsed,
    arrival: &Arrival,
) -> Result<Brought> {
    if !actor.has(Scope::Imports) {
        actor.require(Scope::RatesWrite)?;
    }
    rates::check_fetched(arrival.fetched_at, app.now())?;
    let (mut kept, withdrawn) = without_withdrawn(parsed.quotations);
    let left_out = parsed.left_out;
    if kept.is_empty() {
        if arrival.may_be_empty {
            return Ok(Brought { left_out, ..Brought::default() });
        }
        let reason = "there is no rate in it of a currency in use".to_owned();
        hold(app, source, arrival, &reason, Vec::new()).await?;
        return Ok(Brought { held: Some(reason), left_out, ..Brought::default() });
    }
    rates::check_rows(&kept)?;
    let days = kept.iter().map(|row| row.effective_date);
    let days = days.clone().min().zip(days.max());
    let found = judge(app, source, &kept, days, arrival.is_newest).await?;
    let reason = found.reason();
    if let Some(reason) = &reason {
        let doubted = take_out(&mut kept, &found);
        hold(app, source, arrival, reason, doubted).await?;
    }
    let imported = store_new(app, source, &kept, arrival.fetched_at).await?;
    Ok(Brought { imported: RatesImported { withdrawn, ..imported }, days, held: reason, left_out })
}

async fn judge(
    app: &App,
    source: &Source,
    kept: &[Quotation],
    days: Option<(Date, Date)>,
    is_newest: bool,
) -> Result<Doubts> {
    let Some((first, last)) = days else { return Ok(Doubts::default()) };
    let until = (!is_newest).then_some(last);
    let known = store::between(&app.store.reader(), source.key, first.plus_days(-LOOK_BACK), until).await?;
    let known: Vec<Quotation> = known.into_iter().map(|observation| observation.quotation).collect();
    let today = source.today(app.now(), app.config.site.time_zone);
    Ok(doubts(kept, &known, source.main, today, is_newest))
}

/// Takes what is doubted out of the rows.
fn take_out(kept: &mut Vec<Quotation>, found: &Doubts) -> Vec<Quotation> {
    if found.whole.is_some() {
        return std::mem::take(kept);
    }
    let rows = std::mem::take(kept).into_iter().enumerate();
    let is_doubted = |place: usize| found.rows.iter().any(|(doubted, _)| *doubted == place);
    let (doubted, good): (Vec<_>, Vec<_>) = rows.partition(|(place, _)| is_doubted(*place));
    kept.extend(good.into_iter().map(|(_, row)| row));
    doubted.into_iter().map(|(_, row)| row).collect()
}

async fn hold(app: &App, source: &Source, arrival: &Arrival, reason: &str, quotations: Vec<Quotation>) -> Result<()> {
    let rates = HeldRates {
        source: source.key.to_owned(),
        digest: arrival.digest.clone(),
        origin: arrival.origin.clone(),
        reason: reason.to_owned(),
        quotations,
        fetched_at: arrival.fetched_at,
        state: HeldState::Waiting,
        decided_at: None,
    };
    let tx = app.store.begin().await?;
    if held::hold(&tx.conn(), &rates).await? {
        tracing::warn!(source = source.key, origin = arrival.origin, reason, "rates are held back");
    }
    tx.commit(Vec::new(), app.now()).await
}

/// What is held back, or with `with_decided` all that ever was; the oldest first.
///
/// # Errors
/// `FORBIDDEN` without `rates:write`.
pub async fn held(app: &App, actor: &Actor, with_decided: bool) -> Result<Vec<HeldRates>> {
    actor.require(Scope::RatesWrite)?;
    held::all(&app.store.reader(), with_decided).await
}

/// Brings in rates that were held back, as they are.
///
/// # Errors
/// `FORBIDDEN` without `rates:write`; `NOT_FOUND` when nothing waits under this digest; `BAD_USER_INPUT` when several files
/// do; `UNPROCESSABLE_CONTENT` when there are no rates to bring in.
pub async fn accept(app: &App, actor: &Actor, digest: &str) -> Result<(HeldRates, RatesImported)> {
    let found = waiting(app, actor, digest).await?;
    let source = crate::sources::by_key(&found.source);
    let source = source.ok_or_else(|| Error::internal(format!("no source «{}»", found.source)))?;
    if found.quotations.is_empty() {
        let detail = "There are no rates in it that could be accepted; reject it.";
        return Err(Error::new(Code::UnprocessableContent, detail));
    }
    // In this order: when it fails in between, it waits still, and to bring it in twice changes nothing.
    let done = store_new(app, source, &found.quotations, found.fetched_at).await?;
    let found = decide(app, found, HeldState::Accepted).await?;
    Ok((found, done))
}

/// Decides that rates that were held back stay out, also when the bank sends the same file again.
///
/// # Errors
/// `FORBIDDEN` without `rates:write`; `NOT_FOUND` when nothing waits under this digest; `BAD_USER_INPUT` when several files do.
pub async fn reject(app: &App, actor: &Actor, digest: &str) -> Result<HeldRates> {
    let found = waiting(app, actor, digest).await?;
    decide(app, found, HeldState::Rejected).await
}

/// The one file that waits and has a digest that begins so.
async fn waiting(app: &App, actor: &Actor, digest: &str) -> Result<HeldRates> {
    actor.require(Scope::RatesWrite)?;
    if digest.len() < 6 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let detail = "A file is named by the first six or more hexadecimal digits that the list shows.";
        return Err(Error::new(Code::BadUserInput, detail));
    }
    let mut found = held::waiting(&app.store.reader(), &digest.to_ascii_lowercase()).await?;
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        (Some(_), false) => Err(Error::new(Code::BadUserInput, "More than one file begins so: name more digits.")),
        (None, _) => Err(Error::not_found("held file", digest)),
    }
}

async fn decide(app: &App, found: HeldRates, state: HeldState) -> Result<HeldRates> {
    let now = app.now();
    let tx = app.store.begin().await?;
    let decided = held::decide(&tx.conn(), &found, state, now).await?;
    tx.commit(Vec::new(), now).await?;
    if !decided {
        return Err(Error::new(Code::Conflict, "Somebody else has decided on it."));
    }
    Ok(HeldRates { state, decided_at: Some(now), ..found })
}
