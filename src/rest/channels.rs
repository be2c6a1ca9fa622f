//! Channels by REST.

use actix_web::http::Method;
use actix_web::web::{self, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Endpoint;
use super::print::{self, Form};
use crate::app::App;
use crate::domain::channels::{Channel, ChannelPatch, NewChannel};
use crate::domain::ids::ChannelId;
use crate::domain::keys::Scope;
use crate::domain::lang::Lang;
use crate::error::Result;
use crate::http::problem::Failure;
use crate::http::query::Query;
use crate::http::{actor, body, once, reading};
use crate::usecases::channels;
use crate::usecases::once::Once;

/// Channels of the newsroom.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelList {
    /// The channels in the site's order; there are 200 at most, so the list is not paged.
    pub items: Vec<Channel>,
}

/// The addresses of channels.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint {
            path: "/v1/channels",
            routes: vec![(Method::GET, web::route().to(list)), (Method::POST, web::route().to(create))],
        },
        Endpoint {
            path: "/v1/channels/{channel}",
            routes: vec![
                (Method::GET, web::route().to(get)),
                (Method::PATCH, web::route().to(update)),
                (Method::DELETE, web::route().to(delete)),
            ],
        },
    ]
}

/// List channels
///
/// Where else the newsroom can be read and watched, in the site's order.
#[utoipa::path(
    get, path = "/v1/channels", operation_id = "listChannels", tag = "channels",
    params(("language" = Option<Lang>, Query, description = "Only those in this language.")),
    responses((status = 200, description = "The channels.", body = ChannelList)),
)]
async fn list(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let query = Query::read(&request, &["language"])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    let language: Option<Lang> = query.parse("language")?;
    Ok(print::all(&channels::list(&reading, language.as_ref()).await?, &form)?)
}

/// Get a channel
#[utoipa::path(
    get, path = "/v1/channels/{channel}", operation_id = "getChannel", tag = "channels",
    params(("channel" = ChannelId, Path, description = "The id.")),
    responses((status = 200, description = "The channel.", body = Channel)),
)]
async fn get(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let reading = reading::of(&app, &request).await?;
    let form = Form::new(&app, &request, &reading);
    Ok(print::one(&channels::get(&reading, &id).await?, &form)?)
}

/// Create a channel
#[utoipa::path(
    post, path = "/v1/channels", operation_id = "createChannel", tag = "channels",
    request_body(content = NewChannel, description = "The channel."),
    responses((status = 201, description = "The channel was created.", body = Channel, headers(("Location" = String, description = "The channel's address.")))),
    security(("key" = [])),
)]
async fn create(app: Data<App>, request: HttpRequest, payload: Payload) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let run = async |new, once: Option<&Once>| channels::create(&app, &actor, new, once).await;
    let (channel, replay) = once::create(&app, &actor, &request, payload, run).await?;
    Ok(replay.told(print::created(&channel, &format!("/v1/channels/{}", channel.id))?))
}

/// Change a channel
///
/// What is left out stays. `If-Match` names the version.
#[utoipa::path(
    patch, path = "/v1/channels/{channel}", operation_id = "updateChannel", tag = "channels",
    params(
        ("channel" = ChannelId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is changed, in quotes: \"3\"."),
    ),
    request_body(content = ChannelPatch, description = "The change."),
    responses((status = 200, description = "The channel after the change.", body = Channel)),
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
    let id: ChannelId = id.parse()?;
    let version = body::version(&request)?;
    let patch: ChannelPatch = body::of_write(&app, &request, payload).await?;
    Ok(print::written(&channels::update(&app, &actor, id, version, patch).await?)?)
}

/// Delete a channel
///
/// An import does not bring it back. `If-Match` names the version.
#[utoipa::path(
    delete, path = "/v1/channels/{channel}", operation_id = "deleteChannel", tag = "channels",
    params(
        ("channel" = ChannelId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is deleted, in quotes: \"3\"."),
    ),
    responses((status = 204, description = "The channel is gone.")),
    security(("key" = [])),
)]
async fn delete(app: Data<App>, request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::ArticlesWrite).await?;
    let id: ChannelId = id.parse()?;
    let version = body::version(&request)?;
    channels::delete(&app, &actor, id, version).await?;
    Ok(HttpResponse::NoContent().finish())
}
