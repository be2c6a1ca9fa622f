//! Articles by GraphQL.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object};

use crate::app::App;
use crate::domain::articles::{Article, ArticleBody, ArticleFilter, ArticlePatch, Embed, NewArticle, PublishArticle};
use crate::domain::authors::Author;
use crate::domain::comments::{Comment, CommentOrder};
use crate::domain::datelines::Dateline;
use crate::domain::ids::ArticleId;
use crate::domain::keys::Actor;
use crate::domain::lang::Lang;
use crate::domain::sections::Section;
use crate::domain::tags::Tag;
use crate::error::Result;
use crate::graphql::errors::{or_fail, or_null, shared};
use crate::graphql::loaders::{
    AuthorsOf, BodyOf, CommentCountOf, DatelineOf, RelationLoader, SectionOf, TagsOf, ThreadsOf,
};
use crate::graphql::once::once;
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::articles;
use crate::usecases::reading::Reading;

#[ComplexObject]
impl Article {
    /// The section in which the article stands; its name is in the article's language unless another is asked for.
    #[graphql(name = "section")]
    async fn section_link(&self, ctx: &Context<'_>) -> Option<Section> {
        let id = self.section_id?;
        let found = ctx.data_unchecked::<RelationLoader>().load_one(SectionOf(id)).await.map_err(shared);
        or_null(ctx, found)
            .flatten()
            .map(|section| section.named(&ctx.data_unchecked::<App>().preference(std::slice::from_ref(&self.language))))
    }

    /// The tags, the most important first; their names are in the article's language unless another is asked for.
    #[graphql(name = "tags")]
    async fn tag_links(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Tag>> {
        let found = ctx.data_unchecked::<RelationLoader>().load_one(TagsOf(self.id)).await.map_err(shared);
        let preference = ctx.data_unchecked::<App>().preference(std::slice::from_ref(&self.language));
        let tags = or_fail(ctx, found)?.unwrap_or_default();
        Ok(tags.into_iter().map(|tag| tag.named(&preference)).collect())
    }

    /// The authors in their printed order.
    #[graphql(name = "authors")]
    async fn author_links(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Author>> {
        let found = ctx.data_unchecked::<RelationLoader>().load_one(AuthorsOf(self.id)).await.map_err(shared);
        Ok(or_fail(ctx, found)?.unwrap_or_default())
    }

    /// The dateline at the head of the body, read into its parts.
    #[graphql(name = "dateline")]
    async fn dateline_link(&self, ctx: &Context<'_>) -> Option<Dateline> {
        let found = ctx.data_unchecked::<RelationLoader>().load_one(DatelineOf(self.id)).await.map_err(shared);
        or_null(ctx, found).flatten()
    }

    /// The text without its dateline.
    #[graphql(name = "body")]
    async fn body_link(&self, ctx: &Context<'_>) -> Option<ArticleBody> {
        let found = ctx.data_unchecked::<RelationLoader>().load_one(BodyOf(self.id)).await.map_err(shared);
        or_null(ctx, found).flatten()
    }

    /// How many comments and answers readers see under it.
    #[graphql(name = "commentCount")]
    async fn count_of_comments(&self, ctx: &Context<'_>) -> async_graphql::Result<i32> {
        let found = ctx.data_unchecked::<RelationLoader>().load_one(CommentCountOf(self.id)).await.map_err(shared);
        Ok(or_fail(ctx, found)?.unwrap_or_default())
    }

    /// The tops of the threads under it, the newest first unless another order is asked for.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "In which order; NEWEST when left out.")] order: Option<CommentOrder>,
    ) -> Option<Connection<Comment>> {
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            let key = ThreadsOf { article: self.id, order: order.unwrap_or_default(), page };
            let found = ctx.data_unchecked::<RelationLoader>().load_one(key).await.map_err(shared)?;
            found.transpose().map_err(shared)
        };
        or_null(ctx, page.await).flatten().map(connection)
    }
}

/// Reading articles.
#[derive(Debug, Default)]
pub struct ArticleQuery;

#[Object]
impl ArticleQuery {
    /// Articles, the newest first by the instant from which readers saw them.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Which articles; every condition narrows the list.")] filter: Option<ArticleFilter>,
    ) -> Option<Connection<Article>> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            articles::list(app, reading, &filter.unwrap_or_default(), &page, Embed::NONE, &[]).await
        };
        or_null(ctx, page.await).map(connection)
    }

    /// The article with this id, or with this slug; null beside an error when there is none that may be seen.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id or the slug.")] id: ID,
        #[graphql(desc = "The language of the article, where a slug stands in several.")] language: Option<Lang>,
    ) -> Option<Article> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        or_null(ctx, articles::get(app, reading, &id, language.as_ref(), Embed::NONE, &[]).await)
    }
}

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
        or_null(ctx, articles::create(app, actor, input, once(ctx)).await).map(|written| written.article)
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
        let changed = async { articles::update(app, actor, id.parse()?, version, patch).await };
        or_null(ctx, changed.await)
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
        let published = async { articles::publish(app, actor, id.parse()?, version, input.unwrap_or_default()).await };
        or_null(ctx, published.await)
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
        or_null(ctx, deleted.await)
    }
}
