//! Articles of one story in several languages.

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

use super::PubStatus;
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;

/// The article of which another is a translation (schema.org `translationOfWork`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TranslationOf {
    /// The id of the article that was translated.
    pub id: ArticleId,
    /// The version that was translated.
    pub source_version: i32,
    /// Whether its content changed in substance after that version, or it was taken back: the translation is behind.
    pub is_stale: bool,
    /// Whether it may be used: a translation of what was taken back should be looked at.
    pub source_status: PubStatus,
}

/// Another article of the same translations (schema.org `workTranslation`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Translation {
    /// Its id.
    pub id: ArticleId,
    /// Its language (BCP 47).
    pub language: Lang,
    /// Its address part, unique within the language.
    pub slug: String,
    /// Its headline.
    pub headline: String,
    /// Whether it is the original, of which the others are translations.
    pub is_source: bool,
    /// Whether it is behind the original.
    pub is_stale: bool,
}
