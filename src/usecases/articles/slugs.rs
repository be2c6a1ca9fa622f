//! Which address part an article gets.

use crate::domain::articles::{Article, NewArticle};
use crate::domain::text::slug;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::articles::{self as store, aliases};

/// Gives an article its slug: the chosen one, the one that readers know, or a free one.
pub(super) async fn with_slug(
    conn: &Conn<'_>,
    item: &NewArticle,
    stored: Option<&Article>,
    mut article: Article,
    crowded: bool,
) -> Result<Article> {
    article.slug = match (&item.slug, stored) {
        (Some(chosen), _) => chosen.clone(),
        // An address that readers know stays, unless the language it is unique in changed.
        (None, Some(stored)) if stored.language == article.language => stored.slug.clone(),
        _ => free_slug(conn, &article, crowded).await?,
    };
    Ok(article)
}

/// A slug from the headline that no article of the language has yet or had, so that old links lead where they led; where
/// many writers want the same at once, with letters of the id behind it.
async fn free_slug(conn: &Conn<'_>, article: &Article, crowded: bool) -> Result<String> {
    let base = base_slug(article);
    if crowded {
        let tail: String = article.id.to_string().chars().rev().take(8).collect();
        return Ok(format!("{base}-{tail}"));
    }
    let mut taken = store::slugs_like(conn, &article.language, &base).await?;
    taken.extend(aliases::slugs_like(conn, &article.language, &base, article.id).await?);
    unlike(base, &taken)
}

/// The slug that an article has when no other of its language has it.
pub(super) fn base_slug(article: &Article) -> String {
    match slug::from_text(&article.headline) {
        base if base.is_empty() => article.id.to_string().replace('_', "-"),
        base => base,
    }
}

/// The base, or with the first number behind it that is free.
pub(super) fn unlike(base: String, taken: &[String]) -> Result<String> {
    if !taken.contains(&base) {
        return Ok(base);
    }
    let numbered = (2..=taken.len() + 2).map(|n| format!("{base}-{n}")).find(|slug| !taken.contains(slug));
    numbered.ok_or_else(|| Error::internal("no free slug among more numbers than slugs"))
}
