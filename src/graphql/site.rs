//! The site's own record by GraphQL.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Object};

use crate::app::App;
use crate::domain::keys::Actor;
use crate::domain::lang::{Lang, LocalizedText};
use crate::domain::site::{Site, SitePatch};
use crate::graphql::errors::or_null;
use crate::usecases::reading::Reading;
use crate::usecases::site;

fn picked(ctx: &Context<'_>, texts: &[LocalizedText], lang: Option<Lang>) -> Option<String> {
    let asked: Vec<Lang> = lang.into_iter().collect();
    ctx.data_unchecked::<App>().preference(&asked).find(texts).map(str::to_owned)
}

#[ComplexObject]
impl Site {
    /// The title in this language; without one, in the site's first language that has one; null where none was given.
    #[graphql(name = "title")]
    async fn localized_title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the title (BCP 47); where it has none, the site's languages follow.")]
        lang: Option<Lang>,
    ) -> Option<String> {
        picked(ctx, &self.titles, lang)
    }

    /// What stands under the title, in the language as for `title`.
    #[graphql(name = "tagline")]
    async fn localized_tagline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the tagline (BCP 47); where it has none, the site's languages follow.")]
        lang: Option<Lang>,
    ) -> Option<String> {
        picked(ctx, &self.taglines, lang)
    }
}

/// Reading the site.
#[derive(Debug, Default)]
pub struct SiteQuery;

#[Object]
impl SiteQuery {
    /// What the site says of itself.
    async fn site(&self, ctx: &Context<'_>) -> Option<Site> {
        or_null(ctx, Box::pin(site::get(ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>(), &[])).await)
    }
}

/// Writing the site.
#[derive(Debug, Default)]
pub struct SiteMutation;

#[Object]
impl SiteMutation {
    /// Change the site; what is left out stays, null empties. Needs `admin`.
    async fn update_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version that is changed.")] version: i32,
        #[graphql(desc = "The change.")] patch: SitePatch,
    ) -> Option<Site> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        or_null(ctx, Box::pin(site::update(app, actor, version, patch)).await)
    }
}
