//! The pictures of the edition: drawn by the program, so that no photograph of anybody is in it.

use std::collections::HashMap;

use bytes::Bytes;
use serde::Deserialize;

use super::id_of;
use crate::app::App;
use crate::domain::ids::MediaId;
use crate::domain::keys::Actor;
use crate::domain::lang::LocalizedText;
use crate::domain::media::{Form, MediaPatch, MediaRights, MediaRole, NewArticleMedia};
use crate::domain::patch::Patch;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::pictures;
use crate::usecases::media::{self, Given, Upload};
use crate::usecases::reading::Reading;

const PICTURES: &str = include_str!("pictures.json");

/// A picture and the articles that it leads.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Picture {
    number: u32,
    alt_text: Vec<LocalizedText>,
    /// The captions by the articles' numbers in the edition.
    articles: HashMap<String, String>,
}

/// Brings in the pictures that are not there; gives those of each article by its number in the edition.
pub(super) async fn load(app: &App) -> Result<HashMap<String, Vec<NewArticleMedia>>> {
    let pictures: Vec<Picture> = serde_json::from_str(PICTURES).map_err(Error::internal)?;
    let mut shown: HashMap<String, Vec<NewArticleMedia>> = HashMap::new();
    for picture in pictures {
        let id = bring(app, picture.number, picture.alt_text).await?.to_string();
        for (article, caption) in picture.articles {
            let link = NewArticleMedia { media: id.clone(), role: MediaRole::Featured, caption: Some(caption) };
            shown.entry(article).or_default().push(link);
        }
    }
    Ok(shown)
}

async fn bring(app: &App, number: u32, alt_text: Vec<LocalizedText>) -> Result<MediaId> {
    let id: MediaId = id_of(Instant::from_seconds(0), &format!("picture {number}"));
    let reading = Reading::live(app, Actor::System);
    if !media::by_ids(app, &reading, &[id]).await?.is_empty() {
        return Ok(id);
    }
    let file = app.workshop.work(move || pictures::painted(number, Form::Webp)).await?;
    let rights = MediaRights { usage_terms: Some("CC0".to_owned()), ..MediaRights::default() };
    let about = MediaPatch {
        credit: Patch::Set("Dateline".to_owned()),
        alt_text: Patch::Set(alt_text),
        rights: Patch::Set(rights),
        ..MediaPatch::default()
    };
    let given = Given { id, created: app.now(), upload: Upload { file: Bytes::from(file), about } };
    Ok(media::load(app, &Actor::System, given).await?.media.id)
}
