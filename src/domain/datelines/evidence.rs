//! What makes a head of places a dateline rather than the beginning of a sentence.

use super::agencies::Habit;
use super::dates::Printed;
use super::localities::{self, Place};
use super::names;
use super::scan::{self, Cursor};
use super::tails::Tail;
use super::{CountryRule, DatelineStyle};

/// True if capitals or another place go on behind the dash, as in the name of a route, a match or a headline.
pub(crate) fn is_headline(mut at: Cursor<'_>) -> bool {
    at.blanks();
    let mut end = at;
    if let Some(name) = names::place(&mut end) {
        let known = localities::is_known(name.key);
        return name.capitals && (name.words > 1 || known) || known && end.peek() == Some(':');
    }
    names::first_word(at).is_some_and(|name| name.capitals && localities::is_known(name.key))
}

/// True if a small letter comes next, as in the middle of a sentence.
pub(crate) fn goes_on(mut at: Cursor<'_>) -> bool {
    at.blanks();
    at.peek().is_some_and(scan::is_small)
}

/// True if the dash is forgotten behind places in capitals and a date: a line end or a word with a capital comes next.
pub(crate) fn needs_no_dash(mut at: Cursor<'_>, places: &[Place], date: Option<Printed>) -> bool {
    let sure = places.iter().all(|place| place.name.capitals && place.strong && place.town);
    // A full stop ends a sentence, not a head.
    if !sure || !date.is_some_and(Printed::is_read) || at.previous() == Some('.') {
        return false;
    }
    let apart = at.spaces() > 0;
    let ends_line = at.peek().is_some() && at.at_line_end();
    ends_line || apart && names::first_word(at).is_some_and(|word| word.capitalised && !word.capitals)
}

/// Weighs the evidence of a head that begins with places.
pub(crate) fn is_dateline(at: Cursor<'_>, places: &[Place], dated: bool, tail: &Tail) -> bool {
    let known = places.iter().all(|place| place.known);
    let capitals = places.iter().all(|place| place.name.capitals);
    let Some(mark) = tail.mark else {
        return match tail.style {
            DatelineStyle::ParenDate => known || capitals,
            _ if tail.stopped => {
                let explicit = places.iter().any(|place| place.rule == CountryRule::Explicit);
                capitals && dated && explicit
            }
            _ if dated => known || capitals,
            // A country alone is as often the first word of a headline.
            _ => capitals && places.iter().all(|place| place.strong && place.town),
        };
    };
    let Some(dictionary) = mark.known else {
        return match tail.style {
            DatelineStyle::Slash => known && (dated || tail.stopped) || capitals && dated,
            _ => known && capitals || (known || capitals) && dated,
        };
    };
    if dictionary.habit == Habit::Ambiguous && !known && !dated {
        let acronym = at.text(mark.raw);
        let spelled = places.iter().any(|place| names::spells_out(at.slice(place.name.span), &acronym));
        return capitals && !spelled;
    }
    match tail.style {
        // In some languages the name of an agency is a common noun too; that of a site on the web is not.
        DatelineStyle::DashAgency if tail.stopped && known && at.slice(mark.raw).contains(&'.') => true,
        DatelineStyle::DashAgency | DatelineStyle::CommaAgency | DatelineStyle::Dotted => dated || known && capitals,
        _ => known || capitals || dated,
    }
}
