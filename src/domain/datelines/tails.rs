//! What follows the places and the date of a head: the agency's mark, the correspondent and the
//! punctuation that parts the head from the body.

use super::agencies::{self, Habit, Known};
use super::dates::{self, Printed};
use super::lexicon;
use super::marks::{Mark, mark, named};
use super::scan::{self, Cursor};
use super::{DatelineStyle, leads, localities, names};

const LONGEST_MARK: usize = 60;

/// The end of a head.
#[derive(Debug, Clone)]
pub(crate) struct Tail {
    /// Layout that the tail makes.
    pub(crate) style: DatelineStyle,
    /// The agency's mark.
    pub(crate) mark: Option<Mark>,
    /// Correspondent as printed.
    pub(crate) correspondent: Option<String>,
    /// Date printed inside or behind the agency's mark.
    pub(crate) date: Option<Printed>,
    /// True if a full stop closed the tail.
    pub(crate) stopped: bool,
}

/// What the head before the tail looks like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before {
    /// It has a date.
    pub(crate) dated: bool,
    /// It is printed in small letters, so persons may be too.
    pub(crate) small: bool,
    /// The comma or full stop between it and the tail.
    pub(crate) sign: Option<char>,
    /// The name of an agency may stand right behind it.
    pub(crate) named: bool,
}

impl Before {
    /// What stands before a tail; `read` looks for the rest.
    pub(crate) const fn new(dated: bool, small: bool) -> Self {
        Self { dated, small, sign: None, named: false }
    }
}

