//! The gazetteer as the build lays it out: read where it lies in the program, without unpacking anything.

use std::sync::LazyLock;

use chrono_tz::Tz;

use super::key::Key;
use super::pack::{BOUND, BUCKET_BITS, ID, KEY, NAME, PLACE_BITS, ROW, WORD, field, kind, rank};
use super::{Place, PlaceKind, PlaceNames};

/// The bytes of a part of the gazetteer.
macro_rules! part {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/gazetteer/", $name))
    };
}

// Places, the most populous first.
static ROWS: &[u8] = part!("rows");
static TEXT: &[u8] = part!("text");
static WORDS: &[u8] = part!("words");
static BOUNDS: &[u8] = part!("bounds");
static KEYS: &[u8] = part!("keys");
static NAMES: &[u8] = part!("names");
static IDS: &[u8] = part!("ids");

// The time zone of the word of the same number, where it names one.
static ZONES: LazyLock<Vec<Option<Tz>>> = LazyLock::new(|| {
    let words = (0..WORDS.len() / WORD).map(|number| word(number).filter(|word| word.contains('/')));
    words.map(|word| word?.parse().ok()).collect()
});

/// A place of the gazetteer under one of its names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    // Where its row begins.
    row: usize,
    /// True if the name is one by which the place is commonly known.
    pub(crate) strong: bool,
    /// True if the place had the name only for a time.
    pub(crate) former: bool,
}

/// The bytes of everything that it holds.
pub(super) fn footprint() -> usize {
    [ROWS, TEXT, WORDS, BOUNDS, KEYS, NAMES, IDS].iter().map(|part| part.len()).sum()
}

/// The places of this key, the likeliest first.
pub(super) fn named(key: u64) -> impl Iterator<Item = Entry> {
    let names = range(key).and_then(|range| NAMES.get(range)).unwrap_or_default();
    names.chunks_exact(NAME).filter_map(|name| {
        let name = u32::from_le_bytes(name.try_into().ok()?);
        let (rank, place) = (name >> PLACE_BITS, name & ((1 << PLACE_BITS) - 1));
        Some(Entry { row: row(place)?, strong: rank != rank::WEAK, former: rank == rank::FORMER })
    })
}

/// Where the names of a key stand.
fn range(key: u64) -> Option<std::ops::Range<usize>> {
    let bucket = usize::try_from(key >> (64 - BUCKET_BITS)).ok()?;
    let bound = |at: usize| usize::try_from(u32_at(BOUNDS, at.checked_mul(BOUND)?)?).ok();
    let (first, last) = (bound(bucket)?, bound(bucket.checked_add(1)?)?);
    let keys = KEYS.get(first.checked_mul(KEY)?..last.checked_mul(KEY)?)?;
    let mut keys = keys.chunks_exact(KEY).map(|one| one.try_into().map_or(0, u64::from_le_bytes));
    let start = first.checked_add(keys.position(|one| one == key)?)?;
    let length = keys.take_while(|one| *one == key).count().checked_add(1)?;
    Some(start.checked_mul(NAME)?..start.checked_add(length)?.checked_mul(NAME)?)
}

/// The place of this id.
pub(super) fn by_id(id: &str) -> Option<Entry> {
    let key = Key::of(id).value();
    let at = |index: usize| {
        let start = index.checked_mul(ID)?;
        Some((u64::from_le_bytes(bytes(IDS, start)?), u32_at(IDS, start.checked_add(KEY)?)?))
    };
    let (mut low, mut high) = (0, IDS.len() / ID);
    while low < high {
        let middle = usize::midpoint(low, high);
        if at(middle)?.0 < key {
            low = middle.checked_add(1)?;
        } else {
            high = middle;
        }
    }
    let (_, place) = at(low).filter(|(found, _)| *found == key)?;
    let entry = Entry { row: row(place)?, strong: true, former: false };
    (entry.id() == id).then_some(entry)
}

/// All cities.
pub(super) fn cities() -> impl Iterator<Item = Entry> {
    let all = (0..ROWS.len()).step_by(ROW).map(|row| Entry { row, strong: true, former: false });
    all.filter(|entry| entry.kind() == PlaceKind::City)
}

fn row(place: u32) -> Option<usize> {
    usize::try_from(place).ok()?.checked_mul(ROW)
}

