//! Tags by GraphQL.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object};

use crate::app::App;
use crate::domain::articles::{Article, ArticleFilter};
use crate::domain::ids::TagId;
use crate::domain::keys::Actor;
use crate::domain::lang::Lang;
use crate::domain::tags::{NewTag, Tag, TagPatch};
use crate::error::Result;
use crate::graphql::below::{articles_of, fill};
use crate::graphql::errors::{or_fail, or_null, shared};
use crate::graphql::loaders::{ArticleCountOf, RelationLoader};
use crate::graphql::once::once;
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::reading::Reading;
use crate::usecases::{articles, tags};

#[ComplexObject]
impl Tag {
    /// The name in this language; without one, in the article's or the site's first language.
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
    /// What the tag means, in this language; without one, in the article's or the site's first language; null where nothing is said.
    #[graphql(name = "description")]
    async fn localized_description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the description (BCP 47); where it has none, the site's languages follow.")]
        lang: Option<Lang>,
    ) -> Option<String> {
        match lang {
            Some(lang) => ctx.data_unchecked::<App>().preference(&[lang]).find(&self.descriptions).map(str::to_owned),
            None => self.description.clone(),
        }
    }

    /// How many articles with this tag readers see now.
    #[graphql(name = "articleCount")]
    async fn count_of_articles(&self, ctx: &Context<'_>) -> async_graphql::Result<i32> {
        let found = ctx.data_unchecked::<RelationLoader>().load_one(ArticleCountOf(self.id)).await.map_err(shared);
        Ok(or_fail(ctx, found)?.unwrap_or_default())
    }

    /// The articles with this tag, the newest first.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Which of them; every condition narrows the list. It must not name a tag.")] filter: Option<
            ArticleFilter,
        >,
    ) -> Option<Connection<Article>> {
        let page = PageArguments { first, after, last, before };
        articles_of(ctx, page, filter, |filter| fill(&mut filter.tag, self.id.to_string(), "tag")).await
    }
}

/// Reading tags.
#[derive(Debug, Default)]
pub struct TagQuery;

#[Object]
impl TagQuery {
    /// Tags in the order of their slugs.
    async fn tags(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Only the one that is called so elsewhere: one of its `uris`.")] uri: Option<String>,
    ) -> Option<Connection<Tag>> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            tags::list(app, reading, uri.as_deref(), &page, false, &[]).await
        };
        or_null(ctx, Box::pin(page).await).map(connection)
    }

    /// The tag with this id, or to which this slug leads; of a tag that was merged, the one into which it was. Null beside an
    /// error when there is none.
    async fn tag(&self, ctx: &Context<'_>, #[graphql(desc = "The id or a slug.")] id: ID) -> Option<Tag> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        or_null(ctx, Box::pin(tags::get(app, reading, &id, false, &[])).await).map(|found| found.tag)
    }
}

/// Writing tags.
#[derive(Debug, Default)]
pub struct TagMutation;

#[Object]
impl TagMutation {
    /// Create a tag. Needs `articles:write`.
    async fn create_tag(&self, ctx: &Context<'_>, #[graphql(desc = "The tag.")] input: NewTag) -> Option<Tag> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        or_null(ctx, Box::pin(tags::create(app, actor, input, once(ctx))).await)
    }

    /// Change a tag; what is left out stays. Needs `articles:write`.
    async fn update_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is changed.")] version: i32,
        #[graphql(desc = "The change.")] patch: TagPatch,
    ) -> Option<Tag> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { tags::update(app, actor, id.parse()?, version, patch).await };
        or_null(ctx, Box::pin(changed).await)
    }

    /// Merge a tag into another: its articles take that one in its place, its names become synonyms there, and its id and
    /// slugs lead there from now on. Gives the tag that stayed. Needs `articles:write`.
    async fn merge_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the tag that goes.")] id: ID,
        #[graphql(desc = "The version of the tag that goes.")] version: i32,
        #[graphql(desc = "The tag that stays, by id or slug.")] into: ID,
    ) -> Option<Tag> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let merged = async { articles::merge_tags(app, actor, id.parse()?, version, &into).await };
        or_null(ctx, Box::pin(merged).await)
    }

    /// Delete a tag that nothing uses. Gives the id back. Needs `articles:write`.
    async fn delete_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is deleted.")] version: i32,
    ) -> Option<TagId> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let deleted = async {
            let id: TagId = id.parse()?;
            tags::delete(app, actor, id, version).await?;
            Result::Ok(id)
        };
        or_null(ctx, Box::pin(deleted).await)
    }
}