/// One form of a tail; it moves the cursor at will, as the caller keeps its own.
type Form = fn(&mut Cursor<'_>, Before) -> Option<Tail>;

impl Tail {
    fn plain(style: DatelineStyle) -> Self {
        Self { style, mark: None, correspondent: None, date: None, stopped: false }
    }

    /// A tail with the mark of an agency.
    pub(crate) fn marked(style: DatelineStyle, mark: Mark) -> Self {
        Self { mark: Some(mark), ..Self::plain(style) }
    }

    /// The entry of the dictionary.
    pub(crate) fn known(&self) -> Option<Known> {
        self.mark.and_then(|mark| mark.known)
    }
}

/// Steps over the tail of a head.
pub(crate) fn read(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    let mut start = *cursor;
    start.spaces();
    let parted = localities::comma(&mut start).map(|()| ',');
    let printed = parted.or_else(|| start.eat('.').then_some('.'));
    // A full stop may be printed twice.
    while printed == Some('.') && start.eat('.') {}
    // The stop that abbreviates a month also parts the date from the agency.
    let sign = printed.or_else(|| cursor.previous().filter(|c| *c == '.'));
    start.spaces();
    // A sentence goes on.
    if sign.is_none() && !before.small && start.peek().is_some_and(scan::is_small) {
        return None;
    }
    let forms: [Form; 7] = [slash, paren, comma, dotted, dash, byline, bare];
    // Three forms begin with the name of an agency, and most texts with another word.
    let named = match start.peek() {
        Some(c) if scan::is_word(c) => agencies::begins(lexicon::first_key(start)),
        c => c.is_some_and(scan::is_quote),
    };
    for form in forms {
        let mut probe = start;
        if let Some(tail) = form(&mut probe, Before { sign, named, ..before }) {
            *cursor = probe;
            return Some(tail);
        }
    }
    if printed == Some('.') {
        *cursor = start;
        return Some(Tail { stopped: true, ..Tail::plain(DatelineStyle::Bare) });
    }
    None
}

/// `/Кабар/.`, `/Корр. ТАСС Имя Фамилия/.`; the full stop and the spaces are optional. Behind a date the first or the last
/// slash may be forgotten.
fn slash(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    if !cursor.eat('/') {
        return if before.dated && before.named { half_slashed(cursor, '/') } else { None };
    }
    cursor.eat('/');
    let open = *cursor;
    let inner = cursor.enclosed('/', LONGEST_MARK).and_then(|inner| mark(inner, DatelineStyle::Slash));
    let Some(tail) = inner else {
        *cursor = open;
        cursor.spaces();
        return before.dated.then(|| half_slashed(cursor, '.')).flatten();
    };
    cursor.eat('/');
    let mut end = *cursor;
    end.spaces();
    let stopped = end.eat('.');
    if stopped || end.eat(',') || end.eat(':') || end.dash() {
        *cursor = end;
    }
    Some(Tail { stopped, ..tail })
}

/// An agency of the dictionary and the sign behind it: `Кабар/.` and `/Кабар.`
fn half_slashed(cursor: &mut Cursor<'_>, sign: char) -> Option<Tail> {
    let mark = named(cursor)?;
    cursor.spaces();
    cursor.eat(sign).then_some(())?;
    let stopped = sign == '.' && cursor.peek().is_none_or(|c| c != '/' && !scan::is_word(c)) || cursor.eat('.');
    stopped.then(|| Tail { stopped, ..Tail::marked(DatelineStyle::Slash, mark) })
}

/// `(Reuters) -`, `(EFE).-`, `(PTI)`, `(December 22, 2013) —`, `(A.A) -02.01.2009 -`.
fn paren(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    let tail = bracket(cursor)?;
    cursor.spaces();
    // Old wire transmissions turn the dash into a low line.
    if cursor.dash() || cursor.eat('_') {
        return Some(later_date(cursor, tail));
    }
    let known = tail.known()?;
    if before.dated && cursor.eat(':') {
        return Some(tail);
    }
    if cursor.eat('.') {
        let dash = cursor.dash();
        return (dash || before.dated).then_some(Tail { stopped: !dash, ..tail });
    }
    // `NEW YORK, March 3 (Reuter) The company said`: the dash is forgotten.
    let forgotten = || {
        let parted = cursor.previous().is_some_and(scan::is_space);
        parted && names::first_word(*cursor).is_some_and(|word| word.capitalised && !word.capitals)
    };
    (known.habit == Habit::OpenEnd || before.dated && forgotten()).then_some(tail)
}

/// An agency or a date in round brackets.
pub(crate) fn bracket(cursor: &mut Cursor<'_>) -> Option<Tail> {
    if !cursor.eat('(') {
        return None;
    }
    let inner = cursor.enclosed(')', LONGEST_MARK)?;
    let mut probe = inner;
    if let Some(date) = dates::date(&mut probe).filter(|date| date.is_read())
        && probe.rest().is_empty()
    {
        return Some(Tail { date: Some(date), ..Tail::plain(DatelineStyle::ParenDate) });
    }
    mark(inner, DatelineStyle::Paren)
}

fn later_date(cursor: &mut Cursor<'_>, tail: Tail) -> Tail {
    let mut probe = *cursor;
    probe.spaces();
    if let Some(date) = dates::date(&mut probe) {
        probe.spaces();
        if tail.known().is_some() && date.is_read() && probe.dash() {
            *cursor = probe;
            return Tail { date: Some(date), style: DatelineStyle::ParenDate, ..tail };
        }
    }
    tail
}

/// `, Reuter -`; behind a date the comma may be missing, and a full stop or the end of the line may close the head.
fn comma(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    if !(before.named && (before.sign == Some(',') || before.sign.is_none() && before.dated)) {
        return None;
    }
    let mark = named(cursor)?;
    let tail = Tail::marked(DatelineStyle::CommaAgency, mark);
    cursor.spaces();
    let stopped = before.dated && cursor.eat('.');
    let closed = before.dated && (cursor.eat(':') || cursor.peek().is_some() && cursor.at_line_end());
    let ended = stopped || closed || cursor.dash();
    ended.then_some(Tail { stopped, ..tail })
}

/// A person between slashes.
fn between_slashes(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.eat('/').then_some(())?;
    let mut inner = cursor.enclosed('/', LONGEST_MARK)?;
    names::person(&mut inner, 2..=4, false).filter(|_| inner.rest().is_empty())
}

/// `. INTERFAX.RU -`, `. КАЗИНФОРМ –`, `. КАЗИНФОРМ /Имя Фамилия/ -`
fn dotted(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    if !before.named || before.sign != Some('.') {
        return None;
    }
    let mark = named(cursor)?;
    let mut tail = Tail::marked(DatelineStyle::Dotted, mark);
    let mut end = *cursor;
    end.spaces();
    if let Some(person) = between_slashes(&mut end) {
        tail.correspondent = Some(person);
        *cursor = end;
        end.spaces();
    }
    let stopped = !end.dash() && end.eat('.');
    if end.pos() > cursor.pos() && !matches!(end.previous(), Some(c) if scan::is_space(c)) {
        *cursor = end;
        return Some(Tail { stopped, ..tail });
    }
    (tail.known()?.habit == Habit::OpenEnd).then_some(tail)
}

/// `— Sputnik.`, `— РИА Новости, Имя Фамилия.` Only agencies of the dictionary: any other words
/// between a dash and a full stop may as well be the first sentence of the body.
fn dash(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    if !cursor.dash() {
        return None;
    }
    cursor.spaces();
    if cursor.peek() == Some('/') {
        return slash(cursor, before).filter(|tail| tail.known().is_some());
    }
    if !before.dated && !before.small && cursor.peek().is_some_and(scan::is_small) {
        return None;
    }
    let mark = named(cursor)?;
    let tail = Tail::marked(DatelineStyle::DashAgency, mark);
    cursor.spaces();
    let mut correspondent = None;
    if cursor.eat(',') {
        cursor.spaces();
        correspondent = Some(names::person(cursor, 2..=4, before.small)?);
        cursor.spaces();
    }
    let stopped = cursor.eat('.') || cursor.peek().is_some() && cursor.at_line_end();
    let ended = stopped || cursor.eat(':') || cursor.dash();
    ended.then_some(Tail { correspondent, stopped, ..tail })
}

/// `By Leyla Aliyeva - Trend:`, also on the line below the place and the date, where the agency may stand alone.
fn byline(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    let below = before.dated && cursor.at_line_end();
    cursor.blanks();
    let correspondent = match leads::by_word(cursor) {
        Some(()) => Some(names::person(cursor, 2..=4, false)?),
        None if below => None,
        None => return None,
    };
    cursor.spaces();
    if correspondent.is_some() && !cursor.dash() {
        return None;
    }
    cursor.spaces();
    let mark = named(cursor)?;
    let ended = cursor.eat(':');
    let tail = Tail::marked(DatelineStyle::BylineDash, mark);
    ended.then_some(Tail { correspondent, ..tail })
}

/// A dash alone. A single hyphen must stand apart from the word before it; behind a date, from the word after it, or
/// that begins with a capital. Old transmissions turn the dash into a low line.
fn bare(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    let single = cursor.peek() == Some('-') && cursor.peek_at(1) != Some('-');
    let next = cursor.peek_at(1);
    let apart = before.dated && next.is_some_and(|c| scan::is_space(c) || scan::is_letter(c) && !scan::is_small(c));
    if single && !apart && cursor.previous().is_some_and(scan::is_word) {
        return None;
    }
    let line = before.dated || cursor.previous().is_some_and(scan::is_space) && next.is_some_and(scan::is_space);
    (cursor.dash() || line && cursor.eat('_')).then_some(())?;
    let mut twice = *cursor;
    if before.dated && twice.spaces() > 0 && twice.dash() {
        *cursor = twice;
    }
    // `--(BUSINESS WIRE)--`
    let mut marked = *cursor;
    marked.spaces();
    if let Some(tail) = bracket(&mut marked).filter(|tail| tail.known().is_some()) {
        marked.spaces();
        if marked.dash() {
            *cursor = marked;
            return Some(tail);
        }
    }
    Some(Tail::plain(DatelineStyle::Bare))
}

/// True if a mark between slashes stands here, rather than a slash that joins two places.
pub(crate) fn is_mark(at: Cursor<'_>) -> bool {
    let mut probe = at;
    let before = Before::new(false, false);
    slash(&mut probe, before).is_some_and(|tail| tail.known().is_some() || tail.stopped)
}
