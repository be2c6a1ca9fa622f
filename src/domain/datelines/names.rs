//! Names of places and persons as runs of words.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::lexicon::Lexicon;
use super::months;
use super::scan::{self, Cursor, Span};
use crate::domain::places::Key;

const MOST_WORDS: usize = 6;
const SHORT_WORD: usize = 3;
// So many words at most tell a sentence from a head.
const MOST_OPENING: usize = 8;

/// What a word is beside a name; several may hold.
#[derive(Debug, Clone, Copy, Default)]
struct Role {
    // It may stand inside a name in small letters.
    particle: bool,
    // It stands in place of a place above or before a story.
    kicker: bool,
    // A full stop behind it abbreviates it.
    abbreviated: bool,
    // It stands before the name itself, as `город`.
    title: bool,
    // It stands behind the name itself, as `шаары`.
    kind: bool,
    // It is short for the word for a region, which is a part of a region's name.
    region: bool,
}

const NO_ROLE: Role =
    Role { particle: false, kicker: false, abbreviated: false, title: false, kind: false, region: false };
const PARTICLE: Role = Role { particle: true, ..NO_ROLE };
const KICKER: Role = Role { kicker: true, ..NO_ROLE };
const ABBREVIATED: Role = Role { abbreviated: true, ..NO_ROLE };
const TITLE: Role = Role { title: true, particle: true, ..NO_ROLE };
const SHORT_TITLE: Role = Role { abbreviated: true, ..TITLE };
const KIND: Role = Role { kind: true, particle: true, ..NO_ROLE };
const SHORT_REGION: Role = Role { region: true, particle: true, ..NO_ROLE };

const ROLES: &[(Role, &str)] = &[
    (PARTICLE, "of|de|la|le|el|al|da|do|dos|di|du|del|des|the|on|upon|sur|bin|ibn|van|von|der|den|am|an|y|на|уулу"),
    (PARTICLE, "los|las|les|delle|della|dei|degli|aan|bei|ob|im|nad|pod|sous|lez"),
    (PARTICLE, "кызы|оглы|район|область|айыл|району|облусу|region|oblast|district|viloyati|tumani|облысы|ауданы"),
    (KICKER, "breaking|update|updated|watch|live|urgent|exclusive|opinion|analysis|correction|corrected|factbox"),
    (KICKER, "advisory|video|photo|photos|source|by|por|срочно|видео|фото|молния|эксклюзив|источник|мнение"),
    // No place follows a preposition, and no head begins with one.
    (KICKER, "в|из|от|для|при|об|после|как|если|когда|from|for|with|after|if|when"),
    (KICKER, "анонс|опрос|шашылыш|сүрөт|булак|обновлено|дополнено|справка|досье"),
    (ABBREVIATED, "st|ste|sta|sto|ft|mt|pt|so"),
    (TITLE, "город|село|поселок|посёлок"),
    (SHORT_TITLE, "г|с|ш|пос|пгт|дер|п|а"),
    (KIND, "шаары|шаарчасы|кыштагы|айылы|қаласы|ауылы|shahri|shahar|shaary|ayily"),
    (SHORT_REGION, "обл"),
];

static LEXICON: LazyLock<Lexicon<Role>> = LazyLock::new(|| Lexicon::of(ROLES));
// Words that are towns as well.
static COMMON: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    let english = "reading|nice|mobile|split|orange|bath|cork|male|most|same|man|sale|bar|date|ode|lens|media|march|\
        august|victoria|florence|charlotte|madison|jackson|lincoln|sofia|santiago|deal|hope|home|union|independence|\
        liberty|enterprise|commerce|industry|progress|normal|energy|sports|business|market|live";
    let russian = "оон|бум|бмт|буу|орел|мир|труд|свобода|победа|надежда|слава|правда|заря|лада|восток|спорт|бор|\
        кино|дом|семей|гора|шах|курс|манас|кант|ала|бел|сон";
    Lexicon::of(&[((), english), ((), russian)])
});
static CONJUNCTIONS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of(&[((), "and|и|жана|және|et|und|va|та|і")]));

/// A run of words that may name a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    /// Where it stands.
    pub(crate) span: Span,
    /// What to look up: without words such as `город` or `шаары`.
    pub(crate) key: Key,
    /// How many words it has.
    pub(crate) words: usize,
    /// True if every word but particles is in capitals.
    pub(crate) capitals: bool,
    /// True if every word but particles begins with a capital.
    pub(crate) capitalised: bool,
    /// True if a word of it is short for `область` or `облусу`, which the key has in full.
    pub(crate) shortened: bool,
}

