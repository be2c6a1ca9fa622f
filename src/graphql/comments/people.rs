//! What readers say of comments, by GraphQL.

use async_graphql::{Context, ID, Object};

use crate::app::App;
use crate::domain::comments::{CommentFlag, CommentReaction, FlagComment, Network};
use crate::domain::keys::Actor;
use crate::graphql::errors::or_null;
use crate::usecases::comments;

/// Reacting to comments and reporting them.
#[derive(Debug, Default)]
pub struct FeedbackMutation;

#[Object]
impl FeedbackMutation {
    /// React to a comment. Whoever has reacted so already changes nothing. Needs the token of a reader, unless the site takes
    /// reactions of others too.
    async fn add_reaction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment's id.")] id: ID,
        #[graphql(desc = "The kind, such as LIKE.")] kind: String,
    ) -> Option<CommentReaction> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let network = ctx.data_unchecked::<Network>();
        let added = async { comments::add_reaction(app, actor, network, id.parse()?, &kind).await };
        or_null(ctx, Box::pin(added).await)
    }

    /// Take a reaction to a comment back. Where there is none, nothing changes.
    async fn remove_reaction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment's id.")] id: ID,
        #[graphql(desc = "The kind, such as LIKE.")] kind: String,
    ) -> Option<CommentReaction> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let network = ctx.data_unchecked::<Network>();
        let removed = async { comments::remove_reaction(app, actor, network, id.parse()?, &kind).await };
        or_null(ctx, Box::pin(removed).await)
    }

    /// Report a comment to the moderators. Whoever has reported it, and no moderator has judged it since, gets that report
    /// back.
    async fn flag_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment's id.")] id: ID,
        #[graphql(desc = "Why.")] input: FlagComment,
    ) -> Option<CommentFlag> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let network = ctx.data_unchecked::<Network>();
        let flagged = async { comments::flag(app, actor, network, id.parse()?, input).await };
        or_null(ctx, Box::pin(flagged).await).map(|(flag, _)| flag)
    }
}
