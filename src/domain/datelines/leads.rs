//! What stands before some heads: bylines, notes to editors, and the stamp of a newspaper's system.

use super::heads::{self, Head};
use super::scan::{self, Cursor};
use super::{dates, localities, marks, names};

// A note to editors is about as long as a head.
const LONGEST_NOTE: usize = 60;

/// A byline before the head: `By Deniz Kaya` on a line of its own, parted by several spaces, or run into a place in
/// capitals. On a line of its own it may name several persons and the agency.
pub(crate) fn after_byline(mut at: Cursor<'_>) -> Option<Head> {
    by_word(&mut at)?;
    line_of_persons(at).or_else(|| (2..=4).find_map(|words| byline_of(at, words)))
}

/// `By Ann Bell, Carl Dorn and Eve Frey` and the end of the line.
fn line_of_persons(mut at: Cursor<'_>) -> Option<Head> {
    let start = at.pos();
    let mut end = at;
    loop {
        names::person(&mut at, 2..=4, false)?;
        end = if end.pos() < at.pos() { at } else { end };
        at.spaces();
        if at.at_line_end() {
            break;
        }
        let comma = localities::comma(&mut at).is_some();
        if comma && marks::named(&mut at.clone()).is_some() {
            marks::named(&mut at)?;
            break;
        }
        if !(names::conjunction(&mut at) || comma) {
            return None;
        }
        at.spaces();
    }
    let author = end.text(end.since(start));
    at.spaces();
    at.at_line_end().then_some(())?;
    at.blanks();
    let head = heads::place_first(at, true).or_else(|| heads::place_first(after_affiliation(at)?, true))?;
    let correspondent = head.correspondent.clone().or(Some(author));
    Some(Head { correspondent, ..head })
}

/// `Associated Press Writer` on the line below the byline.
fn after_affiliation(mut at: Cursor<'_>) -> Option<Cursor<'_>> {
    marks::named(&mut at)?;
    at.spaces();
    // `Writer`, `Staff Writer`.
    for _ in 0..3 {
        at.word();
        at.spaces();
    }
    at.at_line_end().then(|| at.blanks())?;
    Some(at)
}

/// `(Adds details) LONDON, Aug 27 (Reuters) -`: a note to editors before a head that needs no benefit of the doubt.
pub(crate) fn after_note(mut at: Cursor<'_>) -> Option<Head> {
    at.eat('(').then_some(())?;
    at.enclosed(')', LONGEST_NOTE)?;
    at.blanks();
    sure(at)
}

/// Points of a summary, a line each behind an asterisk, before such a head.
pub(crate) fn after_points(mut at: Cursor<'_>) -> Option<Head> {
    while at.peek() == Some('*') {
        while !at.at_line_end() {
            at.bump();
        }
        at.blanks();
    }
    sure(at)
}

/// A head of places in capitals with a date or an agency of the dictionary.
fn sure(at: Cursor<'_>) -> Option<Head> {
    let head = heads::place_first(at, true)?;
    let marked = head.mark.is_some_and(|mark| mark.known.is_some()) || head.date.is_some();
    (marked && head.places.iter().all(|place| place.name.capitals)).then_some(head)
}

fn byline_of(mut at: Cursor<'_>, words: usize) -> Option<Head> {
    let author = names::person(&mut at, words..=words, false)?;
    let apart = at.spaces() >= 3;
    at.blanks();
    let head = heads::place_first(at, true)?;
    if !apart && !head.places.iter().all(|place| place.name.capitals) {
        return None;
    }
    let correspondent = head.correspondent.clone().or(Some(author));
    Some(Head { correspondent, ..head })
}

/// `(07-17) 13:09 PDT BERKELEY --`: the stamp of month, day, time and zone that a newspaper's system put before a head.
pub(crate) fn stamped(mut at: Cursor<'_>) -> Option<Head> {
    let two = |at: &mut Cursor<'_>| at.number().filter(|(_, digits)| *digits == 2).map(|(value, _)| value);
    at.eat('(').then_some(())?;
    let month = two(&mut at)?;
    at.eat('-').then_some(())?;
    let date = dates::without_year(month, two(&mut at)?)?;
    at.eat(')').then_some(())?;
    at.spaces();
    let time = Some(clock(&mut at)?);
    at.spaces();
    let zone = at.pos();
    at.word();
    let zone = at.slice(at.since(zone));
    if !((3..=4).contains(&zone.len()) && zone.iter().all(char::is_ascii_uppercase)) {
        return None;
    }
    at.blanks();
    heads::place_first(at, false).filter(|head| head.date.is_none()).map(|head| Head { date: Some(date), time, ..head })
}

/// Steps over `By` or `Por` and the space behind it.
pub(crate) fn by_word(cursor: &mut Cursor<'_>) -> Option<()> {
    let here = |word: &str| {
        let rest = cursor.rest();
        let same = word.chars().zip(rest).all(|(a, b)| a == b.to_ascii_lowercase());
        (same && rest.get(word.len()).copied().is_some_and(scan::is_space)).then_some(word.len())
    };
    let length = ["by", "por"].into_iter().find_map(here)?;
    (0..=length).for_each(|_| cursor.bump());
    cursor.spaces();
    Some(())
}

/// `13:09`
pub(crate) fn clock(at: &mut Cursor<'_>) -> Option<(u32, u32)> {
    let (hour, _) = at.number().filter(|(hour, digits)| *digits <= 2 && *hour < 24)?;
    at.eat(':').then_some(())?;
    let (minute, _) = at.number().filter(|(minute, digits)| *digits == 2 && *minute < 60)?;
    Some((hour, minute))
}
