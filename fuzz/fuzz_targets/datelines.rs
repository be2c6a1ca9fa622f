//! Any text at any time: no panic, the head and the body are the text again, what is left has the same offsets in every
//! unit, and every style prints the head without a panic.
#![no_main]

use chrono::DateTime;
use dateline::domain::datelines::{Options, PrintStyle, parse_with, print};
use libfuzzer_sys::fuzz_target;

const STYLES: [PrintStyle; 6] =
    [PrintStyle::Kabar, PrintStyle::Tass, PrintStyle::Ap, PrintStyle::Reuters, PrintStyle::House, PrintStyle::Plain];

fuzz_target!(|input: (i64, bool, &str)| {
    let (seconds, switched, text) = input;
    let options = Options { own_line: switched, colon: switched };
    let published = DateTime::from_timestamp(seconds, 0);
    let Some(found) = parse_with(text, published, chrono_tz::Asia::Bishkek, &options) else { return };
    let (head, body) = text.split_at(found.body_offset.bytes as usize);
    assert_eq!(format!("{head}{body}"), text);
    assert_eq!(head.chars().count(), found.body_offset.chars as usize);
    assert_eq!(head.encode_utf16().count(), found.body_offset.utf16 as usize);
    assert!(!found.raw.is_empty() && head.contains(&found.raw));
    assert!(found.raw.chars().count() <= 120);
    for style in STYLES {
        for lang in ["ky", "ru", "en"] {
            print(&found, style, lang);
        }
    }
});
