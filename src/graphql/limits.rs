//! The limits by GraphQL.

use async_graphql::{Context, Object};

use crate::app::App;
use crate::domain::limits::Limit;
use crate::usecases::limits;

/// Reading the limits.
#[derive(Debug, Default)]
pub struct LimitQuery;

#[Object]
impl LimitQuery {
    /// How much this server lets a client ask, without and with a key. What is left of the budgets is told by the headers
    /// `RateLimit` and `RateLimit-Policy` of each answer.
    async fn limits(&self, ctx: &Context<'_>) -> Vec<Limit> {
        limits::list(ctx.data_unchecked::<App>())
    }
}
