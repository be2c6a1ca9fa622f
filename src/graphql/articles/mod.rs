//! Articles by GraphQL.
#![expect(clippy::too_many_arguments, reason = "an argument of a field is an argument of its function")]

mod links;
mod mutations;

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

pub use mutations::ArticleMutation;

use crate::app::App;
use crate::domain::articles::{Article, ArticleCount, ArticleFilter, ArticleOrder, Embed};
use crate::domain::lang::Lang;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::graphql::asked::page_of;
use crate::graphql::errors::or_null;
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::articles;
use crate::usecases::reading::Reading;

/// The article under a name, now or as it was; where no article has this slug, the one that had it.
async fn open(
    app: &App,
    reading: &Reading,
    name: (&str, Option<&Lang>),
    as_of: Option<Instant>,
    wanted: &[Lang],
) -> Result<Article> {
    let found = under(app, reading, name, as_of, wanted).await;
    match found {
        Err(error) if error.code == Code::NotFound => match articles::moved_to(app, reading, name.0, name.1).await? {
            Some(id) => under(app, reading, (&id.to_string(), None), as_of, wanted).await,
            None => Err(error),
        },
        found => found,
    }
}

async fn under(
    app: &App,
    reading: &Reading,
    name: (&str, Option<&Lang>),
    as_of: Option<Instant>,
    wanted: &[Lang],
) -> Result<Article> {
    match as_of {
        Some(at) => articles::as_of(app, reading, name, at, Embed::NONE, &[]).await,
        None => articles::get_in(app, reading, name, wanted, Embed::NONE).await,
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
        #[graphql(desc = "In which order; NEWEST when left out.")] order: Option<ArticleOrder>,
    ) -> Option<Connection<Article>> {
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            let what = (&filter.unwrap_or_default(), order.unwrap_or_default());
            page_of(ctx, what, &page).await
        };
        or_null(ctx, Box::pin(page).await).map(connection)
    }

    /// How many articles there are, up to 10,000.
    async fn article_count(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which articles; every condition narrows the list.")] filter: Option<ArticleFilter>,
    ) -> Option<ArticleCount> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        or_null(ctx, Box::pin(articles::count(app, reading, &filter.unwrap_or_default())).await)
    }

    /// The article with this id, or with this slug, be it a former one that no other article has; null beside an error when there is none that may be seen. The error of one
    /// that was taken back has the code `GONE` and tells in `extensions.recall` why, when, and what to use in its place.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id or the slug.")] id: ID,
        #[graphql(desc = "The language of the article, where a slug stands in several.")] language: Option<Lang>,
        #[graphql(desc = "The article as readers saw it at this instant.")] as_of: Option<Instant>,
        #[graphql(
            desc = "The languages wanted, the best first: the article comes in the first of them in which it or a \
                          translation of it is there. With asOf or preview the article itself comes."
        )]
        languages: Option<Vec<Lang>>,
        #[graphql(desc = "The token of a preview, which opens this article whatever its state.")] preview: Option<
            String,
        >,
    ) -> Option<Article> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let name = (id.as_str(), language.as_ref());
        let wanted = languages.unwrap_or_default();
        let found = match (preview, as_of) {
            (Some(_), Some(_)) => Err(Error::parameter("asOf", "cannot stand together with preview")),
            (Some(token), None) => articles::previewed(app, reading, name, &token, Embed::OPENED, &[]).await,
            (None, as_of) => Box::pin(open(app, reading, name, as_of, &wanted)).await,
        };
        or_null(ctx, found)
    }
}
