//! What is known of each currency: its number, its minor unit, its names and their plural forms.
//!
//! The facts stand in `currencies.tsv`, a line a currency: the code, the number, the places of the minor unit, the name in
//! Kyrgyz, in Russian beside 1, 2 and 5, in English beside 1 and 2. Numbers and places are those of ISO 4217, the names
//! follow the Unicode CLDR where it has them.

use std::collections::HashMap;
use std::sync::LazyLock;

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

use super::Currency;
use crate::domain::lang::{Lang, LocalizedText, Preference};
use crate::domain::time::Date;

/// The name of a currency in one language, with the forms that it takes beside a number (the plural categories of the
/// Unicode CLDR). A form that is absent is that of `other`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurrencyName {
    /// The language (BCP 47).
    pub language: Lang,
    /// The name, standing alone.
    pub name: String,
    /// The form beside numbers such as 1: in Russian also 21 and 101.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one: Option<String>,
    /// The form beside numbers such as 2, 3 and 4, in Russian.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub few: Option<String>,
    /// The form beside all other numbers: 5, 10, 100.
    pub other: String,
}

/// What is known of a currency (ISO 4217).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct CurrencyFacts {
    /// The code, such as `USD`.
    pub code: Currency,
    /// The number of three digits, such as `840`.
    #[schema(pattern = "^[0-9]{3}$")]
    pub number: String,
    /// The name in the language asked for, else in the site's first language, else any.
    #[graphql(skip)]
    pub name: String,
    /// The name in Kyrgyz, Russian and English.
    pub names: Vec<CurrencyName>,
    /// How many places after the point its minor unit has: 2 for cents; absent for metals and special drawing rights.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 4)]
    pub minor_units: Option<i32>,
    /// The first day of the month in which the code was introduced, where that was in 1993 or later and is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introduced: Option<Date>,
    /// The last day of the month in which the code was withdrawn; absent while it is in use. No rate of a later day is served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Date>,
}

struct Line {
    number: &'static str,
    minor_units: Option<i32>,
    ky: &'static str,
    ru: [&'static str; 3],
    en: [&'static str; 2],
}

static LINES: LazyLock<HashMap<&'static str, Line>> = LazyLock::new(|| {
    let line = |text: &'static str| {
        let mut parts = text.split('\t');
        let mut next = || parts.next().unwrap_or_default();
        let (code, number, minor) = (next(), next(), next());
        let (ky, ru, en) = (next(), [next(), next(), next()], [next(), next()]);
        (code, Line { number, minor_units: minor.parse().ok(), ky, ru, en })
    };
    include_str!("currencies.tsv").lines().map(line).collect()
});

/// Which of the Russian forms stands beside a whole number: 0 as beside 1, 1 as beside 2, 2 as beside 5.
const fn russian(number: u32) -> usize {
    match (number % 10, number % 100) {
        (_, 11..=14) => 2,
        (1, _) => 0,
        (2..=4, _) => 1,
        _ => 2,
    }
}

impl CurrencyName {
    fn all(line: &Line) -> Vec<Self> {
        let [one, few, many] = line.ru;
        let [single, several] = line.en;
        let name = |language, name: &str, one: Option<&str>, few: Option<&str>, other: &str| Self {
            language: Lang::from_stored(language),
            name: name.to_owned(),
            one: one.map(str::to_owned),
            few: few.map(str::to_owned),
            other: other.to_owned(),
        };
        vec![
            name("ky", line.ky, None, None, line.ky),
            name("ru", one, Some(one), Some(few), many),
            name("en", single, Some(single), None, several),
        ]
    }

    /// The form beside a whole number.
    fn beside(&self, number: u32) -> &str {
        let form = match (self.language.as_str(), number) {
            ("ru", _) => match russian(number) {
                0 => self.one.as_ref(),
                1 => self.few.as_ref(),
                _ => None,
            },
            (_, 1) => self.one.as_ref(),
            _ => None,
        };
        form.unwrap_or(&self.other)
    }
}

impl Currency {
    /// What is known of it, with `name` in the language that the reader prefers.
    #[must_use]
    pub fn facts(self, preference: &Preference) -> CurrencyFacts {
        let line = LINES.get(self.code());
        let names = line.map(CurrencyName::all).unwrap_or_default();
        let text = |name: &CurrencyName| LocalizedText { language: name.language.clone(), value: name.name.clone() };
        let texts: Vec<LocalizedText> = names.iter().map(text).collect();
        CurrencyFacts {
            code: self,
            number: line.map_or("", |line| line.number).to_owned(),
            name: preference.pick(&texts).to_owned(),
            names,
            minor_units: self.minor_units(),
            introduced: self.introduced(),
            withdrawn: self.withdrawn(),
        }
    }

    /// How many places after the point its minor unit has; `None` where it has none.
    #[must_use]
    pub fn minor_units(self) -> Option<i32> {
        LINES.get(self.code()).and_then(|line| line.minor_units)
    }

    /// So many units of it in words: «100 сомов», «10 Japanese yen».
    #[must_use]
    pub fn counted(self, number: u32, preference: &Preference) -> String {
        let names = LINES.get(self.code()).map(CurrencyName::all).unwrap_or_default();
        let form = |name: &CurrencyName| LocalizedText {
            language: name.language.clone(),
            value: name.beside(number).to_owned(),
        };
        let forms: Vec<LocalizedText> = names.iter().map(form).collect();
        format!("{number} {}", preference.pick(&forms))
    }
}
