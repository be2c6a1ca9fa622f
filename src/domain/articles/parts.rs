//! The parts of an article that stand in its own row.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::lang::{Lang, check_line};
use crate::domain::text::address::check_address;
use crate::domain::text::{counts, line};
use crate::domain::time::Instant;
use crate::error::Faults;

/// The id of an article in another system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, InputObject, ToSchema)]
#[graphql(input_name = "ExternalIdInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExternalId {
    /// The other system: 1 to 64 characters of a-z, 0-9, dot, hyphen and underscore.
    pub source: String,
    /// The id there: 1 to 200 characters.
    pub id: String,
}

/// The text of an article, without its dateline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleBody {
    /// Sanitised HTML: paragraphs, h2 to h4, lists, quotes, links (http, https, mailto), images, tables.
    pub html: String,
    /// The same as plain text; a blank line parts paragraphs.
    pub text: String,
    /// How many characters the text has, spaces and line breaks among them.
    #[schema(minimum = 0)]
    pub char_count: i32,
}

impl ArticleBody {
    /// A body of sanitised HTML and its plain text.
    #[must_use]
    pub fn new(html: String, text: String) -> Self {
        Self { char_count: counts::characters(&text), html, text }
    }
}

/// A former address of an article; who asks for it is sent to the present one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleAlias {
    /// The language that the article had (BCP 47).
    pub language: Lang,
    /// The address part that it had.
    pub slug: String,
    /// When it ceased to be the article's address, UTC.
    pub ceased_at: Instant,
}

/// What kind of news item it is (ninjs `profile`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ArticleProfile {
    /// An article.
    #[default]
    Article,
    /// A short item of a paragraph or two.
    Brief,
    /// A line that something has just happened.
    Alert,
    /// Word to editors of what is coming.
    Advisory,
    /// A report that grows while the event goes on.
    Liveblog,
    /// Facts and figures beside a story.
    Factbox,
}

impl ArticleProfile {
    const ALL: [Self; 6] = [Self::Article, Self::Brief, Self::Alert, Self::Advisory, Self::Liveblog, Self::Factbox];

    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Brief => "brief",
            Self::Alert => "alert",
            Self::Advisory => "advisory",
            Self::Liveblog => "liveblog",
            Self::Factbox => "factbox",
        }
    }

    /// The profile with this stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.as_str() == name)
    }
}

/// Whether the answer carries the whole article (ninjs `representationType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Representation {
    /// With its body.
    Full,
    /// Without its body, as in lists.
    Partial,
}

/// Who told the newsroom what the article reports (ninjs `infoSources`): a ministry, a witness, another agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, InputObject, ToSchema)]
#[graphql(input_name = "InfoSourceInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InfoSource {
    /// The name, as it is printed: one line, 1 to 200 characters.
    pub name: String,
    /// What it gave, such as `press release`: one line, at most 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Where it can be read: http or https, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Who holds the rights and what receivers may do (ninjs, schema.org).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, SimpleObject, InputObject, ToSchema)]
#[graphql(input_name = "ArticleRightsInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArticleRights {
    /// The holder: one line, at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright_holder: Option<String>,
    /// The notice as it is printed, such as `© 2026 Kabar`: one line, at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright_notice: Option<String>,
    /// What receivers may do with it: at most 2000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_terms: Option<String>,
    /// How it must be credited: one line, at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_text: Option<String>,
}

/// What another system wants kept with an article and Dateline does not read: one JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Extra(pub Map<String, Value>);

/// The most bytes of an `extra`, written as JSON.
pub const EXTRA_LARGEST: usize = 16 * 1024;
/// The most values of an `extra` inside one another.
const EXTRA_DEEPEST: usize = 8;

impl Extra {
    fn depth(value: &Value) -> usize {
        match value {
            Value::Array(items) => 1 + items.iter().map(Self::depth).max().unwrap_or_default(),
            Value::Object(map) => 1 + map.values().map(Self::depth).max().unwrap_or_default(),
            _ => 0,
        }
    }

    pub(super) fn check(&self, faults: &mut Faults) {
        let deepest = 1 + self.0.values().map(Self::depth).max().unwrap_or_default();
        faults.check(deepest > EXTRA_DEEPEST, "/extra", "must not nest more than 8 values");
        let size = serde_json::to_string(&self.0).map_or(usize::MAX, |text| text.len());
        faults.check(size > EXTRA_LARGEST, "/extra", "must have at most 16384 bytes as JSON");
    }
}

pub(super) fn check_sources(sources: &[InfoSource], faults: &mut Faults) {
    faults.check(sources.len() > 20, "/infoSources", "at most 20 sources are kept");
    for (i, source) in sources.iter().enumerate() {
        check_line(&source.name, 200, &format!("/infoSources/{i}/name"), faults);
        if let Some(role) = &source.role {
            check_line(role, 100, &format!("/infoSources/{i}/role"), faults);
        }
        if let Some(url) = &source.url {
            check_address(url, &format!("/infoSources/{i}/url"), faults);
        }
    }
}

/// Sources as they are stored: each line tidy.
#[must_use]
pub fn tidy_sources(sources: Vec<InfoSource>) -> Vec<InfoSource> {
    let tidy = |source: InfoSource| InfoSource {
        name: line(&source.name),
        role: source.role.as_deref().map(line),
        url: source.url,
    };
    sources.into_iter().map(tidy).collect()
}

impl ArticleRights {
    pub(super) fn check(&self, faults: &mut Faults) {
        let lines = [
            (&self.copyright_holder, "/rights/copyrightHolder"),
            (&self.copyright_notice, "/rights/copyrightNotice"),
            (&self.credit_text, "/rights/creditText"),
        ];
        for (text, pointer) in lines {
            if let Some(text) = text {
                check_line(text, 300, pointer, faults);
            }
        }
        super::write::check_optional(self.usage_terms.as_deref(), 2000, "/rights/usageTerms", faults);
    }

    /// The rights as they are stored: each line tidy; nothing where nothing is said.
    #[must_use]
    pub fn tidy(self) -> Option<Self> {
        let tidy = Self {
            copyright_holder: self.copyright_holder.as_deref().map(line),
            copyright_notice: self.copyright_notice.as_deref().map(line),
            usage_terms: self.usage_terms,
            credit_text: self.credit_text.as_deref().map(line),
        };
        (tidy != Self::default()).then_some(tidy)
    }
}
