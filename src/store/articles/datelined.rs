//! The conditions of a list that look at datelines.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition};

use super::row::Column;
use crate::domain::places::{Place, PlaceKind};
use crate::domain::time::Date;

/// Where a place of the dateline lies.
#[derive(Debug, Clone, Default)]
pub struct Inside {
    /// This place of the gazetteer, or one inside it.
    pub place: Option<Place>,
    /// A place that the gazetteer does not know, printed with one of these names.
    pub printed: Vec<String>,
}

/// What the datelines of a list say.
#[derive(Debug, Clone, Default)]
pub struct Datelined {
    /// Of which place.
    pub inside: Option<Inside>,
    /// The country of a place (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// One of these places of the gazetteer.
    pub among: Option<Vec<String>>,
    /// The agency's slug.
    pub agency: Option<String>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// Whether a correspondent is named.
    pub has_correspondent: Option<bool>,
    /// Whether the day is suspect.
    pub is_suspect: Option<bool>,
    /// Published later than so many days after the day.
    pub days_after: Option<i32>,
}

fn articles_of(table: &'static str, of: Condition) -> SelectStatement {
    Query::select().column("article_id").from(table).cond_where(of).to_owned()
}

/// The rows of places that lie inside one.
pub(super) fn inside(inside: &Inside) -> Condition {
    let mut any = Condition::any();
    if let Some(place) = &inside.place {
        any = any.add(Expr::col("place_id").eq(&place.id));
        any = match (place.kind, &place.country) {
            (PlaceKind::Region, _) => any.add(Expr::col("region_id").eq(&place.id)),
            (PlaceKind::Country, Some(country)) => any.add(Expr::col("country").eq(country)),
            _ => any,
        };
    }
    if !inside.printed.is_empty() {
        any = any.add(unknown(&inside.printed));
    }
    any
}

/// The rows of places that the gazetteer does not know, printed with one of these names.
pub(super) fn unknown(names: &[String]) -> Condition {
    let named = Expr::col("name").is_in(names.iter().cloned());
    Condition::all().add(Expr::col("place_id").is_null()).add(named)
}

/// The conditions as they narrow a list of articles.
pub(super) fn conditions(wanted: &Datelined) -> Condition {
    let mut all = Condition::all();
    let mut of_place =
        |of: Condition| all = all.clone().add(Column::Id.in_subquery(articles_of("dateline_places", of)));
    if let Some(place) = &wanted.inside {
        of_place(inside(place));
    }
    if let Some(country) = &wanted.country {
        of_place(Condition::all().add(Expr::col("country").eq(country)));
    }
    if let Some(ids) = &wanted.among {
        of_place(Condition::all().add(Expr::col("place_id").is_in(ids.iter().cloned())));
    }
    let of_row = |of: Condition| articles_of("datelines", of);
    if let Some(said) = row_conditions(wanted) {
        all = all.add(Column::Id.in_subquery(of_row(said)));
    }
    let named = Condition::all().add(Expr::col("correspondent").is_not_null());
    let suspect = Condition::all().add(Expr::col("date_suspect").eq(true));
    for (whether, of) in [(wanted.has_correspondent, named), (wanted.is_suspect, suspect)] {
        all = match whether {
            Some(true) => all.add(Column::Id.in_subquery(of_row(of))),
            Some(false) => all.add(Column::Id.not_in_subquery(of_row(of))),
            None => all,
        };
    }
    all
}

/// What one row of a dateline must say, where anything is asked of it.
fn row_conditions(wanted: &Datelined) -> Option<Condition> {
    let mut said = Condition::all();
    if let Some(agency) = &wanted.agency {
        said = said.add(Expr::col("agency_slug").eq(agency));
    }
    // Days are text of ten characters, which stands in the order of the calendar.
    if let Some(from) = wanted.from {
        said = said.add(Expr::col("date").gte(from.to_string()));
    }
    if let Some(to) = wanted.to {
        said = said.add(Expr::col("date").lte(to.to_string()));
    }
    if let Some(days) = wanted.days_after {
        said = said.add(Expr::col("lag_days").gt(days));
    }
    (!said.is_empty()).then_some(said)
}
