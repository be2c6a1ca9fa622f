//! Texts of banks: their encodings, days and numbers.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1251};

use super::bank::{Mark, refuse};
use crate::domain::decimal::Decimal;
use crate::domain::ids::short;
use crate::domain::time::Date;
use crate::error::Result;

/// The text of an XML file, in the encoding that it declares: windows-1251 or UTF-8.
pub(super) fn declared(bytes: &[u8]) -> Result<String> {
    let head: String = bytes.iter().take(200).map(|byte| char::from(*byte)).collect();
    let label = head.split_once("?>").and_then(|(declaration, _)| {
        let (_, label) = declaration.split_once("encoding")?;
        label.split(['"', '\'']).nth(1).map(str::to_owned)
    });
    let encoding = label.as_ref().map_or(Some(UTF_8), |label| Encoding::for_label(label.as_bytes()));
    let Some(encoding) = encoding.filter(|encoding| [WINDOWS_1251, UTF_8].contains(encoding)) else {
        let label = label.unwrap_or_default();
        return Err(refuse(format!("the encoding «{}» is neither windows-1251 nor UTF-8", short(&label))));
    };
    decode(bytes, encoding)
}

/// The text of a file in UTF-8.
pub(super) fn utf8(bytes: &[u8]) -> Result<String> {
    decode(bytes, UTF_8)
}

fn decode(bytes: &[u8], encoding: &'static Encoding) -> Result<String> {
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    if broken {
        return Err(refuse(format!("the file is not {}", encoding.name())));
    }
    Ok(text.into_owned())
}

/// A day as most banks write it: `24.05.2026`.
pub(super) fn dotted(printed: &str) -> Result<Date> {
    let wrong = || refuse(format!("the date «{}» is no day: expected one like 24.05.2026", short(printed)));
    let mut parts = printed.split('.');
    let (Some(day), Some(month), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(wrong());
    };
    // The date's own reader asks for exactly two, two and four digits.
    format!("{year}-{month}-{day}").parse().map_err(|_| wrong())
}

/// A day as ISO 8601 has it: `2026-05-24`.
pub(super) fn iso(printed: &str) -> Result<Date> {
    let wrong = || refuse(format!("the date «{}» is no day: expected one like 2026-05-24", short(printed)));
    printed.parse().map_err(|_| wrong())
}

/// A day with its parts in the order of `24.05.2026` and something else between them.
pub(super) fn printed(day: Date, between: char) -> String {
    day.naive().format(&format!("%d{between}%m{between}%Y")).to_string()
}

/// A number of things, from 1.
pub(super) fn count(code: &str, field: &str, printed: &str) -> Result<i32> {
    let printed = printed.trim();
    let plain = printed.bytes().all(|byte| byte.is_ascii_digit());
    let found = printed.parse().ok().filter(|count: &i32| plain && *count > 0);
    found.ok_or_else(|| refuse(format!("{code}: {field} «{}» is not a whole number from 1", short(printed))))
}

/// A price, or 0: at most 12 digits before the mark and 10 after it.
pub(super) fn price(code: &str, printed: &str, mark: Mark) -> Result<Decimal> {
    let printed = printed.trim();
    let (sign, words) = match mark {
        Mark::Comma => (',', "is no rate: expected digits with a decimal comma, such as 87,4500"),
        Mark::Point => ('.', "is no rate: expected digits with a decimal point, such as 87.4500"),
    };
    let (whole, fraction) = printed.split_once(sign).unwrap_or((printed, "0"));
    let digits =
        |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let plain = digits(whole, 12) && digits(fraction, 10) && (whole == "0" || !whole.starts_with('0'));
    let found = printed.replace(',', ".").parse().ok().filter(|_: &Decimal| plain);
    found.ok_or_else(|| refuse(format!("{code}: the value «{}» {words}", short(printed))))
}
