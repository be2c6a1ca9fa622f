//! Sections by GraphQL.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object};

use crate::app::App;
use crate::domain::keys::Actor;
use crate::domain::lang::Lang;
use crate::domain::sections::{NewSection, Section, SectionPatch};
use crate::graphql::errors::or_null;
use crate::graphql::once::once;
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
}

/// Reading sections.
#[derive(Debug, Default)]
pub struct SectionQuery;

#[Object]
impl SectionQuery {
    /// Every section, in the site's order; there are 200 at most.
    async fn sections(&self, ctx: &Context<'_>) -> Option<Vec<Section>> {
        or_null(ctx, sections::list(ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>(), &[]).await)
    }

    /// The section with this id or slug; null beside an error when there is none.
    async fn section(&self, ctx: &Context<'_>, #[graphql(desc = "The id or the slug.")] id: ID) -> Option<Section> {
        or_null(ctx, sections::get(ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>(), &id, &[]).await)
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
        or_null(ctx, sections::create(app, actor, input, once(ctx)).await)
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
        or_null(ctx, changed.await)
    }
}
