//! Pictures in that world: brought in, described, shown by articles and deleted; and what is asked of them.

use bytes::Bytes;
use dateline::app::App;
use dateline::domain::keys::Actor;
use dateline::domain::media::{Media, MediaPatch};
use dateline::domain::paging::PageRequest;
use dateline::usecases::media::{self, Upload};
use dateline::usecases::reading::Reading;
use serde_json::{Value, json};

use super::asks::words;
use super::random::Random;
use super::steps::tried;
use crate::media::files;
use crate::support::TestApp;

async fn bring(app: &TestApp, shade: u8) {
    let upload = Upload { file: Bytes::from(files::png(2, 2, shade)), about: MediaPatch::default() };
    tried(media::create(&app.app, &Actor::System, upload, None).await);
}

pub async fn world(app: &TestApp) {
    for shade in 0..4 {
        bring(app, shade).await;
    }
}

async fn all(app: &App) -> Vec<Media> {
    let reading = Reading::live(app, Actor::System);
    let page = media::list(app, &reading, &PageRequest::default()).await.unwrap();
    page.rows.into_iter().map(|(_, media)| media).collect()
}

/// Some pictures as an article names them.
pub async fn links(app: &TestApp, random: &mut Random) -> Value {
    let all = all(&app.app).await;
    random.some(&all).into_iter().map(|media| json!({ "media": media.id, "role": "GALLERY" })).collect()
}

pub async fn step(app: &TestApp, random: &mut Random) {
    let all = all(&app.app).await;
    match random.below(6) {
        0 => bring(app, u8::try_from(random.below(6)).unwrap()).await,
        1 if !all.is_empty() => {
            let media = random.pick(&all);
            tried(media::delete(&app.app, &Actor::System, media.id, media.version).await);
        }
        _ if !all.is_empty() => {
            let media = random.pick(&all);
            let patch = json!({ "credit": format!("Имя {}", random.below(100)) });
            let patch = serde_json::from_value(patch).unwrap();
            tried(media::update(&app.app, &Actor::System, media.id, media.version, patch).await);
        }
        _ => {}
    }
}

/// A picture, or the first ones of the list.
#[derive(Debug, Clone)]
pub enum Look {
    One(String),
    List,
}

impl Look {
    pub async fn random(app: &App, random: &mut Random) -> Self {
        let all = all(app).await;
        if random.chance(3) || all.is_empty() { Self::List } else { Self::One(random.pick(&all).id.to_string()) }
    }

    pub async fn answer(&self, app: &App, reading: &Reading) -> String {
        match self {
            Self::One(id) => words(media::get(app, reading, id).await),
            Self::List => {
                let page = media::list(app, reading, &PageRequest { limit: 2, ..PageRequest::default() }).await;
                words(page.map(|page| json!({ "rows": page.rows, "more": page.has_next })))
            }
        }
    }
}
