//! The places of datelines: which of them readers meet, and in how many articles.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{Condition, ConnectionTrait, Order as SortOrder, QueryResult};
use uuid::Uuid;

use crate::domain::articles::Sight;
use crate::domain::places::{Place, PlaceKind, country_id};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::articles::visible_ids;
use crate::store::error::internal;

/// The table of the places of datelines.
const TABLE: &str = "dateline_places";
/// What a row says of its place.
const PLACE: [&str; 3] = ["place_id", "region_id", "country"];

/// The rows of places of the articles that a sight may see.
fn seen(sight: Sight, now: Instant) -> Condition {
    match sight {
        // The newsroom sees all of them.
        Sight::Staff => Condition::all(),
        _ => Condition::all().add(Expr::col("article_id").in_subquery(visible_ids(sight, now))),
    }
}

/// The ids of a row's place, and of the region and the country in which it lies.
fn keys(row: &QueryResult) -> Result<HashSet<String>> {
    let text = |column: &str| row.try_get::<Option<String>>("", column).map_err(internal);
    let country = text("country")?.map(|code| country_id(&code));
    Ok([text("place_id")?, text("region_id")?, country].into_iter().flatten().collect())
}

/// In how many of the articles that a sight may see a dateline names each place or one inside it, for every place that they
/// name and every region and country in which those lie; by their ids.
///
/// # Errors
/// When the database fails.
pub async fn tally(conn: &Conn<'_>, sight: Sight, now: Instant) -> Result<HashMap<String, i32>> {
    let mut tally: HashMap<String, i32> = HashMap::new();
    let mut add = |key: String, count: i64| {
        let sum = tally.entry(key).or_default();
        *sum = sum.saturating_add(i32::try_from(count).unwrap_or(i32::MAX));
    };
    // Every article has one first place, so that these are counted in one pass.
    let mut first = Query::select();
    first.columns(PLACE).expr_as(Expr::col("article_id").count(), "articles").from(TABLE);
    first.and_where(Expr::col("position").eq(0)).cond_where(seen(sight, now)).group_by_columns(PLACE);
    for row in conn.query_all(&first).await.map_err(internal)? {
        let count: i64 = row.try_get("", "articles").map_err(internal)?;
        keys(&row)?.into_iter().for_each(|key| add(key, count));
    }
    // Few datelines name more; what the places of one have in common counts once.
    let several = Query::select().column("article_id").from(TABLE).and_where(Expr::col("position").gt(0)).to_owned();
    let mut further = Query::select();
    further.columns(PLACE).columns(["article_id", "position"]).from(TABLE);
    further.and_where(Expr::col("article_id").in_subquery(several)).cond_where(seen(sight, now));
    further.order_by("article_id", SortOrder::Asc).order_by("position", SortOrder::Asc);
    let mut known: (Option<Uuid>, HashSet<String>) = (None, HashSet::new());
    for row in conn.query_all(&further).await.map_err(internal)? {
        let article: Uuid = row.try_get("", "article_id").map_err(internal)?;
        let position: i32 = row.try_get("", "position").map_err(internal)?;
        if known.0 != Some(article) {
            known = (Some(article), HashSet::new());
        }
        for key in keys(&row)? {
            if known.1.insert(key.clone()) && position > 0 {
                add(key, 1);
            }
        }
    }
    Ok(tally)
}

/// In how many of the articles that a sight may see a dateline names each of these places or one inside it.
///
/// # Errors
/// When the database fails.
pub async fn counts(conn: &Conn<'_>, places: &[Place], sight: Sight, now: Instant) -> Result<HashMap<String, i32>> {
    let mut counts = HashMap::new();
    for (column, kind) in
        [("place_id", PlaceKind::City), ("region_id", PlaceKind::Region), ("country", PlaceKind::Country)]
    {
        let of_kind = places.iter().filter(|place| place.kind == kind);
        let names: HashMap<&str, &str> =
            of_kind.filter_map(|place| Some((key_of(place)?, place.id.as_str()))).collect();
        if names.is_empty() {
            continue;
        }
        let mut select = Query::select();
        select
            .column(column)
            .expr(Func::count_distinct(Expr::col("article_id")))
            .from(TABLE)
            .and_where(Expr::col(column).is_in(names.keys().copied()))
            .cond_where(seen(sight, now))
            .group_by_col(column);
        for row in conn.query_all(&select).await.map_err(internal)? {
            let key: String = row.try_get_by_index(0).map_err(internal)?;
            let count: i64 = row.try_get_by_index(1).map_err(internal)?;
            if let Some(id) = names.get(key.as_str()) {
                counts.insert((*id).to_owned(), i32::try_from(count).unwrap_or(i32::MAX));
            }
        }
    }
    Ok(counts)
}

/// By what the rows of a place and of all inside it are found.
fn key_of(place: &Place) -> Option<&str> {
    match place.kind {
        PlaceKind::Country => place.country.as_deref(),
        PlaceKind::City | PlaceKind::Region => Some(&place.id),
    }
}

/// Whether a dateline that a sight may see names a place with one of these names, of which the gazetteer knows nothing.
///
/// # Errors
/// When the database fails.
pub async fn is_printed(conn: &Conn<'_>, names: &[String], sight: Sight, now: Instant) -> Result<bool> {
    let mut select = Query::select();
    select.column("name").from(TABLE).and_where(Expr::col("place_id").is_null());
    select.and_where(Expr::col("name").is_in(names.iter().cloned())).cond_where(seen(sight, now)).limit(1);
    Ok(conn.query_one(&select).await.map_err(internal)?.is_some())
}
