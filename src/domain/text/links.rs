//! Plain text of strangers as HTML: everything escaped, paragraphs, and http(s) addresses as links.

use crate::domain::text::unseen::is_unseen;

/// What links of strangers say of themselves: no recommendation of ours, written by a user, and no hand on our window.
const REL: &str = "nofollow ugc noopener";
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// A piece of a text.
enum Piece<'a> {
    Plain(&'a str),
    Address(&'a str),
}

/// The length of the scheme, in bytes, where an address begins here.
fn scheme(text: &str) -> Option<usize> {
    let begins = |scheme: &&&str| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    SCHEMES.iter().find(begins).map(|scheme| scheme.len())
}

/// How many addresses a text holds, also those that stand inside a word or are too crooked to be linked.
#[must_use]
pub fn count(text: &str) -> usize {
    let colons = text.match_indices("://");
    let is_web = |at: usize| {
        let head = text.get(..at).unwrap_or_default();
        let ends = |name: &str| {
            let begin = head.len().checked_sub(name.len());
            begin.and_then(|begin| head.get(begin..)).is_some_and(|tail| tail.eq_ignore_ascii_case(name))
        };
        ends("http") || ends("https")
    };
    colons.filter(|(at, _)| is_web(*at)).count()
}

/// Plain text as HTML of `p`, `br` and `a` alone; a blank line parts paragraphs, a single line break becomes `<br>`.
///
/// The text of the HTML is the text that came, but for white space at the ends of lines.
#[must_use]
pub fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    let mut open = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            close(&mut html, &mut open);
            continue;
        }
        html.push_str(if open { "<br>" } else { "<p>" });
        open = true;
        for piece in pieces(line) {
            match piece {
                Piece::Plain(text) => html.push_str(&escape(text)),
                Piece::Address(address) => {
                    let shown = escape(address);
                    html.push_str(&format!("<a href=\"{shown}\" rel=\"{REL}\">{shown}</a>"));
                }
            }
        }
    }
    close(&mut html, &mut open);
    html
}

fn close(html: &mut String, open: &mut bool) {
    if *open {
        html.push_str("</p>");
        *open = false;
    }
}

/// Escapes for both text and attributes.
fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// Splits a line into addresses and what stands between them.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let (mut from, mut at) = (0, 0);
    let mut before = ' ';
    while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = line.get(at..).unwrap_or_default();
        match address(rest).filter(|_| !before.is_ascii_alphanumeric()) {
            Some(address) => {
                found.push(Piece::Plain(line.get(from..at).unwrap_or_default()));
                found.push(Piece::Address(address));
                at += address.len();
                from = at;
                before = '/';
            }
            None => {
                at += c.len_utf8();
                before = c;
            }
        }
    }
    found.push(Piece::Plain(line.get(from..).unwrap_or_default()));
    found
}

/// The address with which a text begins: a scheme, a host, and what belongs to them. One that names a user before its
/// host is none: it would look like another place than the one to which it leads.
fn address(text: &str) -> Option<&str> {
    let scheme = scheme(text)?;
    let ends = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || is_unseen(c)
            || matches!(c, '<' | '>' | '"' | '`' | '\\' | '«' | '»' | '“' | '”')
    };
    let length = text.find(ends).unwrap_or(text.len());
    let whole = without_tail(text.get(..length)?);
    let rest = whole.get(scheme..)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let good = host.starts_with(|c: char| c.is_alphanumeric() || c == '[') && !host.contains('@');
    good.then_some(whole)
}

/// The brackets of which a closing one may end the sentence around an address.
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// An address without the marks that end the sentence around it; a closing bracket stays where the address opened it.
///
/// The brackets are counted once and then as they are cut: a stranger may send thousands of them.
fn without_tail(address: &str) -> &str {
    let mut unopened = BRACKETS.map(|(open, close)| {
        let count = |bracket: char| i64::try_from(address.matches(bracket).count()).unwrap_or(i64::MAX);
        (close, count(close) - count(open))
    });
    let mut kept = address;
    while let Some(last) = kept.chars().next_back() {
        let is_tail = match unopened.iter_mut().find(|(close, _)| *close == last) {
            Some((_, left)) => {
                *left -= 1;
                *left >= 0
            }
            None => matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '…' | '\'' | '’' | '*' | '_' | '~' | '|'),
        };
        if !is_tail {
            break;
        }
        kept = kept.get(..kept.len() - last.len_utf8()).unwrap_or_default();
    }
    kept
}
