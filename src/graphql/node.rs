//! Global identification (<https://relay.dev/graphql/objectidentification.htm>): any thing by its id.

use async_graphql::{Context, ID, Interface, Object};

use crate::app::App;
use crate::domain::articles::Article;
use crate::domain::authors::Author;
use crate::domain::ids::NodeId;
use crate::domain::keys::Actor;
use crate::domain::sections::Section;
use crate::domain::tags::Tag;
use crate::error::{Code, Error, Result};
use crate::graphql::errors::or_null;
use crate::usecases::{articles, authors, sections, tags};

/// A thing with an id of its own.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The thing's id; it never changes."))]
pub enum Node {
    /// An article.
    Article(Box<Article>),
    /// A section.
    Section(Section),
    /// A tag.
    Tag(Tag),
    /// An author.
    Author(Author),
}

/// Looking up by id.
#[derive(Debug, Default)]
pub struct NodeQuery;

/// The most ids of one `nodes`.
const MOST: usize = 100;

#[Object]
impl NodeQuery {
    /// The thing with this id; null when there is none that may be seen.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id, as this API gave it.")] id: ID) -> Option<Node> {
        or_null(ctx, find(ctx, &id).await).flatten()
    }

    /// The things with these ids in their order, null where there is none that may be seen.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 ids, as this API gave them.")] ids: Vec<ID>,
    ) -> Option<Vec<Option<Node>>> {
        let found = async {
            if ids.len() > MOST {
                return Err(Error::parameter("ids", format!("holds at most {MOST} ids; it has {}", ids.len())));
            }
            // Side by side, so that ids of one kind are read together where a loader does so.
            futures_util::future::try_join_all(ids.iter().map(|id| find(ctx, id))).await
        };
        or_null(ctx, found.await)
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
    let found = match id.parse()? {
        NodeId::Article(id) => {
            Ok(articles::by_ids(app, actor, &[id]).await?.pop().map(|article| Node::Article(Box::new(article))))
        }
        NodeId::Section(_) => sections::get(app, id, &[]).await.map(|section| Some(Node::Section(section))),
        NodeId::Tag(_) => tags::get(app, id, &[]).await.map(|tag| Some(Node::Tag(tag))),
        NodeId::Author(_) => authors::get(app, actor, id).await.map(|author| Some(Node::Author(author))),
    };
    match found {
        Err(error) if error.code == Code::NotFound => Ok(None),
        found => found,
    }
}
