//! Comments by GraphQL.

pub mod moderation;
pub mod people;
pub mod policy;
pub mod threads;

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object};

use crate::app::App;
use crate::domain::articles::Article;
use crate::domain::comments::{
    Comment, CommentCount, CommentDecision, CommentFlag, CommentOrder, CommentRevision, CommentStatus, Network,
    NewComment,
};
use crate::domain::ids::ArticleId;
use crate::domain::keys::{Actor, Scope};
use crate::error::Result;
use crate::graphql::errors::{or_null, shared};
use crate::graphql::loaders::{ArticleOf, CommentOf, DecisionsOf, FlagsOf, RelationLoader, RepliesOf, ThreadOf};
use crate::graphql::once::once;
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::comments;
use crate::usecases::reading::Reading;

#[ComplexObject]
impl Comment {
    /// The article under which it stands.
    async fn article(&self, ctx: &Context<'_>) -> Option<Article> {
        let found = ctx.data_unchecked::<RelationLoader>().load_one(ArticleOf(self.article_id)).await.map_err(shared);
        or_null(ctx, found).flatten()
    }

    /// The texts that its author has replaced, the oldest first. Needs `comments:moderate`.
    async fn revisions(&self, ctx: &Context<'_>) -> Option<Vec<CommentRevision>> {
        let found = comments::revisions(ctx.data_unchecked::<Arc<Reading>>(), self.id);
        or_null(ctx, Box::pin(found).await)
    }

    /// The answers directly under it, the oldest first unless another order is asked for.
    async fn replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "In which order; OLDEST when left out.")] order: Option<CommentOrder>,
    ) -> Option<Connection<Comment>> {
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            let order = order.unwrap_or(CommentOrder::Oldest);
            let key = RepliesOf { comment: self.id, article: self.article_id, order, page };
            let found = ctx.data_unchecked::<RelationLoader>().load_one(key).await.map_err(shared)?;
            found.transpose().map_err(shared)
        };
        or_null(ctx, Box::pin(page).await).flatten().map(connection)
    }

    /// The thread in which it stands, flat: from its top on each comment before its answers, those in the order of their
    /// time. `depth` says how many stand above one.
    async fn thread(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
    ) -> Option<Connection<Comment>> {
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            let key = ThreadOf { root: self.root_id, article: self.article_id, page };
            let found = ctx.data_unchecked::<RelationLoader>().load_one(key).await.map_err(shared)?;
            found.transpose().map_err(shared)
        };
        or_null(ctx, Box::pin(page).await).flatten().map(connection)
    }

    /// The comments above it, for a link to it: the top of its thread first, the one under which it stands last. Those that
    /// readers do not see have no author and no text.
    async fn parents(&self, ctx: &Context<'_>) -> Option<Vec<Comment>> {
        let keys: Vec<CommentOf> = self.ancestors.iter().copied().map(CommentOf).collect();
        let found = ctx.data_unchecked::<RelationLoader>().load_many(keys.iter().copied()).await.map_err(shared);
        let mut found = or_null(ctx, found)?;
        Some(keys.iter().filter_map(|key| found.remove(key)).collect())
    }

    /// Its newest reports of readers, at most 50, those too that a moderator has dealt with; null for whoever lacks
    /// `comments:moderate`, and beside an error for a key that judges in other sections.
    async fn flags(&self, ctx: &Context<'_>) -> Option<Vec<CommentFlag>> {
        ctx.data_unchecked::<Arc<Reading>>().actor().has(Scope::CommentsModerate).then_some(())?;
        let key = FlagsOf { comment: self.id, article: self.article_id };
        let found = ctx.data_unchecked::<RelationLoader>().load_one(key).await.map_err(shared);
        or_null(ctx, found.and_then(|found| found.ok_or_else(comments::judges_elsewhere)))
    }

    /// Who decided what over it, when and why, the oldest decision first. Needs `comments:moderate`; null beside an error
    /// without it, and for a key that judges in other sections.
    async fn decisions(&self, ctx: &Context<'_>) -> Option<Vec<CommentDecision>> {
        let key = DecisionsOf { comment: self.id, article: self.article_id };
        let found = ctx.data_unchecked::<RelationLoader>().load_one(key).await.map_err(shared);
        let found = found.and_then(|found| found.ok_or_else(comments::judges_elsewhere));
        or_null(ctx, found)
    }
}

/// Reading comments.
#[derive(Debug, Default)]
pub struct CommentQuery;

#[expect(clippy::too_many_arguments, reason = "each is an argument of a field")]
#[Object]
impl CommentQuery {
    /// Comments of the whole site that readers see, or those of a status.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this status; all but PUBLISHED and APPROVED need `comments:moderate`.")]
        status: Option<CommentStatus>,
        #[graphql(desc = "NEWEST or OLDEST; NEWEST when left out.")] order: Option<CommentOrder>,
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
            comments::list(reading, status, order.unwrap_or_default(), &page).await
        };
        or_null(ctx, Box::pin(page).await).map(connection)
    }

    /// The comment with this id; null beside an error when there is none that may be seen.
    async fn comment(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Option<Comment> {
        let found = async { comments::get(ctx.data_unchecked::<Arc<Reading>>(), id.parse()?).await };
        or_null(ctx, Box::pin(found).await)
    }

    /// How many comments readers see under these articles, in this order; articles that are not to be seen are left out.
    async fn comment_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 ids of articles.")] article_ids: Vec<ID>,
    ) -> Option<Vec<CommentCount>> {
        let found = async {
            let ids: Vec<ArticleId> = article_ids.iter().map(|id| id.parse()).collect::<Result<_>>()?;
            comments::counts(ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>(), &ids, "articleIds")
                .await
        };
        or_null(ctx, Box::pin(found).await)
    }
}

/// Writing and judging comments.
#[derive(Debug, Default)]
pub struct CommentMutation;

#[Object]
impl CommentMutation {
    /// Post a comment under an article, or an answer to one. Needs no key. One that is held is shown here and to nobody
    /// else until a moderator has approved it.
    async fn create_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article's id.")] article_id: ID,
        #[graphql(desc = "The comment.")] input: NewComment,
    ) -> Option<Comment> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let network = ctx.data_unchecked::<Network>();
        let posted = async { comments::create(app, actor, network, article_id.parse()?, input, once(ctx)).await };
        or_null(ctx, Box::pin(posted).await)
    }
}
