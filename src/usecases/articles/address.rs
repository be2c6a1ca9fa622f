//! What stands under an address of the site.

use crate::app::App;
use crate::domain::articles::{Article, Embed, Sight};
use crate::domain::facets::Facet;
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::domain::resolutions::{Redirect, Resolution, ResolutionKind, SitePath};
use crate::domain::text::slug::is_slug;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::articles::aliases::{self, Alias};
use crate::store::articles::{self as store, clock};
use crate::usecases::articles::fill::fill_noted;
use crate::usecases::articles::{read, translate};
use crate::usecases::reading::Reading;

/// The longest address, in characters.
const LONGEST: usize = 2000;

/// In which languages an address is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The languages, best first; names are in them too.
    pub langs: &'a [Lang],
    /// Whether they are those of the reader's browser, which sends them with every request: they choose no other article
    /// than the one whose language stands in the address.
    pub by_header: bool,
}

/// What may stand under an address.
enum Standing {
    Seen(Box<Article>),
    TakenBack(Box<Article>),
    Former(Alias),
}

impl Standing {
    fn language(&self) -> &Lang {
        match self {
            Self::Seen(article) | Self::TakenBack(article) => &article.language,
            Self::Former(alias) => &alias.language,
        }
    }

    /// Which comes first within a language.
    const fn order(&self) -> u8 {
        match self {
            Self::Seen(_) => 0,
            Self::TakenBack(_) => 1,
            Self::Former(_) => 2,
        }
    }
}

/// What stands under an address: an article, a redirect to where it is now, something that was taken back, or nothing.
///
/// The language of the address counts first, then those asked for: what stands there in the first of them is the answer,
/// an article or what became of one. Where neither names one, an article that is seen comes before what became of others,
/// and the site's languages stand in their order.
///
/// # Errors
/// `BAD_USER_INPUT` for an address that is empty or too long.
pub async fn resolve(app: &App, reading: &Reading, path: &str, asked: Asked<'_>, embed: Embed) -> Result<Resolution> {
    if path.trim().is_empty() || path.chars().count() > LONGEST {
        return Err(Error::parameter("path", format!("must have 1 to {LONGEST} characters")));
    }
    let place = SitePath::read(path.trim(), &app.config.site.languages);
    if !is_slug(&place.slug) {
        return Ok(Resolution::NOT_FOUND);
    }
    let conn = reading.conn().await?;
    reading.note(Facet::ArticleSlug(place.slug.clone()));
    reading.holds_until(clock::next_of_slug(&conn, &place.slug, reading.now()).await?);
    for standing in candidates(app, &conn, reading, &place, asked).await? {
        let found = match standing {
            Standing::Seen(article) => {
                reading.note(Facet::Article(article.id));
                served(app, &conn, reading, &place, (*article, asked), embed).await?
            }
            Standing::TakenBack(article) => {
                reading.note(Facet::Article(article.id));
                article.recall.map_or(Resolution::NOT_FOUND, Resolution::gone)
            }
            // What is not seen any more, or not yet, leaves the address to the others.
            Standing::Former(alias) => moved(&conn, reading, &place, &alias).await?,
        };
        if found.kind != ResolutionKind::NotFound {
            return Ok(found);
        }
    }
    Ok(Resolution::NOT_FOUND)
}

/// Where an article is whose former slug this is, in the language given or the first of the site's in which the slug leads
/// to one that the reader sees. To be asked where no article has the slug now.
///
/// # Errors
/// When the database fails.
pub async fn moved_to(app: &App, reading: &Reading, slug: &str, language: Option<&Lang>) -> Result<Option<ArticleId>> {
    if ArticleId::looks_like(slug) || !is_slug(slug) {
        return Ok(None);
    }
    let conn = reading.conn().await?;
    reading.note(Facet::ArticleSlug(slug.to_owned()));
    let mut former = aliases::by_slug(&conn, slug).await?;
    former.retain(|alias| language.is_none_or(|language| alias.language == *language));
    former.sort_by_key(|alias| read::rank(app, &alias.language));
    for alias in former {
        reading.note(Facet::Article(alias.article));
        if let Some(article) = read::one(&conn, reading, alias.article).await? {
            return Ok(Some(article.id));
        }
    }
    Ok(None)
}

/// What may stand under an address, the best first.
async fn candidates(
    app: &App,
    conn: &Conn<'_>,
    reading: &Reading,
    place: &SitePath,
    asked: Asked<'_>,
) -> Result<Vec<Standing>> {
    let (slug, sight) = (place.slug.as_str(), Sight::of(reading.actor()));
    let seen = store::by_slug(conn, slug, None, sight, reading.now()).await?;
    let taken_back = store::taken_back_by_slug(conn, slug, None).await?;
    let former = aliases::by_slug(conn, slug).await?;
    let mut found: Vec<Standing> = seen.into_iter().map(|article| Standing::Seen(Box::new(article))).collect();
    // The newsroom sees what was taken back as it is.
    let hidden = taken_back.into_iter().filter(|_| sight != Sight::Staff);
    found.extend(hidden.map(|article| Standing::TakenBack(Box::new(article))));
    found.extend(former.into_iter().map(Standing::Former));
    let named: Vec<&Lang> =
        place.language().into_iter().chain(asked.langs.iter().filter(|_| !asked.by_header)).collect();
    let liked: Vec<&Lang> = asked.langs.iter().chain(&app.config.site.languages).collect();
    let at = |langs: &[&Lang], lang: &Lang| langs.iter().position(|other| *other == lang).unwrap_or(usize::MAX);
    found.sort_by_key(|standing| {
        let lang = standing.language();
        (at(&named, lang), standing.order(), at(&liked, lang))
    });
    Ok(found)
}

/// The article, or the way to it in the language that was asked for.
async fn served(
    app: &App,
    conn: &Conn<'_>,
    reading: &Reading,
    place: &SitePath,
    (article, asked): (Article, Asked<'_>),
    embed: Embed,
) -> Result<Resolution> {
    let own: Vec<Lang> = place.language().into_iter().cloned().collect();
    let is_own = asked.langs.is_empty() || (asked.by_header && !own.is_empty());
    let wanted = if is_own { own.as_slice() } else { asked.langs };
    let id = article.id;
    let chosen = translate::in_language(conn, reading, article, wanted).await?;
    if chosen.id != id {
        let to = place.to(&chosen.slug, &chosen.language);
        return Ok(Resolution::redirect(Redirect { to, permanent: false, since: None }));
    }
    let mut chosen = chosen.for_actor(reading.actor(), reading.now());
    fill_noted(app, conn, reading, &mut [&mut chosen], embed, asked.langs).await?;
    Ok(Resolution::article(chosen))
}

/// Where what stood under a former address is now.
async fn moved(conn: &Conn<'_>, reading: &Reading, place: &SitePath, alias: &Alias) -> Result<Resolution> {
    reading.note(Facet::Article(alias.article));
    if let Some(article) = read::one(conn, reading, alias.article).await? {
        let to = place.to(&article.slug, &article.language);
        return Ok(Resolution::redirect(Redirect { to, permanent: true, since: Some(alias.ceased) }));
    }
    let recalled = store::taken_back(conn, alias.article).await?;
    Ok(recalled.and_then(|article| article.recall).map_or(Resolution::NOT_FOUND, Resolution::gone))
}
