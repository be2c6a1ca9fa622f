//! How an article stands to others: its story, what it came out of, what it translates.

use crate::domain::articles::{Article, Sight, TranslationSource};
use crate::domain::ids::{ArticleId, StoryId};
use crate::domain::lang::Lang;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::articles as store;
use crate::store::articles::chain::{self, Reference};

/// How many steps a chain of articles is followed.
const LONGEST: usize = 500;

/// What an input says of the article's relations; `None` is what it does not name.
#[derive(Debug, Default)]
pub(super) struct Named<'a> {
    pub(super) story: Option<&'a str>,
    pub(super) evolved_from: Option<&'a str>,
    pub(super) translation_of: Option<&'a TranslationSource>,
}

/// Where an article stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Relations {
    /// The story that was named, or that of the article which it came out of or translates.
    pub(super) story: Option<StoryId>,
    /// The article out of which it came.
    pub(super) parent: Option<ArticleId>,
    /// The article that it translates, and the version.
    pub(super) source: Option<(ArticleId, i32)>,
}

/// Finds what an input names for the article `id` in `language`.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` at the field for what is not there, for the article itself, for circles, and for a translation
/// into the language of its source.
pub(super) async fn find(conn: &Conn<'_>, id: ArticleId, language: &Lang, named: Named<'_>) -> Result<Relations> {
    let mut story = named
        .story
        .map(|name| name.parse().map_err(|error: Error| Error::refused("/storyId", error.detail)))
        .transpose()?;
    let mut parent = None;
    if let Some(name) = named.evolved_from {
        let earlier = article(conn, name, "/evolvedFrom").await?;
        check_circle(conn, id, earlier.id, Reference::Parent, "/evolvedFrom").await?;
        story = story.or(Some(earlier.story_id));
        parent = Some(earlier.id);
    }
    let mut source = None;
    if let Some(TranslationSource { id: name, version }) = named.translation_of {
        let original = article(conn, name, "/translationOf/id").await?;
        check_circle(conn, id, original.id, Reference::Source, "/translationOf/id").await?;
        check_original(conn, id, &original).await?;
        if original.language == *language {
            return Err(Error::refused("/translationOf/id", format!("is in {language} itself; nothing is translated")));
        }
        let translated = version.unwrap_or(original.version);
        if translated > original.version {
            let detail = format!("there is no such version; the newest is {}", original.version);
            return Err(Error::refused("/translationOf/version", detail));
        }
        story = story.or(Some(original.story_id));
        source = Some((original.id, translated));
    }
    Ok(Relations { story, parent, source })
}

/// Refuses a translation of a translation: what becomes of the original would not be told of it, and readers would find it
/// in no list of translations.
pub(super) fn check_source(source: Option<ArticleId>) -> Result<()> {
    match source {
        Some(original) => {
            let detail = format!("is a translation itself; name the original, {original}");
            Err(Error::refused("/translationOf/id", detail))
        }
        None => Ok(()),
    }
}

async fn check_original(conn: &Conn<'_>, id: ArticleId, original: &Article) -> Result<()> {
    check_source(original.source_article)?;
    match chain::translated(conn, id).await? {
        0 => Ok(()),
        count => {
            let detail =
                format!("cannot be set: {count} articles translate this one; let them name the original first");
            Err(Error::refused("/translationOf/id", detail))
        }
    }
}

async fn article(conn: &Conn<'_>, name: &str, pointer: &str) -> Result<Article> {
    let id: ArticleId = name.parse().map_err(|error: Error| Error::refused(pointer, error.detail))?;
    // Held until the transaction ends: nobody deletes it meanwhile.
    store::hold(conn, &[id]).await?;
    // The newsroom sees every article at any time.
    let found = store::by_ids(conn, &[id], Sight::Staff, Instant::from_seconds(0)).await?.pop();
    found.ok_or_else(|| Error::refused(pointer, format!("there is no article «{name}»")))
}

async fn check_circle(conn: &Conn<'_>, id: ArticleId, first: ArticleId, which: Reference, pointer: &str) -> Result<()> {
    let mut at = Some(first);
    for _ in 0..LONGEST {
        match at {
            None => return Ok(()),
            Some(here) if here == id => {
                return Err(Error::refused(pointer, "leads back to this article, in a circle"));
            }
            Some(here) => at = chain::reference(conn, here, which).await?.flatten(),
        }
    }
    Err(Error::refused(pointer, format!("stands at the end of a chain of more than {LONGEST} articles")))
}
