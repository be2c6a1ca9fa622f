//! The date as printed in a head, before its year is resolved.

use super::months;
use super::scan::{self, Cursor};
use chrono::Weekday;

/// A printed date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Printed {
    /// Year of four digits, month, day.
    Full(i32, u32, u32),
    /// Last two digits of the year, month, day.
    TwoDigitYear(i32, u32, u32),
    /// Month and day.
    NoYear(u32, u32),
    /// A day of the week alone.
    Weekday(Weekday),
    /// Something in the place and shape of a date that names no day.
    Garbled,
}

impl Printed {
    /// True if a day was read, so that it counts as evidence for a head.
    pub(crate) fn is_read(self) -> bool {
        self != Self::Garbled
    }
}

// Words and letters that may follow a year in Kyrgyz, Russian, Kazakh, Uzbek and Ukrainian.
const YEAR_WORDS: &[((), &str)] = &[((), "г.|г|года|год|ж.|ж|жыл|жылы|жылдын|жылғы|жылдың|й.|yil|yili|йил|р.|року")];

// Endings of an ordinal day: `1st`, `1er`, `1º`.
const DAY_ENDINGS: &[((), &str)] = &[((), "st|nd|rd|th|er|º|°|-го|го")];

/// Steps over a printed date of any order and language.
pub(crate) fn date(cursor: &mut Cursor<'_>) -> Option<Printed> {
    let forms: [fn(&mut Cursor<'_>) -> Option<Printed>; 6] =
        [dotted, year_first, day_month, month_day, weekday, garbled];
    for form in forms {
        let mut probe = *cursor;
        if let Some(printed) = form(&mut probe) {
            *cursor = probe;
            return Some(printed);
        }
    }
    None
}

/// `27.08.20` and `27.08.2020`: always day, month, year.
fn dotted(cursor: &mut Cursor<'_>) -> Option<Printed> {
    let day = short(cursor)?;
    dot(cursor)?;
    let month = short(cursor)?;
    dot(cursor)?;
    let printed = with_year(cursor.number()?, month, day)?;
    year_word(cursor);
    Some(printed)
}

/// `2020-08-27`, `2020-жылдын 27-августу`, `2020 жылғы 27 тамыз`.
fn year_first(cursor: &mut Cursor<'_>) -> Option<Printed> {
    let (year, 4) = cursor.number()? else {
        return None;
    };
    let year = i32::try_from(year).ok()?;
    let mut iso = *cursor;
    if let Some((month, day)) = iso_rest(&mut iso) {
        *cursor = iso;
        return Some(full(year, month, day));
    }
    if !year_word(cursor) {
        return None;
    }
    gap(cursor);
    let day = short(cursor)?;
    join(cursor);
    let month = months::month(cursor)?;
    Some(full(year, month, day))
}

fn iso_rest(cursor: &mut Cursor<'_>) -> Option<(u32, u32)> {
    let hyphen = |cursor: &mut Cursor<'_>| cursor.eat('-').then_some(());
    hyphen(cursor)?;
    let (month, 2) = cursor.number()? else {
        return None;
    };
    hyphen(cursor)?;
    let (day, 2) = cursor.number()? else {
        return None;
    };
    Some((month, day))
}

/// `27 августа 2020 г.`, `27-август, 2020-ж.`, `30-авг.`, `9 JAN 90`.
fn day_month(cursor: &mut Cursor<'_>) -> Option<Printed> {
    let day = short(cursor)?;
    cursor.longest(DAY_ENDINGS);
    join(cursor);
    let month = months::month(cursor)?;
    Some(tail_year(cursor, month, day, true))
}

/// `Aug. 27`, `August 27, 2020`, `Feb.20, 2018`.
fn month_day(cursor: &mut Cursor<'_>) -> Option<Printed> {
    let month = months::month(cursor)?;
    cursor.spaces();
    let day = short(cursor)?;
    let mut ending = *cursor;
    if ending.longest(DAY_ENDINGS).is_some() {
        *cursor = ending;
    }
    Some(tail_year(cursor, month, day, false))
}

fn weekday(cursor: &mut Cursor<'_>) -> Option<Printed> {
    months::weekday(cursor).map(Printed::Weekday)
}

/// A month with a number that is no day (`March 187`).
fn garbled(cursor: &mut Cursor<'_>) -> Option<Printed> {
    months::month(cursor)?;
    cursor.spaces();
    cursor.number()?;
    Some(Printed::Garbled)
}

/// The year behind a day and a month, if there is one. Two digits are a year only directly behind
/// the month.
fn tail_year(cursor: &mut Cursor<'_>, month: u32, day: u32, two_digits: bool) -> Printed {
    let mut probe = *cursor;
    probe.spaces();
    let comma = probe.eat(',');
    probe.spaces();
    let number = probe.number();
    let none = || valid(month, day).map_or(Printed::Garbled, |()| Printed::NoYear(month, day));
    let is_year = match number {
        Some((_, 4)) => true,
        Some((_, 2)) => two_digits && !comma,
        _ => false,
    };
    // `9 May 10:00` has an hour, not a year.
    if !is_year || probe.peek() == Some(':') {
        return none();
    }
    let Some(printed) = number.and_then(|number| with_year(number, month, day)) else {
        return none();
    };
    year_word(&mut probe);
    *cursor = probe;
    printed
}

fn with_year((year, digits): (u32, usize), month: u32, day: u32) -> Option<Printed> {
    let year = i32::try_from(year).ok()?;
    match digits {
        4 => Some(full(year, month, day)),
        2 => Some(match valid(month, day) {
            Some(()) => Printed::TwoDigitYear(year, month, day),
            None => Printed::Garbled,
        }),
        _ => None,
    }
}

fn full(year: i32, month: u32, day: u32) -> Printed {
    valid(month, day).map_or(Printed::Garbled, |()| Printed::Full(year, month, day))
}

fn valid(month: u32, day: u32) -> Option<()> {
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(())
}

/// A number of one or two digits.
fn short(cursor: &mut Cursor<'_>) -> Option<u32> {
    let (value, digits) = cursor.number()?;
    (digits <= 2).then_some(value)
}

fn dot(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.eat('.').then_some(())
}

/// The hyphen or space between a day and its month.
fn join(cursor: &mut Cursor<'_>) {
    cursor.spaces();
    if matches!(cursor.peek(), Some('-' | '\u{2010}' | '\u{2011}')) {
        cursor.bump();
        cursor.spaces();
    }
}

/// The comma and space that may follow a leading year.
fn gap(cursor: &mut Cursor<'_>) {
    cursor.spaces();
    cursor.eat(',');
    cursor.spaces();
}

/// Steps over a word such as `г.` or `-ж.` behind a year.
fn year_word(cursor: &mut Cursor<'_>) -> bool {
    let mut probe = *cursor;
    join(&mut probe);
    let is_word = probe.peek().is_some_and(scan::is_letter);
    let found = is_word && probe.longest(YEAR_WORDS).is_some();
    if found {
        *cursor = probe;
    }
    found
}
