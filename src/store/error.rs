//! What the database reports, as our errors.

use sea_orm::{DbErr, SqlErr};

use crate::error::{Code, Error, Place};

/// A failure of the database: not ready, or ours.
#[must_use]
pub fn internal(error: DbErr) -> Error {
    let text = error.to_string();
    // SQLite says «locked» when the other writer did not let go within the busy timeout, PostgreSQL gives up a statement
    // that waits too long and one of two that wait for each other.
    let waited = ["database is locked", "statement timeout", "lock timeout", "deadlock detected"];
    if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) || waited.iter().any(|words| text.contains(words))
    {
        let mut unavailable = Error::new(Code::ServiceUnavailable, "The database does not answer now; try again soon.");
        unavailable.cause = Some(error.into());
        return unavailable;
    }
    Error::internal(error)
}

/// A failure of an insert or update; what breaks a rule of uniqueness is a conflict that names the field.
#[must_use]
pub fn write(error: DbErr) -> Error {
    let Some(SqlErr::UniqueConstraintViolation(text)) = error.sql_err() else { return internal(error) };
    let (pointer, detail) = if text.contains("external") {
        ("/externalId", "another article has this id of another system")
    } else if text.contains("slug") {
        ("/slug", "this slug is taken; choose another")
    } else if text.contains("channels") {
        ("", "there is a channel of this kind and language with this address, or with this label and no address")
    } else if text.contains("sha256") {
        ("", "another upload of the same file goes on; repeat it")
    } else if text.contains("observations") {
        ("", "another import of the same day goes on; repeat it")
    } else {
        return internal(error);
    };
    let place = if pointer.is_empty() { String::new() } else { format!("{pointer}: ") };
    Error::new(Code::Conflict, format!("{place}{detail}.")).with(Place::Pointer(pointer.to_owned()), detail)
}

/// Whether an insert broke a rule of uniqueness.
#[must_use]
pub fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}
