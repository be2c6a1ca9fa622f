//! What a source has for a day: of each pair the last two observations up to it, and those that are for later days.
//!
//! The pairs come first, each by a look into the index, and then of each pair the two rows: however long a source has been
//! publishing, and however many days lie between two rates of a pair, no other row is read. docs/adr/0024

use std::collections::BTreeSet;

use sea_orm::Iterable;
use sea_orm::sea_query::{
    CommonTableExpression, Expr, ExprTrait, Func, Order, Query, SelectStatement, UnionType, WithClause,
};

use super::row::{Column, Entity};
use super::{observations, together, ways};
use crate::domain::currencies::Currency;
use crate::domain::rates::Observation;
use crate::domain::time::Date;
use crate::store::gather::Part;

/// What is asked of a source for a day.
#[derive(Debug, Clone, Copy)]
pub struct Holding<'a> {
    /// The key of the source.
    pub source: &'a str,
    /// The source's own currency: it is in all of its pairs.
    pub pivot: Currency,
    /// The currencies, at least one; all of them when left out.
    pub codes: Option<&'a [Currency]>,
    /// The day.
    pub asked: Date,
    /// Until when later days are told, too; none of them when left out.
    pub later_until: Option<Date>,
}

impl Holding<'_> {
    /// Of each pair the last two current observations up to the day, however old they are, and those for later days; in no
    /// order.
    #[must_use]
    pub fn part(&self) -> Part<Observation> {
        let mut select = self.last_two();
        if let Some(until) = self.later_until {
            let mut later = Query::select();
            later.columns(Column::iter().map(|column| ("row", column))).from_as(Entity, "row");
            later
                .and_where(Expr::col(("row", Column::Source)).eq(self.source))
                .and_where(Expr::col(("row", Column::Current)).eq(true))
                .and_where(Expr::col(("row", Column::EffectiveDate)).gt(self.asked.to_string()))
                .and_where(Expr::col(("row", Column::EffectiveDate)).lte(until.to_string()));
            let later = match self.codes {
                Some(codes) => together(ways(&later, "row", self.pivot, codes)),
                None => Some(later),
            };
            select.unions(later.map(|later| (UnionType::All, later)));
        }
        observations(select)
    }

    fn last_two(&self) -> SelectStatement {
        // The pairs stand on the left: without statistics SQLite could begin with the rows.
        let mut select = Query::select();
        select.columns(Column::iter().map(|column| ("row", column))).from("pairs");
        select.join_as(sea_orm::JoinType::CrossJoin, Entity, "row", Expr::value(true));
        select
            .and_where(self.is_current("row"))
            .and_where(Expr::col(("row", Column::EffectiveDate)).gte(Func::coalesce([self.second(), Expr::value("")])));
        let mut clause = WithClause::new();
        if self.codes.is_none() {
            clause.recursive(true).cte(self.walk("bases", Column::Base)).cte(self.walk("quotes", Column::Quote));
        }
        let mut pairs = CommonTableExpression::new();
        pairs.table_name("pairs").columns([Column::Base, Column::Quote]).query(self.pairs());
        clause.cte(pairs);
        select.with_cte(clause);
        select
    }

    /// That a row is a current one of the source and of the pair, and not for a later day.
    fn is_current(&self, table: &'static str) -> Expr {
        Expr::col((table, Column::Source))
            .eq(self.source)
            .and(Expr::col((table, Column::Base)).equals(("pairs", Column::Base)))
            .and(Expr::col((table, Column::Quote)).equals(("pairs", Column::Quote)))
            .and(Expr::col((table, Column::Current)).eq(true))
            .and(Expr::col((table, Column::EffectiveDate)).lte(self.asked.to_string()))
    }

    /// The last day but one of a pair; null where there is none.
    fn second(&self) -> Expr {
        let mut select = Query::select();
        select.column(("second", Column::EffectiveDate)).from_as(Entity, "second").and_where(self.is_current("second"));
        select.order_by(("second", Column::EffectiveDate), Order::Desc).limit(1).offset(1);
        Expr::from(select)
    }

    fn pairs(&self) -> SelectStatement {
        let pivot = || Expr::value(self.pivot.code());
        let Some(codes) = self.codes else {
            let code = |walk| Expr::col((walk, "code"));
            let mut select = Query::select();
            select.expr(code("bases")).expr(pivot()).from("bases").and_where(code("bases").ne(pivot()));
            let mut turned = Query::select();
            turned.expr(pivot()).expr(code("quotes")).from("quotes").and_where(code("quotes").is_not_null());
            return select.union(UnionType::All, turned).take();
        };
        let pivot = self.pivot.code();
        let both: BTreeSet<_> = codes.iter().flat_map(|code| [(code.code(), pivot), (pivot, code.code())]).collect();
        Query::select().columns(["column1", "column2"]).from_values(both, "named").take()
    }

    /// The codes that stand in a column, one after another by the index and a null at the end: in `Base` all, in `Quote` those
    /// beside the source's own currency.
    fn walk(&self, name: &'static str, column: Column) -> CommonTableExpression {
        let least = || {
            let mut select = Query::select();
            select.expr(Func::min(Expr::col(("row", column)))).from_as(Entity, "row");
            select.and_where(Expr::col(("row", Column::Source)).eq(self.source));
            if matches!(column, Column::Quote) {
                select.and_where(Expr::col(("row", Column::Base)).eq(self.pivot.code()));
            }
            select
        };
        let next = least().and_where(Expr::col(("row", column)).gt(Expr::col((name, "code")))).take();
        let mut step = Query::select();
        step.expr(Expr::from(next)).from(name).and_where(Expr::col((name, "code")).is_not_null());
        let mut walk = CommonTableExpression::new();
        walk.table_name(name).column("code").query(least().union(UnionType::All, step).take());
        walk
    }
}
