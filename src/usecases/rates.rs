//! What can be done with exchange rates: bringing them in, and asking what holds on a day.

use std::collections::{HashMap, HashSet};

use chrono_tz::Tz;

use crate::app::App;
use crate::domain::changes::{Audience, ChangeType, NewChange, Op, Reason};
use crate::domain::currencies::Currency;
use crate::domain::facets::Facet;
use crate::domain::ids::RateId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::Lang;
use crate::domain::rates::{
    self, AnnouncedRate, LOOK_BACK, Observation, Quotation, Rate, RateList, RateObservation, RateSource, RatesFilter,
    RatesImported,
};
use crate::domain::time::{Date, Instant};
use crate::error::{Error, Result};
use crate::sources::{self, Source, page};
use crate::store::{Conn, rates as store};
use crate::usecases::reading::Reading;

/// Days before and after the day of a bar among which a rate is looked for that it can be compared with: the som has moved
/// by more than the tolerance within half a year, not within two months.
const NEAR: i64 = 60;

/// Every source of rates, named in the languages asked for. The sources are part of the program.
#[must_use]
pub fn sources(app: &App, asked: &[Lang]) -> Vec<RateSource> {
    let (preference, site) = (app.preference(asked), app.config.site.time_zone);
    sources::ALL.into_iter().map(|source| source.record(site).named(&preference)).collect()
}

/// Brings in what one file or page of a source says, as a whole or not at all.
///
/// What is there with the same digits is left alone. Other digits make a new revision, unless an earlier revision had them or
/// those that are there were taken from the source no earlier: an old file never undoes a newer one, and the same files again
/// change nothing, in whatever order they come. Currencies that had been withdrawn before their day are left out.
///
/// # Errors
/// `FORBIDDEN` without `rates:write` or `imports`; `UNPROCESSABLE_CONTENT` that names the quotation at fault.
pub async fn import(
    app: &App,
    actor: &Actor,
    source: &'static Source,
    quotations: Vec<Quotation>,
    fetched_at: Instant,
) -> Result<RatesImported> {
    if !actor.has(Scope::Imports) {
        actor.require(Scope::RatesWrite)?;
    }
    rates::check_fetched(fetched_at, app.now())?;
    let is_withdrawn = |quotation: &Quotation| quotation.base.is_withdrawn(quotation.effective_date);
    let (withdrawn, kept): (Vec<Quotation>, Vec<Quotation>) = quotations.into_iter().partition(is_withdrawn);
    rates::check(&kept, source.today(app.now(), app.config.site.time_zone))?;
    let withdrawn: Vec<Currency> = withdrawn.iter().map(|quotation| quotation.base).collect();
    Ok(RatesImported { withdrawn, ..store_new(app, source, &kept, fetched_at).await? })
}

type Pair = (Currency, Currency, Date);

const fn pair(quotation: &Quotation) -> Pair {
    (quotation.base, quotation.quote, quotation.effective_date)
}

async fn store_new(app: &App, source: &Source, kept: &[Quotation], fetched_at: Instant) -> Result<RatesImported> {
    let now = app.now();
    let tx = app.store.begin().await?;
    tx.lock_rates().await?;
    let days: HashSet<Date> = kept.iter().map(|quotation| quotation.effective_date).collect();
    let days: Vec<Date> = days.into_iter().collect();
    let mut stored: HashMap<Pair, Vec<Observation>> = HashMap::new();
    for known in store::revisions(&tx.conn(), source.key, &days).await? {
        stored.entry(pair(&known.quotation)).or_default().push(known);
    }
    let mut report = RatesImported::default();
    let mut added = Vec::new();
    for quotation in kept {
        let known = stored.get(&pair(quotation)).map_or(&[][..], Vec::as_slice);
        let was_said = known.iter().any(|earlier| earlier.quotation.says_the_same(quotation));
        let (id, revision) = match known.last() {
            None => (RateId::generate(now), 1),
            Some(last) if last.quotation.says_the_same(quotation) => {
                report.unchanged += 1;
                continue;
            }
            Some(last) if was_said || fetched_at <= last.fetched_at => {
                report.older += 1;
                continue;
            }
            Some(last) => (last.id, last.revision.saturating_add(1)),
        };
        let source = source.key.to_owned();
        added.push(Observation { id, revision, source, fetched_at, quotation: quotation.clone() });
    }
    added.sort_by_key(|observation: &Observation| pair(&observation.quotation));
    report.created = added.iter().filter(|observation| observation.revision == 1).count();
    report.revised = added.len() - report.created;
    store::add(&tx.conn(), &added).await?;
    tx.commit(added.iter().map(|observation| change(source, observation)).collect(), now).await?;
    Ok(report)
}

