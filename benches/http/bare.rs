//! The measure of all things: an actix-web server with one handler, no layer around it and nothing to find out, which returns
//! the bytes that Dateline answered.
//!
//! It runs as a process of its own, this program started once more, so that the system accounts for it apart.

use std::fs;
use std::path::Path;
use std::process::Command;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};
use serde::{Deserialize, Serialize};

use super::Result;
use super::process::Served;

/// What is answered to every request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The media type; empty where there is no body.
    pub(super) media_type: String,
    /// How the body is compressed; empty where it is not.
    pub(super) coding: String,
    /// The body, which lies in a file of its own.
    #[serde(skip)]
    pub(super) body: Bytes,
}

const HEAD: &str = "answer.json";
const BODY: &str = "answer.body";

/// Starts the bare handler with this answer.
pub(super) fn start(answer: &Answer) -> Result<Served> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join(HEAD), serde_json::to_vec(answer)?)?;
    fs::write(folder.path().join(BODY), &answer.body)?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--bare").arg(folder.path());
    // The server has read both files when it says where it listens.
    Served::start(command, &folder.path().join("log"))
}

/// Answers until the process is ended.
pub(super) async fn serve(folder: &Path) -> Result<()> {
    let head: Answer = serde_json::from_slice(&fs::read(folder.join(HEAD))?)?;
    let answer = Answer { body: fs::read(folder.join(BODY))?.into(), ..head };
    let status = StatusCode::from_u16(answer.status)?;
    let server = HttpServer::new(move || {
        let answer = answer.clone();
        App::new().default_service(web::to(move || {
            let mut response = HttpResponse::build(status);
            if !answer.media_type.is_empty() {
                response.insert_header((CONTENT_TYPE, answer.media_type.as_str()));
            }
            if !answer.coding.is_empty() {
                response.insert_header((CONTENT_ENCODING, answer.coding.as_str()));
            }
            std::future::ready(response.body(answer.body.clone()))
        }))
    });
    let server = server.bind("127.0.0.1:0")?;
    for address in server.addrs() {
        println!("The bare handler listens at http://{address}/");
    }
    Ok(server.run().await?)
}
