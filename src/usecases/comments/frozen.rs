//! Pages in the moving orders: a first page is of the newest generation, and those that follow keep to it.

use std::collections::HashMap;

use uuid::Uuid;

use super::read::{Pages, decoded};
use crate::domain::comments::CommentOrder;
use crate::domain::ids::ArticleId;
use crate::domain::paging::{Frozen, Key, ListName, Order, Page, PageRequest, Seek};
use crate::error::{Error, Result};
use crate::store::comments::{self as store, Generation, Level, Placed};
use crate::usecases::reading::Reading;

/// A page of the comments under each of these parents, which come with their articles.
pub(super) async fn pages(
    reading: &Reading,
    level: Level,
    parents: &[(Uuid, ArticleId)],
    order: CommentOrder,
    page: &PageRequest,
) -> Result<Pages<Uuid>> {
    let name = |id: Uuid| ListName::new(&format!("comments {level:?} {id} {order:?}"), Order::Frozen);
    let (good, seek, mut answers) = decoded(parents.iter().map(|(id, _)| *id), page, name);
    let Some(seek) = seek else { return Ok(answers) };
    let conn = reading.conn().await?;
    let articles: HashMap<Uuid, ArticleId> = parents.iter().copied().collect();
    let wanted: Vec<ArticleId> = good.iter().filter_map(|id| articles.get(id).copied()).collect();
    let known = store::generations(&conn, &wanted).await?;
    let mut readable: Vec<(Uuid, Generation)> = Vec::with_capacity(good.len());
    for id in good {
        let of_article = known.iter().filter(|(article, _)| articles.get(&id) == Some(article));
        match generation(of_article.map(|(_, generation)| *generation), &seek) {
            Ok(generation) => readable.push((id, generation)),
            Err(error) => answers.push((id, Err(error))),
        }
    }
    let mut found: HashMap<Uuid, Vec<Placed>> = HashMap::new();
    for placed in store::frozen_under(&conn, level, &readable, order, &seek).await? {
        found.entry(placed.parent).or_default().push(placed);
    }
    answers.extend(readable.into_iter().map(|(id, _)| {
        let rows = found.remove(&id).unwrap_or_default();
        let page = Page::new(rows, &seek, name(id), Placed::cursor);
        (id, Ok(page.map(|placed| placed.comment.for_actor(reading.actor()))))
    }));
    Ok(answers)
}

/// The generation of a page: that of its cursor, or the newest.
fn generation(known: impl Iterator<Item = Generation>, seek: &Seek) -> Result<Generation> {
    let mut known = known;
    match seek.from.as_ref().map(|cursor| &cursor.key) {
        Some(Key::Frozen(Frozen { generation: 0, .. })) => Ok(Generation::NONE),
        Some(Key::Frozen(Frozen { generation, .. })) => {
            let parameter = if seek.backwards { "before" } else { "after" };
            let gone = || Error::parameter(parameter, "is older than the orders that are kept; start again without it");
            known.find(|kept| kept.number == *generation).ok_or_else(gone)
        }
        _ => Ok(known.max_by_key(|kept| kept.number).unwrap_or(Generation::NONE)),
    }
}
