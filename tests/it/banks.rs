//! The banks: what is asked of them, and how their answers are read.

mod commands;
mod corpus;
mod job;
mod plausible;
mod requests;
mod server;
mod sync;
mod traps;

use std::path::{Path, PathBuf};

use dateline::domain::rates::Quotation;
use dateline::sources::Shape;

/// Every shape.
pub const SHAPES: [Shape; 12] = [
    Shape::NbkrFile,
    Shape::NbkrHistory,
    Shape::CbrDaily,
    Shape::CbrDynamic,
    Shape::EcbXml,
    Shape::EcbCsv,
    Shape::EcbSeries,
    Shape::NbkDay,
    Shape::NbkFeed,
    Shape::CbuJson,
    Shape::CbuXml,
    Shape::NbtDay,
];

/// What a quotation says: the day, how much of what, and the price as it is kept.
pub fn line(quotation: &Quotation) -> String {
    let Quotation { base, quote, effective_date, nominal, value, valid_for, .. } = quotation;
    let valid = valid_for.map_or_else(String::new, |days| format!(" for {days}"));
    format!("{effective_date} {nominal} {base} = {value} {quote}{valid}")
}

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rates").join(name)
}

pub fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap()
}
