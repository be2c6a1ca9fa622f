//! The articles that are related to an article.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::articles::{Article, Embed, Kin, RELATED_MOST, Sight, related as nearest};
use crate::domain::facets::Facet;
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::error::{Error, Result};
use crate::store::articles::{self as store, Bounds, clock};
use crate::usecases::articles::fill::fill_noted;
use crate::usecases::articles::read;
use crate::usecases::reading::Reading;
use crate::usecases::resolve;

/// How much is looked at: with these bounds an answer costs the same however old and large the site is.
const BOUNDS: Bounds = Bounds { tags: 10, newest: 200 };

/// The articles related to this one, the nearest first; only those that readers see now.
///
/// # Errors
/// `NOT_FOUND` for an article that is not there or not to be seen, `GONE` for one that was taken back; `BAD_USER_INPUT` for a limit outside 1 to 20.
pub async fn related(
    app: &App,
    reading: &Reading,
    id: ArticleId,
    limit: u32,
    embed: Embed,
    asked: &[Lang],
) -> Result<Vec<Article>> {
    check_related(limit.into(), "limit")?;
    let conn = reading.conn().await?;
    let found = resolve::articles_seen(&conn, reading, &[id]).await?.pop();
    let Some(article) = found else { return Err(read::missing(app, &conn, reading, &id.to_string(), None).await?) };
    let mut found = related_of(reading, &[Kin::of(&article)], limit).await?;
    let mut articles = found.pop().map(|(_, articles)| articles).unwrap_or_default();
    let mut shown: Vec<&mut Article> = articles.iter_mut().collect();
    fill_noted(app, &conn, reading, &mut shown, embed, asked).await?;
    Ok(articles)
}

/// Checks how many related articles are asked for.
///
/// # Errors
/// `BAD_USER_INPUT` naming the parameter, outside 1 to 20.
pub fn check_related(limit: i64, parameter: &str) -> Result<u32> {
    match u32::try_from(limit) {
        Ok(limit) if (1..=RELATED_MOST).contains(&limit) => Ok(limit),
        _ => Err(Error::parameter(parameter, format!("must be 1 to {RELATED_MOST}; it is {limit}"))),
    }
}

/// The articles related to each of these, in three statements together and in the order of these; the caller may see them and
/// has noted them.
///
/// # Errors
/// When the database fails.
pub async fn related_of(reading: &Reading, articles: &[Kin], limit: u32) -> Result<Vec<(ArticleId, Vec<Article>)>> {
    let (actor, now) = (reading.actor(), reading.now());
    let conn = reading.conn().await?;
    let mut ids: Vec<ArticleId> = articles.iter().map(|kin| kin.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let candidates = store::candidates(&conn, &ids, BOUNDS, now).await?;
    // What kind of thing a tag names counts too.
    let of_tag = |tag| [Facet::TagArticles(tag), Facet::Tag(tag)];
    reading.note_all(candidates.iter().flat_map(|candidate| of_tag(candidate.tag)));
    // Which articles will get a tag's company is not known; the next one that moves at all is a safe bound.
    reading.holds_until(clock::next_transition(&conn, now).await?);
    let nearest = nearest(articles, &candidates, usize::try_from(limit).unwrap_or(usize::MAX));
    let mut wanted: Vec<ArticleId> = nearest.iter().flat_map(|(_, found)| found.iter().copied()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    reading.note_all(wanted.iter().copied().map(Facet::Article));
    let found = store::by_ids(&conn, &wanted, Sight::Public, now).await?;
    let found: HashMap<ArticleId, Article> =
        found.into_iter().map(|article| (article.id, article.for_actor(actor, now))).collect();
    let of = |ids: Vec<ArticleId>| ids.iter().filter_map(|id| found.get(id).cloned()).collect();
    Ok(nearest.into_iter().map(|(id, related)| (id, of(related))).collect())
}
