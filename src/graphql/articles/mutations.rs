//! Writing articles by GraphQL.

use async_graphql::{Context, ID, Object};

use crate::app::App;
use crate::domain::articles::{Article, ArticlePatch, NewArticle, PublishArticle, RecallArticle, UpsertResult};
use crate::domain::ids::ArticleId;
use crate::domain::keys::Actor;
use crate::error::Result;
use crate::graphql::errors::or_null;
use crate::graphql::once::once;
use crate::usecases::articles;

// What they do is put on the heap: the future of a mutation holds those of all its fields, and a write of an article is
// a large one for the stack of a thread.
/// Writing articles.
#[derive(Debug, Default)]
pub struct ArticleMutation;

#[Object]
impl ArticleMutation {
    /// Create an article: a draft, or published when `published` is given. With an `externalId` that is known, that
    /// article is brought up to date instead. Needs `articles:write`.
    async fn create_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article.")] input: NewArticle,
    ) -> Option<Article> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        or_null(ctx, Box::pin(articles::create(app, actor, input, once(ctx))).await).map(|written| written.article)
    }

    /// Create up to 500 articles, or bring them up to date by their `externalId`: each for itself and in their order, with a
    /// result for each. Needs `articles:write`.
    async fn upsert_articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The articles, 1 to 500.")] items: Vec<NewArticle>,
    ) -> Option<Vec<UpsertResult>> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let items = items.into_iter().map(Ok).collect();
        or_null(ctx, Box::pin(articles::upsert_each(app, actor, items, once(ctx))).await)
    }

    /// Change an article; what is left out stays, null empties. Needs `articles:write`.
    async fn update_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is changed.")] version: i32,
        #[graphql(desc = "The change.")] patch: ArticlePatch,
    ) -> Option<Article> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { Box::pin(articles::update(app, actor, id.parse()?, version, patch)).await };
        or_null(ctx, Box::pin(changed).await)
    }

    /// Publish an article now, or at an instant: one in the future schedules it. Needs `articles:publish`.
    async fn publish_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is published.")] version: i32,
        #[graphql(desc = "When; now when it is left out.")] input: Option<PublishArticle>,
    ) -> Option<Article> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let published =
            async { Box::pin(articles::publish(app, actor, id.parse()?, version, input.unwrap_or_default())).await };
        or_null(ctx, Box::pin(published).await)
    }

    /// Withhold an article that is in doubt: readers get the error `GONE` with the reason, until it is restored. Needs
    /// `articles:publish`.
    async fn withhold_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is withheld.")] version: i32,
        #[graphql(desc = "Why, and what to use in its place.")] input: Option<RecallArticle>,
    ) -> Option<Article> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let done =
            async { Box::pin(articles::withhold(app, actor, id.parse()?, version, input.unwrap_or_default())).await };
        or_null(ctx, Box::pin(done).await)
    }

    /// Cancel an article for good: readers get the error `GONE` with the reason, and whoever has a copy must erase it. Needs
    /// `articles:publish`.
    async fn cancel_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is cancelled.")] version: i32,
        #[graphql(desc = "Why, and what to use in its place.")] input: Option<RecallArticle>,
    ) -> Option<Article> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let done =
            async { Box::pin(articles::cancel(app, actor, id.parse()?, version, input.unwrap_or_default())).await };
        or_null(ctx, Box::pin(done).await)
    }

    /// Restore a withheld article: readers see it from now on. Needs `articles:publish`.
    async fn restore_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is restored.")] version: i32,
    ) -> Option<Article> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let done = async { Box::pin(articles::restore(app, actor, id.parse()?, version)).await };
        or_null(ctx, Box::pin(done).await)
    }

    /// Delete a draft; what was published is not deleted. Gives the id back. Needs `articles:write`.
    async fn delete_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is deleted.")] version: i32,
    ) -> Option<ArticleId> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let deleted = async {
            let id: ArticleId = id.parse()?;
            articles::delete_draft(app, actor, id, version).await?;
            Result::Ok(id)
        };
        or_null(ctx, Box::pin(deleted).await)
    }
}
