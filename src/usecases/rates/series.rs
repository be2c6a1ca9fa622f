//! Rates over a range of days.

use crate::app::App;
use crate::domain::currencies::Currency;
use crate::domain::facets::Facet;
use crate::domain::rates::{AskedDay, LOOK_BACK, Published, Quotation, RangeFilter, RateFill, RateSeries};
use crate::error::{Error, Result};
use crate::sources;
use crate::store::gather::Gather;
use crate::store::rates as store;
use crate::usecases::rates::day::named;
use crate::usecases::reading::Reading;

/// The rates of some currencies over a range: one statement. A currency without any has no points.
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
    if filter.to.is_none() || (filter.fill == RateFill::Previous && to > today) {
        reading.holds_until(Some(today.plus_days(1).start_in(source.zone(site))));
    }
    let quote = filter.quote.unwrap_or(source.pivot);
    let pair = |published: &Published<'_>, symbol| match filter.quote {
        Some(quote) => (symbol, quote),
        None => published.as_published(symbol),
    };
    let mut symbols: Vec<Currency> = Vec::new();
    for symbol in &filter.symbols {
        if !symbols.contains(symbol) && *symbol != quote {
            symbols.push(*symbol);
        }
    }
    let codes: Vec<Currency> = symbols.iter().copied().chain([quote]).filter(|code| *code != source.pivot).collect();
    let whose = (source.key, source.pivot);
    let days = (filter.from.plus_days(-LOOK_BACK), to);
    let mut quotations: Vec<Quotation> = Vec::new();
    if let Some(part) = store::over_days(whose, &codes, days) {
        let mut gather = Gather::default();
        let asked = gather.ask(part);
        quotations = reading.last(gather).await?.take(asked)?;
    }
    let published = Published::new(source.pivot, &quotations);
    let how = (filter.fill, filter.group);
    let asked = AskedDay { day: to, today, fresh: source.fresh_days, calendar: source.calendar() };
    let points = |symbol: Currency| published.points(pair(&published, symbol), (filter.from, to), how, &asked);
    Ok(RateSeries {
        source: source.key.to_owned(),
        from: filter.from,
        to,
        fill: filter.fill,
        group: filter.group,
        items: symbols.into_iter().flat_map(points).collect(),
    })
}
