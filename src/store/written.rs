//! Queries as text that is written once, and put together with others each time.

use std::fmt;
use std::sync::Arc;

use sea_orm::sea_query::{
    PostgresQueryBuilder, QueryBuilder, SelectStatement, SqlWriter, SqliteQueryBuilder, Value, Values,
};
use sea_orm::{ColumnTrait, ColumnType, DbBackend, EntityTrait, IdenStatic, Iterable, Statement};

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As they are: numbers and texts.
    Plain,
    /// As text: SQLite keeps UUIDs as bytes.
    Uuid,
    /// As true and false: SQLite keeps 1 and 0.
    Flag,
}

/// The columns of a row, some of them in a row of their own.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// A column of this name.
    Column(&'static str, Kind),
    /// Columns that are read together.
    Row(Vec<Cell>),
}

impl Cell {
    /// All columns of a table.
    pub(super) fn table<E: EntityTrait>() -> Self {
        Self::Row(E::Column::iter().map(|column| Self::Column(column.as_str(), kind_of(column))).collect())
    }

    fn write(&self, backend: DbBackend, text: &mut String) {
        let sqlite = backend == DbBackend::Sqlite;
        match self {
            // Neither engine is given names here that come from outside.
            Self::Column(name, Kind::Uuid) if sqlite => text.push_str(&format!("nullif(hex(\"{name}\"), '')")),
            Self::Column(name, Kind::Flag) if sqlite => {
                text.push_str(&format!("json(CASE \"{name}\" WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"));
            }
            Self::Column(name, _) => text.push_str(&format!("\"{name}\"")),
            Self::Row(cells) => {
                text.push_str(if sqlite { "json_array(" } else { "json_build_array(" });
                for (i, cell) in cells.iter().enumerate() {
                    text.push_str(if i == 0 { "" } else { "," });
                    cell.write(backend, text);
                }
                text.push(')');
            }
        }
    }
}

fn kind_of(column: impl ColumnTrait) -> Kind {
    match column.def().get_column_type() {
        ColumnType::Uuid => Kind::Uuid,
        ColumnType::Boolean => Kind::Flag,
        _ => Kind::Plain,
    }
}

/// A query: as it was asked for, or written for an engine.
#[derive(Debug, Clone)]
pub(super) enum Query {
    /// As it was asked for: for rows as they are, or for one text of them, with cells in this way.
    Asked(Box<SelectStatement>, Option<Cell>),
    /// Written, with its values.
    Written(Arc<Pieces>, Vec<Value>),
}

/// The text of a query, and where in it values stand.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    text: String,
    places: Vec<usize>,
}

/// Takes a query apart while it is written.
#[derive(Default)]
struct Writer {
    pieces: Pieces,
    values: Vec<Value>,
}

impl fmt::Write for Writer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.pieces.text.push_str(text);
        Ok(())
    }
}

impl fmt::Display for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pieces.text)
    }
}

impl SqlWriter for Writer {
    fn push_param<T: QueryBuilder>(&mut self, value: Value, _: &T) {
        self.pieces.places.push(self.pieces.text.len());
        self.values.push(value);
    }

    fn as_writer(&mut self) -> &mut dyn fmt::Write {
        self
    }
}

fn write(select: &SelectStatement, row: Option<&Cell>, backend: DbBackend) -> (Pieces, Vec<Value>) {
    let mut writer = Writer::default();
    if let Some(row) = row {
        // The rows in one text, `[]` when there is none; they keep the order of the query.
        let text = &mut writer.pieces.text;
        text.push_str(if backend == DbBackend::Sqlite {
            "SELECT json_group_array("
        } else {
            "SELECT coalesce(json_agg("
        });
        row.write(backend, text);
        text.push_str(if backend == DbBackend::Sqlite { ") FROM (" } else { "), '[]')::text FROM (" });
    }
    match backend {
        DbBackend::Sqlite => select.build_collect_into(SqliteQueryBuilder, &mut writer),
        _ => select.build_collect_into(PostgresQueryBuilder, &mut writer),
    }
    if row.is_some() {
        writer.pieces.text.push_str(") AS \"rows\"");
    }
    (writer.pieces, writer.values)
}

impl Query {
    /// A query for rows as they are.
    pub(super) fn rows(select: SelectStatement) -> Self {
        Self::Asked(Box::new(select), None)
    }

    /// A query for one text of the rows that a select finds.
    pub(super) fn text(select: SelectStatement, row: Cell) -> Self {
        Self::Asked(Box::new(select), Some(row))
    }

    /// The same, written.
    pub(super) fn written(self, backend: DbBackend) -> Self {
        match self {
            Self::Asked(select, row) => {
                let (pieces, values) = write(&select, row.as_ref(), backend);
                Self::Written(Arc::new(pieces), values)
            }
            written @ Self::Written(..) => written,
        }
    }

    /// The values of a query that is written.
    pub(super) fn values_mut(&mut self) -> &mut [Value] {
        match self {
            Self::Asked(..) => &mut [],
            Self::Written(_, values) => values,
        }
    }
}

/// A statement that is put together.
pub(super) struct Text {
    backend: DbBackend,
    sql: String,
    values: Vec<Value>,
}

impl Text {
    pub(super) fn new(backend: DbBackend) -> Self {
        Self { backend, sql: String::with_capacity(8 * 1024), values: Vec::new() }
    }

    pub(super) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    pub(super) fn push_value(&mut self, value: Value) {
        self.values.push(value);
        match self.backend {
            DbBackend::Sqlite => self.sql.push('?'),
            _ => self.sql.push_str(&format!("${}", self.values.len())),
        }
    }

    pub(super) fn push_query(&mut self, query: &Query) {
        match query {
            Query::Asked(select, row) => {
                let (pieces, values) = write(select, row.as_ref(), self.backend);
                self.push_pieces(&pieces, &values);
            }
            Query::Written(pieces, values) => self.push_pieces(pieces, values),
        }
    }

    fn push_pieces(&mut self, pieces: &Pieces, values: &[Value]) {
        let mut begin = 0;
        for (place, value) in pieces.places.iter().zip(values) {
            self.sql.push_str(pieces.text.get(begin..*place).unwrap_or_default());
            self.push_value(value.clone());
            begin = *place;
        }
        self.sql.push_str(pieces.text.get(begin..).unwrap_or_default());
    }

    pub(super) fn statement(self) -> Statement {
        Statement { sql: self.sql, values: Some(Values(self.values)), db_backend: self.backend }
    }
}
