//! What stands under an address of the site.

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::articles::{Article, Recall};
use crate::domain::lang::Lang;
use crate::domain::time::Instant;

/// What kind of thing stands under an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ResolutionKind {
    /// An article.
    Article,
    /// Another address.
    Redirect,
    /// Something that was taken back.
    Gone,
    /// Nothing.
    NotFound,
}

/// What stands under an address; which fields there are depends on `kind`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Resolution {
    /// What it is.
    pub kind: ResolutionKind,
    /// The article, for `ARTICLE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<Article>,
    /// The language in which it is served, for `ARTICLE`: it may be another than was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served_language: Option<Lang>,
    /// Where to go, for `REDIRECT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect: Option<Redirect>,
    /// How it was taken back, for `GONE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall: Option<Recall>,
}

/// An address in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Redirect {
    /// The address to go to: the one that was asked for with its last part, and its language where it has one, replaced.
    pub to: String,
    /// Whether the old address is never used again (301 or 308), or leads there for now (302 or 307).
    pub permanent: bool,
    /// Since when, UTC; absent where it leads to another language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Instant>,
}

impl Resolution {
    /// Nothing stands there.
    pub const NOT_FOUND: Self =
        Self { kind: ResolutionKind::NotFound, article: None, served_language: None, redirect: None, recall: None };

    /// An article stands there.
    #[must_use]
    pub fn article(article: Article) -> Self {
        let served_language = Some(article.language.clone());
        Self { kind: ResolutionKind::Article, article: Some(article), served_language, ..Self::NOT_FOUND }
    }

    /// The address leads to another.
    #[must_use]
    pub fn redirect(redirect: Redirect) -> Self {
        Self { kind: ResolutionKind::Redirect, redirect: Some(redirect), ..Self::NOT_FOUND }
    }

    /// What stood there was taken back.
    #[must_use]
    pub fn gone(recall: Recall) -> Self {
        Self { kind: ResolutionKind::Gone, recall: Some(recall), ..Self::NOT_FOUND }
    }
}

/// An address on a site, taken apart: `/ru/news/perviy-sneg` or the whole address of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitePath {
    before: String,
    language: Option<Lang>,
    between: String,
    /// The last part, which is the address part of an article.
    pub slug: String,
    after: String,
}

impl SitePath {
    /// Takes an address apart. Its first part counts as a language when it is one of the site's.
    #[must_use]
    pub fn read(path: &str, site: &[Lang]) -> Self {
        let host = ["https://", "http://"].iter().find_map(|scheme| {
            let rest = path.strip_prefix(scheme)?;
            Some(scheme.len() + rest.find('/').unwrap_or(rest.len()))
        });
        let (host, rest) = path.split_at_checked(host.unwrap_or(0)).unwrap_or(("", path));
        let end = rest.find(['?', '#']).unwrap_or(rest.len());
        let (rest, query) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let trimmed = rest.trim_end_matches('/');
        let slash = rest.get(trimmed.len()..).unwrap_or_default();
        let (folder, slug) = trimmed
            .rsplit_once('/')
            .map_or(("", trimmed), |(_, slug)| (trimmed.get(..trimmed.len() - slug.len()).unwrap_or_default(), slug));
        let bare = folder.trim_start_matches('/');
        let lead = folder.get(..folder.len() - bare.len()).unwrap_or_default();
        let first = bare.split('/').next().unwrap_or_default();
        let language = site.iter().find(|lang| lang.as_str().eq_ignore_ascii_case(first)).cloned();
        let between = if language.is_some() { bare.get(first.len()..).unwrap_or_default() } else { bare };
        Self {
            before: format!("{host}{lead}"),
            language,
            between: between.to_owned(),
            slug: slug.to_owned(),
            after: format!("{slash}{query}"),
        }
    }

    /// The language that stands in the address.
    #[must_use]
    pub const fn language(&self) -> Option<&Lang> {
        self.language.as_ref()
    }

    /// The same address for another article: with its slug, and its language where the address has one.
    #[must_use]
    pub fn to(&self, slug: &str, language: &Lang) -> String {
        let Self { before, between, after, .. } = self;
        let language = self.language.as_ref().map_or("", |_| language.as_str());
        format!("{before}{language}{between}{slug}{after}")
    }
}