impl Name {
    /// Where the words behind the first one begin, the last word first.
    pub(crate) fn later_words(&self, at: Cursor<'_>) -> Vec<usize> {
        let letters = at.slice(self.span);
        let begins = |(number, pair): (usize, &[char])| match pair {
            [gap, c] if scan::is_space(*gap) && scan::is_letter(*c) => {
                Some(self.span.start.saturating_add(number).saturating_add(1))
            }
            _ => None,
        };
        letters.windows(2).enumerate().filter_map(begins).rev().collect()
    }
}

/// One word of a name.
#[derive(Debug, Clone, Copy)]
struct Word {
    span: Span,
    begins_large: bool,
    all_large: bool,
    letters: usize,
}

impl Word {
    fn key(self, cursor: Cursor<'_>) -> Key {
        key_of(cursor.slice(self.span))
    }

    /// Large words in the middle of a name have no role, unless they are short.
    fn role(self, cursor: Cursor<'_>, first: bool) -> Role {
        let may = first || !self.begins_large || self.letters <= SHORT_WORD;
        if may { LEXICON.get(self.key(cursor)).unwrap_or_default() } else { Role::default() }
    }
}

fn key_of(chars: &[char]) -> Key {
    let mut key = Key::default();
    chars.iter().for_each(|c| key.push(*c));
    key
}

/// Steps over one word, with hyphens and apostrophes inside.
fn word(cursor: &mut Cursor<'_>) -> Option<Word> {
    let start = cursor.pos();
    if !cursor.word() {
        return None;
    }
    let span = cursor.since(start);
    let letters = cursor.slice(span);
    let begins_large = letters.first().is_some_and(|c| !scan::is_small(*c));
    let all_large = begins_large && !letters.iter().any(|c| scan::is_small(*c));
    Some(Word { span, begins_large, all_large, letters: letters.len() })
}

/// Steps over the name of a place: up to six words that end before a date, a conjunction or any punctuation but the full
/// stop of `St.` and its like. A small word behind large ones makes it a sentence.
pub(crate) fn place(cursor: &mut Cursor<'_>) -> Option<Name> {
    let start = cursor.pos();
    let mut end = *cursor;
    let mut found = Name {
        span: Span::default(),
        key: Key::default(),
        words: 0,
        capitals: true,
        capitalised: true,
        shortened: false,
    };
    let (mut letters, mut bare) = (0_usize, Span { start, end: start });
    loop {
        let mut probe = end;
        let glued = matches!(end.previous(), Some('.' | '-')) && found.words > 0;
        if found.words > 0 && probe.spaces() == 0 && !glued {
            break;
        }
        let Some(word) = word(&mut probe) else { break };
        if found.words > 0 && (is_conjunction(word, probe) || is_month(word, probe)) {
            break;
        }
        let role = word.role(probe, found.words == 0);
        if found.words == 0 && role.kicker || found.words >= MOST_WORDS {
            return None;
        }
        let inside = role.particle && !word.begins_large;
        if !inside {
            if found.words > 0 && found.capitalised && letters > 0 && !word.begins_large {
                return None;
            }
            found.capitals &= word.all_large;
            found.capitalised &= word.begins_large;
            letters = letters.saturating_add(word.letters);
        }
        // `Ош ш.`: behind the name, the short title is short for the kind.
        let behind = found.words > 0 && inside && (role.kind || role.region || role.title && role.abbreviated);
        if behind && (role.abbreviated || role.region) {
            probe.eat('.');
        } else if role.abbreviated || found.words == 0 && word.begins_large && word.letters == 1 {
            skip_abbreviating_stop(&mut probe);
        }
        // The name itself stands behind `город` and before `шаары`.
        if role.title && found.words == 0 {
            bare.start = probe.pos();
        }
        if !behind {
            bare.end = probe.pos();
        }
        found.shortened |= behind && role.region;
        found.words = found.words.saturating_add(1);
        end = probe;
    }
    if found.words == 0 {
        return None;
    }
    found.span = end.since(start);
    let named = end.slice(if bare.start < bare.end { bare } else { found.span });
    found.key = key_of(named);
    if found.shortened {
        // `Чуйская обл.` and `Чүй обл.`
        let word = if named.last() == Some(&'я') { " область" } else { " облусу" };
        word.chars().for_each(|c| found.key.push(c));
    }
    found.capitals &= letters > 1;
    found.capitalised &= letters > 0;
    *cursor = end;
    Some(found)
}

