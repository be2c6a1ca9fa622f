//! Many articles at once, each written for itself.

use async_graphql::{Enum, SimpleObject};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::NewArticle;
use crate::domain::ids::ArticleId;
use crate::error::{Code, Error, Place, Result};

/// The most articles of one batch.
pub const MOST: usize = 500;

/// Articles to be created or brought up to date, each for itself: one that is refused leaves the others.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArticleBatch {
    /// The articles, 1 to 500. Give each an `externalId`: then the batch can be sent again.
    // As they came: each is read by itself, so that one of another shape leaves the others.
    #[schema(value_type = Vec<NewArticle>, min_items = 1, max_items = 500)]
    pub items: Vec<Box<RawValue>>,
}

/// Checks how many articles a batch has.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` for none, `PAYLOAD_TOO_LARGE` for more than 500.
pub fn check_batch<T>(items: &[T]) -> Result<()> {
    if items.is_empty() {
        return Err(Error::refused("/items", "must hold at least one article"));
    }
    if items.len() > MOST {
        return Err(Error::new(Code::PayloadTooLarge, format!("A batch holds at most {MOST} articles.")));
    }
    Ok(())
}

/// What became of an article of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UpsertStatus {
    /// It is new.
    Created,
    /// It was there and changed.
    Updated,
    /// It was there and is the same.
    Unchanged,
    /// It was refused, and nothing of it is stored.
    Failed,
}

/// What became of one article of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpsertResult {
    /// Its place in the batch, from 0.
    #[schema(minimum = 0)]
    pub index: i32,
    /// What became of it.
    pub status: UpsertStatus,
    /// The article's id; absent when it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ArticleId>,
    /// The article's version now; absent when it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i32>,
    /// The article's address part; absent when it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<UpsertError>,
}

/// Why an article of a batch failed: what a request for it alone would have been answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpsertError {
    /// The stable name of the kind of failure.
    pub code: String,
    /// This case in one sentence.
    pub detail: String,
    /// The fields at fault.
    pub errors: Vec<UpsertFault>,
}

/// One field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpsertFault {
    /// A JSON pointer (RFC 6901) into the article.
    pub pointer: String,
    /// What is wrong and what would be right.
    pub detail: String,
}

impl From<&Error> for UpsertError {
    fn from(error: &Error) -> Self {
        let faults = error.fields.iter().filter_map(|field| match &field.place {
            Place::Pointer(pointer) => Some(UpsertFault { pointer: pointer.clone(), detail: field.detail.clone() }),
            Place::Parameter(_) | Place::Header(_) => None,
        });
        Self { code: error.code.as_str().to_owned(), detail: error.detail.clone(), errors: faults.collect() }
    }
}
