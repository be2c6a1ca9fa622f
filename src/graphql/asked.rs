//! What a query asks of the articles on a page, known before they are read.

use std::sync::Arc;

use async_graphql::Context;

use crate::app::App;
use crate::domain::articles::{Article, ArticleFilter, ArticleOrder};
use crate::domain::paging::{Page, PageRequest};
use crate::error::Result;
use crate::graphql::loaders::RelationLoader;
use crate::usecases::articles::{self, PageParts};
use crate::usecases::reading::Reading;

/// A page of articles, with what their fields ask for: one statement for all of it.
///
/// # Errors
/// As [`articles::list`].
pub(super) async fn page_of(
    ctx: &Context<'_>,
    what: (&ArticleFilter, ArticleOrder),
    page: &PageRequest,
) -> Result<Page<Article>> {
    let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
    let which = parts_asked(ctx);
    let (page, found) = articles::list_with_parts(app, reading, what, page, which).await?;
    ctx.data_unchecked::<RelationLoader>().loader().prime(&page, which, found);
    Ok(page)
}

/// What is asked for below `nodes` or `edges.node`, under any alias.
fn parts_asked(ctx: &Context<'_>) -> PageParts {
    let ahead = ctx.look_ahead();
    let nodes = [ahead.field("nodes"), ahead.field("edges").field("node")];
    let asks = |name: &str| nodes.iter().any(|node| node.field(name).exists());
    PageParts {
        tags: asks("tags"),
        authors: asks("authors"),
        dateline: asks("dateline"),
        media: asks("media"),
        body: asks("body") || asks("blocks"),
        comment_count: asks("commentCount"),
        section: asks("section"),
    }
}
