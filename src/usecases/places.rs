//! What can be known of the places that datelines name.

use std::cmp::Reverse;
use std::collections::HashMap;

use uuid::Uuid;

use crate::app::App;
use crate::domain::articles::Sight;
use crate::domain::facets::Facet;
use crate::domain::lang::Lang;
use crate::domain::paging::{Cursor, Key, ListName, Order, Page, PageRequest, Seek};
use crate::domain::places::{self as gazetteer, Place, PlaceFilter};
use crate::error::{Error, Result};
use crate::store::articles::clock;
use crate::store::{Conn, places as store};
use crate::usecases::reading::Reading;

/// The places that the datelines of the articles name that the reader sees, with the regions and countries in which they lie:
/// those of the most articles first, then by their English names.
///
/// # Errors
/// `BAD_USER_INPUT` for a wrong limit, cursor or condition.
pub async fn list(
    app: &App,
    reading: &Reading,
    filter: &PlaceFilter,
    page: &PageRequest,
    asked: &[Lang],
) -> Result<Page<Place>> {
    filter.check()?;
    let name = ListName::new(&format!("places {filter:?}"), Order::Text);
    let seek = page.seek(name)?;
    let conn = reading.conn().await?;
    depends(reading, &conn).await?;
    let tally = store::tally(&conn, Sight::of(reading.actor()), reading.now()).await?;
    let known = tally.into_iter().filter_map(|(id, count)| {
        let place = gazetteer::by_id(&id)?;
        Some(Place { article_count: Some(count), ..place })
    });
    let places = filter.of(known.collect());
    let rows = window(places, &seek);
    let preference = app.preference(asked);
    Ok(Page::new(rows, &seek, name, cursor).map(|place| place.named(&preference)))
}

/// A place of the gazetteer, whether datelines name it or not.
///
/// # Errors
/// `NOT_FOUND` for an id that is not there.
pub async fn get(app: &App, reading: &Reading, id: &str, asked: &[Lang]) -> Result<Place> {
    let place = gazetteer::by_id(id).ok_or_else(|| Error::not_found("place", id))?;
    let conn = reading.conn().await?;
    depends(reading, &conn).await?;
    let mut place = counted(&conn, reading, vec![place]).await?;
    let lost = || Error::internal("a place was lost while its articles were counted");
    Ok(place.pop().ok_or_else(lost)?.named(&app.preference(asked)))
}

/// In how many articles that the reader sees a dateline names each of these places or one inside it.
///
/// # Errors
/// When the database fails.
pub async fn article_counts(reading: &Reading, ids: &[String]) -> Result<HashMap<String, i32>> {
    let conn = reading.conn().await?;
    depends(reading, &conn).await?;
    let places: Vec<Place> = ids.iter().filter_map(|id| gazetteer::by_id(id)).collect();
    store::counts(&conn, &places, Sight::of(reading.actor()), reading.now()).await
}

/// Any article may name another place, and come or go by the clock.
async fn depends(reading: &Reading, conn: &Conn<'_>) -> Result<()> {
    reading.note(Facet::Articles);
    reading.holds_until(clock::next_transition(conn, reading.now()).await?);
    Ok(())
}

async fn counted(conn: &Conn<'_>, reading: &Reading, places: Vec<Place>) -> Result<Vec<Place>> {
    let counts = store::counts(conn, &places, Sight::of(reading.actor()), reading.now()).await?;
    let with =
        |place: Place| Place { article_count: Some(counts.get(&place.id).copied().unwrap_or_default()), ..place };
    Ok(places.into_iter().map(with).collect())
}

/// By what the places stand: many articles first, then by name; the id makes the order total.
fn rank(place: &Place) -> String {
    let fewer = i32::MAX.saturating_sub(place.article_count.unwrap_or_default());
    format!("{fewer:010} {} {}", place.names.en, place.id)
}

fn cursor(place: &Place) -> Cursor {
    Cursor { key: Key::Text(rank(place)), id: Uuid::nil() }
}

/// The places beyond a cursor in the direction of a page, one more than it holds. Datelines name few enough places that all
/// of them were counted.
fn window(places: Vec<Place>, seek: &Seek) -> Vec<Place> {
    let mut ranked: Vec<(String, Place)> = places.into_iter().map(|place| (rank(&place), place)).collect();
    if seek.backwards {
        ranked.sort_by_key(|(rank, _)| Reverse(rank.clone()));
    } else {
        ranked.sort_by_key(|(rank, _)| rank.clone());
    }
    let from = seek.from.as_ref().map(|cursor| &cursor.key);
    let beyond = |rank: &String| match from {
        Some(Key::Text(from)) if seek.backwards => rank < from,
        Some(Key::Text(from)) => rank > from,
        _ => true,
    };
    let most = usize::try_from(seek.limit).unwrap_or(usize::MAX).saturating_add(1);
    ranked.into_iter().filter(|(rank, _)| beyond(rank)).map(|(_, place)| place).take(most).collect()
}
