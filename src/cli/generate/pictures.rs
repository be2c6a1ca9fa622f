//! Generated pictures: a handful, which the articles share.

use bytes::Bytes;

use super::plan::Plan;
use crate::app::App;
use crate::domain::ids::MediaId;
use crate::domain::keys::Actor;
use crate::domain::media::{Form, MediaPatch};
use crate::domain::patch::Patch;
use crate::error::{Error, Result};
use crate::pictures;
use crate::usecases::media::{self, Given, Upload};
use crate::usecases::reading::Reading;

/// How many there are.
const COUNT: u32 = 6;
/// The number of the first one: those below are of the demonstration edition.
const FIRST: u32 = 100;

/// Brings in those that are not there; gives all.
pub(super) async fn load(app: &App, plan: &Plan) -> Result<Vec<MediaId>> {
    let mut ids = Vec::new();
    for number in 0..COUNT {
        let id = plan.id(plan.end(), usize::try_from(number).map_err(Error::internal)?);
        ids.push(bring(app, plan, id, FIRST + number).await?);
    }
    Ok(ids)
}

async fn bring(app: &App, plan: &Plan, id: MediaId, number: u32) -> Result<MediaId> {
    let reading = Reading::live(app, Actor::System);
    if !media::by_ids(app, &reading, &[id]).await?.is_empty() {
        return Ok(id);
    }
    let file = app.workshop.work(move || pictures::painted(number, Form::Webp)).await?;
    let about = MediaPatch { credit: Patch::Set("dateline generate".to_owned()), ..MediaPatch::default() };
    let given = Given { id, created: plan.end(), upload: Upload { file: Bytes::from(file), about } };
    Ok(media::load(app, &Actor::System, given).await?.media.id)
}
