//! The parameters of a list of articles.

use crate::domain::articles::{Article, ArticleFilter};
use crate::domain::datelines::PrintStyle;
use crate::domain::lang::Lang;
use crate::error::{Error, Result};
use crate::http::query::Query;

/// Every parameter of a list.
pub(super) const LIST_PARAMETERS: &[&str] = &[
    "limit",
    "after",
    "before",
    "section",
    "sectionOnly",
    "tag",
    "tagsAll",
    "tagsAny",
    "tagsNone",
    "author",
    "language",
    "profiles",
    "urgency",
    "story",
    "place",
    "country",
    "agency",
    "datelineFrom",
    "datelineTo",
    "hasCorrespondent",
    "dateSuspect",
    "publishedDaysAfterDateline",
    "near",
    "datelineStyle",
    "datelineLang",
    "dateField",
    "date",
    "dateFrom",
    "dateTo",
    "publishedSince",
    "publishedBefore",
    "updatedSince",
    "order",
    "total",
    "state",
    "fields",
    "include",
    "lang",
    "ratesAsOf",
    "ratesSymbols",
    "ratesSource",
];

/// Which articles a request asks for.
///
/// # Errors
/// `BAD_USER_INPUT` naming the parameter.
pub(super) fn read(query: &Query) -> Result<ArticleFilter> {
    let text = |name: &str| query.get(name).map(str::to_owned);
    let names = |name: &str| query.get(name).map(|list| list.split(',').map(|item| item.trim().to_owned()).collect());
    let whether = |name: &str| query.get(name).map(|_| query.flag(name)).transpose();
    Ok(ArticleFilter {
        section: text("section"),
        section_only: query.get("sectionOnly").map(|_| query.flag("sectionOnly")).transpose()?,
        tag: text("tag"),
        tags_all: names("tagsAll"),
        tags_any: names("tagsAny"),
        tags_none: names("tagsNone"),
        author: text("author"),
        language: query.parse("language")?,
        profiles: query.words("profiles", PROFILES)?,
        urgency: query.get("urgency").map(read_urgency).transpose()?,
        story: text("story"),
        place: text("place"),
        country: text("country"),
        agency: text("agency"),
        dateline_from: query.parse("datelineFrom")?,
        dateline_to: query.parse("datelineTo")?,
        has_correspondent: whether("hasCorrespondent")?,
        date_suspect: whether("dateSuspect")?,
        published_days_after_dateline: query.get("publishedDaysAfterDateline").map(read_days).transpose()?,
        near: query.parse("near")?,
        date_field: query.word("dateField", DATE_FIELDS)?,
        date: query.parse("date")?,
        date_from: query.parse("dateFrom")?,
        date_to: query.parse("dateTo")?,
        published_since: query.parse("publishedSince")?,
        published_before: query.parse("publishedBefore")?,
        updated_since: query.parse("updatedSince")?,
        state: query.word("state", STATES)?,
    })
}

const PROFILES: &[&str] = &["ARTICLE", "BRIEF", "ALERT", "ADVISORY", "LIVEBLOG", "FACTBOX"];
const DATE_FIELDS: &[&str] = &["PUBLISHED", "FIRST_PUBLISHED", "CONTENT_MODIFIED", "VERSION_CREATED"];
/// The words of `order`.
pub(super) const ORDERS: &[&str] = &["NEWEST", "OLDEST", "FIRST_PUBLISHED", "CONTENT_MODIFIED", "VERSION_CREATED"];
const STATES: &[&str] = &["DRAFT", "SCHEDULED", "EMBARGOED", "PUBLISHED", "EXPIRED", "WITHHELD", "CANCELED"];

fn read_days(text: &str) -> Result<i32> {
    text.parse().map_err(|_| Error::parameter("publishedDaysAfterDateline", "must be 0 to 36500"))
}

/// How the datelines of an answer are printed anew.
pub(super) struct Printing {
    style: PrintStyle,
    lang: Option<Lang>,
}

impl Printing {
    /// What a request asks for.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` naming the parameter.
    pub(super) fn read(query: &Query) -> Result<Option<Self>> {
        let lang = query.parse("datelineLang")?;
        match query.word("datelineStyle", STYLES)? {
            Some(style) => Ok(Some(Self { style, lang })),
            None if lang.is_some() => Err(Error::parameter("datelineLang", "goes with datelineStyle")),
            None => Ok(None),
        }
    }

    /// An article with its dateline printed so.
    pub(super) fn of(printing: Option<&Self>, article: Article) -> Article {
        match printing {
            Some(Self { style, lang }) => article.with_dateline_printed(*style, lang.as_ref()),
            None => article,
        }
    }
}

const STYLES: &[&str] = &["KABAR", "TASS", "AP", "REUTERS", "HOUSE", "PLAIN"];

fn read_urgency(text: &str) -> Result<i32> {
    text.parse().map_err(|_| Error::parameter("urgency", "must be 1 to 9"))
}
