//! Lists of articles below the nouns that narrow them.

use async_graphql::Context;

use crate::domain::articles::{Article, ArticleFilter, ArticleOrder};
use crate::error::{Error, Result};
use crate::graphql::asked::page_of;
use crate::graphql::errors::or_null;
use crate::graphql::loaders::RelationLoader;
use crate::graphql::pages::{Connection, PageArguments, connection};

/// A page of the articles of one noun: `narrow` puts the noun in its place of the filter, or gives the name of that place
/// when the caller has filled it.
pub(super) async fn articles_of(
    ctx: &Context<'_>,
    page: PageArguments,
    filter: Option<ArticleFilter>,
    narrow: impl FnOnce(&mut ArticleFilter) -> Result<(), &'static str>,
) -> Option<Connection<Article>> {
    let page = async {
        let page = page.page()?;
        let mut filter = filter.unwrap_or_default();
        narrow(&mut filter).map_err(|name| {
            Error::parameter("filter", format!("must not name {name} here: the list has one of its own"))
        })?;
        ctx.data_unchecked::<RelationLoader>().loader().one_more_list()?;
        page_of(ctx, (&filter, ArticleOrder::Newest), &page).await
    };
    or_null(ctx, Box::pin(page).await).map(connection)
}

/// Puts a noun in its place of a filter, unless the place is taken.
pub(super) fn fill(place: &mut Option<String>, id: String, name: &'static str) -> Result<(), &'static str> {
    match place.replace(id) {
        Some(_) => Err(name),
        None => Ok(()),
    }
}
