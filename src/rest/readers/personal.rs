//! What is kept of readers and erasing it, by REST.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, VARY};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::try_unfold;

use crate::app::App;
use crate::domain::comments::personal::HEAD;
use crate::domain::comments::{PersonalData, PersonalRecord};
use crate::domain::ids::ReaderId;
use crate::domain::keys::Scope;
use crate::error::{Error, Result};
use crate::http::accept::{self, Media};
use crate::http::problem::{self, Failure};
use crate::http::query::Query;
use crate::http::{actor, body};
use crate::usecases::comments::{self, PersonalExport};

/// Get everything that is kept of a reader
///
/// Who they are, and what they wrote, reported and reacted to, the oldest first: as JSON, or as a table for whoever accepts
/// `text/csv`, without who they are and with a line of the kind `REVISION` for each text that was replaced. What a
/// spreadsheet would take for a formula has an apostrophe before it there. Needs `exports`, or the token of that reader.
#[utoipa::path(
    get, path = "/v1/readers/{reader}/data", operation_id = "getReaderData", tag = "readers",
    params(("reader" = ReaderId, Path, description = "The id.")),
    responses((status = 200, description = "What is kept.", content((PersonalData = "application/json"), (String = "text/csv")))),
)]
pub(in crate::rest) async fn of_reader(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::Exports).await?;
    Ok(answer(&request, comments::personal_data(&app, &actor, id.parse()?).await?)?)
}

/// Get everything that is kept of the reader who is signed in
///
/// As of any reader. Of one who has not written, reported or reacted yet nothing is kept: 404.
#[utoipa::path(
    get, path = "/v1/me/data", operation_id = "getViewerData", tag = "readers",
    responses((status = 200, description = "What is kept.", content((PersonalData = "application/json"), (String = "text/csv")))),
)]
pub(in crate::rest) async fn of_viewer(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    Ok(answer(&request, comments::own_data(&app, &actor).await?)?)
}

/// The export, read piece by piece as fast as the client takes it.
fn answer(request: &HttpRequest, export: PersonalExport) -> Result<HttpResponse> {
    let table = accept::preferred(request, &[Media::Json, Media::Table]) == Media::Table;
    let (media_type, name) = match table {
        true => ("text/csv; charset=utf-8; header=present", "reader.csv"),
        false => ("application/json", "reader.json"),
    };
    let head = match table {
        true => HEAD.to_owned(),
        false => {
            let reader = serde_json::to_string(&export.reader).map_err(Error::internal)?;
            format!("{{\"reader\":{reader},\"records\":[")
        }
    };
    let begin = State { export, table, head: Some(head), is_first: true, is_over: false };
    let pieces = try_unfold(begin, async |mut state| {
        // The answer breaks off; what went wrong is in the log.
        let piece = state.next().await.inspect_err(problem::log)?;
        Ok::<_, Error>(piece.map(|piece| (Bytes::from(piece), state)))
    });
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((VARY, "Accept, Authorization"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .content_type(media_type);
    Ok(response.streaming(Box::pin(pieces)))
}

struct State {
    export: PersonalExport,
    table: bool,
    head: Option<String>,
    is_first: bool,
    is_over: bool,
}

impl State {
    async fn next(&mut self) -> Result<Option<String>> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head));
        }
        if self.is_over {
            return Ok(None);
        }
        match self.export.next().await? {
            Some(records) if self.table => Ok(Some(records.iter().map(PersonalRecord::table).collect())),
            Some(records) => self.json(&records).map(Some),
            None => {
                self.is_over = true;
                Ok((!self.table).then(|| "]}".to_owned()))
            }
        }
    }

    fn json(&mut self, records: &[PersonalRecord]) -> Result<String> {
        let mut piece = String::new();
        for record in records {
            if !std::mem::take(&mut self.is_first) {
                piece.push(',');
            }
            piece.push_str(&serde_json::to_string(record).map_err(Error::internal)?);
        }
        Ok(piece)
    }
}

/// Erase everything that is kept of a reader
///
/// For good: the texts of their comments, former ones too, their name and account, and that reports and reactions are
/// theirs. The places of comments stay where readers see answers to them, and so do all numbers. Who signs in again is
/// somebody new. `If-Match` names the version. Needs `comments:moderate`.
#[utoipa::path(
    delete, path = "/v1/readers/{reader}", operation_id = "eraseReader", tag = "readers",
    params(
        ("reader" = ReaderId, Path, description = "The id."),
        ("If-Match" = String, Header, description = "The version that is erased, in quotes: \"3\"."),
    ),
    responses((status = 204, description = "Nothing is kept of the reader any more.")),
    security(("key" = [])),
)]
pub(in crate::rest) async fn erase_reader(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::known(&app, &request, Scope::CommentsModerate).await?;
    let id: ReaderId = id.parse()?;
    comments::erase_reader(&app, &actor, id, body::version(&request)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Erase everything that is kept of the reader who is signed in
///
/// As of any reader. Whoever is banned or suspended asks the newsroom: 403.
#[utoipa::path(
    delete, path = "/v1/me", operation_id = "eraseViewer", tag = "readers",
    responses((status = 204, description = "Nothing is kept of the reader any more.")),
    security(("reader" = [])),
)]
pub(in crate::rest) async fn erase_viewer(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    Query::read(&request, &[])?;
    let actor = actor::of(&app, &request).await?;
    comments::erase_viewer(&app, &actor).await?;
    Ok(HttpResponse::NoContent().finish())
}
