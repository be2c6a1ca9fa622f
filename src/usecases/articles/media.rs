//! The pictures of articles.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::articles::{Article, Former, Sight};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, MediaId};
use crate::domain::lang::Preference;
use crate::domain::media::{ArticleMedia, Media, MediaLink, MediaRole, NewArticleMedia, check_article_media};
use crate::domain::time::Instant;
use crate::error::{Faults, Result};
use crate::store::{Conn, media as store};
use crate::usecases::reading::Reading;

/// The pictures that an article names, held until the transaction ends, or faults at `/media/…`.
pub(super) async fn named(conn: &Conn<'_>, new: &[NewArticleMedia]) -> Result<Vec<MediaLink>> {
    Ok(named_by_all(conn, &[new]).await?.pop().unwrap_or_default())
}

/// As [`named`], for many articles in one statement.
pub(super) async fn named_by_all(conn: &Conn<'_>, new: &[&[NewArticleMedia]]) -> Result<Vec<Vec<MediaLink>>> {
    let mut all = Vec::with_capacity(new.len());
    for article in new {
        let mut faults = Faults::default();
        all.push(check_article_media(article, &mut faults));
        faults.into_result()?;
    }
    let mut ids: Vec<MediaId> = all.iter().flatten().map(|link| link.media).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = store::hold(conn, &ids).await?;
    for links in &all {
        let mut faults = Faults::default();
        for (i, link) in links.iter().enumerate() {
            let missing = !known.contains(&link.media);
            faults.check(
                missing,
                &format!("/media/{i}/media"),
                "there is no such picture; bring it in by POST /v1/media",
            );
        }
        faults.into_result()?;
    }
    Ok(all)
}

/// The facets that an article's pictures have a part in: seen or not, they are what it makes them.
pub(super) fn facets(links: &[MediaLink]) -> impl Iterator<Item = Facet> {
    let all = (!links.is_empty()).then_some(Facet::AllMedia);
    links.iter().map(|link| Facet::Media(link.media)).chain(all)
}

/// Fills in the pictures that were found; gives the facets of what it filled in.
pub(super) fn fill(
    app: &App,
    articles: &mut [&mut Article],
    found: Vec<(ArticleId, MediaLink, Media)>,
    languages: &HashMap<ArticleId, Preference>,
    leading: bool,
) -> Vec<Facet> {
    let (mut facets, mut pictures): (Vec<Facet>, HashMap<ArticleId, Vec<ArticleMedia>>) = Default::default();
    let site = Preference::default();
    for (id, link, media) in found {
        facets.push(Facet::Media(media.id));
        let media = media.with_addresses(app.public_base());
        pictures.entry(id).or_default().push(ArticleMedia::new(link, media, languages.get(&id).unwrap_or(&site)));
    }
    for article in articles.iter_mut() {
        let found = pictures.remove(&article.id).unwrap_or_default();
        article.media = Some(if leading { lead(found) } else { found });
    }
    facets
}

/// The pictures of a former version, as far as they are still seen: with the last article that shows it, a picture goes. And
/// the instant at which the clock next changes that.
pub(super) async fn former_of(
    conn: &Conn<'_>,
    former: &Former,
    sight: Sight,
    now: Instant,
) -> Result<(Vec<(MediaLink, Media)>, Option<Instant>)> {
    let ids: Vec<MediaId> = former.media.iter().map(|link| link.media).collect();
    if ids.is_empty() {
        return Ok((Vec::new(), None));
    }
    let seen = store::by_ids(conn, &ids, sight, now).await?;
    let with_picture = |link: &MediaLink| {
        let media = seen.iter().find(|media| media.id == link.media)?;
        Some((link.clone(), media.clone()))
    };
    let shown = former.media.iter().filter_map(with_picture).collect();
    Ok((shown, store::next_transition(conn, &ids, now).await?))
}

/// The pictures of a former version that the reader asks for.
///
/// # Errors
/// When the database fails.
pub async fn media_of_former(app: &App, reading: &Reading, former: &Former) -> Result<Vec<(MediaLink, Media)>> {
    reading.note_all(former.media.iter().map(|link| Facet::Media(link.media)));
    let (conn, sight) = (reading.conn().await?, Sight::of(reading.actor()));
    let (found, until) = former_of(&conn, former, sight, reading.now()).await?;
    reading.holds_until(until);
    Ok(found.into_iter().map(|(link, media)| (link, media.with_addresses(app.public_base()))).collect())
}

/// The picture that stands for an article: the featured one, else the first.
fn lead(mut pictures: Vec<ArticleMedia>) -> Vec<ArticleMedia> {
    let place = pictures.iter().position(|picture| picture.role == MediaRole::Featured).unwrap_or(0);
    if pictures.is_empty() { pictures } else { vec![pictures.swap_remove(place)] }
}
