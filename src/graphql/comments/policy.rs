//! What is wanted of comments, and what authors do with their own, by GraphQL.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::app::App;
use crate::domain::comments::{
    Comment, CommentForm, CommentPolicyPatch, CommentPolicyRecord, EditComment, Network, PolicyPlace,
};
use crate::domain::ids::ArticleId;
use crate::domain::keys::Actor;
use crate::error::{Error, Result};
use crate::graphql::errors::or_null;
use crate::usecases::comments::{self, policy};
use crate::usecases::reading::Reading;

/// The place of an id: a section or an article; without an id the site.
fn place(id: Option<&ID>) -> Result<PolicyPlace> {
    let Some(id) = id else { return Ok(PolicyPlace::Site) };
    if id.starts_with("section_") {
        return id.parse().map(PolicyPlace::Section);
    }
    let wrong = |_| Error::parameter("place", "must be the id of a section or of an article");
    id.parse().map(PolicyPlace::Article).map_err(wrong)
}

/// Reading policies and forms.
#[derive(Debug, Default)]
pub struct CommentPolicyQuery;

#[Object]
impl CommentPolicyQuery {
    /// What is wanted of comments in a place. Needs `comments:moderate`.
    async fn comment_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of a section or an article; left out for the site.")] place: Option<ID>,
    ) -> Option<CommentPolicyRecord> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let found = async { policy::get(app, reading, self::place(place.as_ref())?).await };
        or_null(ctx, Box::pin(found).await)
    }

    /// What is to be known to write a comment under an article, with a token that is made anew each time.
    async fn comment_form(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article's id.")] article_id: ID,
    ) -> Option<CommentForm> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let found = async {
            let article: ArticleId = article_id.parse()?;
            comments::form(app, reading, article).await
        };
        or_null(ctx, Box::pin(found).await)
    }
}

/// Changing policies, and one's own comments.
#[derive(Debug, Default)]
pub struct CommentPolicyMutation;

#[Object]
impl CommentPolicyMutation {
    /// Change what is wanted of comments in a place. Needs `admin`; for an article `comments:moderate`.
    async fn update_comment_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of a section or an article; left out for the site.")] place: Option<ID>,
        #[graphql(desc = "The version that is changed; 0 where nothing was ever said.")] version: i32,
        #[graphql(desc = "The change.")] input: CommentPolicyPatch,
    ) -> Option<CommentPolicyRecord> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let changed = async { policy::update(app, actor, self::place(place.as_ref())?, version, input).await };
        or_null(ctx, Box::pin(changed).await)
    }

    /// Change the text of one's own comment, for some minutes after it was posted. The rules judge the new text.
    async fn edit_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is changed.")] version: i32,
        #[graphql(desc = "The new text.")] input: EditComment,
        #[graphql(desc = "The `editToken` of the comment, of who is not signed in.")] edit_token: Option<String>,
    ) -> Option<Comment> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let who = (actor, ctx.data_unchecked::<Network>());
        let edited = async { comments::edit(app, who, id.parse()?, version, (input, edit_token.as_deref())).await };
        or_null(ctx, Box::pin(edited).await)
    }

    /// Take one's own comment back. Its place stays, without author and text, while readers see answers to it.
    async fn delete_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The version that is deleted.")] version: i32,
        #[graphql(desc = "The `editToken` of the comment, of who is not signed in.")] edit_token: Option<String>,
    ) -> Option<Comment> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let deleted = async { comments::delete(app, actor, id.parse()?, version, edit_token.as_deref()).await };
        or_null(ctx, Box::pin(deleted).await)
    }
}
