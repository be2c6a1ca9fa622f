//! The rates of an article's own day.

use std::collections::{BTreeSet, HashMap};

use crate::app::App;
use crate::domain::articles::Article;
use crate::domain::currencies::Currency;
use crate::domain::ids::RateId;
use crate::domain::rates::{
    ArticleDays, ArticleRates, ArticleRatesFilter, MissingRate, Observation, Rate, RatesAsOf, check_symbols,
};
use crate::domain::time::Date;
use crate::error::Result;
use crate::sources::{self, Source};
use crate::store::{Conn, rates as store};
use crate::usecases::rates::day::{SourceDay, named};
use crate::usecases::reading::Reading;

/// Which day of an article is meant at a source, and which it came to be; `None` where the article has no such day yet.
fn day_of(as_of: RatesAsOf, days: &ArticleDays, source: &Source, today: Date, app: &App) -> Option<(RatesAsOf, Date)> {
    let published = || {
        let day = days.published?.date_in(source.zone(app.config.site.time_zone));
        Some((RatesAsOf::Published, day))
    };
    match as_of {
        RatesAsOf::Now => Some((RatesAsOf::Now, today)),
        RatesAsOf::Published => published(),
        RatesAsOf::Dateline => days.dateline.map(|day| (RatesAsOf::Dateline, day)).or_else(published),
    }
}

/// What is stored for the days of a source.
struct Held {
    by_day: HashMap<(&'static str, Date), Vec<Observation>>,
    before: HashMap<RateId, Observation>,
    first: HashMap<(String, Currency), Date>,
}

type Wanted = (&'static Source, Vec<Currency>, BTreeSet<Date>);

impl Held {
    /// Two statements, and a third where one of the days lacks a currency.
    async fn read(conn: &Conn<'_>, wanted: &[Wanted]) -> Result<Self> {
        let asked = |(source, _, days): &Wanted| store::AskedDays {
            source: source.key,
            pivot: source.pivot,
            days: days.iter().copied().collect(),
        };
        let asked: Vec<store::AskedDays<'_>> = wanted.iter().map(asked).collect();
        let codes: BTreeSet<Currency> = wanted.iter().flat_map(|(_, symbols, _)| symbols).copied().collect();
        let codes: Vec<Currency> = codes.into_iter().collect();
        let mut held = Self { by_day: HashMap::new(), before: HashMap::new(), first: HashMap::new() };
        let mut ids = BTreeSet::new();
        for (day, observation) in store::on_days(conn, &asked, &codes).await? {
            let Some(source) = sources::by_key(&observation.source) else { continue };
            ids.insert(observation.id);
            held.by_day.entry((source.key, day)).or_default().push(observation);
        }
        let ids: Vec<RateId> = ids.into_iter().collect();
        held.before = store::previous(conn, &ids).await?.into_iter().collect();
        let lacks = |(source, symbols, days): &&Wanted| {
            let has = |day: &Date, symbol: &Currency| {
                let mut found = held.by_day.get(&(source.key, *day)).into_iter().flatten();
                found.any(|one| one.quotation.base == *symbol || one.quotation.quote == *symbol)
            };
            days.iter().any(|day| !symbols.iter().all(|symbol| has(day, symbol)))
        };
        let lacking: Vec<(&str, Currency)> =
            wanted.iter().filter(lacks).map(|(source, ..)| (source.key, source.pivot)).collect();
        held.first = store::first_days(conn, &lacking, &codes).await?;
        Ok(held)
    }

    fn rates(&self, day: &SourceDay, symbols: &[Currency], as_of: RatesAsOf) -> ArticleRates {
        let pivot = day.source.pivot;
        let found = self.by_day.get(&(day.source.key, day.asked)).map_or(&[][..], Vec::as_slice);
        let rate =
            |observation: &Observation| Rate::on(&day.asked(), observation.clone(), self.before.get(&observation.id));
        let mut of: HashMap<Currency, Rate> =
            found.iter().filter_map(rate).map(|rate| (rate.foreign(pivot), rate)).collect();
        let (mut items, mut missing): (Vec<Rate>, Vec<MissingRate>) = (Vec::new(), Vec::new());
        for (place, symbol) in symbols.iter().enumerate() {
            if symbols.iter().take(place).any(|other| other == symbol) {
                continue;
            }
            match of.remove(symbol) {
                Some(rate) => items.push(rate),
                None => missing.push(MissingRate { symbol: *symbol, reason: day.absent(&self.first, *symbol) }),
            }
        }
        ArticleRates { source: day.source.key.to_owned(), as_of, asked_date: day.asked, items, missing }
    }
}

/// The rates of the days of articles, in their order; none for an article without such a day, a draft. The statements are as
/// many for a hundred articles as for one.
///
/// # Errors
/// `BAD_USER_INPUT` for an unknown source or an empty list of currencies.
pub async fn of_articles(
    app: &App,
    reading: &Reading,
    articles: &[ArticleDays],
    filter: &ArticleRatesFilter,
) -> Result<Vec<Option<ArticleRates>>> {
    check_symbols(filter.symbols.as_deref())?;
    let site = app.config.site.time_zone;
    let sources: Vec<&'static Source> = match &filter.source {
        Some(key) => vec![named(key, "source")?],
        None => sources::unnamed().collect(),
    };
    let of = |source: &'static Source, days: &ArticleDays| {
        let today = source.today(reading.now(), site);
        day_of(filter.as_of, days, source, today, app)
    };
    let wanted: Vec<Wanted> = sources
        .iter()
        .map(|source| {
            let symbols = filter.symbols.clone().unwrap_or_else(|| source.main.to_vec());
            let days = articles.iter().filter_map(|days| of(source, days)).map(|(_, day)| day).collect();
            (*source, symbols, days)
        })
        .collect();
    let days: Vec<Vec<Option<(RatesAsOf, SourceDay)>>> = articles
        .iter()
        .map(|days| {
            let noted = |source: &&'static Source| {
                let (as_of, day) = of(source, days)?;
                Some((as_of, SourceDay::of(reading, source, Some(day), site)))
            };
            sources.iter().map(noted).collect()
        })
        .collect();
    let held = Held::read(&reading.conn().await?, &wanted).await?;
    let answer = |days: Vec<Option<(RatesAsOf, SourceDay)>>| {
        let mut all = days.into_iter().zip(&wanted).filter_map(|(day, (_, symbols, _))| {
            let (as_of, day) = day?;
            Some(held.rates(&day, symbols, as_of))
        });
        let first = all.next()?;
        if !first.items.is_empty() {
            return Some(first);
        }
        Some(all.find(|other| !other.items.is_empty()).unwrap_or(first))
    };
    Ok(days.into_iter().map(answer).collect())
}

/// Puts the rates of their days beside articles, whose datelines must be filled in.
///
/// # Errors
/// As [`of_articles`].
pub async fn add_to_articles(
    app: &App,
    reading: &Reading,
    articles: &mut [&mut Article],
    filter: &ArticleRatesFilter,
) -> Result<()> {
    let days: Vec<ArticleDays> = articles.iter().map(|article| article.rate_days()).collect();
    let found = of_articles(app, reading, &days, filter).await?;
    for (article, rates) in articles.iter_mut().zip(found) {
        article.rates = rates;
    }
    Ok(())
}
