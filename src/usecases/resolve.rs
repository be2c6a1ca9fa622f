//! Finds the nouns that an input names by slug or id.

use crate::app::App;
use crate::domain::articles::{Article, Sight};
use crate::domain::changes::{Audience, ChangeType, NewChange, Op};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, AuthorId, ListId, SectionId, TagId};
use crate::domain::lang::{Lang, LocalizedText};
use crate::domain::lists::ArticleList;
use crate::domain::sections::{MOST, NewSection, Section};
use crate::domain::slugs::Address;
use crate::domain::text::line;
use crate::domain::text::slug::{self, is_slug};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Faults, Result};
use crate::store::articles::{self, clock};
use crate::store::dialect::share_names;
use crate::store::{Conn, authors, lists, sections, tags};
use crate::usecases::reading::Reading;

/// The articles with these ids that the reader may see, in no order; notes them, and until when the clock leaves them.
pub(super) async fn articles_seen(conn: &Conn<'_>, reading: &Reading, ids: &[ArticleId]) -> Result<Vec<Article>> {
    let now = reading.now();
    reading.note_all(ids.iter().copied().map(Facet::Article));
    let found = articles::by_ids(conn, ids, Sight::of(reading.actor()), now).await?;
    reading.holds_until(found.iter().filter_map(|article| article.next_transition(now)).min());
    if found.len() < ids.len() {
        // What is not seen yet may come by the clock.
        reading.holds_until(clock::next_of_ids(conn, ids, now).await?);
    }
    Ok(found)
}

/// The section with this id, or to which this slug leads.
pub(super) async fn section(conn: &Conn<'_>, name: &str) -> Result<Option<SectionId>> {
    if SectionId::looks_like(name) {
        let id: SectionId = name.parse()?;
        return Ok(sections::by_ids(conn, &[id]).await?.first().map(|section| section.id));
    }
    if !is_slug(name) {
        return Ok(None);
    }
    Ok(sections::by_slug(conn, name).await?.map(|section| section.id))
}

/// The tag with this id, or to which this slug leads; of a tag that was merged, the one into which it was.
pub(super) async fn tag(conn: &Conn<'_>, name: &str) -> Result<Option<TagId>> {
    if TagId::looks_like(name) {
        let id: TagId = name.parse()?;
        return Ok(tags::by_ids(conn, &[id]).await?.first().map(|(_, tag)| tag.id));
    }
    if !is_slug(name) {
        return Ok(None);
    }
    Ok(tags::by_slug(conn, name).await?.map(|named| named.tag.id))
}

/// The author with this id, or to whom this slug leads.
pub(super) async fn author(conn: &Conn<'_>, name: &str) -> Result<Option<AuthorId>> {
    if AuthorId::looks_like(name) {
        let id: AuthorId = name.parse()?;
        return Ok(authors::by_ids(conn, &[id]).await?.first().map(|author| author.id));
    }
    if !is_slug(name) {
        return Ok(None);
    }
    Ok(authors::by_slug(conn, name).await?.map(|author| author.id))
}

/// The list with this slug or id.
pub(super) async fn list(conn: &Conn<'_>, name: &str) -> Result<Option<ArticleList>> {
    if ListId::looks_like(name) {
        return Ok(lists::by_ids(conn, &[name.parse()?]).await?.pop());
    }
    if !is_slug(name) {
        return Ok(None);
    }
    lists::by_slug(conn, name).await
}

/// A list named in the languages asked for, else in its own.
pub(super) fn named_list(app: &App, list: ArticleList, asked: &[Lang]) -> ArticleList {
    let langs: Vec<Lang> = asked.iter().chain(&list.language).cloned().collect();
    list.named(&app.preference(&langs))
}

/// The section that an article names, or a fault at `/section`.
pub(super) async fn article_section(conn: &Conn<'_>, name: &str) -> Result<SectionId> {
    share_names(conn).await?;
    section_at(conn, name, "/section").await
}

/// The section that a field names, or a fault there.
pub(super) async fn section_at(conn: &Conn<'_>, name: &str, pointer: &str) -> Result<SectionId> {
    let fault = || Error::refused(pointer, format!("there is no section «{name}»; create it first"));
    let found = section(conn, name).await.map_err(|error| match error.code {
        Code::BadUserInput => Error::refused(pointer, error.detail),
        _ => error,
    })?;
    found.ok_or_else(fault)
}

/// The further sections that an article names, in that order and each once, or faults at `/sections/…`.
pub(super) async fn further_sections(conn: &Conn<'_>, names: &[String]) -> Result<Vec<SectionId>> {
    if !names.is_empty() {
        share_names(conn).await?;
    }
    let (mut ids, mut faults) = (Vec::new(), Faults::default());
    for (i, name) in names.iter().enumerate() {
        match section(conn, name).await {
            Ok(Some(id)) if ids.contains(&id) => {}
            Ok(Some(id)) => ids.push(id),
            Ok(None) => faults.add(&format!("/sections/{i}"), format!("there is no section «{name}»; create it first")),
            Err(error) if error.code == Code::BadUserInput => faults.add(&format!("/sections/{i}"), error.detail),
            Err(error) => return Err(error),
        }
    }
    faults.into_result()?;
    Ok(ids)
}

