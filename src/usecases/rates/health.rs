//! The sources, and what is here of each.

use crate::app::App;
use crate::domain::facets::Facet;
use crate::domain::lang::Lang;
use crate::domain::rates::{RateSource, RateSourceDays, RateSourceHealth};
use crate::error::Result;
use crate::sources;
use crate::store::rates as store;
use crate::usecases::reading::Reading;

/// For how many seconds an answer says how banks were asked.
const FRESH: i64 = 60;

/// Every source of rates, named in the languages asked for, with what is here of it. The sources are part of the program.
///
/// # Errors
/// When the database fails.
pub async fn sources(app: &App, reading: &Reading, asked: &[Lang]) -> Result<Vec<RateSource>> {
    let (preference, site) = (app.preference(asked), app.config.site.time_zone);
    let keys: Vec<&str> = sources::ALL.iter().map(|source| source.key).collect();
    reading.note_all(sources::ALL.iter().map(|source| Facet::Rates(source.key)));
    let conn = reading.conn().await?;
    let days = store::days_of(&conn, &keys).await?;
    let states = store::banks::states(&conn).await?;
    // How banks were asked is not told by the log.
    reading.holds_until(Some(reading.now().plus_seconds(FRESH)));
    let told = |source: &'static sources::Source| {
        let today = source.today(reading.now(), site);
        reading.holds_until(Some(today.plus_days(1).start_in(source.zone(site))));
        let found = days.iter().find(|days| days.source == source.key);
        let missed = found.map_or(0, |days| source.calendar().missed(days.last, today));
        let days = RateSourceDays {
            ends: found.map(|days| (days.first, days.last)),
            missed,
            fetched: found.map(|days| days.fetched),
        };
        let asked = states.iter().find(|state| state.source == source.key);
        let health = RateSourceHealth::of(days, asked).for_actor(reading.actor());
        RateSource { health: Some(health), ..source.record(site).named(&preference) }
    };
    Ok(sources::ALL.into_iter().map(told).collect())
}
