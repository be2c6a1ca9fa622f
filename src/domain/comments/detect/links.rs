//! How many places on the web a text names, also those that are written without `http`.

use crate::domain::text::links;

/// Ends of names under which addresses are met in comments here. A name that ends otherwise is no link: «т.е.», «e.g.» and
/// a missing space after a full stop are far more frequent.
const TOP_LEVEL: &[&str] = &[
    "app",
    "asia",
    "bet",
    "biz",
    "by",
    "casino",
    "cc",
    "click",
    "club",
    "cn",
    "co",
    "com",
    "de",
    "dev",
    "edu",
    "eu",
    "fun",
    "gg",
    "gov",
    "info",
    "io",
    "kg",
    "kz",
    "link",
    "live",
    "lol",
    "ly",
    "me",
    "mn",
    "net",
    "news",
    "online",
    "org",
    "page",
    "pro",
    "pw",
    "ru",
    "shop",
    "site",
    "space",
    "store",
    "su",
    "tj",
    "tk",
    "tm",
    "top",
    "tr",
    "tv",
    "ua",
    "uk",
    "us",
    "uz",
    "vip",
    "website",
    "win",
    "world",
    "ws",
    "xyz",
    "бг",
    "бел",
    "дети",
    "кз",
    "ком",
    "москва",
    "онлайн",
    "орг",
    "рус",
    "рф",
    "сайт",
    "укр",
    "қаз",
];
/// Ends of Cyrillic names that are no domains but are written for them. They end words too («сказал.ру…»), so they count only
/// behind Latin letters or with a path behind them.
const WRITTEN_FOR: &[&str] = &["кг", "ру"];

/// How many links a text has: addresses with `http` and `https`, and bare names such as `site.kg` and `t.me/name`. An
/// address of e-mail is none.
#[must_use]
pub fn count(text: &str) -> usize {
    links::count(text) + text.split(is_outside).filter(|word| is_bare_link(word)).count()
}

/// What parts addresses from what stands around them.
fn is_outside(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | '<' | '>' | '"' | '«' | '»' | '“' | '”' | '*')
}

fn is_bare_link(word: &str) -> bool {
    // Those with a scheme are counted elsewhere.
    if word.contains("://") || word.contains('@') && !word.starts_with('@') {
        return false;
    }
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    let end = word.find(['/', '?', '#', ':']).unwrap_or(word.len());
    let (host, path) = word.split_at(end);
    let Some((name, top)) = host.trim_end_matches('.').rsplit_once('.') else { return false };
    let last = name.rsplit('.').next().unwrap_or_default();
    let has_capitals = |text: &str| text.chars().any(char::is_uppercase);
    // «it was so.Me too»: a missing space, and no address in capitals.
    let is_sentence = has_capitals(top) && last.chars().any(char::is_lowercase);
    if !is_label(last) || is_sentence {
        return false;
    }
    let top = top.to_lowercase();
    let has_path = path.len() > 1;
    if WRITTEN_FOR.contains(&top.as_str()) {
        return last.is_ascii() || has_path;
    }
    // A name of one script with an end of the other is an address when it is written like one: `сайт.kg`.
    let is_even = last.is_ascii() == top.is_ascii();
    TOP_LEVEL.contains(&top.as_str()) && (is_even || has_path || !has_capitals(host))
}

/// Whether this may stand between the dots of an address, and is no number.
fn is_label(label: &str) -> bool {
    label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') && label.chars().any(char::is_alphabetic)
}
