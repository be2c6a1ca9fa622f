//! Bringing rates in.

use std::collections::{HashMap, HashSet};

use crate::app::App;
use crate::domain::changes::{Audience, ChangeType, NewChange, Op, Reason};
use crate::domain::currencies::Currency;
use crate::domain::facets::Facet;
use crate::domain::ids::RateId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::rates::{self, Observation, Quotation, RatesImported};
use crate::domain::time::{Date, Instant};
use crate::error::Result;
use crate::sources::{self, Source, page};
use crate::store::rates as store;

/// Days before and after the day of a bar among which a rate is looked for that it can be compared with: the som has moved
/// by more than the tolerance within half a year, not within two months.
const NEAR: i64 = 60;

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
    let (kept, withdrawn) = without_withdrawn(quotations);
    rates::check(&kept, source.today(app.now(), app.config.site.time_zone))?;
    Ok(RatesImported { withdrawn, ..store_new(app, source, &kept, fetched_at).await? })
}

/// The quotations of currencies in use on their day, and the other currencies, each once.
pub(super) fn without_withdrawn(quotations: Vec<Quotation>) -> (Vec<Quotation>, Vec<Currency>) {
    let mut withdrawn = Vec::new();
    let mut is_in_use = |quotation: &Quotation| {
        let pair = [quotation.base, quotation.quote];
        let Some(currency) = pair.into_iter().find(|currency| currency.is_withdrawn(quotation.effective_date)) else {
            return true;
        };
        if !withdrawn.contains(&currency) {
            withdrawn.push(currency);
        }
        false
    };
    let kept = quotations.into_iter().filter(|quotation| is_in_use(quotation)).collect();
    (kept, withdrawn)
}

type Pair = (Currency, Currency, Date);

const fn pair(quotation: &Quotation) -> Pair {
    (quotation.base, quotation.quote, quotation.effective_date)
}

/// Stores what is not there yet.
pub(super) async fn store_new(
    app: &App,
    source: &Source,
    kept: &[Quotation],
    fetched_at: Instant,
) -> Result<RatesImported> {
    if kept.is_empty() {
        return Ok(RatesImported::default());
    }
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
    for source in sources::unnamed() {
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
