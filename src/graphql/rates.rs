//! Exchange rates by GraphQL.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object};

use crate::app::App;
use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::lang::Lang;
use crate::domain::rates::{
    PairRate, RangeFilter, Rate, RateBar, RateBarItem, RateComparison, RateConversion, RateFill, RateGroup, RateList,
    RateObservation, RateSeries, RateSource, RatesFilter,
};
use crate::domain::time::Date;
use crate::graphql::errors::or_null;
use crate::usecases::rates;
use crate::usecases::reading::Reading;

#[ComplexObject]
impl RateSource {
    /// The name in this language; without one, in the site's first language. Show it beside the rates.
    #[graphql(name = "name")]
    async fn localized_name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the name (BCP 47); where it has none, the site's languages follow.")]
        lang: Option<Lang>,
    ) -> String {
        match lang {
            Some(lang) => ctx.data_unchecked::<App>().preference(&[lang]).pick(&self.names).to_owned(),
            None => self.name.clone(),
        }
    }
}

#[ComplexObject]
impl RateBarItem {
    /// What is priced, in words: «1 доллар США», «10 японских иен»; in this language, else in the site's first.
    #[graphql(name = "label")]
    async fn localized_label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language (BCP 47).")] lang: Option<Lang>,
    ) -> String {
        match lang {
            Some(lang) => self.counted(&ctx.data_unchecked::<App>().preference(&[lang])),
            None => self.label.clone(),
        }
    }
}

#[ComplexObject]
impl Rate {
    /// What the source published, which is the same on whatever day it answers: the record to keep and to find again.
    #[graphql(name = "observation")]
    async fn its_observation(&self) -> RateObservation {
        self.observation()
    }
}

/// Reading rates.
#[derive(Debug, Default)]
pub struct RateQuery;

#[expect(clippy::too_many_arguments, reason = "each is an argument of a field")]
#[Object]
impl RateQuery {
    /// The exchange rates that hold on a day, one for each currency: today where the source is, or the day that is named. A
    /// currency without a rate in the 14 days up to that day is left out; tomorrow's rate is only ever in `next`.
    async fn rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The key of a source, such as nbkr. Without one: the bank, and the bar of imported pages only where the bank has none of the symbols, or, without symbols, not the dollar. One answer has one source."
        )]
        source: Option<String>,
        #[graphql(desc = "Only these currencies, in this order.")] symbols: Option<Vec<Currency>>,
        #[graphql(desc = "The day; today where the source is when left out.")] date: Option<Date>,
    ) -> Option<Vec<Rate>> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let filter = RatesFilter { source, symbols, date };
        or_null(ctx, Box::pin(rates::list(app, reading, &filter)).await).map(|list| list.items)
    }

    /// The same with the day that was asked for, and with the reason for each of the currencies that were named and have no
    /// rate.
    async fn rate_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The key of a source, such as nbkr. Without one: the bank, and the bar of imported pages only where the bank has none of the symbols, or, without symbols, not the dollar. One answer has one source."
        )]
        source: Option<String>,
        #[graphql(desc = "Only these currencies, in this order.")] symbols: Option<Vec<Currency>>,
        #[graphql(desc = "The day; today where the source is when left out.")] date: Option<Date>,
    ) -> Option<RateList> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let filter = RatesFilter { source, symbols, date };
        or_null(ctx, Box::pin(rates::list_with_missing(app, reading, &filter)).await)
    }

    /// The strip of rates of a page: each currency that is asked for in its place, with its rate and how it changed since the
    /// one before it, or with the reason why there is none.
    async fn rate_bar(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The key of a source. Without one: the bank, and the bar of imported pages where the bank has none of the currencies."
        )]
        source: Option<String>,
        #[graphql(desc = "The currencies in their order, 50 at most; the main ones of the source when left out.")]
        symbols: Option<Vec<Currency>>,
        #[graphql(desc = "The day; today where the source is when left out.")] date: Option<Date>,
    ) -> Option<RateBar> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        or_null(ctx, Box::pin(rates::bar(app, reading, &RatesFilter { source, symbols, date }, &[])).await)
    }

    /// The rates of some currencies from one day to another, the earlier days first. Days times currencies may be 10,000 at most:
    /// one currency for 27 years.
    async fn rate_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The currencies that are priced, 50 at most.")] symbols: Vec<Currency>,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day; today where the source is when left out.")] to: Option<Date>,
        #[graphql(
            desc = "The currency of the prices. When left out, each currency stands as the source publishes it; otherwise the rates are derived where it does not publish that pair."
        )]
        quote: Option<Currency>,
        #[graphql(desc = "The key of a source; the bank when left out.")] source: Option<String>,
        #[graphql(desc = "What stands for days without a rate of their own; nothing when left out.")] fill: Option<
            RateFill,
        >,
        #[graphql(desc = "One point for each day, week or month; each day when left out.")] group: Option<RateGroup>,
    ) -> Option<RateSeries> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let (fill, group) = (fill.unwrap_or_default(), group.unwrap_or_default());
        let filter = RangeFilter { source, symbols, quote, from, to, fill, group };
        or_null(ctx, Box::pin(rates::series(app, reading, &filter)).await)
    }

    /// What one unit of a currency is worth in another on a day, by one source: as it was published, the other way round, or
    /// through the source's own currency.
    async fn pair_rate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The currency that is priced.")] base: Currency,
        #[graphql(desc = "The currency of the price.")] quote: Currency,
        #[graphql(
            desc = "The key of a source. Without one: the bank, and the bar of imported pages where the bank has no rate."
        )]
        source: Option<String>,
        #[graphql(desc = "The day; today where the source is when left out.")] date: Option<Date>,
    ) -> Option<PairRate> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        or_null(ctx, Box::pin(rates::pair(app, reading, (base, quote), source.as_deref(), date)).await)
    }

    /// The rate of a pair by each source, side by side and never blended, and how far they lie apart.
    async fn compare_rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The currency that is priced.")] base: Currency,
        #[graphql(desc = "The currency of the price.")] quote: Currency,
        #[graphql(desc = "The day; today where each source is when left out.")] date: Option<Date>,
    ) -> Option<RateComparison> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        or_null(ctx, Box::pin(rates::compare(app, reading, (base, quote), date)).await)
    }

    /// An amount of one currency in another: exact by a published rate, rounded to the digits that the rate has by a derived one.
    async fn convert_amount(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The amount, not negative, with 18 digits at most.")] amount: Decimal,
        #[graphql(desc = "The currency of the amount.")] from: Currency,
        #[graphql(desc = "The currency that is wanted.")] to: Currency,
        #[graphql(
            desc = "The key of a source. Without one: the bank, and the bar of imported pages where the bank has no rate."
        )]
        source: Option<String>,
        #[graphql(desc = "The day; today where the source is when left out.")] date: Option<Date>,
    ) -> Option<RateConversion> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        or_null(ctx, Box::pin(rates::convert(app, reading, amount, (from, to), source.as_deref(), date)).await)
    }

    /// What a source published under this id; null beside an error when there is none.
    async fn rate(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Option<RateObservation> {
        or_null(ctx, Box::pin(rates::get(ctx.data_unchecked::<Arc<Reading>>(), &id)).await)
    }

    /// Every source of exchange rates that this server knows, and what is here of each.
    async fn rate_sources(&self, ctx: &Context<'_>) -> Option<Vec<RateSource>> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        or_null(ctx, Box::pin(rates::sources(app, reading, &[])).await)
    }
}
