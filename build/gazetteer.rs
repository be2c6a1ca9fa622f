//! Lays the gazetteer out for the program: see `src/domain/places/pack.rs`.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use flate2::read::GzDecoder;

#[allow(dead_code, unreachable_pub, reason = "the program uses the rest")]
#[path = "../src/domain/places/key.rs"]
mod key;
#[allow(dead_code, reason = "the program uses the rest")]
#[path = "../src/domain/places/pack.rs"]
mod pack;

use key::Key;
use pack::{BUCKET_BITS, PLACE_BITS, kind, rank};

/// The file of places that the repository has.
pub(crate) const PACKED: &str = "data/gazetteer/places.tsv.gz";
/// What the layout depends on besides.
pub(crate) const SOURCES: [&str; 2] = ["src/domain/places/key.rs", "src/domain/places/pack.rs"];

// A city of so many people comes before a country or region of its name.
const LARGE: u32 = 100_000;

#[derive(Default)]
struct Image {
    rows: Vec<u8>,
    text: String,
    words: Vec<u8>,
    numbers: HashMap<String, u16>,
    names: Vec<(u64, u32)>,
    ids: Vec<(u64, u32)>,
    count: u32,
}

/// Writes the files of the gazetteer into this folder.
///
/// # Errors
/// A line that cannot be read: the file is the project's own.
pub(crate) fn write(packed: &Path, folder: &Path) -> io::Result<()> {
    let mut image = Image::default();
    image.word("").ok_or_else(|| unreadable(""))?;
    for line in BufReader::new(GzDecoder::new(std::fs::File::open(packed)?)).lines() {
        let line = line?;
        image.add(&line).ok_or_else(|| unreadable(&line))?;
    }
    image.names.sort_unstable();
    image.names.dedup_by_key(|(key, name)| (*key, *name & ((1 << PLACE_BITS) - 1)));
    image.ids.sort_unstable();
    let bounds = 0..=(1_u64 << BUCKET_BITS);
    let first = |bucket: u64| image.names.partition_point(|(key, _)| key >> (64 - BUCKET_BITS) < bucket);
    let bounds = bounds.flat_map(|bucket| u32::try_from(first(bucket)).unwrap_or(u32::MAX).to_le_bytes());
    let keys = image.names.iter().flat_map(|(key, _)| key.to_le_bytes());
    let names = image.names.iter().flat_map(|(_, name)| name.to_le_bytes());
    let ids = image.ids.iter().flat_map(|(key, place)| key.to_le_bytes().into_iter().chain(place.to_le_bytes()));
    std::fs::create_dir_all(folder)?;
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes);
    put("rows", &image.rows)?;
    put("text", image.text.as_bytes())?;
    put("words", &image.words)?;
    put("bounds", &bounds.collect::<Vec<u8>>())?;
    put("keys", &keys.collect::<Vec<u8>>())?;
    put("names", &names.collect::<Vec<u8>>())?;
    put("ids", &ids.collect::<Vec<u8>>())
}

fn unreadable(line: &str) -> io::Error {
    io::Error::other(format!("{PACKED}: cannot be laid out: {line}"))
}

impl Image {
    fn add(&mut self, line: &str) -> Option<()> {
        let mut cells = line.split('\t');
        let mut next = || cells.next();
        let (id, kind, country, region) = (next()?, next()?, next()?, next()?);
        let (latitude, longitude, zone, population) = (next()?, next()?, next()?, next()?);
        let ([english, russian, kyrgyz], strong, weak) = ([next()?, next()?, next()?], next()?, next()?);
        let number: u32 = id.strip_prefix("geonames:").and_then(|number| number.parse().ok()).unwrap_or(0);
        let stored = if number == 0 { id } else { "" };
        let population: u32 = if population.is_empty() { 0 } else { population.parse().ok()? };
        let (kind, rank) = match kind {
            "s" => (kind::COUNTRY, rank::COUNTRY),
            "r" => (kind::REGION, rank::REGION),
            _ if population >= LARGE => (kind::CITY, rank::LARGE_CITY),
            _ => (kind::CITY, rank::CITY),
        };
        let index = self.count;
        if index >> PLACE_BITS != 0 {
            return None;
        }
        let text = u32::try_from(self.text.len()).ok()?;
        let mut lengths = [0_u8; 4];
        for (length, piece) in lengths.iter_mut().zip([stored, english, russian, kyrgyz]) {
            *length = u8::try_from(piece.len()).ok()?;
            self.text.push_str(piece);
        }
        let degrees = |text: &str| if text.is_empty() { Some(0_i32) } else { text.parse().ok() };
        for part in [number.to_le_bytes(), degrees(latitude)?.to_le_bytes(), degrees(longitude)?.to_le_bytes()] {
            self.rows.extend(part);
        }
        self.rows.extend(population.to_le_bytes());
        self.rows.extend(text.to_le_bytes());
        for shared in [country, region, zone] {
            let number = self.word(shared)?;
            self.rows.extend(number.to_le_bytes());
        }
        self.rows.extend(lengths);
        self.rows.extend([kind, u8::from(!latitude.is_empty())]);
        self.ids.push((Key::of(id).value(), index));
        for one in [english, russian, kyrgyz].into_iter().chain(strong.split('|')) {
            match one.strip_prefix('~') {
                Some(former) => self.name(former, rank::FORMER, index),
                None => self.name(one, rank, index),
            }
        }
        weak.split('|').for_each(|one| self.name(one, rank::WEAK, index));
        self.count = index.checked_add(1)?;
        Some(())
    }

    fn name(&mut self, name: &str, rank: u32, place: u32) {
        if !name.is_empty() {
            self.names.push((Key::of(name).value(), rank << PLACE_BITS | place));
        }
    }

    /// The number of a word that many rows share.
    fn word(&mut self, word: &str) -> Option<u16> {
        if let Some(known) = self.numbers.get(word) {
            return Some(*known);
        }
        let number = u16::try_from(self.numbers.len()).ok()?;
        self.words.extend(u32::try_from(self.text.len()).ok()?.to_le_bytes());
        self.words.push(u8::try_from(word.len()).ok()?);
        self.text.push_str(word);
        self.numbers.insert(word.to_owned(), number);
        Some(number)
    }
}
