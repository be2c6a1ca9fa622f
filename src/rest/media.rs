//! Pictures by REST: what is known of them, and they themselves.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding, ETAG, EntityTag, VARY};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::ids::MediaId;
use crate::domain::keys::Scope;
use crate::domain::media::{Media, MediaPatch};
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, fixed, once, reading, upload};
use crate::usecases::Outcome;
use crate::usecases::media::{self, Upload};
use crate::usecases::once::Once;

/// A page of pictures, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MediaPage {
    /// The pictures of this page.
    pub items: Vec<Media>,
    /// For the parameter `after`: the pictures that follow; left out at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// For the parameter `before`: the pictures that precede; left out at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
}

/// A file in a form.
#[derive(Debug, ToSchema)]
#[schema(as = MediaUpload)]
#[expect(dead_code, reason = "only described: the form is read part by part")]
pub struct UploadForm {
    /// The file: JPEG, PNG, WebP or GIF.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// What is known of it. Where the file is there already and something else is known of its picture, the answer is 409:
    /// `PATCH /v1/media/{media}` changes that.
    metadata: Option<MediaPatch>,
}

/// The addresses of pictures.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            path: "/v1/media",
            routes: vec![(Method::GET, web::route().to(list)), (Method::POST, web::route().to(create))],
        },
        Endpoint {
            path: "/v1/media/{media}",
            routes: vec![
                (Method::GET, web::route().to(get)),
                (Method::PATCH, web::route().to(update)),
                (Method::DELETE, web::route().to(delete)),
            ],
        },
        Endpoint { path: "/media/{media}/{size}", routes: vec![(Method::GET, web::route().to(show))] },
    ]
}

/// List pictures
///
/// The newest first. Readers see those that an article shows which they may read, the newsroom sees all.
#[utoipa::path(
    get, path = "/v1/media", operation_id = "listMedia", tag = "media",
    params(
        ("limit" = Option<i32>, Query, description = "How many, 1 to 100; 20 when left out.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The `nextCursor` of a page: what follows it."),
        ("before" = Option<String>, Query, description = "The `prevCursor` of a page: what precedes it."),
    ),
    responses((status = 200, description = "A page of pictures.", body = MediaPage)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["limit", "after", "before"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::page(&query, &media::list(&app, &reading, &query.page()?).await?, &form)?)
}

/// Get what is known of a picture
///
/// Readers see it while an article shows it which they may read.
#[utoipa::path(
    get, path = "/v1/media/{media}", operation_id = "getMedia", tag = "media",
    params(("media" = MediaId, Path, description = "The id.")),
    responses((status = 200, description = "The picture.", body = Media)),
)]
async fn get(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::one(&media::get(&app, &reading, &id).await?, &form)?)
}

/// Bring a picture in
///
/// The file is the body, with its type in `Content-Type`; or the part `file` of a form, which may say in the part `metadata`
/// what is known of it. JPEG, PNG, WebP or GIF by its first bytes, of an animated one its first picture. A file that is there
/// already is not kept again: the picture that has it is answered as it is, or 409 names it where `metadata` would change
/// what is known of it. By GraphQL no files come in.
#[utoipa::path(
    post, path = "/v1/media", operation_id = "createMedia", tag = "media",
    request_body(
        description = "The file, 10 MB and 50 million pixels at most.",
        content(
            ([u8] = "image/jpeg"), ([u8] = "image/png"), ([u8] = "image/webp"), ([u8] = "image/gif"),
            (UploadForm = "multipart/form-data"),
        ),
    ),
    responses(
        (status = 201, description = "The picture is in.", body = Media, headers(("Location" = String, description = "The picture's address."))),
        (status = 200, description = "The same file was there; this is its picture.", body = Media),
    ),
    security(("key" = [])),
)]
async fn create(app: Data<App>, request: HttpRequest, payload: Payload) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    // Before megabytes are taken in.
    actor.require(Scope::ArticlesWrite)?;
    let sent = upload::read(&app, &request, payload).await?;
    let about: MediaPatch = sent.metadata.as_deref().map(body::parse).transpose()?.unwrap_or_default();
    let metadata: Option<serde_json::Value> =
        sent.metadata.as_deref().and_then(|json| serde_json::from_slice(json).ok());
    let named = json!({ "file": reading::fingerprint(&sent.file), "metadata": metadata }).to_string();
    let run = async |once: Option<&Once>| media::create(&app, &actor, Upload { file: sent.file, about }, once).await;
    let (stored, replay) = once::run(&app, &actor, &request, named.as_bytes(), run).await?;
    let answer = match stored.outcome {
        Outcome::Created => print::created(&stored.media, &format!("/v1/media/{}", stored.media.id))?,
        Outcome::Updated | Outcome::Unchanged => print::written(&stored.media)?,
    };
    Ok(replay.told(answer))
}

