//! The date as printed in a head, before its year is resolved.

use std::sync::LazyLock;

use super::lexicon::Lexicon;
use super::months::{self, Named};
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
    /// Two numbers parted by slashes, of which either may be the month, and the year with the count of its digits.
    Slashed(u32, u32, (u32, usize)),
    /// A day of the week alone.
    Weekday(Weekday),
    /// A misprinted name of a month, with the months that it may mean (a bit each), and the day.
    LikeMonth(u16, u32),
    /// A month, and a day printed with a letter for a digit.
    LikeDay(u32, u32),
    /// Something in the place and shape of a date that names no day.
    Garbled,
}

impl Printed {
    /// True if a day was read, so that it counts as evidence for a head.
    pub(crate) fn is_read(self) -> bool {
        !matches!(self, Self::Garbled | Self::LikeMonth(..) | Self::LikeDay(..))
    }

    /// Decides which number of `08/09/20` is the month: the second one, or the first one where the head's country writes
    /// so; the other one where that cannot be a month.
    pub(crate) fn settled(self, month_first: bool) -> Self {
        let Self::Slashed(first, second, year) = self else { return self };
        let usual = if month_first { (first, second) } else { (second, first) };
        let (month, day) = if valid(usual.0, usual.1).is_some() { usual } else { (usual.1, usual.0) };
        with_year(year, month, day).unwrap_or(Self::Garbled)
    }
}

// Words and letters that may follow a year in Kyrgyz, Russian, Kazakh, Uzbek and Ukrainian.
static YEAR_WORDS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::of(&[((), "г|года|год|ж|жыл|жылы|жылдын|жылғы|жылдың|й|yil|yili|йил|р|року")]));

// Words before a day, as in `le 27 août`, and between its parts, as in `27 de agosto de 2020`.
const ARTICLES: [&str; 8] = ["le", "el", "il", "den", "dem", "am", "on", "em"];
// The longer of two that begin alike comes first.
const JOINTS: [&str; 5] = ["del", "de", "do", "of", "d'"];
// Endings of an ordinal day: `1st`, `1er`, `1º`.
const DAY_ENDINGS: [&str; 9] = ["st", "nd", "rd", "th", "er", "º", "°", "-го", "го"];

/// Steps over a printed date of any order and language, with a day of the week before or behind it.
pub(crate) fn date(cursor: &mut Cursor<'_>) -> Option<Printed> {
    let first = cursor.peek()?;
    let mut probe = *cursor;
    let printed = if first.is_ascii_digit() {
        by_number(&mut probe)?
    } else if !scan::is_letter(first) {
        return None;
    } else if small_word(&mut probe, &ARTICLES) {
        by_number(&mut probe)?
    } else {
        by_name(&mut probe)?
    };
    if !matches!(printed, Printed::Weekday(_)) {
        skip_weekday(&mut probe);
    }
    *cursor = probe;
    Some(printed)
}

