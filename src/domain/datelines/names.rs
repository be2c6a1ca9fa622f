//! Names of places and persons as runs of words.

use super::months;
use super::scan::{self, Cursor};
use std::ops::RangeInclusive;

const MOST_WORDS: usize = 6;

// Words in small letters that may stand inside a name.
const PARTICLES: &str = "\
    of|de|la|le|el|al|da|do|dos|di|du|del|des|the|on|upon|sur|bin|ibn|van|von|der|den|y|на|уулу|\
    кызы|оглы|город|село|поселок|район|область|шаары|айылы|айыл|району|облусу|region|oblast|\
    district|г|с|ш|viloyati|tumani|облысы|ауданы";

// Words that stand in place of a place above or before a story, and words of credits.
const KICKERS: &str = "\
    breaking|update|updated|watch|live|urgent|exclusive|opinion|analysis|correction|corrected|\
    factbox|advisory|video|photo|photos|source|by|por|срочно|видео|фото|молния|эксклюзив|\
    источник|мнение|анонс|опрос|шашылыш|сүрөт|булак|обновлено|дополнено";

const CONJUNCTIONS: &str = "and|и|жана|және|et|und|va|та|і";

// Words that may stand before the name itself, and behind it.
const TITLES: &[&str] = &["г. ", "г.", "город ", "село ", "с. ", "с.", "ш. "];
const KINDS: &[&str] = &[" шаары", " айылы", " қаласы", " shahri"];

/// A run of words that may name a place.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    /// As printed.
    pub(crate) text: String,
    /// Folded, without words such as `город` or `шаары`: the form to look up.
    pub(crate) key: String,
    /// True if every word but particles is in capitals.
    pub(crate) capitals: bool,
    /// True if every word but particles begins with a capital.
    pub(crate) capitalised: bool,
}

/// Steps over the name of a place: up to six words that end before a date, a conjunction or any
/// punctuation but the full stop of `St.` and its like.
pub(crate) fn place(cursor: &mut Cursor<'_>) -> Option<Name> {
    let start = cursor.pos();
    let mut end = *cursor;
    let mut words: Vec<String> = Vec::new();
    loop {
        let mut probe = end;
        if !words.is_empty() && (probe.spaces() == 0 || starts_date(probe)) {
            break;
        }
        let Some(word) = probe.word() else { break };
        if !words.is_empty() && scan::has(CONJUNCTIONS, &word) {
            break;
        }
        if matches!(scan::fold(&word).as_str(), "st" | "ste" | "ft" | "mt" | "г" | "с" | "ш") {
            skip_abbreviating_stop(&mut probe);
        }
        words.push(word);
        if words.len() > MOST_WORDS {
            return None;
        }
        end = probe;
        // `St.Louis` has no space to step over.
        if end.previous() == Some('.') && end.peek().is_some_and(scan::is_letter) {
            words.push(end.word()?);
        }
    }
    let first = scan::fold(words.first()?);
    if scan::has(KICKERS, &first) {
        return None;
    }
    *cursor = end;
    let text = end.since(start);
    let strong = || words.iter().filter(|word| !scan::has(PARTICLES, word));
    let letters: usize = strong().map(|word| word.chars().count()).sum();
    Some(Name {
        key: key(&text),
        capitals: letters > 1 && strong().all(|word| !word.chars().any(char::is_lowercase)),
        capitalised: letters > 0 && strong().all(|word| word.chars().next().is_some_and(is_capital)),
        text,
    })
}

/// Steps over a conjunction that joins two places.
pub(crate) fn conjunction(cursor: &mut Cursor<'_>) -> bool {
    let mut probe = *cursor;
    let found = probe.word().is_some_and(|word| scan::has(CONJUNCTIONS, &word));
    if found {
        *cursor = probe;
    }
    found
}

/// Steps over a person's name of so many words or initials. `any_case` admits names in small
/// letters, for sources that print their heads so.
pub(crate) fn person(cursor: &mut Cursor<'_>, words: RangeInclusive<usize>, any_case: bool) -> Option<String> {
    let start = cursor.pos();
    let mut end = *cursor;
    let mut count = 0_usize;
    while count < *words.end() {
        let mut probe = end;
        // Several spaces part a byline from the head behind it.
        let spaces = probe.spaces();
        let apart = spaces == 1 || (spaces == 0 && end.previous() == Some('.'));
        if count > 0 && !apart {
            break;
        }
        let Some(word) = probe.word() else { break };
        let capital = word.chars().next().is_some_and(is_capital);
        let particle = count > 0 && scan::has(PARTICLES, &word);
        if !(capital || particle || any_case) {
            break;
        }
        if word.chars().count() == 1 && capital {
            probe.eat('.');
        }
        end = probe;
        count = count.saturating_add(1);
    }
    if count < *words.start() {
        return None;
    }
    *cursor = end;
    Some(end.since(start))
}

/// True if the name is made of the initials' words: `Federal Police` for `FP`.
pub(crate) fn spells_out(name: &Name, acronym: &str) -> bool {
    let initials: String = name.key.split(' ').filter_map(|word| word.chars().next()).collect();
    initials == scan::fold(acronym)
}

fn starts_date(at: Cursor<'_>) -> bool {
    let mut probe = at;
    months::month(&mut probe).is_some() && {
        probe.spaces();
        probe.peek().is_some_and(|c| c.is_ascii_digit())
    }
}

fn skip_abbreviating_stop(cursor: &mut Cursor<'_>) {
    let mut probe = *cursor;
    if probe.eat('.') {
        let stop = probe;
        probe.spaces();
        if probe.peek().is_some_and(scan::is_letter) {
            *cursor = stop;
        }
    }
}

fn key(text: &str) -> String {
    let folded = scan::fold(text);
    let plain = folded.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let bare = TITLES.iter().find_map(|title| plain.strip_prefix(title)).unwrap_or(&plain).trim();
    KINDS.iter().find_map(|kind| bare.strip_suffix(kind)).unwrap_or(bare).to_owned()
}

fn is_capital(c: char) -> bool {
    // Scripts without case have no small letters to tell a sentence by.
    c.is_uppercase() || !c.is_lowercase()
}
