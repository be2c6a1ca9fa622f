//! Which articles a list holds, in which order, and what an answer carries of them.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::near::Near;
use super::{ArticleProfile, ArticleState};
use crate::domain::lang::Lang;
use crate::domain::time::{Date, Instant};
use crate::error::{Error, Result};

/// The most names in a list of a filter.
const MOST_NAMES: usize = 10;

/// One of the instants of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DateField {
    /// From when readers saw it: its publication, the end of its embargo, or its return after it was withheld.
    #[default]
    Published,
    /// When it was first published.
    FirstPublished,
    /// When its content last changed in substance.
    ContentModified,
    /// When its present version was made.
    VersionCreated,
}

/// In which order a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Enum, ToSchema, Hash)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ArticleOrder {
    /// The newest first, by when readers saw them first.
    #[default]
    Newest,
    /// The oldest first, by when readers saw them first.
    Oldest,
    /// By first publication, the latest first.
    FirstPublished,
    /// By the last change of content, the latest first.
    ContentModified,
    /// By the making of the present version, the latest first.
    VersionCreated,
}

/// Which articles a list holds; every condition narrows it.
#[derive(Debug, Clone, PartialEq, Default, InputObject)]
pub struct ArticleFilter {
    /// The section, by slug or id, with the sections below it: as the first section of an article or as a further one.
    pub section: Option<String>,
    /// Whether only articles of the section itself are meant, without those of sections below it; goes with `section`.
    pub section_only: Option<bool>,
    /// A tag, by slug or id.
    pub tag: Option<String>,
    /// With all of these tags, by slug or id; at most 10.
    pub tags_all: Option<Vec<String>>,
    /// With at least one of these tags, by slug or id; at most 10.
    pub tags_any: Option<Vec<String>>,
    /// With none of these tags, by slug or id; at most 10.
    pub tags_none: Option<Vec<String>>,
    /// An author, by slug or id.
    pub author: Option<String>,
    /// The language of the articles (BCP 47).
    pub language: Option<Lang>,
    /// Of these kinds.
    pub profiles: Option<Vec<ArticleProfile>>,
    /// As urgent as this or more: 1 to 9, where 1 is the most urgent. Articles without an urgency are left out.
    pub urgency: Option<i32>,
    /// The story, by its id.
    pub story: Option<String>,
    /// A place of the dateline with everything inside it: an id of the gazetteer, such as `geonames:1528675`; a name in any
    /// language, such as `Бишкек`, which stands for the likeliest place so called; or a country (ISO 3166-1 alpha-2), such
    /// as `KG`.
    pub place: Option<String>,
    /// The country in which a place of the dateline lies (ISO 3166-1 alpha-2), such as `KG`.
    pub country: Option<String>,
    /// The agency of the dateline by its slug, such as `kabar`; `other` for those that are not in the dictionary.
    pub agency: Option<String>,
    /// The day of the dateline is this civil day or a later one.
    pub dateline_from: Option<Date>,
    /// The day of the dateline is this civil day or an earlier one.
    pub dateline_to: Option<Date>,
    /// Whether the dateline names a correspondent; an article without a dateline names none.
    pub has_correspondent: Option<bool>,
    /// Whether the day of the dateline is suspect, which usually means a typing error; no dateline is not suspect.
    pub date_suspect: Option<bool>,
    /// Published more than so many civil days after the day of its dateline: 0 to 36,500.
    pub published_days_after_dateline: Option<i32>,
    /// A place of the dateline lies near a point.
    pub near: Option<Near>,
    /// By which instant `date`, `dateFrom` and `dateTo` choose; `PUBLISHED` when left out.
    pub date_field: Option<DateField>,
    /// The civil day in the site's time zone.
    pub date: Option<Date>,
    /// At this instant or later.
    pub date_from: Option<Instant>,
    /// Before this instant.
    pub date_to: Option<Instant>,
    /// Readers saw it at this instant or later.
    pub published_since: Option<Instant>,
    /// Readers saw it before this instant.
    pub published_before: Option<Instant>,
    /// New to readers or changed at this instant or later: what who asks every so often has missed. What is gone is told by
    /// the change log, and so are the articles whose tags were merged.
    pub updated_since: Option<Instant>,
    /// Where the articles stand; `PUBLISHED` when left out. The others need a key of the newsroom.
    pub state: Option<ArticleState>,
}