/// Change what is known of a picture
///
/// What is left out stays; null empties a field that may be empty. `If-Match` names the version.
#[utoipa::path(
    patch, path = "/v1/media/{media}", operation_id = "updateMedia", tag = "media",
    params(
        ("media" = MediaId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = MediaPatch, description = "The change."),
    responses((status = 200, description = "The picture after the change.", body = Media)),
    security(("key" = [])),
)]
async fn update(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let id: MediaId = id.parse()?;
    let version = body::version(&request)?;
    let patch: MediaPatch = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&media::update(&app, &actor, id, version, patch).await?)?)
}

/// Delete a picture
///
/// With its files; only one that no article has. `If-Match` names the version.
#[utoipa::path(
    delete, path = "/v1/media/{media}", operation_id = "deleteMedia", tag = "media",
    params(
        ("media" = MediaId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is deleted, in quotes: \"3\"."),
    ),
    responses((status = 204, description = "The picture is gone.")),
    security(("key" = [])),
)]
async fn delete(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let id: MediaId = id.parse()?;
    let version = body::version(&request)?;
    media::delete(&app, &actor, id, version).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Show a picture
///
/// In one of the widths 320, 640, 960, 1280 and 1920, as WebP or JPEG, never larger than it came in, upright and without
/// metadata. An address never means another picture, so caches may keep what readers see for a year; from the server it
/// goes with the last article that shows it. The pictures of a preview take its token.
#[utoipa::path(
    get, path = "/media/{media}/{size}", operation_id = "showMedia", tag = "media",
    params(
        ("media" = MediaId, Path, description = "The id."),
        ("size" = String, Path, description = "Width and form: `640.webp`, `1280.jpg`."),
        ("preview" = Option<String>, Query, description = "The token of a preview: shows the pictures of the article that it opens."),
    ),
    responses((
        status = 200, description = "The picture.",
        content(([u8] = "image/webp"), ([u8] = "image/jpeg")),
    )),
)]
async fn show(app: Data<App>, request: HttpRequest, path: Path<(String, String)>) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["preview"])?;
    let reading = reading::of(&app, &request).await?;
    let (id, size) = path.into_inner();
    let shown = media::shown(&app, &reading, &id, &size, query.get("preview")).await?;
    let size = shown.fitted.size;
    let mut response = HttpResponse::Ok();
    let is_private = reading.is_private();
    if !is_private {
        // The bytes of a size never change, so its name is its validator.
        let tag = EntityTag::new_strong(format!("{}-{}", shown.media.id, size.name()));
        let is_known = reading::is_known(&request, &tag);
        reading::insert_surrogates(&mut response, &reading);
        let lasting = reading::lasting(&app, &reading, fixed::FOR_EVER);
        response.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, lasting));
        response.insert_header((VARY, "Authorization"));
        if is_known {
            return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
        }
    }
    let bytes = media::bytes(&app, &shown).await?;
    // Said outright, or the server would try to compress what is.
    response.insert_header((CONTENT_ENCODING, ContentEncoding::Identity));
    let mut answer = response.content_type(size.form.content_type()).body(bytes);
    if is_private {
        reading::keep_private(answer.headers_mut());
    }
    Ok(answer)
}
