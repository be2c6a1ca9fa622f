//! Curated lists by GraphQL.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object};

use crate::app::App;
use crate::domain::articles::Article;
use crate::domain::ids::ListId;
use crate::domain::keys::Actor;
use crate::domain::lang::Lang;
use crate::domain::lists::{
    ArticleList, ArticleListItem, ArticleListPatch, InsertListItem, ListItemPatch, NewArticleList, NewListItem,
};
use crate::error::Result;
use crate::graphql::errors::{or_null, shared};
use crate::graphql::loaders::{ArticleOf, CuratedOf, ListItemsOf, RelationLoader};
use crate::graphql::once::once;
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::lists;
use crate::usecases::reading::Reading;

#[ComplexObject]
impl ArticleList {
    /// The name in this language; without one, in the list's or the site's first language.
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

    /// The articles that readers see in it now: pinned ones first, then the others that the newsroom put into it, then what
    /// fills it up.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
    ) -> Option<Connection<Article>> {
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            let key = CuratedOf { plan: self.plan(), page };
            let found = ctx.data_unchecked::<RelationLoader>().load_one(key).await.map_err(shared)?;
            found.transpose().map_err(shared)
        };
        or_null(ctx, Box::pin(page).await).flatten().map(connection)
    }

    /// All that the newsroom put into it, also what readers do not see now; there are 200 at most. Needs a key of the
    /// newsroom; null beside an error without one.
    async fn items(&self, ctx: &Context<'_>) -> Option<Vec<ArticleListItem>> {
        let found = ctx.data_unchecked::<RelationLoader>().load_one(ListItemsOf(self.id)).await.map_err(shared);
        or_null(ctx, found).map(Option::unwrap_or_default)
    }
}

#[ComplexObject]
impl ArticleListItem {
    /// The article.
    async fn article(&self, ctx: &Context<'_>) -> Option<Article> {
        let found = ctx.data_unchecked::<RelationLoader>().load_one(ArticleOf(self.article_id)).await.map_err(shared);
        or_null(ctx, found).flatten()
    }
}

/// Reading curated lists.
#[derive(Debug, Default)]
pub struct ListQuery;

#[Object]
impl ListQuery {
    /// The curated lists of the site in the order of their slugs; there are 100 at most.
    async fn lists(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those for readers of this language (BCP 47), and those for all.")] language: Option<
            Lang,
        >,
    ) -> Option<Vec<ArticleList>> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        or_null(ctx, Box::pin(lists::list(app, reading, language.as_ref(), &[])).await)
    }

    /// The curated list with this slug or id; null beside an error when there is none.
    async fn list(&self, ctx: &Context<'_>, #[graphql(desc = "The slug or the id.")] slug: ID) -> Option<ArticleList> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        or_null(ctx, Box::pin(lists::get(app, reading, &slug, &[])).await)
    }
}

/// Writing curated lists.
#[derive(Debug, Default)]
pub struct ListMutation;

#[Object]
impl ListMutation {
    /// Create a curated list, with what stands in it or empty. Needs `articles:publish`.
    async fn create_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list.")] input: NewArticleList,
    ) -> Option<ArticleList> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        or_null(ctx, Box::pin(lists::create(app, actor, input, once(ctx))).await)
    }

    /// Change what a curated list says of itself; what is left out stays, null empties. Needs `articles:publish`.
    async fn update_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is changed.")] version: i32,
        #[graphql(desc = "The change.")] patch: ArticleListPatch,
    ) -> Option<ArticleList> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { lists::update(app, actor, id.parse()?, version, patch).await };
        or_null(ctx, Box::pin(changed).await)
    }

    /// Delete a curated list; the articles in it stay. Gives the id back. Needs `articles:publish`.
    async fn delete_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is deleted.")] version: i32,
    ) -> Option<ListId> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let deleted = async {
            let id: ListId = id.parse()?;
            lists::delete(app, actor, id, version).await?;
            Result::Ok(id)
        };
        or_null(ctx, Box::pin(deleted).await)
    }

    /// Put these articles into a curated list, in the place of all that stood there. Needs `articles:publish`.
    async fn set_list_items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list's id.")] id: ID,
        #[graphql(desc = "The version of the list that is changed.")] version: i32,
        #[graphql(desc = "The articles in their order, each once; at most 200.")] items: Vec<NewListItem>,
    ) -> Option<ArticleList> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { lists::set_items(app, actor, id.parse()?, version, items).await };
        or_null(ctx, Box::pin(changed).await).map(|changed| changed.list)
    }

    /// Put an article into a curated list, at a place or behind the others. Needs `articles:publish`.
    async fn insert_list_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list's id.")] id: ID,
        #[graphql(desc = "The version of the list that is changed.")] version: i32,
        #[graphql(desc = "The item and its place.")] input: InsertListItem,
    ) -> Option<ArticleList> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { lists::insert_item(app, actor, id.parse()?, version, input).await };
        or_null(ctx, Box::pin(changed).await).map(|changed| changed.list)
    }

    /// Change an item of a curated list, or move it; what is left out stays, null empties. Needs `articles:publish`.
    async fn change_list_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list's id.")] id: ID,
        #[graphql(desc = "The version of the list that is changed.")] version: i32,
        #[graphql(desc = "The article's id.")] article: ID,
        #[graphql(desc = "The change.")] patch: ListItemPatch,
    ) -> Option<ArticleList> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { lists::change_item(app, actor, id.parse()?, version, article.parse()?, patch).await };
        or_null(ctx, Box::pin(changed).await).map(|changed| changed.list)
    }

    /// Take an article out of a curated list. Needs `articles:publish`.
    async fn remove_list_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list's id.")] id: ID,
        #[graphql(desc = "The version of the list that is changed.")] version: i32,
        #[graphql(desc = "The article's id.")] article: ID,
    ) -> Option<ArticleList> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { lists::remove_item(app, actor, id.parse()?, version, article.parse()?).await };
        or_null(ctx, Box::pin(changed).await).map(|changed| changed.list)
    }
}
