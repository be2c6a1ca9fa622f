//! Rates over a range of days.

use crate::app::App;
use crate::domain::currencies::Currency;
use crate::domain::facets::Facet;
use crate::domain::rates::{
    AskedDay, LOOK_BACK, MissingRate, Published, Quotation, RangeFilter, RatePoint, RateSeries,
};
use crate::domain::time::Date;
use crate::error::{Error, Result};
use crate::sources::{self, Source};
use crate::store::gather::Gather;
use crate::store::rates as store;
use crate::usecases::rates::day::{SourceDay, named};
use crate::usecases::reading::Reading;

/// The rates of some currencies over a range: one statement, and more where the reason is told why there are none.
///
/// # Errors
/// `BAD_USER_INPUT` that names the parameter at fault: an unknown source, a range that is too long or ends before it begins,
/// currencies that did not live in it.
pub async fn series(app: &App, reading: &Reading, filter: &RangeFilter) -> Result<RateSeries> {
    let source = match &filter.source {
        Some(key) => named(key, "source")?,
        None => sources::unnamed().next().ok_or_else(|| Error::internal("there is no source of rates"))?,
    };
    reading.note(Facet::Rates(source.key));
    let site = app.config.site.time_zone;
    let today = source.today(reading.now(), site);
    let to = filter.to.unwrap_or(today);
    filter.check(to)?;
    // Why a day has no rate of its own is told otherwise when it is over.
    if to >= today {
        reading.holds_until(Some(today.plus_days(1).start_in(source.zone(site))));
    }
    let quote = filter.quote.unwrap_or(source.pivot);
    let mut symbols: Vec<Currency> = Vec::new();
    for symbol in &filter.symbols {
        if !symbols.contains(symbol) && *symbol != quote {
            symbols.push(*symbol);
        }
    }
    let asked = AskedDay { day: to, today, fresh: source.fresh_days, calendar: source.calendar() };
    let points = |quotations: &[Quotation]| -> Vec<(Currency, Vec<RatePoint>)> {
        let published = Published::new(source.pivot, quotations);
        let of = |symbol: Currency| {
            let pair = filter.quote.map_or_else(|| published.as_published(symbol), |quote| (symbol, quote));
            (symbol, published.points(pair, (filter.from, to), (filter.fill, filter.group), &asked))
        };
        symbols.iter().copied().map(of).collect()
    };
    let priced = async || priced(reading, source, (&symbols, quote), (filter.from.plus_days(-LOOK_BACK), to)).await;
    let mut found = points(&priced().await?);
    let mut missing = Vec::new();
    if found.iter().any(|(_, points)| points.is_empty()) {
        // Why there are none may take another statement, and both are to see the same.
        reading.hold();
        let quotations = priced().await?;
        found = points(&quotations);
        let bare = found.iter().filter(|(_, points)| points.is_empty()).map(|(symbol, _)| (*symbol, quote));
        let published = Published::new(source.pivot, &quotations);
        let why: Vec<_> = bare.map(|pair| (pair.0, published.why(pair, &asked))).collect();
        let absent: Vec<Currency> = why.iter().filter_map(|(_, why)| why.err()).collect();
        let day = SourceDay::unnoted(reading, source, Some(to), site);
        let mut reasons = day.missing(&reading.conn().await?, &absent).await?.into_iter();
        missing.extend(why.into_iter().filter_map(|(symbol, why)| {
            let reason = why.ok().or_else(|| reasons.next().map(|absent| absent.reason))?;
            Some(MissingRate { symbol, reason })
        }));
    }
    Ok(RateSeries {
        source: source.key.to_owned(),
        from: filter.from,
        to,
        fill: filter.fill,
        group: filter.group,
        items: found.into_iter().flat_map(|(_, points)| points).collect(),
        missing,
    })
}

/// What a source priced the currencies and that of the prices at, from one day to another.
async fn priced(
    reading: &Reading,
    source: &Source,
    (symbols, quote): (&[Currency], Currency),
    days: (Date, Date),
) -> Result<Vec<Quotation>> {
    let codes: Vec<Currency> = symbols.iter().copied().chain([quote]).filter(|code| *code != source.pivot).collect();
    let Some(part) = store::over_days((source.key, source.pivot), &codes, days) else { return Ok(Vec::new()) };
    let mut gather = Gather::default();
    let asked = gather.ask(part);
    reading.last(gather).await?.take(asked)
}
