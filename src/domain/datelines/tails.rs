//! What follows the places and the date of a head: the agency's mark, the correspondent and the
//! punctuation that parts the head from the body.

use super::agencies::{self, Habit, Known};
use super::dates::{self, Printed};
use super::scan::{self, Cursor};
use super::{Agency, DatelineStyle, localities, names};

const LONGEST_MARK: usize = 60;

// Words for a correspondent before the name of the agency.
const TITLES: &[((), &str)] =
    &[((), "корр.|корр|соб. корр.|соб.корр.|собкор|спец. корр.|спецкор|кор.|кабарчы|corr.|correspondent")];

/// The end of a head.
#[derive(Debug, Clone)]
pub(crate) struct Tail {
    /// Layout that the tail makes.
    pub(crate) style: DatelineStyle,
    /// Agency as it is served.
    pub(crate) agency: Option<Agency>,
    /// Entry of the dictionary, if the agency is in it.
    pub(crate) known: Option<Known>,
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
}

/// One form of a tail; it moves the cursor at will, as the caller keeps its own.
type Form = fn(&mut Cursor<'_>, Before) -> Option<Tail>;

/// An agency's mark taken apart.
struct Mark {
    agency: Agency,
    known: Option<Known>,
    correspondent: Option<String>,
}

impl Tail {
    fn plain(style: DatelineStyle) -> Self {
        Self { style, agency: None, known: None, correspondent: None, date: None, stopped: false }
    }

    fn marked(style: DatelineStyle, mark: Mark) -> Self {
        Self { agency: Some(mark.agency), known: mark.known, correspondent: mark.correspondent, ..Self::plain(style) }
    }

    fn named(style: DatelineStyle, known: Known, raw: String) -> Self {
        Self { agency: Some(agency(known, raw)), known: Some(known), ..Self::plain(style) }
    }
}

/// Steps over the tail of a head.
pub(crate) fn read(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    let mut start = *cursor;
    start.spaces();
    let printed = [',', '.'].into_iter().find(|mark| start.eat(*mark));
    // The stop that abbreviates a month also parts the date from the agency.
    let sign = printed.or_else(|| cursor.previous().filter(|c| *c == '.'));
    start.spaces();
    let forms: [Form; 7] = [slash, paren, comma, dotted, dash, byline, bare];
    for form in forms {
        let mut probe = start;
        if let Some(tail) = form(&mut probe, Before { sign, ..before }) {
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

/// `/Кабар/.`, `/Корр. ТАСС Имя Фамилия/.`; the full stop and the spaces are optional.
fn slash(cursor: &mut Cursor<'_>, _: Before) -> Option<Tail> {
    if !cursor.eat('/') {
        return None;
    }
    cursor.eat('/');
    let inner = cursor.enclosed('/', LONGEST_MARK)?;
    cursor.eat('/');
    let tail = Tail::marked(DatelineStyle::Slash, mark(&inner)?);
    let mut end = *cursor;
    end.spaces();
    let stopped = end.eat('.');
    if stopped || end.eat(',') || end.eat(':') || end.dash() {
        *cursor = end;
    }
    Some(Tail { stopped, ..tail })
}

/// `(Reuters) -`, `(EFE).-`, `(PTI)`, `(December 22, 2013) —`, `(A.A) -02.01.2009 -`.
fn paren(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    let tail = bracket(cursor)?;
    cursor.spaces();
    // Old wire transmissions turn the dash into a low line.
    if cursor.dash() || cursor.eat('_') {
        return Some(later_date(cursor, tail));
    }
    let known = tail.known?;
    if cursor.eat('.') {
        let dash = cursor.dash();
        return (dash || before.dated).then_some(Tail { stopped: !dash, ..tail });
    }
    (known.habit == Habit::OpenEnd).then_some(tail)
}

/// An agency or a date in round brackets.
pub(crate) fn bracket(cursor: &mut Cursor<'_>) -> Option<Tail> {
    if !cursor.eat('(') {
        return None;
    }
    let inner = cursor.enclosed(')', LONGEST_MARK)?;
    let chars: Vec<char> = inner.trim().chars().collect();
    let mut probe = Cursor::new(&chars);
    if let Some(date) = dates::date(&mut probe).filter(|date| date.is_read())
        && probe.pos() == chars.len()
    {
        return Some(Tail { date: Some(date), ..Tail::plain(DatelineStyle::ParenDate) });
    }
    Some(Tail::marked(DatelineStyle::Paren, mark(&inner)?))
}

fn later_date(cursor: &mut Cursor<'_>, tail: Tail) -> Tail {
    let mut probe = *cursor;
    probe.spaces();
    if let Some(date) = dates::date(&mut probe) {
        probe.spaces();
        if tail.known.is_some() && date.is_read() && probe.dash() {
            *cursor = probe;
            return Tail { date: Some(date), style: DatelineStyle::ParenDate, ..tail };
        }
    }
    tail
}

/// `, Reuter -`
fn comma(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    if before.sign != Some(',') {
        return None;
    }
    let (known, raw) = named(cursor)?;
    cursor.spaces();
    cursor.dash().then(|| Tail::named(DatelineStyle::CommaAgency, known, raw))
}

/// `. INTERFAX.RU -`, `. КАЗИНФОРМ –`
fn dotted(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    if before.sign != Some('.') {
        return None;
    }
    let (known, raw) = named(cursor)?;
    let tail = Tail::named(DatelineStyle::Dotted, known, raw);
    let mut end = *cursor;
    end.spaces();
    let stopped = !end.dash() && end.eat('.');
    if end.pos() > cursor.pos() && !matches!(end.previous(), Some(c) if scan::is_space(c)) {
        *cursor = end;
        return Some(Tail { stopped, ..tail });
    }
    (known.habit == Habit::OpenEnd).then_some(tail)
}

/// `— Sputnik.`, `— РИА Новости, Имя Фамилия.` Only agencies of the dictionary: any other words
/// between a dash and a full stop may as well be the first sentence of the body.
fn dash(cursor: &mut Cursor<'_>, before: Before) -> Option<Tail> {
    if !cursor.dash() {
        return None;
    }
    cursor.spaces();
    let (known, raw) = named(cursor)?;
    let tail = Tail::named(DatelineStyle::DashAgency, known, raw);
    cursor.spaces();
    let mut correspondent = None;
    if cursor.eat(',') {
        cursor.spaces();
        correspondent = Some(names::person(cursor, 2..=4, before.small)?);
        cursor.spaces();
    }
    let stopped = cursor.eat('.');
    let at_newline = cursor.peek().is_some() && cursor.at_line_end();
    let ended = stopped || at_newline || cursor.eat(':') || cursor.dash();
    ended.then_some(Tail { correspondent, stopped, ..tail })
}

/// `By Leyla Aliyeva - Trend:`, also on the line below the place and the date.
fn byline(cursor: &mut Cursor<'_>, _: Before) -> Option<Tail> {
    cursor.blanks();
    if !cursor.folded("by ") {
        return None;
    }
    let correspondent = Some(names::person(cursor, 2..=4, false)?);
    cursor.spaces();
    if !cursor.dash() {
        return None;
    }
    cursor.spaces();
    let (known, raw) = named(cursor)?;
    let ended = cursor.eat(':');
    let tail = Tail::named(DatelineStyle::BylineDash, known, raw);
    ended.then_some(Tail { correspondent, ..tail })
}

/// A dash alone. A single hyphen must stand apart from the word before it.
fn bare(cursor: &mut Cursor<'_>, _: Before) -> Option<Tail> {
    let single = cursor.peek() == Some('-') && cursor.peek_at(1) != Some('-');
    if single && cursor.previous().is_some_and(|c| scan::is_letter(c) || c.is_numeric()) {
        return None;
    }
    cursor.dash().then(|| Tail::plain(DatelineStyle::Bare))
}

/// Steps over an agency of the dictionary and gives it with its printed form.
pub(crate) fn named(cursor: &mut Cursor<'_>) -> Option<(Known, String)> {
    let start = cursor.pos();
    let known = agencies::agency(cursor)?;
    Some((known, cursor.since(start)))
}

/// True if a mark between slashes stands here, rather than a slash that joins two places.
pub(crate) fn is_mark(at: Cursor<'_>) -> bool {
    let mut probe = at;
    let before = Before { dated: false, small: false, sign: None };
    slash(&mut probe, before).is_some_and(|tail| tail.known.is_some() || tail.stopped)
}

/// The agency as it is served.
pub(crate) fn agency(known: Known, raw: String) -> Agency {
    Agency { slug: known.slug.to_owned(), name: known.name.to_owned(), raw }
}

/// Takes apart what stands between slashes or brackets.
fn mark(inner: &str) -> Option<Mark> {
    let raw = inner.trim().to_owned();
    let chars: Vec<char> = agencies::unquoted(&raw).chars().collect();
    let mut cursor = Cursor::new(&chars);
    if cursor.longest(TITLES).is_some() {
        cursor.spaces();
    }
    if let Some(known) = agencies::agency(&mut cursor) {
        cursor.spaces();
        cursor.eat(',');
        cursor.spaces();
        let correspondent = names::person(&mut cursor, 1..=4, false);
        if cursor.pos() == chars.len() {
            return Some(Mark { agency: agency(known, raw), known: Some(known), correspondent });
        }
    }
    // The person may come first: `/Имя Фамилия, Кабар/`.
    let mut cursor = Cursor::new(&chars);
    if let Some(person) = names::person(&mut cursor, 2..=4, false)
        && localities::comma(&mut cursor).is_some()
        && let Some(known) = agencies::agency(&mut cursor)
        && cursor.pos() == chars.len()
    {
        let agency = agency(known, raw);
        return Some(Mark { agency, known: Some(known), correspondent: Some(person) });
    }
    let name: String = chars.iter().collect();
    let other = is_other_agency(&name);
    let agency = Agency { slug: "other".to_owned(), name, raw };
    other.then_some(Mark { agency, known: None, correspondent: None })
}

/// True for a few capitalised words that are not the name of a place: an agency that the
/// dictionary does not know.
fn is_other_agency(raw: &str) -> bool {
    let key = scan::fold(raw);
    let words = raw.split_whitespace().count();
    (1..=4).contains(&words)
        && raw.chars().count() > 1
        && raw.split_whitespace().all(|word| word.chars().next().is_some_and(char::is_uppercase))
        && raw.chars().all(|c| scan::is_letter(c) || scan::is_space(c) || ".-&'’".contains(c))
        && !localities::is_known(&key)
}
