//! A field of a partial update: absent, null or a value (RFC 7396 in spirit, typed).

use serde::{Deserialize, Deserializer};

use crate::error::Faults;

/// What a partial update says of one field that may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// The field is not named: leave it as it is.
    #[default]
    Keep,
    /// The field is null: empty it.
    Clear,
    /// The field has a new value.
    Set(T),
}

impl<T> Patch<T> {
    /// The field after the update.
    #[must_use]
    pub fn apply(self, current: Option<T>) -> Option<T> {
        match self {
            Self::Keep => current,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }

    /// The new value of a field that must not be empty, when there is one.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }

    /// Adds a fault when the update empties a field that must not be empty.
    pub fn check_kept(&self, pointer: &str, faults: &mut Faults) {
        faults.check(matches!(self, Self::Clear), pointer, "must not be null; leave it out to keep it");
    }

    /// Whether the update names the field.
    #[must_use]
    pub const fn is_named(&self) -> bool {
        !matches!(self, Self::Keep)
    }

    /// The new value, when there is one.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}