fn change(source: &Source, observation: &Observation) -> NewChange {
    NewChange {
        kind: ChangeType::Rate,
        id: observation.id.uuid(),
        op: if observation.revision == 1 { Op::Created } else { Op::Updated },
        reason: Some(Reason::Import),
        audience: Audience::Public,
        facets: vec![Facet::Rates(source.key), Facet::AllRates],
    }
}

/// Why the bar of a page cannot show the rates of its day; `None` where it can.
///
/// It is compared with what is stored for the days around it: with the bank's rates, and where the bank has none of a
/// currency, with the bars of other pages.
///
/// # Errors
/// When the database fails.
pub async fn doubt_of_bar(app: &App, bar: &[Quotation]) -> Result<Option<String>> {
    let Some(day) = bar.first().map(|quotation| quotation.effective_date) else { return Ok(None) };
    let conn = app.store.reader();
    let mut known: Vec<Quotation> = Vec::new();
    for source in sources::ALL {
        let found = store::between(&conn, source.key, day.plus_days(-NEAR), Some(day.plus_days(NEAR))).await?;
        let mut found: Vec<Quotation> = found.into_iter().map(|observation| observation.quotation).collect();
        found.sort_by_key(|quotation| quotation.effective_date.days_after(day).abs());
        for quotation in found {
            if known.iter().all(|nearer| nearer.base != quotation.base) {
                known.push(quotation);
            }
        }
    }
    Ok(page::doubt(bar, &known))
}

/// The rates that hold on a day: today where the source is, with what is announced for later, or the day that is named.
///
/// # Errors
/// `BAD_USER_INPUT` for an unknown source or an empty list of currencies.
pub async fn list(app: &App, reading: &Reading, filter: &RatesFilter) -> Result<RateList> {
    if filter.symbols.as_ref().is_some_and(Vec::is_empty) {
        return Err(Error::parameter("symbols", "names no currency; leave it out for all of them"));
    }
    let site = app.config.site.time_zone;
    if let Some(key) = &filter.source {
        let found = sources::by_key(key).ok_or_else(|| unknown_source(key))?;
        return of_source(reading, found, filter, site).await;
    }
    let mut second_best: Option<RateList> = None;
    for source in sources::ALL {
        let found = of_source(reading, source, filter, site).await?;
        if answers(source, &found, filter) {
            return Ok(found);
        }
        // One answer has one source: the first that has anything at all, where none has what matters.
        if second_best.as_ref().is_none_or(|kept| kept.items.is_empty() && !found.items.is_empty()) {
            second_best = Some(found);
        }
    }
    second_best.ok_or_else(|| Error::internal("there is no source of rates"))
}

/// Whether a source has what was asked for: one of the currencies that were named, else the first of its main ones. The
/// bank's weekly file alone, which has no dollar, does not keep the bar of a page from answering.
fn answers(source: &Source, found: &RateList, filter: &RatesFilter) -> bool {
    match &filter.symbols {
        Some(_) => !found.items.is_empty(),
        None => source.main.first().is_some_and(|main| found.items.iter().any(|rate| rate.base == *main)),
    }
}

