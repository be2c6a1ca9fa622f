//! In which form a client would rather have an answer (RFC 9110, section 12.5.1).

use actix_web::http::header::Accept;
use actix_web::{HttpMessage, HttpRequest};

/// A form in which rows are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// `application/json`.
    Json,
    /// A line of JSON for each row: `application/x-ndjson`.
    Lines,
    /// `text/csv` (RFC 4180).
    Table,
}

impl Media {
    /// The form of a media type or of a range of them.
    fn named(essence: &str) -> Option<Self> {
        match essence {
            "application/json" | "application/*" | "*/*" => Some(Self::Json),
            "application/x-ndjson" | "application/ndjson" => Some(Self::Lines),
            "text/csv" | "text/*" => Some(Self::Table),
            _ => None,
        }
    }
}

/// What the client would rather have of what there is; JSON where it says nothing of it.
#[must_use]
pub fn preferred(request: &HttpRequest, there: &[Media]) -> Media {
    let Some(accept) = request.get_header::<Accept>() else { return Media::Json };
    let named = accept.ranked().into_iter().filter_map(|wanted| Media::named(wanted.essence_str()));
    named.into_iter().find(|media| there.contains(media)).unwrap_or(Media::Json)
}