/// The section with this printed name in any language, made when it is not there; the second value is its log row.
pub(super) async fn printed_section(
    conn: &Conn<'_>,
    printed: &str,
    language: &Lang,
    now: Instant,
) -> Result<(SectionId, Option<NewChange>)> {
    let folded = line(printed).to_lowercase();
    let named = |section: &Section| section.names.iter().any(|name| name.value.to_lowercase() == folded);
    let known = sections::all(conn).await?;
    if let Some(section) = known.iter().find(|section| named(section)) {
        return Ok((section.id, None));
    }
    if u64::try_from(known.len()).is_ok_and(|count| count >= MOST) {
        return Err(Error::new(
            Code::Conflict,
            format!("«{printed}» is not a section, and a site has at most {MOST}."),
        ));
    }
    let name = LocalizedText { language: language.clone(), value: printed.to_owned() };
    let (slug, new) = NewSection { names: vec![name], ..NewSection::default() }.checked()?;
    let taken: Vec<String> = known.iter().flat_map(Section::addresses).map(|address: Address| address.slug).collect();
    let numbered = (2..=taken.len() + 2).map(|number| format!("{slug}-{number}"));
    let slug = std::iter::once(slug.clone()).chain(numbered).find(|slug| !taken.contains(slug)).unwrap_or(slug);
    let position = known.iter().map(|section| section.position).max().unwrap_or_default().saturating_add(1).min(9999);
    let section = Section { position, ..Section::new(SectionId::generate(now), slug, new, None) };
    let others = sections::insert(conn, &section, now).await?;
    Ok((section.id, Some(sections_change(section.id, &others))))
}

fn sections_change(id: SectionId, others: &[SectionId]) -> NewChange {
    let others = others.iter().copied().map(Facet::Section);
    NewChange {
        kind: ChangeType::Section,
        id: id.uuid(),
        op: Op::Created,
        reason: None,
        audience: Audience::Public,
        facets: [Facet::Section(id), Facet::Sections].into_iter().chain(others).collect(),
    }
}

/// The tags that an article names, in that order and each once, or faults at `/tags/…`.
///
/// Besides ids and slugs, those of synonyms among them, a name or synonym itself will do where its slug leads to the tag.
pub(super) async fn article_tags(conn: &Conn<'_>, names: &[String]) -> Result<Vec<TagId>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    share_names(conn).await?;
    let (ids, slugs) = split(names, TagId::looks_like, "/tags")?;
    let mut known: Vec<(String, TagId)> = Vec::new();
    for (id, tag) in tags::by_ids(conn, &ids).await? {
        known.push((id.to_string(), tag.id));
    }
    let is_text = |name: &&String| !TagId::looks_like(name) && !is_slug(name);
    let texts: Vec<(&String, String)> =
        names.iter().filter(is_text).map(|name| (name, slug::from_text(name))).collect();
    let of_texts = texts.iter().map(|(_, slug)| slug.as_str()).filter(|slug| is_slug(slug));
    let wanted: Vec<&str> = slugs.into_iter().chain(of_texts).collect();
    for named in tags::by_slugs(conn, &wanted).await? {
        let called = texts.iter().filter(|(text, slug)| *slug == named.slug && named.tag.is_called(text));
        known.extend(called.map(|(text, _)| ((*text).clone(), named.tag.id)));
        known.push((named.slug, named.tag.id));
    }
    in_order(names, &known, "/tags", "tag")
}

/// The authors that an article names, in that order and each once, or faults at `/authors/…`.
pub(super) async fn article_authors(conn: &Conn<'_>, names: &[String]) -> Result<Vec<AuthorId>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    share_names(conn).await?;
    let (ids, slugs) = split(names, AuthorId::looks_like, "/authors")?;
    let mut known: Vec<(String, AuthorId)> = Vec::new();
    for author in authors::by_ids(conn, &ids).await? {
        known.push((author.id.to_string(), author.id));
    }
    let named = authors::by_slugs(conn, &slugs).await?;
    known.extend(named.into_iter().map(|(slug, author)| (slug, author.id)));
    in_order(names, &known, "/authors", "author")
}

fn split<'a, I: std::str::FromStr<Err = Error>>(
    names: &'a [String],
    is_id: fn(&str) -> bool,
    pointer: &str,
) -> Result<(Vec<I>, Vec<&'a str>)> {
    let (mut ids, mut slugs) = (Vec::new(), Vec::new());
    for (i, name) in names.iter().enumerate() {
        if is_id(name) {
            let id = name.parse().map_err(|error: Error| Error::refused(&format!("{pointer}/{i}"), error.detail))?;
            ids.push(id);
        } else if is_slug(name) {
            slugs.push(name.as_str());
        }
    }
    Ok((ids, slugs))
}

fn in_order<I: Copy + PartialEq>(names: &[String], known: &[(String, I)], pointer: &str, noun: &str) -> Result<Vec<I>> {
    let mut faults = Faults::default();
    let mut ids = Vec::with_capacity(names.len());
    for (i, name) in names.iter().enumerate() {
        match known.iter().find(|(known, _)| known == name) {
            Some((_, id)) if ids.contains(id) => {}
            Some((_, id)) => ids.push(*id),
            None => faults.add(&format!("{pointer}/{i}"), format!("there is no {noun} «{name}»; create it first")),
        }
    }
    faults.into_result()?;
    Ok(ids)
}
