//! Sections by GraphQL.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object};

use crate::app::App;
use crate::domain::articles::{Article, ArticleFilter};
use crate::domain::ids::SectionId;
use crate::domain::keys::Actor;
use crate::domain::lang::Lang;
use crate::domain::sections::{NewSection, Section, SectionPatch};
use crate::error::Result;
use crate::graphql::below::{articles_of, fill};
use crate::graphql::errors::{or_fail, or_null, shared};
use crate::graphql::loaders::parts;
use crate::graphql::loaders::{RelationLoader, SectionsUnder};
use crate::graphql::once::once;
use crate::graphql::pages::{Connection, PageArguments};
use crate::usecases::reading::Reading;
use crate::usecases::sections;

#[ComplexObject]
impl Section {
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
    /// What the section is about, in this language; without one, in the article's or the site's first language; null where nothing is said.
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

    /// The section under which it stands; null at the top.
    #[graphql(name = "parent")]
    async fn parent_link(&self, ctx: &Context<'_>) -> Option<Section> {
        let id = self.parent_id?;
        or_null(ctx, parts::section(ctx.data_unchecked::<RelationLoader>(), id).await).flatten()
    }

    /// The sections directly under it, in the site's order.
    async fn children(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Section>> {
        let found = ctx.data_unchecked::<RelationLoader>().load_one(SectionsUnder(self.id)).await.map_err(shared);
        Ok(or_fail(ctx, found)?.unwrap_or_default())
    }

    /// The articles that stand in it and in the sections below it, the newest first; with `sectionOnly` in the filter those of
    /// the section itself.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Which of them; every condition narrows the list. It must not name a section.")]
        filter: Option<ArticleFilter>,
    ) -> Option<Connection<Article>> {
        let page = PageArguments { first, after, last, before };
        articles_of(ctx, page, filter, |filter| fill(&mut filter.section, self.id.to_string(), "section")).await
    }
}

/// Reading sections.
#[derive(Debug, Default)]
pub struct SectionQuery;

#[Object]
impl SectionQuery {
    /// Every section, in the site's order; there are 200 at most.
    async fn sections(&self, ctx: &Context<'_>) -> Option<Vec<Section>> {
        or_null(
            ctx,
            Box::pin(sections::list(ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>(), &[])).await,
        )
    }

    /// The section with this id, or to which this slug leads; null beside an error when there is none.
    async fn section(&self, ctx: &Context<'_>, #[graphql(desc = "The id or a slug.")] id: ID) -> Option<Section> {
        or_null(
            ctx,
            Box::pin(sections::get(ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>(), &id, &[])).await,
        )
    }
}

/// Writing sections.
#[derive(Debug, Default)]
pub struct SectionMutation;

#[Object]
impl SectionMutation {
    /// Create a section. Needs `articles:write`.
    async fn create_section(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The section.")] input: NewSection,
    ) -> Option<Section> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        or_null(ctx, Box::pin(sections::create(app, actor, input, once(ctx))).await)
    }

    /// Change a section; what is left out stays. Needs `articles:write`.
    async fn update_section(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is changed.")] version: i32,
        #[graphql(desc = "The change.")] patch: SectionPatch,
    ) -> Option<Section> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { sections::update(app, actor, id.parse()?, version, patch).await };
        or_null(ctx, Box::pin(changed).await)
    }

    /// Delete a section that nothing uses. Gives the id back. Needs `articles:write`.
    async fn delete_section(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is deleted.")] version: i32,
    ) -> Option<SectionId> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let deleted = async {
            let id: SectionId = id.parse()?;
            sections::delete(app, actor, id, version).await?;
            Result::Ok(id)
        };
        or_null(ctx, Box::pin(deleted).await)
    }
}
