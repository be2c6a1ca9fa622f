//! Rows of SQLite as they stand in it, kept until serde reads them.
//!
//! A text is copied once when it is read and once when it is wanted. As JSON it would be looked through for characters to be
//! escaped, written, and looked through again.

use rusqlite::types::ValueRef;
use serde::de::value::Error as Unread;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::error::{Error, Result};

/// A value; texts and bytes stand one after another elsewhere, and the end of each is told.
#[derive(Debug, Clone, Copy)]
enum Held {
    Null,
    Integer(i64),
    Real(f64),
    Text(usize, usize),
    Bytes(usize, usize),
}

/// Rows of so many columns each.
#[derive(Debug, Default)]
pub(super) struct Rows {
    columns: usize,
    values: Vec<Held>,
    texts: String,
    bytes: Vec<u8>,
}

impl Rows {
    /// Reads all that a statement finds.
    pub(super) fn read(columns: usize, mut found: rusqlite::Rows<'_>) -> rusqlite::Result<Self> {
        let mut rows = Self { columns, ..Self::default() };
        while let Some(row) = found.next()? {
            for column in 0..columns {
                rows.push(column, row.get_ref(column)?)?;
            }
        }
        Ok(rows)
    }

    fn push(&mut self, column: usize, value: ValueRef<'_>) -> rusqlite::Result<()> {
        let held = match value {
            ValueRef::Null => Held::Null,
            ValueRef::Integer(number) => Held::Integer(number),
            ValueRef::Real(number) => Held::Real(number),
            ValueRef::Text(text) => {
                let begin = self.texts.len();
                self.texts
                    .push_str(std::str::from_utf8(text).map_err(|error| rusqlite::Error::Utf8Error(column, error))?);
                Held::Text(begin, self.texts.len())
            }
            ValueRef::Blob(bytes) => {
                let begin = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                Held::Bytes(begin, self.bytes.len())
            }
        };
        self.values.push(held);
        Ok(())
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.values.len().checked_div(self.columns).unwrap_or_default()
    }

    /// The bytes in a column of a row; `None` where there are none.
    pub(super) fn bytes(&self, row: usize, column: usize) -> Option<&[u8]> {
        match self.values.get(row * self.columns + column) {
            Some(Held::Bytes(begin, end)) => self.bytes.get(*begin..*end),
            _ => None,
        }
    }

    /// Reads the rows one by one, the columns of each in their order.
    ///
    /// # Errors
    /// When a row is not what the program expects.
    pub(super) fn each<R: DeserializeOwned, T>(&self, mut read: impl FnMut(R) -> Result<T>) -> Result<Vec<T>> {
        let mut all = Vec::with_capacity(self.len());
        for row in self.values.chunks(self.columns.max(1)) {
            all.push(read(R::deserialize(Row { rows: self, values: row }).map_err(Error::internal)?)?);
        }
        Ok(all)
    }
}

/// A row, or what is left of it.
struct Row<'a> {
    rows: &'a Rows,
    values: &'a [Held],
}

impl<'de> Deserializer<'de> for Row<'_> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_seq(self)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for Row<'_> {
    type Error = Unread;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Unread> {
        let Some((held, rest)) = self.values.split_first() else { return Ok(None) };
        self.values = rest;
        seed.deserialize(Value { rows: self.rows, held: *held }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.values.len())
    }
}

struct Value<'a> {
    rows: &'a Rows,
    held: Held,
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        let gone = || Unread::custom("a value that is not there");
        match self.held {
            Held::Null => visitor.visit_unit(),
            Held::Integer(number) => visitor.visit_i64(number),
            Held::Real(number) => visitor.visit_f64(number),
            Held::Text(begin, end) => visitor.visit_str(self.rows.texts.get(begin..end).ok_or_else(gone)?),
            // What SQLite keeps as bytes is a UUID, which reads them so where nobody is to read them.
            Held::Bytes(begin, end) => visitor.visit_bytes(self.rows.bytes.get(begin..end).ok_or_else(gone)?),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.held {
            Held::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    /// SQLite keeps 1 and 0.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.held {
            Held::Integer(number) => visitor.visit_bool(number != 0),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_newtype_struct(self)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
