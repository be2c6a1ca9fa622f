//! A dateline printed again in the style of an agency.
//!
//! What a style does not hold: KABAR, TASS, AP and REUTERS the time of day, and the correspondent except in KABAR and
//! TASS; TASS and REUTERS the year; AP the date; all of them the country and region of a place, but for AP, which prints
//! them with cities that do not stand alone; PLAIN anything but the places. HOUSE holds everything, but for the
//! correspondent of an agency that is not in the dictionary.

mod words;

use async_graphql::Enum;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Agency, CountryRule, Dateline, DatelinePlace};
use crate::domain::places::{self, Key};

/// The style in which a dateline is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PrintStyle {
    /// `Бишкек, 27.08.20. /Кабар/.`; in English `Bishkek, Aug. 27, 2020. /Kabar/.`
    Kabar,
    /// `БИШКЕК, 27 августа. /ТАСС/.`: without the year.
    Tass,
    /// `BISHKEK, Kyrgyzstan (AP) —`: without the date.
    Ap,
    /// `BISHKEK, Aug 27 (Reuters) -`: without the year.
    Reuters,
    /// `БИШКЕК, 27 августа 2020 — Кабар, Айбек Асанов.`: the site's own, which holds every field.
    House,
    /// `Бишкек, Кыргызстан`: the places alone, for schema.org and the `located` of ninjs.
    Plain,
}

/// A language of printed heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lang {
    Ky,
    Ru,
    En,
}

impl Lang {
    fn of(tag: &str) -> Self {
        match tag.get(..2) {
            Some("ky") => Self::Ky,
            Some("ru") => Self::Ru,
            _ => Self::En,
        }
    }

    fn tag(self) -> &'static str {
        match self {
            Self::Ky => "ky",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// True if the text is in the script of the language.
    fn writes(self, text: &str) -> bool {
        let cyrillic = text.chars().any(|c| ('\u{400}'..='\u{52f}').contains(&c));
        cyrillic != (self == Self::En)
    }
}

/// How places are joined and qualified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Places {
    Small,
    Capitals,
    Qualified,
    Everything,
}

/// Prints a dateline in a style and language (`ky`, `ru`, `en`; any other is English), without white space at the ends.
///
/// The agency is the dateline's own: the style is a layout. Places have the gazetteer's names in the language; a name that
/// a place had for a time, and a place that the gazetteer does not have, stay as printed. What a dateline does not have is
/// left out, and one without a place, a date and an agency gives an empty text.
#[must_use]
pub fn print(dateline: &Dateline, style: PrintStyle, lang: &str) -> String {
    let lang = Lang::of(lang);
    let agency = dateline.agency.as_ref().map(|agency| agency_name(agency, lang));
    let printed = Printed { dateline, lang, agency, person: dateline.correspondent.as_deref().map(person) };
    match style {
        PrintStyle::Kabar => printed.slashed(Places::Small, &printed.date(|day| dotted(day, lang))),
        PrintStyle::Tass => printed.slashed(Places::Capitals, &printed.date(|day| day_month(day, lang, false))),
        PrintStyle::Ap => printed.bracketed(Places::Qualified, "", "—"),
        PrintStyle::Reuters => printed.bracketed(Places::Capitals, &printed.date(|day| reuters(day, lang)), "-"),
        PrintStyle::House => printed.house(),
        PrintStyle::Plain => printed.plain(),
    }
}

struct Printed<'a> {
    dateline: &'a Dateline,
    lang: Lang,
    agency: Option<String>,
    person: Option<String>,
}

