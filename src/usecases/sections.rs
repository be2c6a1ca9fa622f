//! What can be done with sections.

use crate::app::App;
use crate::domain::changes::{Audience, ChangeType, NewChange, Op};
use crate::domain::facets::Facet;
use crate::domain::ids::SectionId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::{Lang, Preference};
use crate::domain::sections::{MOST, NewSection, Section, SectionPatch, check_place};
use crate::domain::text::slug::is_slug;
use crate::error::{Code, Error, Result};
use crate::store::{Conn, sections as store, slugs};
use crate::usecases::once::{Once, Part};
use crate::usecases::reading::Reading;
use crate::usecases::{Outcome, check_version, resolve};

/// Every section in the site's order, named in the languages asked for.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App, reading: &Reading, asked: &[Lang]) -> Result<Vec<Section>> {
    let preference = app.preference(asked);
    reading.note(Facet::Sections);
    let stored = reading.ask(store::every()).await?;
    Ok(shown(stored.clone(), &stored, &preference))
}

/// The section with this id, or to which this slug leads.
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
    reading.note_all(section.parent_id.map(Facet::Section));
    with_parent(&conn, section, &app.preference(asked)).await
}

/// The sections with these ids, in no order; under which they stand is told by their ids alone.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(app: &App, reading: &Reading, ids: &[SectionId]) -> Result<Vec<Section>> {
    let preference = app.preference(&[]);
    reading.note_all(ids.iter().copied().map(Facet::Section));
    let sections = store::by_ids(&reading.conn().await?, ids).await?;
    Ok(sections.into_iter().map(|section| section.named(&preference)).collect())
}

/// The sections directly under these, in the site's order.
///
/// # Errors
/// When the database fails.
pub async fn under(app: &App, reading: &Reading, ids: &[SectionId]) -> Result<Vec<Section>> {
    let preference = app.preference(&[]);
    reading.note(Facet::Sections);
    let sections = store::under(&reading.conn().await?, ids).await?;
    Ok(sections.into_iter().map(|section| section.named(&preference)).collect())
}

/// Sections as they are shown: named, each with a reference to the one of `stored` under which it stands.
fn shown(sections: Vec<Section>, stored: &[Section], preference: &Preference) -> Vec<Section> {
    let parent = |section: &Section| stored.iter().find(|other| Some(other.id) == section.parent_id);
    let shown = sections.into_iter().map(|section| {
        let parent = parent(&section).map(|parent| parent.reference(preference));
        Section { parent, ..section.named(preference) }
    });
    shown.collect()
}

async fn with_parent(conn: &Conn<'_>, section: Section, preference: &Preference) -> Result<Section> {
    let above: Vec<SectionId> = section.parent_id.into_iter().collect();
    let parent = store::by_ids(conn, &above).await?.pop().map(|parent| parent.reference(preference));
    Ok(Section { parent, ..section.named(preference) })
}

