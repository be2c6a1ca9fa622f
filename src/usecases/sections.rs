//! What can be done with sections.

use crate::app::App;
use crate::domain::changes::{Audience, ChangeType, NewChange, Op};
use crate::domain::facets::Facet;
use crate::domain::ids::SectionId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::Lang;
use crate::domain::sections::{MOST, NewSection, Section, SectionPatch};
use crate::domain::text::slug::is_slug;
use crate::error::{Code, Error, Result};
use crate::store::sections as store;
use crate::usecases::once::{Once, Part};
use crate::usecases::reading::Reading;
use crate::usecases::{Outcome, check_version};

/// Every section in the site's order, named in the languages asked for.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App, reading: &Reading, asked: &[Lang]) -> Result<Vec<Section>> {
    let preference = app.preference(asked);
    reading.note(Facet::Sections);
    let sections = store::all(&reading.conn().await?).await?;
    Ok(sections.into_iter().map(|section| section.named(&preference)).collect())
}

/// The section with this id or slug.
///
/// # Errors
/// `NOT_FOUND`; `BAD_USER_INPUT` for a malformed id.
pub async fn get(app: &App, reading: &Reading, name: &str, asked: &[Lang]) -> Result<Section> {
    let conn = reading.conn().await?;
    let found = if SectionId::looks_like(name) {
        store::by_ids(&conn, &[name.parse()?]).await?.pop()
    } else if is_slug(name) {
        store::by_slug(&conn, name).await?
    } else {
        None
    };
    reading.note(found.as_ref().map_or(Facet::Sections, |section| Facet::Section(section.id)));
    let section = found.ok_or_else(|| Error::not_found("section", name))?;
    Ok(section.named(&app.preference(asked)))
}

/// The sections with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(app: &App, reading: &Reading, ids: &[SectionId]) -> Result<Vec<Section>> {
    let preference = app.preference(&[]);
    reading.note_all(ids.iter().copied().map(Facet::Section));
    let sections = store::by_ids(&reading.conn().await?, ids).await?;
    Ok(sections.into_iter().map(|section| section.named(&preference)).collect())
}

fn change(id: SectionId, op: Op) -> NewChange {
    NewChange {
        kind: ChangeType::Section,
        id: id.uuid(),
        op,
        reason: None,
        audience: Audience::Public,
        facets: vec![Facet::Section(id), Facet::Sections],
    }
}

/// Creates a section.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`, `UNPROCESSABLE_CONTENT` for its fields, `CONFLICT` for a taken slug.
pub async fn create(app: &App, actor: &Actor, new: NewSection, once: Option<&Once>) -> Result<Section> {
    let part = Part::next(once);
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let (slug, new) = new.checked()?;
    let section = Section {
        id: SectionId::generate(now),
        slug,
        name: String::new(),
        names: new.names,
        position: new.position,
        version: 1,
    };
    let tx = app.store.begin().await?;
    if let Some((id, _)) = part.made(&tx.conn()).await? {
        let id = SectionId::from_uuid(id);
        let section = store::lock(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("section", &id.to_string()))?;
        return Ok(section.named(&app.preference(&[])));
    }
    if store::count(&tx.conn()).await? >= MOST {
        return Err(Error::new(Code::Conflict, format!("A site has at most {MOST} sections.")));
    }
    store::insert(&tx.conn(), &section, now).await?;
    part.keep(&tx.conn(), section.id.uuid(), Outcome::Created, now).await?;
    tx.commit(vec![change(section.id, Op::Created)], now).await?;
    Ok(section.named(&app.preference(&[])))
}

/// Loads sections with ids of their own, in one transaction; of those whose slug is there already nothing is changed. Returns
/// how many were new.
///
/// # Errors
/// `FORBIDDEN` without `imports`; otherwise as [`create`].
pub async fn load(app: &App, actor: &Actor, given: Vec<(SectionId, NewSection)>) -> Result<usize> {
    actor.require(Scope::Imports)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let mut log = Vec::new();
    for (id, new) in given {
        let (slug, new) = new.checked()?;
        if store::by_slug(&tx.conn(), &slug).await?.is_some() {
            continue;
        }
        if store::count(&tx.conn()).await? >= MOST {
            return Err(Error::new(Code::Conflict, format!("A site has at most {MOST} sections.")));
        }
        let section = Section { id, slug, name: String::new(), names: new.names, position: new.position, version: 1 };
        store::insert(&tx.conn(), &section, now).await?;
        log.push(change(id, Op::Created));
    }
    let new = log.len();
    if new > 0 {
        tx.commit(log, now).await?;
    }
    Ok(new)
}

/// Changes a section of a known version.
///
/// # Errors
/// As [`create`]; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version.
pub async fn update(app: &App, actor: &Actor, id: SectionId, version: i32, patch: SectionPatch) -> Result<Section> {
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let stored = store::lock(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("section", &id.to_string()))?;
    check_version(stored.version, version)?;
    let mut section = patch.apply(&stored)?;
    if section != stored {
        section.version += 1;
        store::update(&tx.conn(), &section, now).await?;
        tx.commit(vec![change(id, Op::Updated)], now).await?;
    }
    Ok(section.named(&app.preference(&[])))
}
