//! Readers who sign in, by GraphQL.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::app::App;
use crate::domain::comments::PersonalRecord;
use crate::domain::ids::ReaderId;
use crate::domain::keys::Actor;
use crate::domain::readers::{Reader, ReaderPatch, Viewer};
use crate::error::Result;
use crate::graphql::errors::or_null;
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::reading::Reading;
use crate::usecases::{comments, readers};

/// Reading readers.
#[derive(Debug, Default)]
pub struct ReaderQuery;

#[Object]
impl ReaderQuery {
    /// The reader who is signed in; null beside an error when nobody is.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        or_null(ctx, Box::pin(readers::viewer(ctx.data_unchecked::<Arc<Reading>>())).await)
    }

    /// Readers who sign in and have written, who first did so last at the top. Needs `comments:moderate`.
    async fn readers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those whose name holds this, however it is capitalised; 1 to 60 characters.")]
        name: Option<String>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
    ) -> Option<Connection<Reader>> {
        let reading = ctx.data_unchecked::<Arc<Reading>>();
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            readers::list(reading, name.as_deref(), &page).await
        };
        or_null(ctx, Box::pin(page).await).map(connection)
    }

    /// The reader with this id; null beside an error when there is none. Needs `comments:moderate`.
    async fn reader(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Option<Reader> {
        let found = async { readers::get(ctx.data_unchecked::<Arc<Reading>>(), id.parse()?).await };
        or_null(ctx, Box::pin(found).await)
    }

    /// What a reader wrote, reported and reacted to, the oldest first, with all that is kept of it. Needs `exports`, or the
    /// token of that reader.
    async fn reader_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reader's id; of the reader who asks when left out.")] id: Option<ID>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
    ) -> Option<Connection<PersonalRecord>> {
        let reading = ctx.data_unchecked::<Arc<Reading>>();
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            let id = id.map(|id| id.parse()).transpose()?;
            comments::personal_records(reading, id, &page).await
        };
        or_null(ctx, Box::pin(page).await).map(connection)
    }
}

/// Writing what moderators say of readers.
#[derive(Debug, Default)]
pub struct ReaderMutation;

#[Object]
impl ReaderMutation {
    /// Ban, suspend, hold back or trust a reader, or note something; what is left out stays. Needs `comments:moderate`.
    async fn update_reader(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is changed.")] version: i32,
        #[graphql(desc = "The change.")] patch: ReaderPatch,
    ) -> Option<Reader> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { readers::update(app, actor, id.parse()?, version, patch).await };
        or_null(ctx, Box::pin(changed).await)
    }

    /// Erase everything that is kept of a reader, for good: their texts, name and account, and that reports and reactions are
    /// theirs. Places of comments and all numbers stay. Gives the id back. Needs `comments:moderate`.
    async fn erase_reader(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is erased.")] version: i32,
    ) -> Option<ReaderId> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let erased = async {
            let id: ReaderId = id.parse()?;
            comments::erase_reader(app, actor, id, version).await?;
            Result::Ok(id)
        };
        or_null(ctx, Box::pin(erased).await)
    }

    /// Erase everything that is kept of the reader who is signed in, for good; true when nothing is any more. Whoever is banned
    /// or suspended asks the newsroom.
    async fn erase_viewer(&self, ctx: &Context<'_>) -> Option<bool> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        or_null(ctx, Box::pin(comments::erase_viewer(app, actor)).await).map(|()| true)
    }
}
