//! Tags by GraphQL.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object};

use crate::app::App;
use crate::domain::keys::Actor;
use crate::domain::lang::Lang;
use crate::domain::tags::{NewTag, Tag, TagPatch};
use crate::graphql::errors::or_null;
use crate::graphql::once::once;
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::reading::Reading;
use crate::usecases::tags;

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
    ) -> Option<Connection<Tag>> {
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            tags::list(ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>(), &page, &[]).await
        };
        or_null(ctx, page.await).map(connection)
    }

    /// The tag with this id or slug; null beside an error when there is none.
    async fn tag(&self, ctx: &Context<'_>, #[graphql(desc = "The id or the slug.")] id: ID) -> Option<Tag> {
        or_null(ctx, tags::get(ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>(), &id, &[]).await)
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
        or_null(ctx, tags::create(app, actor, input, once(ctx)).await)
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
        or_null(ctx, changed.await)
    }
}