/// The row for the log; `others` are sections whose former addresses lead elsewhere now.
fn change(id: SectionId, op: Op, others: &[SectionId]) -> NewChange {
    let others = others.iter().copied().map(Facet::Section);
    NewChange {
        kind: ChangeType::Section,
        id: id.uuid(),
        op,
        reason: None,
        audience: Audience::Public,
        facets: [Facet::Section(id), Facet::Sections].into_iter().chain(others).collect(),
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
    let preference = app.preference(&[]);
    let tx = app.store.begin().await?;
    tx.lock_names().await?;
    if let Some((id, _)) = part.made(&tx.conn()).await? {
        let id = SectionId::from_uuid(id);
        let section = store::lock(&tx.conn(), id).await?.ok_or_else(|| Error::not_found("section", &id.to_string()))?;
        return with_parent(&tx.conn(), section, &preference).await;
    }
    let (section, row) = insert(&tx.conn(), SectionId::generate(now), slug, new, now).await?;
    part.keep(&tx.conn(), section.id.uuid(), Outcome::Created, now).await?;
    let section = with_parent(&tx.conn(), section, &preference).await?;
    tx.commit(vec![row], now).await?;
    Ok(section)
}

/// Stores a new section where the site has room for it; the second value is its row for the log.
async fn insert(
    conn: &Conn<'_>,
    id: SectionId,
    slug: String,
    new: NewSection,
    now: crate::domain::time::Instant,
) -> Result<(Section, NewChange)> {
    if store::count(conn).await? >= MOST {
        return Err(Error::new(Code::Conflict, format!("A site has at most {MOST} sections.")));
    }
    let parent = match &new.parent {
        Some(name) => Some(place(conn, id, name).await?),
        None => None,
    };
    let section = Section::new(id, slug, new, parent);
    let others = store::insert(conn, &section, now).await?;
    Ok((section, change(id, Op::Created, &others)))
}

/// The section under which this one is to stand.
async fn place(conn: &Conn<'_>, id: SectionId, name: &str) -> Result<SectionId> {
    let parent = resolve::section_at(conn, name, "/parent").await?;
    check_place(&store::all(conn).await?, id, parent)?;
    Ok(parent)
}

/// Loads sections with ids of their own, in one transaction; of those whose slug is there already nothing is changed, and
/// slugs of languages that lead elsewhere are left out. Returns how many were new.
///
/// # Errors
/// `FORBIDDEN` without `imports`; otherwise as [`create`].
pub async fn load(app: &App, actor: &Actor, given: Vec<(SectionId, NewSection)>) -> Result<usize> {
    actor.require(Scope::Imports)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    tx.lock_names().await?;
    let mut log = Vec::new();
    for (id, new) in given {
        let (slug, mut new) = new.checked()?;
        if store::by_slug(&tx.conn(), &slug).await?.is_some() {
            continue;
        }
        let wanted: Vec<&str> = new.slugs.iter().map(|slug| slug.value.as_str()).collect();
        let taken = slugs::find(&tx.conn(), slugs::SECTIONS, &wanted).await?;
        new.slugs.retain(|slug| taken.iter().all(|kept| kept.slug != slug.value));
        let (_, row) = insert(&tx.conn(), id, slug, new, now).await?;
        log.push(row);
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
    tx.lock_names().await?;
    let stored = locked(&tx.conn(), id, version).await?;
    let parent = patch.parent.clone();
    let mut section = patch.apply(&stored)?;
    if let Some(name) = parent.value() {
        section.parent_id = Some(place(&tx.conn(), id, name).await?);
    } else if parent.is_named() {
        section.parent_id = None;
    }
    let mut log = Vec::new();
    if section != stored {
        section.version += 1;
        let others = store::update(&tx.conn(), &section, now).await?;
        log.push(change(id, Op::Updated, &others));
    }
    let section = with_parent(&tx.conn(), section, &app.preference(&[])).await?;
    tx.commit(log, now).await?;
    Ok(section)
}

/// Deletes a section of a known version that nothing uses.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version; `CONFLICT` while articles
/// or sections stand in it, with their number.
pub async fn delete(app: &App, actor: &Actor, id: SectionId, version: i32) -> Result<()> {
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    tx.lock_names().await?;
    locked(&tx.conn(), id, version).await?;
    let (articles, under) = store::uses(&tx.conn(), id).await?;
    let lists = store::filled(&tx.conn(), id).await?;
    if articles > 0 || under > 0 || lists > 0 {
        let detail = format!(
            "The section is used: articles in it: {articles}, sections under it: {under}, lists filled from it: {lists}. \
             Change them first, drafts too."
        );
        return Err(Error::new(Code::Conflict, detail));
    }
    store::delete(&tx.conn(), id).await?;
    tx.commit(vec![change(id, Op::Deleted, &[])], now).await
}

async fn locked(conn: &Conn<'_>, id: SectionId, version: i32) -> Result<Section> {
    let stored = store::lock(conn, id).await?.ok_or_else(|| Error::not_found("section", &id.to_string()))?;
    check_version(stored.version, version)?;
    Ok(stored)
}
