//! Pages: keyset cursors and what a list answers.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::{Error, Result};

/// The rows of a page when the caller does not say.
pub const DEFAULT_LIMIT: u32 = 20;
/// The most rows of a page.
pub const MOST_LIMIT: u32 = 100;

/// The value by which a list is ordered, before the id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A number: seconds, a position.
    Number(i64),
    /// A text: a slug.
    Text(String),
    /// A place in an order that was frozen.
    Frozen(Frozen),
}

/// A place in an order that moves, as it was frozen once: the places of a generation, and after them the rows that came
/// since, by their instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frozen {
    /// The generation, from 1; 0 before the first, when every row came since.
    pub generation: i64,
    /// Whether the row came since.
    pub since: bool,
    /// The place in the generation, from 1, or the instant, in seconds since 1970-01-01, UTC.
    pub place: i64,
}

/// A place in a list: the keys of the row at it, bound to the list's order and filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The row's order value.
    pub key: Key,
    /// The row's id, which makes the order total.
    pub id: Uuid,
}

/// By what a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By a number: instants, positions.
    Number,
    /// By a text: slugs.
    Text,
    /// By the places of a generation.
    Frozen,
}

/// Names a list: its noun, order and filter. Cursors of another list are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListName([u8; 8], Order);

impl ListName {
    /// The name of a list described by its noun, order and filter in words.
    #[must_use]
    pub fn new(description: &str, order: Order) -> Self {
        let digest = Sha256::digest(description.as_bytes());
        let mut name = [0; 8];
        for (to, from) in name.iter_mut().zip(digest.iter()) {
            *to = *from;
        }
        Self(name, order)
    }
}

impl Cursor {
    /// The opaque form for a caller.
    #[must_use]
    pub fn encode(&self, list: ListName) -> String {
        let mut bytes = vec![1];
        bytes.extend(list.0);
        bytes.extend(self.id.as_bytes());
        match &self.key {
            Key::Number(number) => {
                bytes.push(b'n');
                bytes.extend(number.to_be_bytes());
            }
            Key::Text(text) => {
                bytes.push(b't');
                bytes.extend(text.as_bytes());
            }
            Key::Frozen(Frozen { generation, since, place }) => {
                bytes.push(b'f');
                bytes.push((*since).into());
                bytes.extend(generation.to_be_bytes());
                bytes.extend(place.to_be_bytes());
            }
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that this list gave out.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` naming the parameter when the text is no cursor or belongs to another list.
    pub fn decode(text: &str, list: ListName, parameter: &str) -> Result<Self> {
        let malformed = || Error::parameter(parameter, "is not a cursor that this API gave; start again without it");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed())?;
        let (&version, rest) = bytes.split_first().ok_or_else(malformed)?;
        let (name, rest) = rest.split_at_checked(8).ok_or_else(malformed)?;
        let (id, rest) = rest.split_at_checked(16).ok_or_else(malformed)?;
        let (&kind, key) = rest.split_first().ok_or_else(malformed)?;
        if version != 1 {
            return Err(malformed());
        }
        if name != list.0 {
            return Err(Error::parameter(
                parameter,
                "belongs to a list with another order or filter; use it with the same parameters, or start again without it",
            ));
        }
        let key = match (kind, list.1) {
            (b'n', Order::Number) => Key::Number(i64::from_be_bytes(key.try_into().map_err(|_| malformed())?)),
            (b't', Order::Text) if !key.contains(&0) => {
                Key::Text(String::from_utf8(key.to_vec()).map_err(|_| malformed())?)
            }
            (b'f', Order::Frozen) => Key::Frozen(frozen(key).ok_or_else(malformed)?),
            _ => return Err(malformed()),
        };
        Ok(Self { key, id: Uuid::from_slice(id).map_err(|_| malformed())? })
    }
}

fn frozen(key: &[u8]) -> Option<Frozen> {
    let (&since, rest) = key.split_first()?;
    let (generation, place) = rest.split_at_checked(8)?;
    let number = |bytes: &[u8]| bytes.try_into().ok().map(i64::from_be_bytes);
    let since = matches!(since, 0 | 1).then_some(since == 1)?;
    Some(Frozen { generation: number(generation)?, since, place: number(place)? })
}

/// From where a page is read, and in which direction.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Position {
    /// The first rows.
    #[default]
    Start,
    /// The last rows.
    End,
    /// The rows that follow a cursor.
    After(String),
    /// The rows that precede a cursor.
    Before(String),
}

/// A page as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageRequest {
    /// How many rows, 1 to 100.
    pub limit: u32,
    /// From where.
    pub position: Position,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { limit: DEFAULT_LIMIT, position: Position::Start }
    }
}

/// A page as the store reads it: the cursor decoded, backwards or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seek {
    /// How many rows the page holds.
    pub limit: u64,
    /// The row to start from, itself left out.
    pub from: Option<Cursor>,
    /// Whether to read against the order of the list.
    pub backwards: bool,
}

impl PageRequest {
    /// Decodes the cursor for a list.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for a limit outside 1 to 100 or a foreign cursor.
    pub fn seek(&self, list: ListName) -> Result<Seek> {
        check_limit(self.limit.into(), "limit")?;
        let (from, backwards) = match &self.position {
            Position::Start => (None, false),
            Position::End => (None, true),
            Position::After(text) => (Some(Cursor::decode(text, list, "after")?), false),
            Position::Before(text) => (Some(Cursor::decode(text, list, "before")?), true),
        };
        Ok(Seek { limit: self.limit.into(), from, backwards })
    }
}

/// Checks how many rows are asked for.
///
/// # Errors
/// `BAD_USER_INPUT` naming the parameter, outside 1 to 100.
pub fn check_limit(limit: i64, parameter: &str) -> Result<u32> {
    match u32::try_from(limit) {
        Ok(limit) if (1..=MOST_LIMIT).contains(&limit) => Ok(limit),
        _ => Err(Error::parameter(parameter, format!("must be 1 to {MOST_LIMIT}; it is {limit}"))),
    }
}

/// A page as a use-case answers it.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows, each with its cursor.
    pub rows: Vec<(String, T)>,
    /// Whether rows precede the page.
    pub has_previous: bool,
    /// Whether rows follow the page.
    pub has_next: bool,
}

impl<T> Page<T> {
    /// Makes a page of the rows that the store read: one more than asked for where there are more.
    pub fn new(mut rows: Vec<T>, seek: &Seek, list: ListName, cursor: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(seek.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if seek.backwards {
            rows.reverse();
        }
        let (has_previous, has_next) =
            if seek.backwards { (more, seek.from.is_some()) } else { (seek.from.is_some(), more) };
        Self { rows: rows.into_iter().map(|row| (cursor(&row).encode(list), row)).collect(), has_previous, has_next }
    }

    /// The cursor for the rows that follow, where there are any.
    #[must_use]
    pub fn next_cursor(&self) -> Option<&str> {
        if self.has_next { self.rows.last().map(|(cursor, _)| cursor.as_str()) } else { None }
    }

    /// The cursor for the rows that precede, where there are any.
    #[must_use]
    pub fn previous_cursor(&self) -> Option<&str> {
        if self.has_previous { self.rows.first().map(|(cursor, _)| cursor.as_str()) } else { None }
    }

    /// The same page of other things.
    #[must_use]
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(|(cursor, row)| (cursor, f(row))).collect(),
            has_previous: self.has_previous,
            has_next: self.has_next,
        }
    }
}
