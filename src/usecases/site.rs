//! What can be done with the site's own record.

use crate::app::App;
use crate::domain::changes::{Audience, ChangeType, NewChange, Op};
use crate::domain::facets::Facet;
use crate::domain::ids::SiteId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::Lang;
use crate::domain::site::{Site, SitePatch, StoredSite};
use crate::error::Result;
use crate::store::site as store;
use crate::usecases::check_version;
use crate::usecases::reading::Reading;

/// What the site says of itself, in the languages asked for.
///
/// # Errors
/// When the database fails.
pub async fn get(app: &App, reading: &Reading, asked: &[Lang]) -> Result<Site> {
    reading.note(Facet::Site);
    Ok(shown(app, store::get(&reading.conn().await?).await?, asked))
}

/// What is stored, with the settings in force.
fn shown(app: &App, stored: StoredSite, asked: &[Lang]) -> Site {
    let settings = &app.config.site;
    Site::new(stored, &settings.languages, settings.time_zone.name(), &app.preference(asked))
}

/// Changes the site's record of a known version.
///
/// # Errors
/// `FORBIDDEN` without `admin`, `UNPROCESSABLE_CONTENT` for fields, `PRECONDITION_FAILED` for a stale version.
pub async fn update(app: &App, actor: &Actor, version: i32, patch: SitePatch) -> Result<Site> {
    actor.require(Scope::Admin)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let stored = store::lock(&tx.conn()).await?;
    check_version(stored.version, version)?;
    let mut site = patch.apply(&stored, now.date_in(app.config.site.time_zone))?;
    if site != stored {
        site.version += 1;
        store::update(&tx.conn(), &site, now).await?;
        let row = NewChange {
            kind: ChangeType::Site,
            id: SiteId::ONE.uuid(),
            op: Op::Updated,
            reason: None,
            audience: Audience::Public,
            facets: vec![Facet::Site],
        };
        tx.commit(vec![row], now).await?;
    }
    Ok(shown(app, site, &[]))
}
