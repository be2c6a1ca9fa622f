//! Marks of agencies: the name, and what stands beside it between slashes or brackets.

use std::sync::LazyLock;

use super::agencies::{self, Known};
use super::lexicon::Lexicon;
use super::scan::{self, Cursor, Span};
use super::tails::Tail;
use super::{DatelineStyle, localities, names};
use crate::domain::places::Key;

// Words for a correspondent before the name of the agency.
static TITLES: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::of(&[((), "корр|соб корр|собкорр|собкор|спец корр|спецкорр|спецкор|кор|кабарчы|corr|correspondent")])
});

/// The mark of an agency.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    /// Entry of the dictionary, if the agency is in it.
    pub(crate) known: Option<Known>,
    /// Where the mark stands.
    pub(crate) raw: Span,
}

/// Steps over an agency of the dictionary, in quotation marks or without, and gives its mark.
pub(crate) fn named(cursor: &mut Cursor<'_>) -> Option<Mark> {
    let mut probe = *cursor;
    let quoted = probe.peek().is_some_and(scan::is_quote);
    if quoted {
        probe.bump();
    }
    let start = probe.pos();
    let known = agencies::agency(&mut probe)?;
    // `РИА Новости/Прайм`: the first one counts.
    let mut more = probe;
    while more.eat('/') && agencies::agency(&mut more).is_some() {
        probe = more;
    }
    let raw = probe.since(start);
    if quoted {
        probe.peek().filter(|c| scan::is_quote(*c))?;
        probe.bump();
    }
    *cursor = probe;
    Some(Mark { known: Some(known), raw })
}

/// Takes apart what stands between slashes or brackets.
pub(crate) fn mark(inner: Cursor<'_>, style: DatelineStyle) -> Option<Tail> {
    let raw = Span { start: inner.pos(), end: inner.pos().saturating_add(inner.rest().len()) };
    let mut cursor = inner;
    let titled = TITLES.longest(&mut cursor).is_some();
    if titled {
        cursor.eat('.');
        while cursor.peek().is_some_and(scan::is_frame) {
            cursor.bump();
        }
    }
    if let Some(known) = agencies::agency(&mut cursor) {
        // `AP, Reuters` and `Reuters/AP`: the first one counts.
        let mut more = cursor;
        while (localities::comma(&mut more).is_some() || more.eat('/')) && agencies::agency(&mut more).is_some() {
            cursor = more;
        }
        // `Corr. "Kabar" Name`, `Kabar, Name`.
        let mut parted = titled;
        while let Some(c) = cursor.peek().filter(|c| scan::is_frame(*c) || matches!(c, ',' | '.')) {
            parted |= c == ',';
            cursor.bump();
        }
        // `Reuters Breakingviews` is a service.
        let correspondent = names::person(&mut cursor, if parted { 1..=4 } else { 2..=4 }, false);
        if cursor.rest().is_empty() {
            return Some(Tail { correspondent, ..Tail::marked(style, Mark { known: Some(known), raw }) });
        }
    }
    // The person may come first: `/Имя Фамилия, Кабар/`, `/Имя Фамилия - БЕЛТА/`.
    let mut cursor = inner;
    if let Some(person) = names::person(&mut cursor, 2..=4, false)
        && (localities::comma(&mut cursor).is_some() || cursor.dash())
        && cursor.spaces() <= inner.rest().len()
        && let Some(known) = agencies::agency(&mut cursor)
        && cursor.rest().is_empty()
    {
        return Some(Tail { correspondent: Some(person), ..Tail::marked(style, Mark { known: Some(known), raw }) });
    }
    is_other_agency(inner.rest()).then(|| Tail::marked(style, Mark { known: None, raw }))
}

/// True for a few capitalised words that are not the name of a place: an agency that the dictionary does not know.
fn is_other_agency(raw: &[char]) -> bool {
    let words = || raw.split(|c| scan::is_space(*c)).filter(|word| !word.is_empty());
    let mut key = Key::default();
    raw.iter().for_each(|c| key.push(*c));
    (1..=4).contains(&words().count())
        && raw.len() > 1
        && words().all(|word| word.first().is_some_and(|c| c.is_uppercase()))
        && raw.iter().all(|c| scan::is_letter(*c) || scan::is_space(*c) || ".-&'’".contains(*c))
        && !localities::is_known(key)
}
