//! What a filter says of datelines, looked up in the gazetteer and among the places that datelines name.

use std::collections::HashSet;

use crate::domain::articles::{ArticleFilter, Near, Sight, is_country};
use crate::domain::datelines::is_agency;
use crate::domain::facets::Facet;
use crate::domain::places::{self as gazetteer, Hint};
use crate::domain::text::line;
use crate::error::{Error, Result};
use crate::store::articles::{Datelined, Inside, clock};
use crate::store::{Conn, datelines, places};
use crate::usecases::reading::Reading;

/// A degree of latitude is at least so many kilometres.
const DEGREE: f64 = 110.0;

/// The conditions of a filter on datelines.
///
/// # Errors
/// `BAD_USER_INPUT` naming the condition: for a place, a country or an agency that is not known.
pub(super) async fn find(reading: &Reading, filter: &ArticleFilter) -> Result<Datelined> {
    let inside = match &filter.place {
        Some(name) => Some(inside(reading, &line(name)).await?),
        None => None,
    };
    if let Some(code) = &filter.country
        && gazetteer::by_id(&format!("country:{code}")).is_none()
    {
        return Err(Error::parameter("country", "is no country; GET /v1/places?kind=COUNTRY lists those of datelines"));
    }
    if filter.agency.as_ref().is_some_and(|slug| !is_agency(slug)) {
        let detail =
            "is no agency of the dictionary; agency.slug of datelines tells theirs, «other» stands for the rest";
        return Err(Error::parameter("agency", detail));
    }
    let among = match &filter.near {
        Some(near) => Some(around(&reading.conn().await?, near).await?),
        None => None,
    };
    Ok(Datelined {
        inside,
        country: filter.country.clone(),
        among,
        agency: filter.agency.clone(),
        from: filter.dateline_from,
        to: filter.dateline_to,
        has_correspondent: filter.has_correspondent,
        is_suspect: filter.date_suspect,
        days_after: filter.published_days_after_dateline,
    })
}

/// The conditions in words, for the name of the list: as they were given, because what they are found to be may grow.
pub(super) fn name(filter: &ArticleFilter) -> String {
    let ArticleFilter { place, country, agency, dateline_from, dateline_to, has_correspondent, date_suspect, .. } =
        filter;
    let (days, near) = (filter.published_days_after_dateline, filter.near);
    format!(
        "{place:?} {country:?} {agency:?} {dateline_from:?} {dateline_to:?} {has_correspondent:?} {date_suspect:?} {days:?} {near:?}"
    )
}

/// The place of an id, a country's code or a name.
async fn inside(reading: &Reading, name: &str) -> Result<Inside> {
    let unknown = || {
        let detail = format!("«{name}» is no place of the gazetteer; GET /v1/places lists those that datelines name");
        Error::parameter("place", detail)
    };
    let id = if is_country(name) { format!("country:{name}") } else { name.to_owned() };
    if id.contains(':') {
        let place = gazetteer::by_id(&id).ok_or_else(unknown)?;
        return Ok(Inside { place: Some(place), printed: Vec::new() });
    }
    let place = gazetteer::find(name, Hint::default());
    let printed = vec![name.to_owned(), name.to_uppercase()];
    if place.is_none() {
        // Datelines name villages that no gazetteer has; of these the printed name is all that is known.
        let conn = &reading.conn().await?;
        reading.note(Facet::Articles);
        reading.holds_until(clock::next_transition(conn, reading.now()).await?);
        let sight = Sight::of(reading.actor());
        if !places::is_printed(conn, &printed, sight, reading.now()).await? {
            return Err(unknown());
        }
    }
    Ok(Inside { place, printed })
}

/// The ids of the places of datelines in a circle.
async fn around(conn: &Conn<'_>, near: &Near) -> Result<Vec<String>> {
    let band = near.km / DEGREE;
    let named = datelines::places_between(conn, near.latitude - band, near.latitude + band).await?;
    let known: HashSet<String> = gazetteer::near(near.latitude, near.longitude, near.km).into_iter().collect();
    Ok(named.into_iter().filter(|id| known.contains(id)).collect())
}
