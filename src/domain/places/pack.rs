//! The gazetteer as the build lays it out: places, the keys of their names in order, and one text with all names, each
//! as bytes that are read where they lie. So a server that starts has nothing to unpack.
//!
//! This file is part of the build script, which makes the bytes, and of the program, which reads them. All numbers are
//! little-endian.

/// Bytes of a place: [`field`] says where what stands.
pub(crate) const ROW: usize = 32;
/// Bytes of a word that many places share: where it begins in the text (4), and its length.
pub(crate) const WORD: usize = 5;
/// Bytes of a key.
pub(crate) const KEY: usize = 8;
/// Bytes of a name: its rank in the upper 8 bits, the number of its place in the lower 24.
pub(crate) const NAME: usize = 4;
/// Bytes of an id: its key, and the number of its place.
pub(crate) const ID: usize = 12;
/// Bytes of a bound between keys of other upper bits.
pub(crate) const BOUND: usize = 4;
/// Keys are found by so many of their upper bits first.
pub(crate) const BUCKET_BITS: u32 = 16;
/// Bits of the number of a place in a name.
pub(crate) const PLACE_BITS: u32 = 24;

/// Where the fields of a place begin.
pub(crate) mod field {
    /// The number of GeoNames, or 0 (4 bytes).
    pub(crate) const NUMBER: usize = 0;
    /// Degrees north times 10,000 (4 bytes, signed).
    pub(crate) const LATITUDE: usize = 4;
    /// Degrees east times 10,000 (4 bytes, signed).
    pub(crate) const LONGITUDE: usize = 8;
    /// Inhabitants (4 bytes).
    pub(crate) const POPULATION: usize = 12;
    /// Where its id, if that is no number, and its English, Russian and Kyrgyz names begin in the text (4 bytes).
    pub(crate) const TEXT: usize = 16;
    /// The numbers of the words for its country, region and time zone (2 bytes each).
    pub(crate) const COUNTRY: usize = 20;
    pub(crate) const REGION: usize = 22;
    pub(crate) const ZONE: usize = 24;
    /// The lengths of its id and its three names (1 byte each).
    pub(crate) const LENGTHS: usize = 26;
    /// A city, a region or a country (1 byte).
    pub(crate) const KIND: usize = 30;
    /// 1 where it has coordinates (1 byte).
    pub(crate) const PLACED: usize = 31;
}

/// What a place is, in its row.
pub(crate) mod kind {
    pub(crate) const CITY: u8 = 0;
    pub(crate) const REGION: u8 = 1;
    pub(crate) const COUNTRY: u8 = 2;
}

/// The order of places that share a name.
pub(crate) mod rank {
    pub(crate) const LARGE_CITY: u32 = 0;
    /// A name that a city had for a time.
    pub(crate) const FORMER: u32 = 1;
    pub(crate) const COUNTRY: u32 = 2;
    pub(crate) const REGION: u32 = 3;
    pub(crate) const CITY: u32 = 4;
    /// A name of unknown language or standing that GeoNames collected.
    pub(crate) const WEAK: u32 = 5;
}
