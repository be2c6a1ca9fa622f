//! Merging tags: every article of one takes the other in its place.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::articles::Sight;
use crate::domain::changes::{Audience, ChangeType, NewChange, Op, Reason};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, TagId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::slugs::SlugUse;
use crate::domain::tags::Tag;
use crate::domain::text::slug::{self, is_slug};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::slugs::{self, TAGS};
use crate::store::{Conn, articles as store, links, lists, tags};
use crate::usecases::articles::{Linked, changes};
use crate::usecases::check_version;

/// The most articles that one transaction takes: an article may have 50 tags, and a statement holds 10,000 links.
const BATCH: u64 = 200;

/// Merges a tag of a known version into another one, which is given back: its articles take that one in its place, its
/// names become synonyms, and its id and slugs lead there from now on.
///
/// The articles move in pieces, each a transaction, so that other writers get their turn; the tag itself goes with the
/// last. What is broken off in between is finished by asking again, and asking again after the end changes nothing.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`; `NOT_FOUND`; `PRECONDITION_FAILED` for a stale version; `UNPROCESSABLE_CONTENT` at
/// `/into` for the tag itself and for one that is not there or was merged; `CONFLICT` when the tag was merged elsewhere.
pub async fn merge_tags(app: &App, actor: &Actor, id: TagId, version: i32, into: &str) -> Result<Tag> {
    actor.require(Scope::ArticlesWrite)?;
    loop {
        let now = app.now();
        let tx = app.store.begin().await?;
        tx.lock_names().await?;
        let target = target(&tx.conn(), into).await?;
        let Some(from) = tags::lock(&tx.conn(), id).await? else {
            return merged_before(&tx.conn(), id, target).await.map(|tag| tag.named(&app.preference(&[])));
        };
        check_version(from.version, version)?;
        if target.id == id {
            return Err(Error::refused("/into", "is the tag itself; name another one"));
        }
        let articles = links::with_tag(&tx.conn(), id, BATCH).await?;
        let mut log = retag(&tx.conn(), &articles, id, target.id, now).await?;
        if u64::try_from(articles.len()).is_ok_and(|count| count < BATCH) {
            let (tag, rows) = end(&tx.conn(), &from, &target, now).await?;
            log.extend(rows);
            tx.commit(log, now).await?;
            return Ok(tag.named(&app.preference(&[])));
        }
        tx.commit(log, now).await?;
    }
}

/// The tag that is to stay.
async fn target(conn: &Conn<'_>, name: &str) -> Result<Tag> {
    let found = if TagId::looks_like(name) {
        let id: TagId = name.parse().map_err(|error: Error| Error::refused("/into", error.detail))?;
        let found = tags::by_ids(conn, &[id]).await?.pop();
        found.map(|(asked, tag)| (asked != tag.id, tag))
    } else if is_slug(name) {
        tags::by_slug(conn, name).await?.map(|named| (named.moved, named.tag))
    } else {
        None
    };
    let (moved, tag) = found.ok_or_else(|| Error::refused("/into", format!("there is no tag «{name}»")))?;
    if moved {
        let detail = format!("was merged itself; the tag that stayed is «{}», {}", tag.slug, tag.id);
        return Err(Error::refused("/into", detail));
    }
    Ok(tag)
}

/// The answer when the tag is not there any more: whoever asks again after an answer got lost is told the same.
async fn merged_before(conn: &Conn<'_>, id: TagId, target: Tag) -> Result<Tag> {
    match tags::merged(conn, &[id]).await?.pop() {
        Some((_, into)) if into == target.id => Ok(target),
        Some((_, into)) => Err(Error::new(Code::Conflict, format!("The tag was merged into {into} already."))),
        None => Err(Error::not_found("tag", &id.to_string())),
    }
}

/// Gives articles one tag in the place of another: where the first of the two stood, and once.
async fn retag(
    conn: &Conn<'_>,
    articles: &[ArticleId],
    from: TagId,
    to: TagId,
    now: Instant,
) -> Result<Vec<NewChange>> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    let mut before: HashMap<ArticleId, Linked> = HashMap::new();
    for (article, tag) in links::tags_of(conn, articles).await? {
        before.entry(article).or_default().tags.push(tag.id);
    }
    for (article, author) in links::authors_of(conn, articles).await? {
        before.entry(article).or_default().authors.push(author.id);
    }
    for (article, section) in links::sections_of(conn, articles).await? {
        before.entry(article).or_default().sections.push(section);
    }
    let mut after = before.clone();
    for linked in after.values_mut() {
        linked.tags = instead(&linked.tags, from, to);
    }
    let wanted: Vec<(ArticleId, Vec<TagId>)> =
        after.iter().map(|(article, linked)| (*article, linked.tags.clone())).collect();
    links::set_tags_of(conn, &wanted).await?;
    let mut rows = Vec::with_capacity(articles.len());
    for article in store::by_ids(conn, articles, Sight::Staff, now).await? {
        let state = |links: &'_ HashMap<ArticleId, Linked>| links.get(&article.id).cloned().unwrap_or_default();
        let (before, after) = (state(&before), state(&after));
        let reason = Some(Reason::Merged);
        rows.extend(changes(Op::Updated, reason, Some((&article, &before)), Some((&article, &after))));
    }
    Ok(rows)
}

fn instead(tags: &[TagId], from: TagId, to: TagId) -> Vec<TagId> {
    let mut found = Vec::with_capacity(tags.len());
    for tag in tags.iter().map(|tag| if *tag == from { to } else { *tag }) {
        if !found.contains(&tag) {
            found.push(tag);
        }
    }
    found
}

/// Ends the tag that goes; gives the one that stays, and the rows for the log.
async fn end(conn: &Conn<'_>, from: &Tag, target: &Tag, now: Instant) -> Result<(Tag, Vec<NewChange>)> {
    let wanted: Vec<String> =
        from.names.iter().chain(&from.synonyms).map(|name| slug::from_text(&name.value)).collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).filter(|slug| is_slug(slug)).collect();
    let owners = slugs::find(conn, TAGS, &wanted).await?;
    // A name that leads to a third tag stays with that one.
    let is_free = |slug: &str| {
        let own = [from.id.uuid(), target.id.uuid()];
        let mut kept = owners.iter().filter(|kept| kept.slug == slug);
        is_slug(slug) && kept.all(|kept| own.contains(&kept.owner) || kept.used == SlugUse::Former)
    };
    let mut into = target.clone();
    into.absorb(from, is_free);
    into.version += 1;
    let lists = lists::refill(conn, from.id, into.id).await?;
    let others = tags::merge(conn, from.id, &into, now).await?;
    let row = |tag: &Tag, op, reason, others: &[TagId]| NewChange {
        kind: ChangeType::Tag,
        id: tag.id.uuid(),
        op,
        reason,
        audience: Audience::Public,
        facets: [Facet::Tag(tag.id), Facet::TagArticles(tag.id), Facet::Tags]
            .into_iter()
            .chain(others.iter().copied().map(Facet::Tag))
            .collect(),
    };
    let refilled = lists.into_iter().map(|list| NewChange {
        kind: ChangeType::List,
        id: list.uuid(),
        op: Op::Updated,
        reason: Some(Reason::Merged),
        audience: Audience::Public,
        facets: vec![Facet::List(list), Facet::Lists],
    });
    let mut rows: Vec<NewChange> = refilled.collect();
    rows.extend([row(&into, Op::Updated, None, &others), row(from, Op::Deleted, Some(Reason::Merged), &[])]);
    Ok((into, rows))
}
