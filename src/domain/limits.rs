//! The limits of this server, as they are shown to those who must keep them.

use async_graphql::{Enum, SimpleObject};
use serde::Serialize;
use utoipa::ToSchema;

/// In what a limit is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LimitUnit {
    /// Bytes.
    Bytes,
    /// Things, as the limit's description says.
    Count,
    /// Seconds.
    Seconds,
    /// Things in a minute, on average; after a pause so many at once.
    PerMinute,
    /// Things in any ten minutes.
    PerTenMinutes,
    /// Things in 15 minutes, on average; after a pause so many at once.
    PerQuarterHour,
    /// Things in an hour, on average; after a pause so many at once.
    PerHour,
}

/// A limit. A request may reach it; one more is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Limit {
    /// The name, which stays.
    pub name: String,
    /// What is limited.
    pub description: String,
    /// In what it is counted.
    pub unit: LimitUnit,
    /// The value for a client without a key, who is known by the address.
    pub anonymous: i32,
    /// The value for the holder of a key; absent where a key is free of the limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<i32>,
}

impl Limit {
    /// A limit from its values; one above 2,147,483,647 is shown as that.
    #[must_use]
    pub fn new(name: &str, description: &str, unit: LimitUnit, (anonymous, key): (u32, u32)) -> Self {
        let shown = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
        let (name, description) = (name.to_owned(), description.trim().to_owned());
        Self { name, description, unit, anonymous: shown(anonymous), key: Some(shown(key)) }
    }

    /// The same limit, of which the holders of keys are free.
    #[must_use]
    pub fn without_keys(self) -> Self {
        Self { key: None, ..self }
    }
}
