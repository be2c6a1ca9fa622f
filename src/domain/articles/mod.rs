//! Articles: the type that both doors serve, what can be written, and the rules of visibility.

mod rules;
mod write;

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use rules::{LEAD_LONGEST, Prepared, Visibility, lead_of, prepare_body};
pub(crate) use write::check_instants;
pub use write::{ArticlePatch, Draft, NewArticle, NewBody, PublishArticle};

use crate::domain::datelines::Dateline;
use crate::domain::ids::ArticleId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::Lang;
use crate::domain::refs::{AuthorRef, SectionRef, TagRef};
use crate::domain::time::{Date, Instant};

/// Where an article stands at the moment of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ArticleState {
    /// Not published; only the newsroom sees it.
    Draft,
    /// Published for an instant that has not come.
    Scheduled,
    /// Published, and held until its embargo lifts.
    Embargoed,
    /// Readers see it.
    Published,
    /// Its `expires` has passed; readers no longer see it.
    Expired,
}

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleBody {
    /// Sanitised HTML: paragraphs, h2 to h4, lists, quotes, links (http, https, mailto), images, tables.
    pub html: String,
    /// The same as plain text; a blank line parts paragraphs.
    pub text: String,
}

/// A news article (schema.org `NewsArticle`, IPTC ninjs).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct Article {
    /// The article's id; it never changes.
    pub id: ArticleId,
    /// The version of the article, from 1; a change must name it.
    pub version: i32,
    /// Where the article stands now; always `PUBLISHED` for readers without a key.
    pub state: ArticleState,
    /// The language of the text (BCP 47).
    pub language: Lang,
    /// The headline: one line, at most 300 characters.
    pub headline: String,
    /// The lead: the newsroom's own, or the beginning of the body without the dateline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The address part, unique within the language.
    pub slug: String,
    /// The section in which the article stands.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionRef>,
    /// The tags, the most important first.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<TagRef>>,
    /// The authors in their printed order.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authors: Option<Vec<AuthorRef>>,
    /// The byline as it is printed, where it says more than the authors' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// The dateline at the head of the body, read into its parts.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// The text without its dateline; in lists only when asked for.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<ArticleBody>,
    /// How many comments and answers readers see under it.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub comment_count: Option<i32>,
    /// When the record was made, UTC.
    pub first_created: Instant,
    /// When this version was made, UTC.
    pub version_created: Instant,
    /// When the article was first published, UTC; never changed afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_published: Option<Instant>,
    /// When the article was published, UTC; in the future while it is scheduled, absent on a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Instant>,
    /// Until when readers must wait, UTC (ninjs `embargoed`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embargoed_until: Option<Instant>,
    /// From when readers no longer see it, UTC (schema.org `expires`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Instant>,
    /// A note from editor to editor; shown only to keys of the newsroom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ed_note: Option<String>,
    /// The article's id in another system; shown only to keys of the newsroom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// When readers see it, as it is stored.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub visibility: Visibility,
    /// The section's id, as it is stored.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub section_id: Option<crate::domain::ids::SectionId>,
    /// Whether the lead is the newsroom's own.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub lead_is_own: bool,
    /// Whether the log has told everybody of it, and not yet of its end.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub announced: bool,
}

impl Article {
    /// Where the article stands at `now`.
    #[must_use]
    pub fn state_at(&self, now: Instant) -> ArticleState {
        let Some(published) = self.published else { return ArticleState::Draft };
        if self.visibility.until.is_some_and(|until| until <= now) {
            ArticleState::Expired
        } else if published > now {
            ArticleState::Scheduled
        } else if self.visibility.from.is_some_and(|from| from > now) {
            ArticleState::Embargoed
        } else {
            ArticleState::Published
        }
    }

    /// The next instant after `now` at which the article's state changes by the clock alone.
    #[must_use]
    pub fn next_transition(&self, now: Instant) -> Option<Instant> {
        let instants = [self.published, self.visibility.from, self.visibility.until];
        instants.into_iter().flatten().filter(|at| *at > now).min()
    }

    /// The article as this actor may see it at `now`: the state told, internal fields only for the newsroom.
    #[must_use]
    pub fn for_actor(mut self, actor: &Actor, now: Instant) -> Self {
        self.state = self.state_at(now);
        if !actor.is_staff() {
            self.ed_note = None;
            self.external_id = None;
        }
        self
    }
}

/// What an actor may see of the articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// What readers see now.
    Public,
    /// That, and what is published under an embargo.
    Embargoed,
    /// Everything.
    Staff,
}

impl Sight {
    /// The sight of an actor.
    #[must_use]
    pub fn of(actor: &Actor) -> Self {
        if actor.is_staff() {
            Self::Staff
        } else if actor.has(Scope::ArticlesEmbargoed) {
            Self::Embargoed
        } else {
            Self::Public
        }
    }
}

/// Which articles a list holds; every condition narrows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, InputObject)]
pub struct ArticleFilter {
    /// The section, by slug or id.
    pub section: Option<String>,
    /// A tag, by slug or id.
    pub tag: Option<String>,
    /// An author, by slug or id.
    pub author: Option<String>,
    /// The language of the articles (BCP 47).
    pub language: Option<Lang>,
    /// The civil day in the site's time zone on which readers first saw the article.
    pub date: Option<Date>,
    /// Readers saw it at this instant or later.
    pub published_since: Option<Instant>,
    /// Readers saw it before this instant.
    pub published_before: Option<Instant>,
    /// Where the articles stand; `PUBLISHED` when left out. The others need a key of the newsroom.
    pub state: Option<ArticleState>,
}

/// What a list or an answer carries besides the article's own fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Embed {
    /// The section's reference.
    pub section: bool,
    /// The tags' references.
    pub tags: bool,
    /// The authors' references.
    pub authors: bool,
    /// The dateline.
    pub dateline: bool,
    /// How many comments there are.
    pub comment_count: bool,
    /// The body.
    pub body: bool,
}

impl Embed {
    /// Nothing besides: what GraphQL needs, which asks for relations by itself.
    pub const NONE: Self =
        Self { section: false, tags: false, authors: false, dateline: false, comment_count: false, body: false };
    /// The relations without the body: what lists carry.
    pub const LIST: Self =
        Self { section: true, tags: true, authors: true, dateline: true, comment_count: true, body: false };
    /// All: what a single article carries.
    pub const ALL: Self = Self { body: true, ..Self::LIST };
}