impl ArticleFilter {
    /// Checks what no database is needed for.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` naming the condition.
    pub fn check(&self) -> Result<()> {
        let lists = [("tagsAll", &self.tags_all), ("tagsAny", &self.tags_any), ("tagsNone", &self.tags_none)];
        for (name, list) in lists {
            if list.as_ref().is_some_and(|names| names.is_empty() || names.len() > MOST_NAMES) {
                return Err(Error::parameter(name, format!("must name 1 to {MOST_NAMES} tags")));
            }
        }
        if self.section_only == Some(true) && self.section.is_none() {
            return Err(Error::parameter("sectionOnly", "goes with section"));
        }
        if self.profiles.as_ref().is_some_and(Vec::is_empty) {
            return Err(Error::parameter("profiles", "must name at least one"));
        }
        if self.place.as_ref().is_some_and(|place| place.trim().is_empty() || place.chars().count() > 100) {
            return Err(Error::parameter("place", "must have 1 to 100 characters"));
        }
        self.check_dateline()?;
        if self.urgency.is_some_and(|urgency| !(1..=9).contains(&urgency)) {
            return Err(Error::parameter("urgency", "must be 1 to 9"));
        }
        Ok(())
    }

    fn check_dateline(&self) -> Result<()> {
        let is_slug = |text: &String| {
            let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            (1..=64).contains(&text.len()) && text.chars().all(good)
        };
        if self.country.as_ref().is_some_and(|code| !is_country(code)) {
            return Err(Error::parameter("country", "must be two capital letters (ISO 3166-1 alpha-2), such as KG"));
        }
        if self.agency.as_ref().is_some_and(|slug| !is_slug(slug)) {
            return Err(Error::parameter("agency", "must be the slug of an agency, such as kabar"));
        }
        if self.dateline_from.zip(self.dateline_to).is_some_and(|(from, to)| from > to) {
            return Err(Error::parameter("datelineTo", "must not be earlier than datelineFrom"));
        }
        if self.published_days_after_dateline.is_some_and(|days| !(0..=36_500).contains(&days)) {
            return Err(Error::parameter("publishedDaysAfterDateline", "must be 0 to 36500"));
        }
        self.near.as_ref().map_or(Ok(()), Near::check)
    }
}

/// Whether a text is written as a country's code (ISO 3166-1 alpha-2).
#[must_use]
pub fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// How many articles a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleCount {
    /// How many there are, up to 10,000.
    #[schema(minimum = 0, maximum = 10000)]
    pub count: i32,
    /// Whether there are no more than that.
    pub is_exact: bool,
}

/// Up to how many articles are counted.
pub const COUNTED: u64 = 10_000;

/// Which pictures of an article an answer carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EmbedMedia {
    /// None, and nothing is said of them.
    None,
    /// The one that stands for the article: the featured one, else the first.
    Leading,
    /// All.
    All,
}

/// What a list or an answer carries besides the article's own fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Embed {
    /// The section's reference.
    pub section: bool,
    /// The further sections' references.
    pub sections: bool,
    /// The tags' references.
    pub tags: bool,
    /// The authors' references.
    pub authors: bool,
    /// The dateline.
    pub dateline: bool,
    /// The places of the gazetteer in the dateline.
    pub places: bool,
    /// The pictures.
    pub media: EmbedMedia,
    /// How many comments there are.
    pub comment_count: bool,
    /// The body.
    pub body: bool,
    /// The body as blocks.
    pub blocks: bool,
    /// The corrections that were told to readers.
    pub corrections: bool,
    /// The articles out of which it came and which came out of it.
    pub chain: bool,
    /// What it translates, and the others that do.
    pub translations: bool,
    /// The former addresses.
    pub aliases: bool,
}

impl Embed {
    /// Nothing besides: what GraphQL needs, which asks for relations by itself.
    pub const NONE: Self = Self {
        section: false,
        sections: false,
        tags: false,
        authors: false,
        dateline: false,
        places: false,
        media: EmbedMedia::None,
        comment_count: false,
        body: false,
        blocks: false,
        corrections: false,
        chain: false,
        translations: false,
        aliases: false,
    };
    /// What a preview carries in GraphQL: the relations that this reader would see otherwise than those to come.
    pub const OPENED: Self = Self { corrections: true, chain: true, translations: true, ..Self::NONE };
    /// The relations without the body, and of the pictures the leading one: what lists carry.
    pub const LIST: Self = Self {
        section: true,
        tags: true,
        authors: true,
        dateline: true,
        media: EmbedMedia::Leading,
        comment_count: true,
        ..Self::NONE
    };
    /// All: what a single article carries.
    pub const ALL: Self = Self {
        sections: true,
        media: EmbedMedia::All,
        body: true,
        corrections: true,
        chain: true,
        translations: true,
        aliases: true,
        ..Self::LIST
    };
}
