//! The order of a list: what readers see first, and how one item comes in, moves and goes.

use crate::domain::ids::ArticleId;
use crate::domain::lists::{ListItemPatch, MOST_ITEMS, Place};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Faults, Result};

/// The places that hold at `now` in the order in which readers see them: the pinned ones first.
#[must_use]
pub fn shown(places: &[Place], now: Instant) -> Vec<&Place> {
    let holding = || places.iter().filter(|place| place.holds(now));
    holding().filter(|place| place.pinned).chain(holding().filter(|place| !place.pinned)).collect()
}

/// The place of an article, and where it stands.
fn find(places: &[Place], article: ArticleId) -> Result<usize> {
    let found = places.iter().position(|place| place.article == article);
    found.ok_or_else(|| Error::new(Code::NotFound, format!("The list does not name the article «{article}».")))
}

/// A position for an item among `count` others; behind them when none is given.
fn position(given: Option<i32>, count: usize, faults: &mut Faults) -> usize {
    let Some(given) = given else { return count };
    let found = usize::try_from(given).ok().filter(|position| *position <= count);
    if found.is_none() {
        faults.add("/position", format!("must be 0 to {count}, because the list names {count} other articles"));
    }
    found.unwrap_or(count)
}

/// The places after one was put in.
///
/// # Errors
/// `CONFLICT` when the article is there already or the list is full; `UNPROCESSABLE_CONTENT` for a position that is not
/// there.
pub fn inserted(mut places: Vec<Place>, new: Place, to: Option<i32>) -> Result<Vec<Place>> {
    if places.iter().any(|place| place.article == new.article) {
        return Err(Error::new(Code::Conflict, "The list names this article already; move it instead."));
    }
    if places.len() >= MOST_ITEMS {
        return Err(Error::new(Code::Conflict, format!("A list names at most {MOST_ITEMS} articles.")));
    }
    let mut faults = Faults::default();
    let at = position(to, places.len(), &mut faults);
    faults.into_result()?;
    places.insert(at, new);
    Ok(places)
}

/// The places after one was changed or moved.
///
/// # Errors
/// `NOT_FOUND` when the list does not name the article; `UNPROCESSABLE_CONTENT` with every fault.
pub fn changed(mut places: Vec<Place>, article: ArticleId, patch: ListItemPatch) -> Result<Vec<Place>> {
    let at = find(&places, article)?;
    let place = places.remove(at);
    let mut faults = Faults::default();
    let to = patch.position.value().map_or(at, |to| position(Some(*to), places.len(), &mut faults));
    let place = patch.apply(place, &mut faults);
    faults.into_result()?;
    places.insert(to, place);
    Ok(places)
}

/// The places after one was taken out.
///
/// # Errors
/// `NOT_FOUND` when the list does not name the article.
pub fn removed(mut places: Vec<Place>, article: ArticleId) -> Result<Vec<Place>> {
    let at = find(&places, article)?;
    places.remove(at);
    Ok(places)
}
