//! Global identification (<https://relay.dev/graphql/objectidentification.htm>): any thing by its id.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, Interface, Object};

use crate::app::App;
use crate::domain::articles::Article;
use crate::domain::authors::Author;
use crate::domain::channels::Channel;
use crate::domain::comments::Comment;
use crate::domain::ids::{ArticleId, NodeId, SiteId};
use crate::domain::lists::ArticleList;
use crate::domain::media::Media;
use crate::domain::rates::RateObservation;
use crate::domain::readers::Reader;
use crate::domain::sections::Section;
use crate::domain::site::Site;
use crate::domain::tags::Tag;
use crate::error::{Error, Result};
use crate::graphql::errors::{beside, or_null};
use crate::usecases::reading::Reading;
use crate::usecases::{articles, authors, channels, comments, lists, media, rates, readers, sections, site, tags};

/// A thing with an id of its own.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The thing's id; it never changes."))]
pub enum Node {
    /// An article.
    Article(Box<Article>),
    /// A section.
    Section(Box<Section>),
    /// A tag.
    Tag(Box<Tag>),
    /// An author.
    Author(Author),
    /// What a source of exchange rates published of a pair for a day.
    RateObservation(Box<RateObservation>),
    /// A channel.
    Channel(Channel),
    /// A comment.
    Comment(Box<Comment>),
    /// A picture.
    Media(Box<Media>),
    /// A curated list.
    ArticleList(ArticleList),
    /// The site.
    Site(Box<Site>),
    /// A reader who signs in; seen by moderators.
    Reader(Box<Reader>),
}

/// Looking up by id.
#[derive(Debug, Default)]
pub struct NodeQuery;

/// The most ids of one `nodes`.
const MOST: usize = 100;

#[Object]
impl NodeQuery {
    /// The thing with this id; null when there is none that may be seen. An article that was taken back has an error with the
    /// code `GONE` beside its null, which tells in `extensions.recall` why, when, and what to use in its place.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id, as this API gave it.")] id: ID) -> Option<Node> {
        let (mut found, gone) = or_null(ctx, Box::pin(find(ctx, &[id])).await)?;
        gone.iter().for_each(|(_, error)| beside(ctx, None, error));
        found.pop().flatten()
    }

    /// The things with these ids in their order, null where there is none that may be seen. An article that was taken back has
    /// an error with the code `GONE` beside its null, as in `node`.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 ids, as this API gave them.")] ids: Vec<ID>,
    ) -> Option<Vec<Option<Node>>> {
        let (found, gone) = or_null(ctx, Box::pin(find(ctx, &ids)).await)?;
        gone.iter().for_each(|(place, error)| beside(ctx, Some(*place), error));
        Some(found)
    }
}

/// What was found for ids, in their order, and why articles among them are gone, each with its place.
type Found = (Vec<Option<Node>>, Vec<(usize, Error)>);

/// Finds things by their ids, in one statement a noun.
async fn find(ctx: &Context<'_>, ids: &[ID]) -> Result<Found> {
    if ids.len() > MOST {
        return Err(Error::parameter("ids", format!("holds at most {MOST} ids; it has {}", ids.len())));
    }
    let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
    let wanted: Vec<NodeId> = ids.iter().map(|id| id.parse()).collect::<Result<_>>()?;
    let (mut of_articles, mut of_sections, mut of_tags, mut of_authors) = (vec![], vec![], vec![], vec![]);
    let (mut of_rates, mut of_channels) = (vec![], vec![]);
    let (mut of_comments, mut of_media, mut of_lists, mut of_readers) = (vec![], vec![], vec![], vec![]);
    let mut is_site_wanted = false;
    for id in &wanted {
        match id {
            NodeId::Article(id) => of_articles.push(*id),
            NodeId::Section(id) => of_sections.push(*id),
            NodeId::Tag(id) => of_tags.push(*id),
            NodeId::Author(id) => of_authors.push(*id),
            NodeId::Rate(id) => of_rates.push(*id),
            NodeId::Channel(id) => of_channels.push(*id),
            NodeId::Comment(id) => of_comments.push(*id),
            NodeId::Media(id) => of_media.push(*id),
            NodeId::List(id) => of_lists.push(*id),
            NodeId::Reader(id) => of_readers.push(*id),
            NodeId::Site(id) => is_site_wanted |= *id == SiteId::ONE,
        }
    }
    let mut found: HashMap<NodeId, Node> = HashMap::new();
    for article in articles::by_ids(reading, &of_articles).await? {
        found.insert(NodeId::Article(article.id), Node::Article(Box::new(article)));
    }
    for section in sections::by_ids(app, reading, &of_sections).await? {
        found.insert(NodeId::Section(section.id), Node::Section(Box::new(section)));
    }
    for (id, tag) in tags::by_ids(app, reading, &of_tags).await? {
        found.insert(NodeId::Tag(id), Node::Tag(Box::new(tag)));
    }
    for author in authors::by_ids(reading, &of_authors).await? {
        found.insert(NodeId::Author(author.id), Node::Author(author));
    }
    for rate in rates::by_ids(reading, &of_rates).await? {
        found.insert(NodeId::Rate(rate.id), Node::RateObservation(Box::new(rate)));
    }
    for channel in channels::by_ids(reading, &of_channels).await? {
        found.insert(NodeId::Channel(channel.id), Node::Channel(channel));
    }
    for comment in comments::by_ids(reading, &of_comments).await? {
        found.insert(NodeId::Comment(comment.id), Node::Comment(Box::new(comment)));
    }
    for picture in media::by_ids(app, reading, &of_media).await? {
        found.insert(NodeId::Media(picture.id), Node::Media(Box::new(picture)));
    }
    for list in lists::by_ids(app, reading, &of_lists).await? {
        found.insert(NodeId::List(list.id), Node::ArticleList(list));
    }
    for reader in readers::by_ids(reading, &of_readers).await? {
        found.insert(NodeId::Reader(reader.id), Node::Reader(Box::new(reader)));
    }
    if is_site_wanted {
        let site = site::get(app, reading, &[]).await?;
        found.insert(NodeId::Site(site.id), Node::Site(Box::new(site)));
    }
    let missing: Vec<ArticleId> =
        of_articles.into_iter().filter(|id| !found.contains_key(&NodeId::Article(*id))).collect();
    let mut gone = Vec::new();
    for (id, error) in articles::gone(reading, &missing).await? {
        let place = wanted.iter().position(|wanted| *wanted == NodeId::Article(id));
        gone.extend(place.map(|place| (place, error)));
    }
    Ok((wanted.iter().map(|id| found.get(id).cloned()).collect(), gone))
}
