//! Keyset paging: one way to write it for every list.

use sea_orm::sea_query::{Expr, ExprTrait, Order, SimpleExpr};
use sea_orm::{EntityTrait, Iden, QueryOrder, QuerySelect, Select, Value};

use crate::domain::paging::{Key, Seek};

/// The condition of the rows beyond a cursor: `(key, id) > (k, i)` along the order.
#[must_use]
pub fn beyond(column: SimpleExpr, id: SimpleExpr, seek: &Seek, descending: bool) -> Option<SimpleExpr> {
    let cursor = seek.from.as_ref()?;
    let key: Value = match &cursor.key {
        Key::Number(number) => (*number).into(),
        Key::Text(text) => text.clone().into(),
        Key::Frozen(frozen) => frozen.place.into(),
    };
    let row = Expr::tuple([column, id]);
    let place = Expr::tuple([Expr::value(key), Expr::value(cursor.id)]);
    // Reading backwards turns the comparison round, as a descending order does.
    Some(if descending == seek.backwards { row.gt(place) } else { row.lt(place) })
}

/// Orders a select by a column and the id, starts it at the cursor, and reads one row more than the page holds.
#[must_use]
pub fn keyset<E: EntityTrait>(
    select: Select<E>,
    column: E::Column,
    id: E::Column,
    seek: &Seek,
    descending: bool,
) -> Select<E>
where
    E::Column: Iden + Copy,
{
    use sea_orm::QueryFilter;
    let order = if descending == seek.backwards { Order::Asc } else { Order::Desc };
    let select = match beyond(Expr::col(column), Expr::col(id), seek, descending) {
        Some(condition) => select.filter(condition),
        None => select,
    };
    select.order_by(column, order.clone()).order_by(id, order).limit(seek.limit + 1)
}
