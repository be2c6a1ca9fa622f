//! Authors by GraphQL.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object};

use crate::app::App;
use crate::domain::articles::{Article, ArticleFilter};
use crate::domain::authors::{Author, AuthorPatch, NewAuthor};
use crate::domain::ids::AuthorId;
use crate::domain::keys::Actor;
use crate::error::Result;
use crate::graphql::below::{articles_of, fill};
use crate::graphql::errors::or_null;
use crate::graphql::once::once;
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::authors;
use crate::usecases::reading::Reading;

#[ComplexObject]
impl Author {
    /// The articles by them, the newest first.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Which of them; every condition narrows the list. It must not name an author.")]
        filter: Option<ArticleFilter>,
    ) -> Option<Connection<Article>> {
        let page = PageArguments { first, after, last, before };
        articles_of(ctx, page, filter, |filter| fill(&mut filter.author, self.id.to_string(), "author")).await
    }
}

/// Reading authors.
#[derive(Debug, Default)]
pub struct AuthorQuery;

#[Object]
impl AuthorQuery {
    /// Authors in the order of their slugs.
    async fn authors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
    ) -> Option<Connection<Author>> {
        let reading = ctx.data_unchecked::<Arc<Reading>>();
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            authors::list(reading, &page).await
        };
        or_null(ctx, Box::pin(page).await).map(connection)
    }

    /// The author with this id, or to whom this slug leads: the present one or a former one; null beside an error when there
    /// is none.
    async fn author(&self, ctx: &Context<'_>, #[graphql(desc = "The id or a slug.")] id: ID) -> Option<Author> {
        let reading = ctx.data_unchecked::<Arc<Reading>>();
        or_null(ctx, Box::pin(authors::get(reading, &id)).await)
    }
}

/// Writing authors.
#[derive(Debug, Default)]
pub struct AuthorMutation;

#[Object]
impl AuthorMutation {
    /// Create an author. Needs `articles:write`.
    async fn create_author(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The author.")] input: NewAuthor,
    ) -> Option<Author> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        or_null(ctx, Box::pin(authors::create(app, actor, input, once(ctx))).await)
    }

    /// Change an author; what is left out stays. Needs `articles:write`.
    async fn update_author(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is changed.")] version: i32,
        #[graphql(desc = "The change.")] patch: AuthorPatch,
    ) -> Option<Author> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { authors::update(app, actor, id.parse()?, version, patch).await };
        or_null(ctx, Box::pin(changed).await)
    }

    /// Delete an author whom no article names. Gives the id back. Needs `articles:write`.
    async fn delete_author(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is deleted.")] version: i32,
    ) -> Option<AuthorId> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let deleted = async {
            let id: AuthorId = id.parse()?;
            authors::delete(app, actor, id, version).await?;
            Result::Ok(id)
        };
        or_null(ctx, Box::pin(deleted).await)
    }
}
