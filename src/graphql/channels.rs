//! Channels by GraphQL.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::app::App;
use crate::domain::channels::{Channel, ChannelPatch, NewChannel};
use crate::domain::ids::ChannelId;
use crate::domain::keys::Actor;
use crate::domain::lang::Lang;
use crate::error::Result;
use crate::graphql::errors::or_null;
use crate::graphql::once::once;
use crate::usecases::channels;
use crate::usecases::reading::Reading;

/// Reading channels.
#[derive(Debug, Default)]
pub struct ChannelQuery;

#[Object]
impl ChannelQuery {
    /// The channels of the newsroom in the site's order; there are 200 at most.
    async fn channels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in this language (BCP 47).")] language: Option<Lang>,
    ) -> Option<Vec<Channel>> {
        or_null(ctx, Box::pin(channels::list(ctx.data_unchecked::<Arc<Reading>>(), language.as_ref())).await)
    }

    /// The channel with this id; null beside an error when there is none.
    async fn channel(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Option<Channel> {
        or_null(ctx, Box::pin(channels::get(ctx.data_unchecked::<Arc<Reading>>(), &id)).await)
    }
}

/// Writing channels.
#[derive(Debug, Default)]
pub struct ChannelMutation;

#[Object]
impl ChannelMutation {
    /// Create a channel. Needs `articles:write`.
    async fn create_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The channel.")] input: NewChannel,
    ) -> Option<Channel> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        or_null(ctx, Box::pin(channels::create(app, actor, input, once(ctx))).await)
    }

    /// Change a channel; what is left out stays. Needs `articles:write`.
    async fn update_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is changed.")] version: i32,
        #[graphql(desc = "The change.")] patch: ChannelPatch,
    ) -> Option<Channel> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { channels::update(app, actor, id.parse()?, version, patch).await };
        or_null(ctx, Box::pin(changed).await)
    }

    /// Delete a channel; an import does not bring it back. Gives the id back. Needs `articles:write`.
    async fn delete_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is deleted.")] version: i32,
    ) -> Option<ChannelId> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let deleted = async {
            let id: ChannelId = id.parse()?;
            channels::delete(app, actor, id, version).await?;
            Result::Ok(id)
        };
        or_null(ctx, Box::pin(deleted).await)
    }
}
