//! A dateline as an editor or a feed gives it, in place of what the parser reads.

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Agency, BodyOffset, CountryRule, DateRule, Dateline, DatelinePlace, DatelineSource, DatelineStyle, PARSER_VERSION,
    PrintStyle, agencies, print,
};
use crate::domain::lang::{Lang, check_line};
use crate::domain::places::{self, Hint};
use crate::domain::text::line;
use crate::domain::time::Date;
use crate::error::Faults;

/// The most places of a dateline.
const MOST_PLACES: usize = 10;
/// The slug of agencies that are not in the dictionary.
const OTHER: &str = "other";

/// A dateline in place of what the parser reads at the head of the body. It stays when the text is read again, by a new
/// body or a new parser, until it is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewDatelineInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewDateline {
    /// The head as it is printed: one line of at most 200 characters. When it is left out, what stands at the head of the
    /// body; where nothing does, the fields printed in the style of the site.
    #[serde(default)]
    pub raw: Option<String>,
    /// The places in their order; at most 10.
    #[serde(default)]
    #[graphql(default)]
    pub places: Vec<NewDatelinePlace>,
    /// The civil day.
    #[serde(default)]
    pub date: Option<Date>,
    /// The time of day there, `HH:MM` of 24 hours.
    #[serde(default)]
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub time: Option<String>,
    /// The agency: the slug of one in the dictionary, such as `kabar`, or the name of any, at most 100 characters.
    #[serde(default)]
    pub agency: Option<String>,
    /// The correspondent, at most 200 characters.
    #[serde(default)]
    pub correspondent: Option<String>,
    /// The layout of the head; when it is left out, that of the head of the body, else `SLASH`.
    #[serde(default)]
    pub style: Option<DatelineStyle>,
}

/// A place of such a dateline.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewDatelinePlaceInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewDatelinePlace {
    /// Its name as it is printed, at most 100 characters.
    pub name: String,
    /// The state, province or other part of a country after the name, at most 100 characters.
    #[serde(default)]
    pub region: Option<String>,
    /// The country (ISO 3166-1 alpha-2); that of the gazetteer when it is left out.
    #[serde(default)]
    #[schema(pattern = "^[A-Z]{2}$")]
    pub country: Option<String>,
    /// Which place of the gazetteer it is, such as `geonames:1528675`; the likeliest one of this name when it is left out.
    #[serde(default)]
    pub place_id: Option<String>,
}

/// Whether an agency with this slug can stand in a dateline.
#[must_use]
pub fn is_agency(slug: &str) -> bool {
    slug == OTHER || agencies::by_slug(slug).is_some()
}

impl NewDatelinePlace {
    fn check(&self, pointer: &str, faults: &mut Faults) {
        check_line(&self.name, 100, &format!("{pointer}/name"), faults);
        if let Some(region) = &self.region {
            check_line(region, 100, &format!("{pointer}/region"), faults);
        }
        let is_known = |code: &String| places::by_id(&format!("country:{code}")).is_some();
        let odd = self.country.as_ref().is_some_and(|code| !is_known(code));
        faults.check(odd, &format!("{pointer}/country"), "is no country; GET /v1/places?kind=COUNTRY lists some");
        let lost = self.place_id.as_ref().is_some_and(|id| places::by_id(id).is_none());
        faults.check(lost, &format!("{pointer}/placeId"), "is no place of the gazetteer; see GET /v1/places");
    }

    fn place(&self) -> DatelinePlace {
        let hint = Hint { country: self.country.as_deref(), ..Hint::default() };
        let known = match &self.place_id {
            Some(id) => places::by_id(id),
            None => places::find(&self.name, hint),
        };
        DatelinePlace {
            name: line(&self.name),
            region: self.region.as_deref().map(line),
            country: self.country.clone().or_else(|| known.as_ref()?.country.clone()),
            place_id: known.map(|place| place.id),
            place: None,
        }
    }
}

