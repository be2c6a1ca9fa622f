//! Moderation by GraphQL: what moderators look at, and what they decide.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::app::App;
use crate::domain::comments::{
    AssignComment, Comment, CommentJudgement, CommentStatusCount, CommentVerdict, JudgeComment, JudgementResult,
    ModerationCounts, ModerationFilter, ModerationQueue, NewSavedReason, RejectComment, SavedReason, SavedReasonPatch,
    Whose,
};
use crate::domain::ids::SavedReasonId;
use crate::domain::keys::{Actor, Scope};
use crate::error::Result;
use crate::graphql::errors::or_null;
use crate::graphql::once::once;
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::comments;
use crate::usecases::reading::Reading;

/// An author as moderators see one: a signed-in reader, or whoever wrote under a name.
#[derive(Debug)]
pub struct CommentAuthorHistory(Whose);

/// An author as moderators see one: a signed-in reader, or whoever wrote under a name.
#[Object]
impl CommentAuthorHistory {
    /// How many comments the author has, by status.
    async fn counts(&self, ctx: &Context<'_>) -> Option<Vec<CommentStatusCount>> {
        let reading = ctx.data_unchecked::<Arc<Reading>>();
        or_null(ctx, Box::pin(comments::author_counts(reading, &self.0)).await)
    }

    /// The author's comments of any status, the newest first.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
    ) -> Option<Connection<Comment>> {
        let reading = ctx.data_unchecked::<Arc<Reading>>();
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            comments::of_author(reading, &self.0, &page).await
        };
        or_null(ctx, Box::pin(page).await).map(connection)
    }
}

/// What moderators look at.
#[derive(Debug, Default)]
pub struct ModerationQuery;

#[expect(clippy::too_many_arguments, reason = "each is an argument of a field")]
#[Object]
impl ModerationQuery {
    /// A queue of what waits for moderators, or without one every comment, the newest first. A key that judges only in some
    /// sections finds only what stands under articles there. Needs `comments:moderate`.
    async fn moderation_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which queue; every comment when left out.")] queue: Option<ModerationQueue>,
        #[graphql(desc = "What narrows it.")] filter: Option<ModerationFilter>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
    ) -> Option<Connection<Comment>> {
        let reading = ctx.data_unchecked::<Arc<Reading>>();
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            comments::queue(reading, queue, &filter.unwrap_or_default(), &page).await
        };
        or_null(ctx, Box::pin(page).await).map(connection)
    }

    /// How many comments stand in each queue, as far as the key judges them. Needs `comments:moderate`.
    async fn moderation_counts(&self, ctx: &Context<'_>) -> Option<ModerationCounts> {
        or_null(ctx, Box::pin(comments::queue_counts(ctx.data_unchecked::<Arc<Reading>>())).await)
    }

    /// An author's comments with how many there are of each status: of a signed-in reader, or under a name, which nobody has
    /// checked. One of the two is needed. Needs `comments:moderate`.
    async fn comment_author(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the signed-in reader.")] reader: Option<ID>,
        #[graphql(desc = "The name, exactly as it is written.")] name: Option<String>,
    ) -> Option<CommentAuthorHistory> {
        let whose = || {
            ctx.data_unchecked::<Arc<Reading>>().actor().require(Scope::CommentsModerate)?;
            Whose::read(reader.as_deref().map(String::as_str), name.as_deref())
        };
        or_null(ctx, whose()).map(CommentAuthorHistory)
    }

    /// The saved reasons in the order in which they were made; there are 100 at most. Needs `comments:moderate`.
    async fn saved_reasons(&self, ctx: &Context<'_>) -> Option<Vec<SavedReason>> {
        or_null(ctx, Box::pin(comments::saved_reasons(ctx.data_unchecked::<Arc<Reading>>())).await)
    }
}

async fn judged(
    ctx: &Context<'_>,
    (id, version): (&ID, i32),
    verdict: CommentVerdict,
    how: Option<JudgeComment>,
) -> Option<Comment> {
    let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
    let judged = async { comments::judge(app, actor, id.parse()?, version, verdict, how.unwrap_or_default()).await };
    or_null(ctx, Box::pin(judged).await)
}

/// What moderators decide.
#[derive(Debug, Default)]
pub struct ModerationMutation;