/// A date that begins with a number.
fn by_number(cursor: &mut Cursor<'_>) -> Option<Printed> {
    type Form = fn(&mut Cursor<'_>) -> Option<Printed>;
    let forms: [Form; 3] = [numbers, year_first, day_month];
    forms.iter().find_map(|form| {
        let mut probe = *cursor;
        let printed = form(&mut probe)?;
        *cursor = probe;
        Some(printed)
    })
}

/// A date that begins with the name of a month or of a day of the week.
fn by_name(cursor: &mut Cursor<'_>) -> Option<Printed> {
    match months::named(cursor)? {
        Named::Month(month) => month_day(cursor, month),
        Named::Weekday(weekday) => {
            let mut rest = *cursor;
            gap(&mut rest);
            let printed = match rest.peek()? {
                c if c.is_ascii_digit() => by_number(&mut rest),
                _ => months::month(&mut rest).and_then(|month| month_day(&mut rest, month)),
            };
            let Some(printed) = printed else { return Some(Printed::Weekday(weekday)) };
            *cursor = rest;
            Some(printed)
        }
    }
}

/// Steps over `, четверг` behind a date.
fn skip_weekday(cursor: &mut Cursor<'_>) {
    let mut probe = *cursor;
    if probe.eat(',') {
        probe.spaces();
        if matches!(months::named(&mut probe), Some(Named::Weekday(_))) {
            *cursor = probe;
        }
    }
}

/// Steps over one of these words in small letters and the space behind it, if a digit or a letter follows.
fn small_word(cursor: &mut Cursor<'_>, words: &[&str]) -> bool {
    if !cursor.peek().is_some_and(|c| c.is_ascii_lowercase()) {
        return false;
    }
    let rest = cursor.rest();
    let found = words.iter().find(|word| word.chars().zip(rest).all(|(a, b)| a == *b) && word.len() <= rest.len());
    let mut probe = *cursor;
    for _ in found.into_iter().flat_map(|word| word.chars()) {
        probe.bump();
    }
    let elided = probe.previous() == Some('\'');
    let parted = found.is_some() && (probe.spaces() > 0 || elided) && probe.peek().is_some_and(scan::is_word);
    if parted {
        *cursor = probe;
    }
    parted
}

/// Steps over a printed date as `date` does, also one with a misprinted month: `Narch 23`, `23 Narch`.
pub(crate) fn date_or_misprint(cursor: &mut Cursor<'_>) -> Option<Printed> {
    date(cursor).or_else(|| {
        let mut probe = *cursor;
        let before = short(&mut probe);
        probe.spaces();
        let months = misprinted(&mut probe, before.is_none())?;
        probe.spaces();
        let day = before.or_else(|| short(&mut probe))?;
        *cursor = probe;
        Some(Printed::LikeMonth(months, day))
    })
}

/// `27.08.20`, `27.08.2020` and `27-08-2020`, always day, month, year; `27/08/20` and `27/08/2020`, whose order the head's
/// country decides. A comma for a full stop is a misprint.
fn numbers(cursor: &mut Cursor<'_>) -> Option<Printed> {
    let first = short(cursor)?;
    let sign = separator(cursor)?;
    let second = short(cursor)?;
    if separator(cursor)? != sign {
        return None;
    }
    let year = cursor.number().filter(|(_, digits)| *digits == 4 || *digits == 2 && sign != '-')?;
    let possible = valid(second, first).is_some() || sign == '/' && valid(first, second).is_some();
    year_word(cursor);
    Some(match sign {
        _ if !possible => Printed::Garbled,
        '/' => Printed::Slashed(first, second, year),
        _ => with_year(year, second, first)?,
    })
}

/// Steps over what parts the numbers of a date, and the spaces behind a full stop.
fn separator(cursor: &mut Cursor<'_>) -> Option<char> {
    let sign = cursor.peek()?;
    cursor.bump();
    match sign {
        '.' | ',' => {
            cursor.spaces();
            Some('.')
        }
        '/' | '-' => Some(sign),
        _ => None,
    }
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
    let sign = cursor.peek().filter(|c| matches!(c, '-' | '.' | '/'))?;
    cursor.bump();
    let (month, 2) = cursor.number()? else {
        return None;
    };
    cursor.eat(sign).then_some(())?;
    let (day, 2) = cursor.number()? else {
        return None;
    };
    Some((month, day))
}

/// `27 августа 2020 г.`, `27-август, 2020-ж.`, `30-авг.`, `9 JAN 90`, `27. August`, `27 de agosto de 2020`.
fn day_month(cursor: &mut Cursor<'_>) -> Option<Printed> {
    let day = short(cursor)?;
    // German prints its ordinals as `27.`.
    if cursor.eat('.') && cursor.spaces() == 0 {
        return None;
    }
    ordinal(cursor);
    join(cursor);
    small_word(cursor, &JOINTS);
    let month = months::month(cursor)?;
    Some(tail_year(cursor, month, day, true))
}

/// `Aug. 27`, `August 27, 2020`, `Feb.20, 2018`, with a comma or a hyphen for the space; also `April l` and `March 2O` with letters for digits, and a number that
/// is no day (`March 187`).
fn month_day(cursor: &mut Cursor<'_>, month: u32) -> Option<Printed> {
    if !cursor.eat(',') {
        join(cursor);
    }
    cursor.spaces();
    let mut probe = *cursor;
    if let Some(day) = letters_for_digits(&mut probe) {
        *cursor = probe;
        return Some(Printed::LikeDay(month, day));
    }
    let (day, digits) = cursor.number()?;
    if digits > 2 {
        return Some(Printed::Garbled);
    }
    ordinal(cursor);
    Some(tail_year(cursor, month, day, false))
}

/// Steps over a word like the name of a month and gives the months that it may mean.
fn misprinted(cursor: &mut Cursor<'_>, before_number: bool) -> Option<u16> {
    let start = cursor.pos();
    cursor.word();
    let word = cursor.slice(cursor.since(start));
    cursor.eat('.');
    let mut next = *cursor;
    next.spaces();
    if before_number != next.peek().is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    let months = months::like(word);
    (months != 0).then_some(months)
}

/// Steps over a day of one or two characters of which one is a letter that looks like a digit.
fn letters_for_digits(cursor: &mut Cursor<'_>) -> Option<u32> {
    let (mut day, mut count, mut letters) = (0_u32, 0_usize, 0_usize);
    while let Some(c) = cursor.peek().filter(|c| c.is_alphanumeric()) {
        let digit = match c {
            'l' | 'I' | 'i' => 1,
            'O' | 'o' | 'О' | 'о' => 0,
            other => other.to_digit(10)?,
        };
        letters = letters.saturating_add(usize::from(!c.is_ascii_digit()));
        count = count.saturating_add(1);
        if count > 2 {
            return None;
        }
        day = day.saturating_mul(10).saturating_add(digit);
        cursor.bump();
    }
    (letters > 0).then_some(day)
}

/// Steps over the ending of an ordinal number.
fn ordinal(cursor: &mut Cursor<'_>) {
    if cursor.peek().is_some_and(scan::is_space) {
        return;
    }
    let rest = cursor.rest();
    let found = DAY_ENDINGS.iter().find(|ending| {
        let length = ending.chars().count();
        let here = rest.iter().take(length).copied();
        here.eq(ending.chars()) && !rest.get(length).copied().is_some_and(scan::is_letter)
    });
    for _ in found.into_iter().flat_map(|ending| ending.chars()) {
        cursor.bump();
    }
}

/// The year behind a day and a month, if there is one. Two digits are a year only directly behind
/// the month.
fn tail_year(cursor: &mut Cursor<'_>, month: u32, day: u32, two_digits: bool) -> Printed {
    let mut probe = *cursor;
    probe.spaces();
    let comma = probe.eat(',');
    probe.spaces();
    small_word(&mut probe, &JOINTS);
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

/// A day of a month without a year.
pub(crate) fn without_year(month: u32, day: u32) -> Option<Printed> {
    valid(month, day).map(|()| Printed::NoYear(month, day))
}

fn valid(month: u32, day: u32) -> Option<()> {
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(())
}

/// A number of one or two digits.
fn short(cursor: &mut Cursor<'_>) -> Option<u32> {
    let (value, digits) = cursor.number()?;
    (digits <= 2).then_some(value)
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
    let found = is_word && YEAR_WORDS.longest(&mut probe).is_some();
    if found {
        probe.eat('.');
        *cursor = probe;
    }
    found
}
