//! Pictures by GraphQL. Files come in by REST alone: a GraphQL document carries none.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::app::App;
use crate::domain::ids::MediaId;
use crate::domain::keys::Actor;
use crate::domain::media::{Media, MediaPatch};
use crate::error::Result;
use crate::graphql::errors::or_null;
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::media;
use crate::usecases::reading::Reading;

/// Reading what is known of pictures.
#[derive(Debug, Default)]
pub struct MediaQuery;

#[Object]
impl MediaQuery {
    /// Pictures, the newest first: to readers those that an article shows which they may read, to the newsroom all. Files
    /// are brought in by `POST /v1/media`.
    async fn media_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
    ) -> Option<Connection<Media>> {
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            media::list(ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>(), &page).await
        };
        or_null(ctx, Box::pin(page).await).map(connection)
    }

    /// The picture with this id; null beside an error when there is none that may be seen.
    async fn media(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Option<Media> {
        or_null(ctx, Box::pin(media::get(ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>(), &id)).await)
    }
}

/// Writing what is known of pictures.
#[derive(Debug, Default)]
pub struct MediaMutation;

#[Object]
impl MediaMutation {
    /// Change what is known of a picture; what is left out stays, null empties. Needs `articles:write`.
    async fn update_media(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is changed.")] version: i32,
        #[graphql(desc = "The change.")] patch: MediaPatch,
    ) -> Option<Media> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { media::update(app, actor, id.parse()?, version, patch).await };
        or_null(ctx, Box::pin(changed).await)
    }

    /// Delete a picture with its files; only one that no article has. Gives the id back. Needs `articles:write`.
    async fn delete_media(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is deleted.")] version: i32,
    ) -> Option<MediaId> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let deleted = async {
            let id: MediaId = id.parse()?;
            media::delete(app, actor, id, version).await?;
            Result::Ok(id)
        };
        or_null(ctx, Box::pin(deleted).await)
    }
}
