//! Exchange rates by GraphQL.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object};

use crate::app::App;
use crate::domain::currencies::Currency;
use crate::domain::lang::Lang;
use crate::domain::rates::{Rate, RateObservation, RateSource, RatesFilter};
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
        or_null(ctx, rates::list(app, reading, &filter).await).map(|list| list.items)
    }

    /// What a source published under this id; null beside an error when there is none.
    async fn rate(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Option<RateObservation> {
        or_null(ctx, rates::get(ctx.data_unchecked::<Arc<Reading>>(), &id).await)
    }

    /// Every source of exchange rates that this server knows.
    async fn rate_sources(&self, ctx: &Context<'_>) -> Vec<RateSource> {
        rates::sources(ctx.data_unchecked::<App>(), &[])
    }
}
