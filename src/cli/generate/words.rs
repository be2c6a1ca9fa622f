//! The words of which generated news consist: a file of lists and templates, and what fills the templates.

use serde::Deserialize;

use crate::domain::channels::NewChannel;
use crate::domain::lang::{Lang, LocalizedText};
use crate::domain::slugs::LocalizedSlug;
use crate::domain::text::slug;
use crate::error::{Error, Result};

const WORDS: &str = include_str!("words.json");

/// Everything that the file has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) sections: Vec<SectionWords>,
    pub(super) places: Vec<PlaceWords>,
    pub(super) topics: Vec<Topic>,
    ky: Talk,
    ru: Talk,
    en: Talk,
    pub(super) people: People,
    pub(super) channels: Vec<NewChannel>,
}

/// A section and its names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionWords {
    pub(super) slug: String,
    ky: String,
    ru: String,
    en: String,
}

/// A place: in each language its name, and the words that say «in» it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceWords {
    pub(super) slug: String,
    ky: [String; 2],
    ru: [String; 2],
    en: [String; 2],
}

/// A subject of news, with the section in which it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topic {
    pub(super) slug: String,
    pub(super) section: String,
    ky: TopicWords,
    ru: TopicWords,
    en: TopicWords,
}

/// A subject in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicWords {
    pub(super) name: String,
    /// What happened: the heart of a headline.
    pub(super) events: Vec<String>,
    /// Sentences that only this subject has.
    pub(super) facts: Vec<String>,
}

/// What is said of any subject in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Talk {
    /// Ends of headlines.
    pub(super) tails: Vec<String>,
    /// First sentences after the news itself.
    pub(super) openers: Vec<String>,
    /// Sentences of any paragraph.
    pub(super) cores: Vec<String>,
    /// What readers write.
    pub(super) comments: Vec<String>,
}

/// Names of people, in Cyrillic and in Latin letters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    /// Given names, and whether they are those of women (`f`) or of men (`m`).
    pub(super) given: Vec<[String; 3]>,
    /// Family names of men.
    pub(super) family: Vec<[String; 2]>,
}

/// A language of the site's news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    Ky,
    Ru,
    En,
}

impl Tongue {
    pub(super) fn lang(self) -> Lang {
        Lang::from_stored(match self {
            Self::Ky => "ky",
            Self::Ru => "ru",
            Self::En => "en",
        })
    }

    /// The next one, of which a translation is made.
    pub(super) const fn next(self) -> Self {
        match self {
            Self::Ru => Self::Ky,
            Self::Ky => Self::En,
            Self::En => Self::Ru,
        }
    }
}

fn names(ky: &str, ru: &str, en: &str) -> Vec<LocalizedText> {
    let name = |tongue: Tongue, value: &str| LocalizedText { language: tongue.lang(), value: value.to_owned() };
    vec![name(Tongue::Ky, ky), name(Tongue::Ru, ru), name(Tongue::En, en)]
}

/// The addresses of the languages in which the name is written otherwise than the main one.
pub(super) fn slugs(main: &str, names: &[LocalizedText]) -> Vec<LocalizedSlug> {
    let of =
        |name: &LocalizedText| LocalizedSlug { language: name.language.clone(), value: slug::from_text(&name.value) };
    names.iter().map(of).filter(|slug| slug.value != main).collect()
}

impl Words {
    /// Reads the file, which is part of the program.
    pub(super) fn read() -> Result<Self> {
        serde_json::from_str(WORDS).map_err(Error::internal)
    }

    pub(super) fn talk(&self, tongue: Tongue) -> &Talk {
        match tongue {
            Tongue::Ky => &self.ky,
            Tongue::Ru => &self.ru,
            Tongue::En => &self.en,
        }
    }
}

impl SectionWords {
    pub(super) fn names(&self) -> Vec<LocalizedText> {
        names(&self.ky, &self.ru, &self.en)
    }
}

impl PlaceWords {
    /// The name, and the words that say «in» it.
    pub(super) fn words(&self, tongue: Tongue) -> &[String; 2] {
        match tongue {
            Tongue::Ky => &self.ky,
            Tongue::Ru => &self.ru,
            Tongue::En => &self.en,
        }
    }

    pub(super) fn names(&self) -> Vec<LocalizedText> {
        let [[ky, _], [ru, _], [en, _]] = [&self.ky, &self.ru, &self.en];
        names(ky, ru, en)
    }
}

impl Topic {
    pub(super) fn words(&self, tongue: Tongue) -> &TopicWords {
        match tongue {
            Tongue::Ky => &self.ky,
            Tongue::Ru => &self.ru,
            Tongue::En => &self.en,
        }
    }

    pub(super) fn names(&self) -> Vec<LocalizedText> {
        names(&self.ky.name, &self.ru.name, &self.en.name)
    }
}

/// What stands for the braces of a template.
#[derive(Debug)]
pub(super) struct Filling<'a> {
    /// `{in}`: the words for «in» the place.
    pub(super) place: &'a str,
    /// `{p}`: a person.
    pub(super) person: &'a str,
    /// `{n}`: 5 to 20, which all take one form of a Russian noun.
    pub(super) few: u64,
    /// `{m}`: 25 to 995 in steps of five, for the same reason.
    pub(super) many: u64,
}

impl Filling<'_> {
    pub(super) fn fill(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else { break };
            match name {
                "in" => text.push_str(self.place),
                "p" => text.push_str(self.person),
                "n" => text.push_str(&self.few.to_string()),
                _ => text.push_str(&self.many.to_string()),
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

/// The same text with a capital at its head.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