#[Object]
impl ModerationMutation {
    /// Let a comment pass, also one that was held or rejected. Needs `comments:moderate`.
    async fn approve_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is judged.")] version: i32,
        #[graphql(desc = "Why.")] input: Option<JudgeComment>,
    ) -> Option<Comment> {
        judged(ctx, (&id, version), CommentVerdict::Approve, input).await
    }

    /// Refuse a comment: readers no longer see it, or see only that one stood there where there are answers to it. Needs
    /// `comments:moderate`.
    async fn reject_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is judged.")] version: i32,
        #[graphql(desc = "Why.")] input: Option<RejectComment>,
    ) -> Option<Comment> {
        judged(ctx, (&id, version), CommentVerdict::Reject, input.map(JudgeComment::from)).await
    }

    /// Take a comment for spam: readers no longer see it, as when it is rejected. Needs `comments:moderate`.
    async fn mark_comment_as_spam(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is judged.")] version: i32,
        #[graphql(desc = "Why.")] input: Option<JudgeComment>,
    ) -> Option<Comment> {
        judged(ctx, (&id, version), CommentVerdict::Spam, input).await
    }

    /// Put a comment back into the queue: it waits for a moderator again, and readers do not see it. Needs
    /// `comments:moderate`.
    async fn hold_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is judged.")] version: i32,
        #[graphql(desc = "Why.")] input: Option<JudgeComment>,
    ) -> Option<Comment> {
        judged(ctx, (&id, version), CommentVerdict::Hold, input).await
    }

    /// Erase a comment for good: its text, former ones too, its author, and the notes over it. Its place stays where readers see
    /// answers to it. Needs `comments:moderate`.
    async fn erase_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is erased.")] version: i32,
    ) -> Option<Comment> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let erased = async { comments::erase(app, actor, id.parse()?, version).await };
        or_null(ctx, Box::pin(erased).await)
    }

    /// Judge up to 100 comments, each for itself and in their order, with a result for each. Needs `comments:moderate`.
    async fn judge_comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decisions, 1 to 100.")] items: Vec<CommentJudgement>,
    ) -> Option<Vec<JudgementResult>> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let items = items.into_iter().map(Ok).collect();
        or_null(ctx, Box::pin(comments::judge_each(app, actor, items)).await)
    }

    /// Take a comment to judge it, or give it to another key; its version stays, and the next decision ends it. Needs
    /// `comments:moderate`.
    async fn assign_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "Who is to judge it; the key that asks when left out.")] input: Option<AssignComment>,
    ) -> Option<Comment> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let assigned = async { comments::assign(app, actor, id.parse()?, input.unwrap_or_default()).await };
        or_null(ctx, Box::pin(assigned).await)
    }

    /// Give a comment back: nobody is to judge it. Needs `comments:moderate`.
    async fn unassign_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "Whether also where another key is to judge it.", default)] force: bool,
    ) -> Option<Comment> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let given_back = async { comments::unassign(app, actor, id.parse()?, force).await };
        or_null(ctx, Box::pin(given_back).await)
    }

    /// Save a reason; there are 100 at most. Needs `comments:moderate`.
    async fn create_saved_reason(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reason.")] input: NewSavedReason,
    ) -> Option<SavedReason> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        or_null(ctx, Box::pin(comments::save_reason(app, actor, input, once(ctx))).await)
    }

    /// Change a saved reason; what is left out stays, null takes the note away. Needs `comments:moderate`.
    async fn update_saved_reason(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is changed.")] version: i32,
        #[graphql(desc = "The change.")] patch: SavedReasonPatch,
    ) -> Option<SavedReason> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { comments::change_reason(app, actor, id.parse()?, version, patch).await };
        or_null(ctx, Box::pin(changed).await)
    }

    /// Delete a saved reason; decisions that named it stay as they were. Gives the id back. Needs `comments:moderate`.
    async fn delete_saved_reason(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is deleted.")] version: i32,
    ) -> Option<SavedReasonId> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let deleted = async {
            let id: SavedReasonId = id.parse()?;
            comments::delete_reason(app, actor, id, version).await?;
            Result::Ok(id)
        };
        or_null(ctx, Box::pin(deleted).await)
    }
}