impl Printed<'_> {
    fn date(&self, form: impl Fn(NaiveDate) -> String) -> String {
        self.dateline.date.map(|date| form(date.naive())).unwrap_or_default()
    }

    /// `Place, date. /Agency/.`
    fn slashed(&self, places: Places, date: &str) -> String {
        let lead = listed(&[&self.places(places), date]);
        let stopped = if lead.ends_with('.') || lead.is_empty() { lead } else { format!("{lead}.") };
        let Some(agency) = &self.agency else { return stopped };
        let mark = match &self.person {
            Some(person) => format!("/{agency}, {person}/."),
            None => format!("/{agency}/."),
        };
        spaced(&[&stopped, &mark])
    }

    /// `PLACE, date (Agency) -`
    fn bracketed(&self, places: Places, date: &str, dash: &str) -> String {
        let lead = listed(&[&self.places(places), date]);
        let mark = self.agency.as_ref().map(|agency| format!("({agency})")).unwrap_or_default();
        let head = spaced(&[&lead, &mark]);
        if head.is_empty() { head } else { spaced(&[&head, dash]) }
    }

    /// `PLACE, region, country, date — Agency, Correspondent.`, or with a time on a line of its own.
    fn house(&self) -> String {
        let date = self.date(|day| full(day, self.lang));
        let places = self.places(Places::Everything);
        let agency = self.agency.as_deref().unwrap_or_default();
        let person = self.person.as_deref().unwrap_or_default();
        let complete = ![&*places, &*date, agency].contains(&"");
        if let Some(time) = self.dateline.time.as_deref().filter(|_| complete) {
            return format!("{} - {}", listed(&[time, &date, &places]), listed(&[agency, person]));
        }
        let known = self.dateline.agency.as_ref().is_some_and(|agency| agency.slug != "other");
        let lead = listed(&[&places, &date]);
        if agency.is_empty() || !known || places.is_empty() {
            return self.bracketed(Places::Everything, &date, "—");
        }
        format!("{lead} — {}.", listed(&[agency, person]))
    }

    fn plain(&self) -> String {
        let one = |place: &DatelinePlace| {
            let country = place.country.as_deref().map(|code| self.country(code)).unwrap_or_default();
            let region = place.region.as_deref().filter(|region| self.lang.writes(region)).unwrap_or_default();
            let name = self.name(place);
            let whole = Key::of(&name) == Key::of(&country);
            listed(&[&name, region, if whole { "" } else { &country }])
        };
        self.dateline.places.iter().map(one).collect::<Vec<_>>().join(" / ")
    }

    fn places(&self, form: Places) -> String {
        let all = &self.dateline.places;
        let last = all.len().saturating_sub(1);
        let one = |(at, place): (usize, &DatelinePlace)| {
            let name = self.name(place);
            let name = if form == Places::Small { name } else { name.to_uppercase() };
            match form {
                Places::Small | Places::Capitals => name,
                Places::Qualified => listed(&[&name, &self.qualifier(place)]),
                Places::Everything => self.everything(&name, place, at == last),
            }
        };
        all.iter().enumerate().map(one).collect::<Vec<_>>().join("/")
    }

    /// What the Associated Press puts behind a city that does not stand alone.
    fn qualifier(&self, place: &DatelinePlace) -> String {
        if place.place_id.as_deref().is_some_and(words::stands_alone) {
            return String::new();
        }
        if let Some(region) = place.region.as_deref().filter(|region| self.lang.writes(region)) {
            return region.to_owned();
        }
        let american = place.country.as_deref() == Some("US");
        let state = || places::by_id(&places::by_id(place.place_id.as_deref()?)?.region_id?);
        match state().filter(|_| american) {
            Some(state) => state.names.in_lang(self.lang.tag()).to_owned(),
            None => place.country.as_deref().map(|code| self.country(code)).unwrap_or_default(),
        }
    }

    /// The region and country as far as they were printed.
    fn everything(&self, name: &str, place: &DatelinePlace, last: bool) -> String {
        let explicit = self.dateline.country_rule == CountryRule::Explicit && last;
        let country = place.country.as_deref().filter(|_| explicit && place.region.is_none());
        let country = country.map(|code| self.country(code)).unwrap_or_default();
        listed(&[name, place.region.as_deref().unwrap_or_default(), &country])
    }

    fn country(&self, code: &str) -> String {
        let known = places::by_id(&places::country_id(code));
        known.map_or_else(|| code.to_owned(), |country| country.names.in_lang(self.lang.tag()).to_owned())
    }

    fn name(&self, place: &DatelinePlace) -> String {
        let known = place.place_id.as_deref().and_then(places::by_id);
        let former = place.place_id.as_deref().is_some_and(|id| places::is_former(Key::of(&place.name), id));
        match known.filter(|_| !(former && self.lang.writes(&place.name))) {
            Some(known) => known.names.in_lang(self.lang.tag()).to_owned(),
            None => titled(&place.name),
        }
    }
}

/// A name printed in capitals as one of small letters; one that has small letters already stays.
fn titled(name: &str) -> String {
    if name.chars().any(char::is_lowercase) { name.to_owned() } else { with_initials(name) }
}

/// The name of a person; one in small letters alone gets its initials.
fn person(name: &str) -> String {
    if name.chars().any(char::is_uppercase) { name.to_owned() } else { with_initials(name) }
}

/// Every word with a large letter first and small ones behind it.
fn with_initials(name: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if inside {
            out.extend(c.to_lowercase())
        } else {
            out.extend(c.to_uppercase())
        }
        inside = c.is_alphabetic() || c == '\'' || c == '’';
    }
    out
}

/// The agency as it is printed in the language: as before where the script is the same.
fn agency_name(agency: &Agency, lang: Lang) -> String {
    match words::cyrillic(&agency.slug).filter(|_| lang != Lang::En) {
        Some(name) => name.to_owned(),
        None if agency.slug == "ap" => "AP".to_owned(),
        None => agency.name.clone(),
    }
}

fn dotted(day: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{}, {}", day_month(day, lang, true), day.year()),
        Lang::Ky | Lang::Ru => format!("{:02}.{:02}.{:02}", day.day(), day.month(), day.year().rem_euclid(100)),
    }
}

fn day_month(day: NaiveDate, lang: Lang, short: bool) -> String {
    let month = words::month(lang, short, day.month0());
    match lang {
        Lang::En => format!("{month} {}", day.day()),
        Lang::Ru => format!("{} {month}", day.day()),
        Lang::Ky => format!("{}-{month}", day.day()),
    }
}

fn reuters(day: NaiveDate, lang: Lang) -> String {
    day_month(day, lang, true).replace('.', "")
}

fn full(day: NaiveDate, lang: Lang) -> String {
    let comma = if lang == Lang::En { "," } else { "" };
    format!("{}{comma} {}", day_month(day, lang, false), day.year())
}

fn listed(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn spaced(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
