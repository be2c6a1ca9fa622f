//! The change log by GraphQL.

use std::sync::Arc;

use async_graphql::{Context, Object};

use crate::domain::changes::{ChangePage, ChangeType};
use crate::domain::paging::{DEFAULT_LIMIT, check_limit};
use crate::graphql::errors::or_null;
use crate::usecases::changes;
use crate::usecases::reading::Reading;

/// Following the change log.
#[derive(Debug, Default)]
pub struct ChangeQuery;

#[Object]
impl ChangeQuery {
    /// What was written since a position, the oldest first. Ask again with `after` set to the answer's `position`: no
    /// write is missed or told twice.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `position` of the last answer; from the beginning when left out.")] after: Option<String>,
        #[graphql(desc = "Only these types.")] types: Option<Vec<ChangeType>>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
    ) -> Option<ChangePage> {
        let reading = ctx.data_unchecked::<Arc<Reading>>();
        let page = async {
            let limit = first.map_or(Ok(DEFAULT_LIMIT), |first| check_limit(first.into(), "first"))?;
            changes::list(reading, after.as_deref(), &types.unwrap_or_default(), limit).await
        };
        or_null(ctx, Box::pin(page).await)
    }
}