fn bytes<const N: usize>(from: &[u8], start: usize) -> Option<[u8; N]> {
    from.get(start..)?.first_chunk().copied()
}

fn u32_at(from: &[u8], start: usize) -> Option<u32> {
    bytes(from, start).map(u32::from_le_bytes)
}

/// A piece of the text.
fn text(start: usize, length: usize) -> Option<&'static str> {
    std::str::from_utf8(TEXT.get(start..start.checked_add(length)?)?).ok()
}

/// A word that many places share.
fn word(number: usize) -> Option<&'static str> {
    let at = number.checked_mul(WORD)?;
    let start = usize::try_from(u32_at(WORDS, at)?).ok()?;
    text(start, usize::from(*WORDS.get(at.checked_add(WORD - 1)?)?)).filter(|word| !word.is_empty())
}

impl Entry {
    /// Its id.
    pub(crate) fn id(self) -> String {
        match self.number(field::NUMBER) {
            0 => self.piece(0).to_owned(),
            number => format!("geonames:{number}"),
        }
    }

    /// Its English name.
    pub(crate) fn name(self) -> &'static str {
        self.piece(1)
    }

    /// What it is.
    pub(crate) fn kind(self) -> PlaceKind {
        match self.byte(field::KIND) {
            kind::COUNTRY => PlaceKind::Country,
            kind::REGION => PlaceKind::Region,
            _ => PlaceKind::City,
        }
    }

    /// Its country's code.
    pub(crate) fn country(self) -> Option<&'static str> {
        word(self.word_number(field::COUNTRY))
    }

    /// The code of its region, or of itself.
    pub(crate) fn region(self) -> Option<&'static str> {
        word(self.word_number(field::REGION))
    }

    /// Its time zone by name.
    pub(crate) fn zone(self) -> Option<&'static str> {
        word(self.word_number(field::ZONE))
    }

    /// Its time zone.
    pub(crate) fn tz(self) -> Option<Tz> {
        ZONES.get(self.word_number(field::ZONE)).copied().flatten()
    }

    /// Inhabitants; 0 when unknown.
    pub(crate) fn population(self) -> u32 {
        self.number(field::POPULATION)
    }

    /// Latitude and longitude in degrees.
    pub(super) fn position(self) -> Option<(f64, f64)> {
        let degrees = |field| f64::from(self.number(field).cast_signed()) / 10_000.0;
        (self.byte(field::PLACED) == 1).then(|| (degrees(field::LATITUDE), degrees(field::LONGITUDE)))
    }

    // A field of its row; the build writes whole rows.
    fn field<const N: usize>(self, field: usize) -> [u8; N] {
        bytes(ROWS, self.row.saturating_add(field)).unwrap_or([0; N])
    }

    fn number(self, field: usize) -> u32 {
        u32::from_le_bytes(self.field(field))
    }

    fn word_number(self, field: usize) -> usize {
        usize::from(u16::from_le_bytes(self.field(field)))
    }

    fn byte(self, field: usize) -> u8 {
        let [byte] = self.field(field);
        byte
    }

    fn piece(self, number: usize) -> &'static str {
        let lengths: [u8; 4] = self.field(field::LENGTHS);
        let before: usize = lengths.iter().take(number).map(|length| usize::from(*length)).sum();
        let start = usize::try_from(self.number(field::TEXT)).unwrap_or(usize::MAX).saturating_add(before);
        text(start, lengths.get(number).map_or(0, |length| usize::from(*length))).unwrap_or_default()
    }

    /// The place as it is served.
    pub(super) fn into_public(self) -> Place {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let region = self.region().filter(|_| self.kind() == PlaceKind::City);
        Place {
            id: self.id(),
            name: String::new(),
            names: PlaceNames { ky: some(self.piece(3)), ru: some(self.piece(2)), en: self.piece(1).to_owned() },
            kind: self.kind(),
            country: self.country().map(str::to_owned),
            region_id: region.map(super::region_id),
            latitude: self.position().map(|(latitude, _)| latitude),
            longitude: self.position().map(|(_, longitude)| longitude),
            time_zone: self.zone().map(str::to_owned),
            population: i32::try_from(self.population()).unwrap_or(i32::MAX),
            article_count: None,
        }
    }
}
