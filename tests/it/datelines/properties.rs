//! What holds for the reading of any text, and what it costs.

use super::{instant, read, read_on, slug, text, vectors};
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
fn no_break_spaces_are_spaces_and_dashes_are_alike() {
    for vector in vectors() {
        let style = vector["expect"]["style"].as_str().unwrap_or("");
        let Some(plain) = read(&vector).filter(|_| !style.is_empty()) else {
            continue;
        };
        let mut variants = vec![text(&vector).replace(' ', "\u{a0}")];
        if matches!(style, "paren" | "dash_agency") {
            for dash in ["–", "—", "―", "--"] {
                variants.push(text(&vector).replacen(" — ", &format!(" {dash} "), 1));
            }
        }
        for variant in variants {
            let published = instant(vector["published"].as_str().unwrap());
            let found = parse(&variant, Some(published), Bishkek).expect(&variant);
            assert_eq!(found.date, plain.date, "{variant}");
            assert_eq!(slug(&found), slug(&plain), "{variant}");
            assert_eq!(found.country, plain.country, "{variant}");
            assert_eq!(found.style, plain.style, "{variant}");
        }
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
        body in "[a-zа-я]{2,9} [a-zа-я ,.]{0,60}",
    ) {
        let all: Vec<Value> =
            vectors().into_iter().filter(|v| v["expect"]["style"] == "slash").collect();
        let vector = &all[index % all.len()];
        let plain = read(vector).unwrap();
        let (head, _) = text(vector).split_at(plain.body_offset.bytes as usize);
        let published = instant(vector["published"].as_str().unwrap());
        prop_assert_eq!(parse(&format!("{head}{body}"), Some(published), Bishkek), Some(plain));
    }
}
