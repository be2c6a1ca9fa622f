//! What holds for the reading of any text, and what it costs.

use super::{instant, read, read_on, text, vectors};
use chrono::DateTime;
use chrono_tz::Asia::Bishkek;
use dateline::domain::datelines::{Dateline, DatelineStyle, parse};
use proptest::prelude::*;
use serde_json::Value;
use std::time::{Duration, Instant};

fn check_offsets(text: &str, found: &Dateline) {
    let bytes = usize::try_from(found.body_offset.bytes).unwrap();
    let (head, body) = text.split_at(bytes);
    assert_eq!(format!("{head}{body}"), text);
    assert_eq!(head.chars().count(), usize::try_from(found.body_offset.chars).unwrap());
    assert_eq!(head.encode_utf16().count(), usize::try_from(found.body_offset.utf16).unwrap());
    assert!(head.contains(&found.raw) && !found.raw.is_empty());
    assert!(found.raw.chars().count() <= 120);
    assert_eq!(found.raw, found.raw.trim());
}

#[test]
fn no_truncation_of_other_text_becomes_a_dateline() {
    for vector in vectors() {
        if vector["expect"]["is_dateline"] == Value::Bool(false) {
            for (at, _) in text(&vector).char_indices() {
                assert_eq!(parse(&text(&vector)[..at], None, Bishkek), None, "{}", vector["id"]);
            }
        }
    }
}

#[test]
fn truncations_keep_the_offsets_true() {
    for vector in vectors() {
        for (at, _) in text(&vector).char_indices() {
            let cut = &text(&vector)[..at];
            if let Some(found) = parse(cut, None, Bishkek) {
                check_offsets(cut, &found);
            }
        }
    }
}

#[test]
fn offsets_count_utf16_units_apart_from_characters() {
    // Two letters outside the basic plane stand for the place.
    let text = "\u{10400}\u{10401}, 27.08.20. /Кабар/. 😀";
    let found = read_on("2020-08-27", text).unwrap();
    check_offsets(text, &found);
    let offset = found.body_offset;
    assert_eq!((offset.chars, offset.utf16, offset.bytes), (23, 25, 34));
}

#[test]
fn what_is_left_has_no_second_head() {
    for vector in vectors() {
        let Some(found) = read(&vector) else { continue };
        let published = Some(instant(vector["published"].as_str().unwrap()));
        let body = &text(&vector)[usize::try_from(found.body_offset.bytes).unwrap()..];
        assert_eq!(parse(body, published, Bishkek), None, "{}: {body}", vector["id"]);
    }
}

#[test]
fn long_texts_cost_no_more_than_short_ones() {
    let started = Instant::now();
    for filler in ["А", "A ", "\u{a0}", "/", "(", "-", "1.", "Ош/", "Ош, ", "\n"] {
        let long = filler.repeat(100_000);
        assert_eq!(parse(&long, None, Bishkek), None, "{filler}");
        let head = format!("Бишкек, 27.08.20. /Кабар/. {long}");
        assert_eq!(parse(&head, None, Bishkek).map(|found| found.style), Some(DatelineStyle::Slash));
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn only_the_first_120_characters_are_searched() {
    let head = "Бишкек, 27.08.20. /Кабар/. Текст";
    let late = format!("{}{head}", " ".repeat(120));
    assert_eq!(parse(&late, None, Bishkek), None);
    let early = format!("{}{head}", " ".repeat(80));
    assert!(parse(&early, None, Bishkek).is_some());
}

/// Pieces of heads, so that random texts come near to real ones.
const PIECES: &[&str] = &[
    "Бишкек",
    "BISHKEK",
    "Ош",
    "Georgia",
    "NEW YORK",
    "St.",
    "г.",
    "N.J.",
    "and",
    "/",
    "(",
    ")",
    ",",
    ".",
    " ",
    " ",
    "\u{a0}",
    "\n",
    "-",
    "--",
    "—",
    "27",
    "08",
    "20",
    "2020",
    "187",
    "31",
    "9:05",
    ":",
    "августа",
    "Aug",
    "-авг.",
    "баш оона",
    "Monday",
    "ж.",
    "Кабар",
    "AP",
    "Reuters",
    "24.kg",
    "РИА",
    "Корр.",
    "By ",
    "Нурлан",
    "И.",
    "İ",
    "ß",
    "e\u{301}",
    "😀",
    "\u{feff}",
    "'",
    "«",
];

proptest! {
    #[test]
    fn any_text_is_split_without_loss(text in any::<String>()) {
        if let Some(found) = parse(&text, None, Bishkek) {
            check_offsets(&text, &found);
        }
    }

    #[test]
    fn any_likely_text_is_split_without_loss(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24),
        seconds in -60_000_000_000_i64..200_000_000_000,
    ) {
        let text = pieces.concat();
        if let Some(found) = parse(&text, DateTime::from_timestamp(seconds, 0), Bishkek) {
            check_offsets(&text, &found);
        }
    }

    #[test]
    fn the_body_does_not_change_the_head(
        index in 0_usize..1000,
        body in "[A-ZА-Я][a-zа-я]{2,9} [a-zа-я ,.]{0,60}",
    ) {
        let all: Vec<Value> = vectors().into_iter().filter(|vector| read(vector).is_some()).collect();
        let vector = &all[index % all.len()];
        let plain = read(vector).unwrap();
        let (head, _) = text(vector).split_at(plain.body_offset.bytes as usize);
        let published = instant(vector["published"].as_str().unwrap());
        prop_assert_eq!(parse(&format!("{head}{body}"), Some(published), Bishkek), Some(plain));
    }

    /// Real openings with up to three characters taken out, put in or exchanged: no panic, and no text is lost.
    #[test]
    fn any_misprint_is_split_without_loss(
        index in 0_usize..1000,
        changes in prop::collection::vec((0_usize..90, 0_u8..3, prop::sample::select(PIECES)), 1..4),
    ) {
        let all = vectors();
        let mut chars: Vec<char> = text(&all[index % all.len()]).chars().collect();
        for (at, kind, piece) in changes {
            let at = at.min(chars.len());
            match kind {
                0 if at < chars.len() => drop(chars.remove(at)),
                1 if at < chars.len() => chars.swap(at, at / 2),
                _ => drop(chars.splice(at..at, piece.chars())),
            }
        }
        let changed: String = chars.into_iter().collect();
        if let Some(found) = parse(&changed, DateTime::from_timestamp(1_600_000_000, 0), Bishkek) {
            check_offsets(&changed, &found);
        }
    }
}