/// True if a small word that no name of a place has follows words with capitals, with nothing but spaces and commas between
/// them: by far the most texts begin so.
pub(crate) fn is_sentence(mut at: Cursor<'_>) -> bool {
    if at.peek().is_none_or(scan::is_small) {
        return false;
    }
    for _ in 0..MOST_OPENING {
        at.word();
        at.eat(',');
        if at.spaces() != 1 {
            return false;
        }
        match at.peek() {
            // `of` and `and` stand in names and between them.
            Some(c) if scan::is_small(c) => match joins(&mut at) {
                Some(true) if at.spaces() == 1 => {}
                joins => return joins == Some(false),
            },
            Some(c) if scan::is_letter(c) => {}
            _ => return false,
        }
    }
    false
}

/// Steps over a small word and tells whether it stands inside names or between them. None for the name of a month and for
/// what stands behind the name of a settlement.
fn joins(at: &mut Cursor<'_>) -> Option<bool> {
    let key = word(at)?.key(*at);
    let role = LEXICON.get(key);
    if CONJUNCTIONS.get(key).is_some() || role.is_some_and(|role| role.particle && !role.kind && !role.title) {
        return Some(true);
    }
    (role.is_none() && !months::is_month(key)).then_some(false)
}

fn is_conjunction(word: Word, cursor: Cursor<'_>) -> bool {
    !word.begins_large && CONJUNCTIONS.get(word.key(cursor)).is_some()
}

/// True if the word is a month with a day behind it.
fn is_month(word: Word, mut after: Cursor<'_>) -> bool {
    let month = after;
    after.eat('.');
    after.spaces();
    after.peek().is_some_and(|c| c.is_ascii_digit()) && months::is_month(word.key(month))
}

/// Steps over the name of a place that ends before this position.
pub(crate) fn place_until(cursor: &mut Cursor<'_>, end: usize) -> Option<Name> {
    let mut short = cursor.until(end);
    let name = place(&mut short)?;
    while cursor.pos() < short.pos() {
        cursor.bump();
    }
    Some(name)
}

/// The next word as a name.
pub(crate) fn first_word(mut at: Cursor<'_>) -> Option<Name> {
    let word = word(&mut at)?;
    let capitals = word.all_large && word.letters > 1;
    Some(Name {
        span: word.span,
        key: word.key(at),
        words: 1,
        capitals,
        capitalised: word.begins_large,
        shortened: false,
    })
}

/// True for the name of a town that headlines print in capitals as an ordinary word or acronym.
pub(crate) fn is_common(name: &Name) -> bool {
    name.words == 1 && COMMON.get(name.key).is_some()
}

/// Steps over a conjunction that joins two places.
pub(crate) fn conjunction(cursor: &mut Cursor<'_>) -> bool {
    let mut probe = *cursor;
    let found = word(&mut probe).is_some_and(|word| is_conjunction(word, probe));
    if found {
        *cursor = probe;
    }
    found
}

/// Steps over a person's name of so many words or initials. `any_case` admits names in small letters, for sources that
/// print their heads so.
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
        let Some(word) = word(&mut probe) else { break };
        let particle = || count > 0 && word.role(probe, false).particle;
        if !(word.begins_large || any_case || particle()) {
            break;
        }
        if word.letters == 1 && word.begins_large {
            probe.eat('.');
        }
        end = probe;
        count = count.saturating_add(1);
    }
    if count < *words.start() {
        return None;
    }
    *cursor = end;
    Some(end.text(end.since(start)))
}

/// True if the name is made of the initials' words: `Federal Police` for `FP`.
pub(crate) fn spells_out(name: &[char], acronym: &str) -> bool {
    let initials = name.split(|c| scan::is_space(*c)).filter_map(|word| word.first().copied());
    let initials: String = initials.flat_map(char::to_lowercase).collect();
    initials == acronym.to_lowercase()
}

/// Steps over the full stop of `St. Louis`, and over that and the hyphen of `С.-Петербург`.
fn skip_abbreviating_stop(cursor: &mut Cursor<'_>) {
    let mut probe = *cursor;
    if probe.eat('.') {
        probe.eat('-');
        let stop = probe;
        probe.spaces();
        if probe.peek().is_some_and(scan::is_letter) {
            *cursor = stop;
        }
    }
}
