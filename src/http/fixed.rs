//! Answers that are the same bytes for everybody as long as the program runs: the contract and the files of pages.

use std::io::Read;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding, ETAG, EntityTag, HeaderName, HeaderValue, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use flate2::read::GzDecoder;

use crate::error::{Error, Result};
use crate::http::reading::{fingerprint, is_known};

/// Clients ask each time and are told 304: a newer program may be behind the same address.
pub const ASK_AGAIN: &str = "public, max-age=0, must-revalidate";
/// For an address that carries a fingerprint of its content: it never means anything else.
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Bytes with their type and their validator.
#[derive(Debug, Clone)]
pub struct Fixed {
    media: &'static str,
    bytes: Bytes,
    is_gzip: bool,
    tag: String,
}

impl Fixed {
    /// A document as it is; it is compressed on the way out like any answer.
    #[must_use]
    pub fn plain(media: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self::new(media, bytes.into(), false)
    }

    /// A document that is kept compressed by gzip, and handed out like that to every client that takes it.
    #[must_use]
    pub fn gzip(media: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self::new(media, bytes.into(), true)
    }

    fn new(media: &'static str, bytes: Bytes, is_gzip: bool) -> Self {
        let tag = fingerprint(&bytes);
        Self { media, bytes, is_gzip, tag }
    }

    /// The answer, or 304 where the client has it already. `freshness` is its `Cache-Control`, `headers` are more
    /// headers of it.
    ///
    /// # Errors
    /// `INTERNAL_SERVER_ERROR` when what is kept compressed is broken.
    pub fn answer(
        &self,
        request: &HttpRequest,
        freshness: &'static str,
        headers: &[(HeaderName, HeaderValue)],
    ) -> Result<HttpResponse> {
        let tag = EntityTag::new_weak(self.tag.clone());
        let mut response = HttpResponse::Ok();
        response.insert_header((CACHE_CONTROL, freshness));
        for header in headers {
            response.append_header(header.clone());
        }
        let is_known = is_known(request, &tag);
        response.insert_header((ETAG, tag));
        if self.is_gzip {
            response.append_header((VARY, "Accept-Encoding"));
        }
        if is_known {
            return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
        }
        response.content_type(self.media);
        if !self.is_gzip {
            return Ok(response.body(self.bytes.clone()));
        }
        if takes_gzip(request) {
            response.insert_header((CONTENT_ENCODING, "gzip"));
            return Ok(response.body(self.bytes.clone()));
        }
        // Said outright, or the server would compress again what was unpacked just now.
        response.insert_header((CONTENT_ENCODING, ContentEncoding::Identity));
        Ok(response.body(self.unpacked()?))
    }

    fn unpacked(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        GzDecoder::new(self.bytes.as_ref()).read_to_end(&mut bytes).map_err(Error::internal)?;
        Ok(bytes)
    }
}

/// Whether `Accept-Encoding` names gzip and does not refuse it (RFC 9110 §12.5.3).
fn takes_gzip(request: &HttpRequest) -> bool {
    let lines = request.headers().get_all(ACCEPT_ENCODING).filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|choice| {
        let (name, weight) = choice.split_once(';').unwrap_or((choice, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.trim().parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_none_or(|weight| weight > 0.0)
    })
}
