//! Reading datelines by GraphQL.

use async_graphql::{Context, Object};

use crate::app::App;
use crate::domain::datelines::{DatelineReading, ParseDateline};
use crate::graphql::errors::or_null;
use crate::usecases::datelines;

/// Reading datelines.
#[derive(Debug, Default)]
pub struct DatelineQuery;

#[Object]
impl DatelineQuery {
    /// What stands at the head of a text: place, day, agency, and where the body begins. Nothing is stored.
    async fn parse_dateline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text, and what is known of it.")] input: ParseDateline,
    ) -> Option<DatelineReading> {
        or_null(ctx, datelines::parse(ctx.data_unchecked::<App>(), &input))
    }
}