fn unknown_source(key: &str) -> Error {
    let known: Vec<&str> = sources::ALL.into_iter().map(|source| source.key).collect();
    Error::parameter(
        "source",
        format!("«{}» is not a source; known are: {}", crate::domain::ids::short(key), known.join(", ")),
    )
}

async fn of_source(reading: &Reading, source: &'static Source, filter: &RatesFilter, site: Tz) -> Result<RateList> {
    reading.note(Facet::Rates(source.key));
    let today = source.today(reading.now(), site);
    if filter.date.is_none() {
        reading.holds_until(Some(today.plus_days(1).start_in(source.zone(site))));
    }
    let asked = filter.date.unwrap_or(today);
    let conn = reading.conn().await?;
    let found = store::between(&conn, source.key, asked.plus_days(-LOOK_BACK), filter.date).await?;
    let (held, announced): (Vec<Observation>, Vec<Observation>) =
        found.into_iter().partition(|observation| observation.quotation.effective_date <= asked);
    let mut items = printed(&conn, latest(held), asked, source).await?;
    for item in &mut items {
        // The last day of a pair comes first.
        let same = |observation: &&Observation| {
            (observation.quotation.base, observation.quotation.quote) == (item.base, item.quote)
        };
        item.next = announced.iter().rfind(same).and_then(AnnouncedRate::of);
    }
    Ok(RateList { asked_date: asked, items: arranged(items, source, filter.symbols.as_deref()) })
}

/// The first observation of each pair.
fn latest(observations: Vec<Observation>) -> Vec<Observation> {
    let mut seen = HashSet::new();
    let is_first = |observation: &Observation| seen.insert((observation.quotation.base, observation.quotation.quote));
    observations.into_iter().filter(is_first).collect()
}

/// The rates of a source's observations, each as it holds on a day, with its change from the one before it.
async fn printed(conn: &Conn<'_>, found: Vec<Observation>, asked: Date, source: &Source) -> Result<Vec<Rate>> {
    let ids: Vec<RateId> = found.iter().map(|observation| observation.id).collect();
    let before: HashMap<RateId, Observation> = store::previous(conn, &ids).await?.into_iter().collect();
    let rate = |observation: Observation| {
        let previous = before.get(&observation.id);
        Rate::on(asked, observation, previous, source.fresh_days)
    };
    Ok(found.into_iter().filter_map(rate).collect())
}

/// Rates in the order asked for, each currency once; without one the source's main currencies first, the others by code.
fn arranged(mut rates: Vec<Rate>, source: &Source, symbols: Option<&[Currency]>) -> Vec<Rate> {
    let place = |order: &[Currency], rate: &Rate| order.iter().position(|currency| *currency == rate.base);
    if let Some(symbols) = symbols {
        rates.retain(|rate| symbols.contains(&rate.base));
    }
    let order = symbols.unwrap_or(source.main);
    rates.sort_by_key(|rate| (place(order, rate).unwrap_or(usize::MAX), rate.base, rate.quote));
    rates
}

/// What the sources published under these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(reading: &Reading, ids: &[RateId]) -> Result<Vec<RateObservation>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // An id does not tell its source.
    reading.note(Facet::AllRates);
    let found = store::by_ids(&reading.conn().await?, ids).await?;
    // A source of a later version is not known here.
    let known = found.into_iter().filter(|observation| sources::by_key(&observation.source).is_some());
    Ok(known.filter_map(Observation::record).collect())
}

/// What a source published under this id.
///
/// # Errors
/// `NOT_FOUND`; `BAD_USER_INPUT` for a malformed id.
pub async fn get(reading: &Reading, id: &str) -> Result<RateObservation> {
    let found = by_ids(reading, &[id.parse()?]).await?.pop();
    found.ok_or_else(|| Error::not_found("rate", id))
}
