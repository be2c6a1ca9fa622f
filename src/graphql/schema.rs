//! The schema: the nouns' roots put together, and its printed form.

use async_graphql::{EmptySubscription, MergedObject, SDLExportOptions, Schema as Library, SchemaBuilder};

use crate::app::App;
use crate::graphql::articles::{ArticleMutation, ArticleQuery};
use crate::graphql::authors::{AuthorMutation, AuthorQuery};
use crate::graphql::changes::ChangeQuery;
use crate::graphql::channels::{ChannelMutation, ChannelQuery};
use crate::graphql::comments::moderation::{ModerationMutation, ModerationQuery};
use crate::graphql::comments::people::FeedbackMutation;
use crate::graphql::comments::policy::{CommentPolicyMutation, CommentPolicyQuery};
use crate::graphql::comments::threads::CommentChangeQuery;
use crate::graphql::comments::{CommentMutation, CommentQuery};
use crate::graphql::currencies::CurrencyQuery;
use crate::graphql::datelines::DatelineQuery;
use crate::graphql::limits::LimitQuery;
use crate::graphql::lists::{ListMutation, ListQuery};
use crate::graphql::media::{MediaMutation, MediaQuery};
use crate::graphql::node::NodeQuery;
use crate::graphql::places::PlaceQuery;
use crate::graphql::previews::PreviewMutation;
use crate::graphql::rates::RateQuery;
use crate::graphql::readers::{ReaderMutation, ReaderQuery};
use crate::graphql::resolve::ResolveQuery;
use crate::graphql::sections::{SectionMutation, SectionQuery};
use crate::graphql::site::{SiteMutation, SiteQuery};
use crate::graphql::tags::{TagMutation, TagQuery};

/// What can be read.
#[derive(Debug, MergedObject, Default)]
#[graphql(name = "Query")]
pub struct Query(
    NodeQuery,
    ArticleQuery,
    ListQuery,
    ResolveQuery,
    SectionQuery,
    TagQuery,
    AuthorQuery,
    PlaceQuery,
    DatelineQuery,
    RateQuery,
    CurrencyQuery,
    ChannelQuery,
    MediaQuery,
    SiteQuery,
    CommentQuery,
    CommentChangeQuery,
    CommentPolicyQuery,
    ReaderQuery,
    ModerationQuery,
    ChangeQuery,
    LimitQuery,
);

/// What can be written.
#[derive(Debug, MergedObject, Default)]
#[graphql(name = "Mutation")]
pub struct Mutation(
    ArticleMutation,
    PreviewMutation,
    ListMutation,
    SectionMutation,
    TagMutation,
    AuthorMutation,
    CommentMutation,
    CommentPolicyMutation,
    FeedbackMutation,
    ReaderMutation,
    ModerationMutation,
    ChannelMutation,
    MediaMutation,
    SiteMutation,
);

/// The schema of this server.
pub type Schema = Library<Query, Mutation, EmptySubscription>;

fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    // The guard has measured depth and cost before the library sees a document; the library's own bound on recursion
    // stays as a second line.
    Library::build(Query::default(), Mutation::default(), EmptySubscription).disable_suggestions()
}

/// The schema over an application.
#[must_use]
pub fn build(app: &App) -> Schema {
    builder().data(app.clone()).finish()
}

/// The schema in SDL (GraphQL §3), with a newline at the end.
#[must_use]
pub fn sdl(schema: &Schema) -> String {
    let text =
        schema.sdl_with_options(SDLExportOptions::new().include_specified_by().use_space_ident().indent_width(2));
    format!("{}\n", text.trim_end())
}

/// The SDL without a running application, as the file `schema.graphql` holds it.
#[must_use]
pub fn printed() -> String {
    sdl(&builder().finish())
}
