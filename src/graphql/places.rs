//! Places by GraphQL.
#![expect(clippy::too_many_arguments, reason = "an argument of a field is an argument of its function")]

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object};

use crate::app::App;
use crate::domain::articles::{Article, ArticleFilter};
use crate::domain::datelines::DatelinePlace;
use crate::domain::lang::Lang;
use crate::domain::places::{self as gazetteer, Place, PlaceFilter, PlaceKind};
use crate::graphql::below::{articles_of, fill};
use crate::graphql::errors::{or_fail, or_null, shared};
use crate::graphql::loaders::{PlaceCountOf, RelationLoader};
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::places;
use crate::usecases::reading::Reading;

#[ComplexObject]
impl Place {
    /// The name in this language; without one, in the site's first language that it has.
    #[graphql(name = "name")]
    async fn localized_name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the name (BCP 47); where it has none, the site's languages follow.")]
        lang: Option<Lang>,
    ) -> String {
        let asked: Vec<Lang> = lang.into_iter().collect();
        ctx.data_unchecked::<App>().preference(&asked).pick(&self.names.texts()).to_owned()
    }

    /// How many articles that readers see now have a dateline of this place or of one inside it.
    #[graphql(name = "articleCount")]
    async fn count_of_articles(&self, ctx: &Context<'_>) -> async_graphql::Result<i32> {
        if let Some(count) = self.article_count {
            return Ok(count);
        }
        let key = PlaceCountOf(self.id.clone());
        let found = ctx.data_unchecked::<RelationLoader>().load_one(key).await.map_err(shared);
        Ok(or_fail(ctx, found)?.unwrap_or_default())
    }

    /// The region in which it lies.
    async fn region(&self) -> Option<Place> {
        self.region_id.as_deref().and_then(gazetteer::by_id)
    }

    /// The articles with a dateline of this place or of one inside it, the newest first.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Which of them; every condition narrows the list. It must not name a place.")] filter: Option<
            ArticleFilter,
        >,
    ) -> Option<Connection<Article>> {
        let page = PageArguments { first, after, last, before };
        articles_of(ctx, page, filter, |filter| fill(&mut filter.place, self.id.clone(), "place")).await
    }
}

#[ComplexObject]
impl DatelinePlace {
    /// The place of the gazetteer, with its coordinates and its names in other languages; null when it is not there.
    #[graphql(name = "place")]
    async fn place_link(&self) -> Option<Place> {
        self.place_id.as_deref().and_then(gazetteer::by_id)
    }
}

/// Reading places.
#[derive(Debug, Default)]
pub struct PlaceQuery;

#[Object]
impl PlaceQuery {
    /// The places that the datelines of articles name, with the regions and countries in which they lie; those of the most
    /// articles first.
    async fn places(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Only of this kind.")] kind: Option<PlaceKind>,
        #[graphql(desc = "Only in this country (ISO 3166-1 alpha-2), such as KG.")] country: Option<String>,
        #[graphql(desc = "Only inside this place, by its id.")] within: Option<ID>,
        #[graphql(desc = "Only those of which a name, or a word of one, begins so; 1 to 100 characters.")] q: Option<
            String,
        >,
    ) -> Option<Connection<Place>> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let filter = PlaceFilter { kind, country, within: within.map(|id| id.to_string()), q };
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            places::list(app, reading, &filter, &page, &[]).await
        };
        or_null(ctx, Box::pin(page).await).map(connection)
    }

    /// A place of the gazetteer by its id, such as `geonames:1528675` or `country:KG`; null beside an error when there is none.
    async fn place(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Option<Place> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        or_null(ctx, Box::pin(places::get(app, reading, &id, &[])).await)
    }
}
