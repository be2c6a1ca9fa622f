//! Language tags (BCP 47) and texts in several languages.

use std::fmt;
use std::str::FromStr;

use async_graphql::{InputObject, SimpleObject};
use icu_locale_core::LanguageIdentifier;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

use crate::domain::ids::short;
use crate::domain::text::line;
use crate::domain::text::unseen::{is_private, shows_something};
use crate::error::{Code, Error, Faults};

/// A language tag (BCP 47, RFC 5646) in its canonical case, such as `ky`, `ru`, `en` or `zh-Hant`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(String);

impl Lang {
    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone, without script and region.
    #[must_use]
    pub fn base(&self) -> Self {
        Self(self.0.split('-').next().unwrap_or_default().to_owned())
    }

    /// A tag that was canonical when it was stored.
    #[must_use]
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl FromStr for Lang {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.parse::<LanguageIdentifier>() {
            Ok(tag) if tag != LanguageIdentifier::UNKNOWN && text.len() <= 35 => Ok(Self(tag.to_string())),
            _ => Err(Error::new(
                Code::BadUserInput,
                format!("«{}» is not a language tag: expected one like ky, ru or en (BCP 47).", short(text)),
            )),
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error: Error| serde::de::Error::custom(error.detail))
    }
}

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, InputObject, ToSchema)]
#[graphql(input_name = "LocalizedTextInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LocalizedText {
    /// The language of the text (BCP 47).
    pub language: Lang,
    /// The text itself, one line; how long it may be is said where it stands.
    pub value: String,
}

/// The languages that a reader asks for, best first, then those of the site.
#[derive(Debug, Clone, Default)]
pub struct Preference(Vec<Lang>);

impl Preference {
    /// The asked languages (best first) before the site's own.
    #[must_use]
    pub fn new(asked: &[Lang], site: &[Lang]) -> Self {
        // A region says nothing of a name: ru-KG is answered with ru where it has no name of its own.
        let asked = asked.iter().flat_map(|lang| [lang.clone(), lang.base()]);
        Self(asked.chain(site.iter().cloned()).collect())
    }

    /// The text in the first language that is there; otherwise the first text at all, or none.
    #[must_use]
    pub fn find<'a>(&self, texts: &'a [LocalizedText]) -> Option<&'a str> {
        let wanted = self.0.iter().find_map(|lang| texts.iter().find(|text| text.language == *lang));
        wanted.or_else(|| texts.first()).map(|text| text.value.as_str())
    }

    /// The same of texts of which there is always one.
    #[must_use]
    pub fn pick<'a>(&self, texts: &'a [LocalizedText]) -> &'a str {
        self.find(texts).unwrap_or_default()
    }
}

/// Reads `Accept-Language` (RFC 9110 §12.5.4): the tags by falling weight, `*` and malformed parts left out.
#[must_use]
pub fn accept_language(header: &str) -> Vec<Lang> {
    let mut weighted: Vec<(u32, Lang)> = header
        .split(',')
        .take(20)
        .filter_map(|part| {
            let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let q: f32 = weight.trim().strip_prefix("q=")?.trim().parse().ok()?;
            let lang: Lang = tag.trim().parse().ok()?;
            (0.001..=1.0).contains(&q).then(|| (rank(q), lang))
        })
        .collect();
    // A stable sort keeps the order of equals as the reader wrote it.
    weighted.sort_by_key(|(q, _)| std::cmp::Reverse(*q));
    let mut langs: Vec<Lang> = Vec::new();
    for (_, lang) in weighted {
        if !langs.contains(&lang) {
            langs.push(lang);
        }
    }
    langs
}

fn rank(q: f32) -> u32 {
    format!("{:04.0}", q * 1000.0).parse().unwrap_or_default()
}

/// Names and other texts as they are stored: each folded to one line in NFC.
#[must_use]
pub fn tidy_names(names: Vec<LocalizedText>) -> Vec<LocalizedText> {
    names.into_iter().map(|name| LocalizedText { value: line(&name.value), ..name }).collect()
}

/// Checks a list of names: at least one, one a language, one line of 1 to 200 characters each.
pub fn check_names(names: &[LocalizedText], faults: &mut Faults) {
    faults.check(names.is_empty(), "/names", "at least one name is needed");
    check_texts(names, 200, "/names", "name", faults);
}

/// Checks texts of which a language has one: at most 20, each one line of 1 to `longest` characters. `noun` is what one of
/// them is called.
pub fn check_texts(texts: &[LocalizedText], longest: usize, pointer: &str, noun: &str, faults: &mut Faults) {
    if texts.len() > 20 {
        faults.add(pointer, format!("at most 20 {noun}s are kept"));
    }
    for (i, text) in texts.iter().enumerate() {
        check_line(&text.value, longest, &format!("{pointer}/{i}/value"), faults);
        if texts.iter().take(i).any(|other| other.language == text.language) {
            let detail = format!("this language has a {noun} already; give one a language");
            faults.add(&format!("{pointer}/{i}/language"), detail);
        }
    }
}

/// Checks a text of one line: not empty, no control or private characters, at most so many characters as it is stored.
pub fn check_line(text: &str, longest: usize, pointer: &str, faults: &mut Faults) {
    let tidy = line(text);
    faults.check(!shows_something(&tidy), pointer, "must not be empty");
    faults.check(text.chars().any(char::is_control), pointer, "must be one line without control characters");
    if let Some(bad) = text.chars().find(|c| is_private(*c)) {
        let code = u32::from(bad);
        faults.add(pointer, format!("must not hold U+{code:04X}: such characters look different everywhere"));
    }
    if tidy.chars().count() > longest {
        faults.add(pointer, format!("must have at most {longest} characters"));
    }
}
