//! What became of an article's comments, by GraphQL.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::app::App;
use crate::domain::comments::CommentChangePage;
use crate::domain::paging::{DEFAULT_LIMIT, check_limit};
use crate::domain::time::Instant;
use crate::graphql::errors::or_null;
use crate::usecases::comments::{self, Since};
use crate::usecases::reading::Reading;

/// Following the comments of an article.
#[derive(Debug, Default)]
pub struct CommentChangeQuery;

#[Object]
impl CommentChangeQuery {
    /// For whoever keeps a copy of an article's comments: those that are new, changed or gone since an instant or a position,
    /// each as it is now. Ask again with `after` set to the answer's `position`; what changed in the last second with a change is
    /// told again.
    async fn comment_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article's id.")] article_id: ID,
        #[graphql(desc = "What changed at this instant or later; from the beginning when left out.")] since: Option<
            Instant,
        >,
        #[graphql(desc = "The `position` of the last answer, in the place of `since`.")] after: Option<String>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
    ) -> Option<CommentChangePage> {
        let reading = ctx.data_unchecked::<Arc<Reading>>();
        let page = async {
            let limit = first.map_or(Ok(DEFAULT_LIMIT), |first| check_limit(first.into(), "first"))?;
            let since = Since { instant: since, after: after.as_deref() };
            let app = ctx.data_unchecked::<App>();
            comments::changed(app, reading, article_id.parse()?, since, limit).await
        };
        or_null(ctx, Box::pin(page).await)
    }
}
