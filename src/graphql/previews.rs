//! Previews of articles by GraphQL. What a preview shows is read where articles are.

use async_graphql::{Context, ID, Object};

use crate::app::App;
use crate::domain::keys::Actor;
use crate::domain::preview::{ArticlePreview, NewPreview};
use crate::graphql::errors::or_null;
use crate::usecases::articles;

/// Making previews.
#[derive(Debug, Default)]
pub struct PreviewMutation;

#[Object]
impl PreviewMutation {
    /// Make a token that shows an article as it stands to whoever has it, whatever its state unless it was cancelled, and nothing
    /// else; an hour unless another time is asked for. Needs `articles:write`.
    async fn preview_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article's id.")] id: ID,
        #[graphql(desc = "How long it holds; an hour when it is left out.")] input: Option<NewPreview>,
    ) -> Option<ArticlePreview> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let made = async { articles::preview(app, actor, id.parse()?, input.unwrap_or_default()).await };
        or_null(ctx, Box::pin(made).await)
    }
}
