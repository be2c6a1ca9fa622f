//! Files that come in: as the whole body, or as the part `file` of a form.

use std::fmt::Display;

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::{StreamExt, stream};

use crate::app::App;
use crate::error::{Code, Error, Place, Result};
use crate::http::{body, limits};

/// What a form may hold besides the file, in bytes.
const FORM: usize = 65_536;

/// A file and what was sent with it.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The file.
    pub file: Bytes,
    /// The part `metadata` of a form: JSON, not read yet.
    pub metadata: Option<Bytes>,
}

/// Reads a file within the settings' bounds.
///
/// # Errors
/// As [`body::bytes`]; `UNSUPPORTED_MEDIA_TYPE` for a body that is neither announced as a picture nor a form,
/// `UNPROCESSABLE_CONTENT` for a form with other parts than `file` and `metadata`.
pub async fn read(app: &App, request: &HttpRequest, payload: Payload) -> Result<Upload> {
    let settings = &app.config.limits;
    let most = usize::try_from(settings.media_bytes.0).unwrap_or(usize::MAX);
    let seconds = settings.body_seconds.of(limits::class(request));
    match media_type(request).as_str() {
        "multipart/form-data" => {
            let bytes = body::bytes(request, payload, most.saturating_add(FORM), seconds).await?;
            form(request, bytes, most).await
        }
        media if media.starts_with("image/") => {
            Ok(Upload { file: body::bytes(request, payload, most, seconds).await?, metadata: None })
        }
        _ => {
            let detail = "Send the file as the body with its type, such as Content-Type: image/jpeg, or as the part «file» of multipart/form-data.";
            let error = Error::new(Code::UnsupportedMediaType, detail);
            Err(error.with(Place::Header("Content-Type".to_owned()), "must be image/… or multipart/form-data"))
        }
    }
}

fn media_type(request: &HttpRequest) -> String {
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Takes the parts out of a form that was read whole.
async fn form(request: &HttpRequest, bytes: Bytes, most: usize) -> Result<Upload> {
    let mut parts = Multipart::new(request.headers(), stream::once(async { Ok(bytes) }));
    let (mut file, mut metadata) = (None, None);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(broken)?;
        let name = part.name().unwrap_or_default().to_owned();
        let place = match name.as_str() {
            "file" => &mut file,
            "metadata" => &mut metadata,
            _ => return Err(Error::refused(&format!("/{name}"), "is not known here; the form has file and metadata")),
        };
        if place.is_some() {
            return Err(Error::refused(&format!("/{name}"), "stands twice in the form"));
        }
        let mut content = BytesMut::new();
        while let Some(chunk) = part.next().await {
            content.extend_from_slice(&chunk.map_err(broken)?);
        }
        *place = Some(content.freeze());
    }
    let file = file.ok_or_else(|| Error::refused("/file", "is needed: the part of the form with the file"))?;
    if file.len() > most {
        return Err(Error::new(Code::PayloadTooLarge, format!("The file may have {most} bytes at most.")));
    }
    Ok(Upload { file, metadata })
}

fn broken(error: impl Display) -> Error {
    Error::new(Code::BadUserInput, format!("The body is not a form: {error}."))
}