impl NewDateline {
    /// Checks every field; `/dateline` is before the pointers.
    pub fn check(&self, faults: &mut Faults) {
        let texts =
            [(&self.raw, 200, "raw"), (&self.agency, 100, "agency"), (&self.correspondent, 200, "correspondent")];
        for (text, longest, name) in texts {
            if let Some(text) = text {
                check_line(text, longest, &format!("/dateline/{name}"), faults);
            }
        }
        faults.check(self.places.len() > MOST_PLACES, "/dateline/places", "at most 10 places are kept");
        for (i, place) in self.places.iter().enumerate().take(MOST_PLACES) {
            place.check(&format!("/dateline/places/{i}"), faults);
        }
        let odd = self.time.as_ref().is_some_and(|time| !is_time(time));
        faults.check(odd, "/dateline/time", "must be HH:MM of 24 hours");
        let says = self.date.is_some() || self.agency.is_some() || !self.places.is_empty();
        faults.check(
            !says,
            "/dateline",
            "must name a place, a day or an agency; give null to have the text read instead",
        );
    }

    /// The dateline that it makes beside what the parser read at the head of the body.
    #[must_use]
    pub fn dateline(&self, read: Option<&Dateline>, source: DatelineSource, lang: &Lang) -> Dateline {
        let places: Vec<DatelinePlace> = self.places.iter().map(NewDatelinePlace::place).collect();
        let (country, country_rule) = self.country(&places);
        let mut made = Dateline {
            raw: String::new(),
            places,
            country,
            country_rule,
            date: self.date,
            date_rule: if self.date.is_some() { DateRule::Explicit } else { DateRule::None },
            // Who gives a day means it.
            date_suspect: false,
            time: self.time.clone(),
            agency: self.agency.as_deref().map(agency),
            correspondent: self.correspondent.as_deref().map(line),
            style: self.style.or(read.map(|read| read.style)).unwrap_or(DatelineStyle::Slash),
            body_offset: read.map_or(BodyOffset { utf16: 0, chars: 0, bytes: 0 }, |read| read.body_offset.clone()),
            parser_version: PARSER_VERSION,
            source,
            printed: None,
        };
        let printed = self.raw.as_deref().map(line).or_else(|| read.map(|read| read.raw.clone()));
        made.raw = printed.unwrap_or_else(|| print(&made, PrintStyle::House, lang.as_str()));
        made
    }

    fn country(&self, places: &[DatelinePlace]) -> (Option<String>, CountryRule) {
        let mut countries: Vec<&String> = places.iter().filter_map(|place| place.country.as_ref()).collect();
        countries.sort_unstable();
        countries.dedup();
        match countries.as_slice() {
            [] => (None, CountryRule::None),
            [one] if self.places.iter().any(|place| place.country.is_some()) => {
                (Some((*one).clone()), CountryRule::Explicit)
            }
            [one] => (Some((*one).clone()), CountryRule::Gazetteer),
            _ => (None, CountryRule::Multiple),
        }
    }
}

impl Dateline {
    /// A dateline that somebody gave, over another text of the body: only where the body begins is taken from what the
    /// parser read there.
    #[must_use]
    pub fn over(&self, read: Option<&Self>) -> Self {
        Self {
            raw: read.map_or_else(|| self.raw.clone(), |read| read.raw.clone()),
            body_offset: read.map_or(BodyOffset { utf16: 0, chars: 0, bytes: 0 }, |read| read.body_offset.clone()),
            ..self.clone()
        }
    }

    /// The same, printed anew in a style and a language (`ky`, `ru`, `en`; any other is English).
    #[must_use]
    pub fn printed_as(self, style: PrintStyle, lang: &Lang) -> Self {
        Self { printed: Some(print(&self, style, lang.as_str())), ..self }
    }
}

fn agency(named: &str) -> Agency {
    let raw = line(named);
    match agencies::by_slug(&raw).or_else(|| agencies::whole(&raw)) {
        Some(known) => Agency { slug: known.slug.to_owned(), name: known.name.to_owned(), raw },
        None => Agency { slug: OTHER.to_owned(), name: raw.clone(), raw },
    }
}

fn is_time(text: &str) -> bool {
    let parts = text.split_once(':').filter(|(hours, minutes)| hours.len() == 2 && minutes.len() == 2);
    let below = |part: &str, most: u32| {
        part.bytes().all(|byte| byte.is_ascii_digit()) && part.parse::<u32>().is_ok_and(|number| number < most)
    };
    parts.is_some_and(|(hours, minutes)| below(hours, 24) && below(minutes, 60))
}
