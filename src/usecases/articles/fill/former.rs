//! What former versions had: they keep the ids, and what stands under those is read here, in statements of their own.

use std::sync::Arc;

use crate::domain::articles::{Article, Embed, EmbedMedia, Former, Sight};
use crate::domain::authors::Author;
use crate::domain::facets::Facet;
use crate::domain::ids::ArticleId;
use crate::domain::media::{Media, MediaLink};
use crate::domain::tags::{TagName, in_order};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::{Conn, authors, tags};
use crate::usecases::articles::fill::asked::Found;
use crate::usecases::articles::media::former_of as pictures_of;

/// Adds what the former versions among articles had to what was found for the present ones; gives the facets of pictures
/// that are seen no more, too.
pub(super) async fn add(
    conn: &Conn<'_>,
    articles: &mut [&mut Article],
    found: &mut Found,
    (sight, now): (Sight, Instant),
    embed: Embed,
) -> Result<Vec<Facet>> {
    let mut facets = Vec::new();
    for article in articles.iter_mut() {
        let (id, Some(former)) = (article.id, &article.former) else { continue };
        found.further.extend(former.sections.iter().map(|section| (id, *section)));
        if embed.tags {
            found.tags.extend(tags_of(conn, id, former).await?);
        }
        if embed.authors {
            found.authors.extend(authors_of(conn, id, former).await?);
        }
        if embed.media != EmbedMedia::None {
            facets.extend(former.media.iter().map(|link| Facet::Media(link.media)));
            let (shown, until): (Vec<(MediaLink, Media)>, _) = pictures_of(conn, former, sight, now).await?;
            found.pictures.extend(shown.into_iter().map(|(link, media)| (id, link, media)));
            article.chain_until = [article.chain_until, until].into_iter().flatten().min();
        }
    }
    Ok(facets)
}

async fn tags_of(conn: &Conn<'_>, id: ArticleId, former: &Former) -> Result<Vec<(ArticleId, Arc<TagName>)>> {
    let tags = tags::by_ids(conn, &former.tags).await?;
    Ok(in_order(&former.tags, &tags).into_iter().map(|tag| (id, Arc::new(tag.into()))).collect())
}

async fn authors_of(conn: &Conn<'_>, id: ArticleId, former: &Former) -> Result<Vec<(ArticleId, Arc<Author>)>> {
    let authors = authors::by_ids(conn, &former.authors).await?;
    let in_order = former.authors.iter().filter_map(|id| authors.iter().find(|author| author.id == *id));
    Ok(in_order.map(|author| (id, Arc::new(author.clone()))).collect())
}
