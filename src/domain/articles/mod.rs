//! Articles: the type that both doors serve, what can be written, and the rules of visibility.

pub mod blocks;
mod bulk;
mod changed;
mod filter;
mod near;
mod parts;
mod patch;
mod related;
mod rules;
mod states;
mod translations;
mod write;

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

pub use blocks::{Block, blocks};
pub use bulk::{ArticleBatch, MOST as BATCH_MOST, UpsertError, UpsertFault, UpsertResult, UpsertStatus, check_batch};
pub use changed::{ChangeKind, Correction, is_content, is_internal};
pub use filter::{ArticleCount, ArticleFilter, ArticleOrder, COUNTED, DateField, Embed, EmbedMedia, is_country};
pub use near::Near;
pub use parts::{
    ArticleAlias, ArticleBody, ArticleProfile, ArticleRights, EXTRA_LARGEST, ExternalId, Extra, InfoSource,
    Representation, tidy_sources,
};
pub use patch::ArticlePatch;
pub use related::{Candidate, Kin, RELATED_DEFAULT, RELATED_MOST, related};
pub use rules::{BodyForm, HeadRules, LEAD_LONGEST, Prepared, Visibility, lead_of, prepare, prepare_body};
pub use states::{ArticleState, PubStatus, Recall, RecallArticle, Sight};
pub use translations::{Translation, TranslationOf};
pub(crate) use write::check_instants;
pub use write::{Draft, NewArticle, NewBody, PublishArticle, TranslationSource};

use crate::domain::datelines::{Dateline, PrintStyle};
use crate::domain::ids::{ArticleId, AuthorId, SectionId, StoryId, TagId};
use crate::domain::keys::Actor;
use crate::domain::lang::Lang;
use crate::domain::media::{ArticleMedia, MediaLink};
use crate::domain::rates::{ArticleDays, ArticleRates};
use crate::domain::refs::{AuthorRef, SectionRef, TagRef};
pub use crate::domain::text::counts::{reading_minutes, words};
use crate::domain::time::Instant;

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
    /// Whether it may be used at all (IPTC); always `USABLE` for readers without a key.
    pub pub_status: PubStatus,
    /// How it was taken back; shown only to keys of the newsroom, others get the error `GONE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall: Option<Recall>,
    /// What kind of news item it is.
    pub profile: ArticleProfile,
    /// How urgent it is: 1 the most, 9 the least (IPTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 9)]
    pub urgency: Option<i32>,
    /// The language of the text (BCP 47).
    pub language: Lang,
    /// The headline: one line, at most 300 characters.
    pub headline: String,
    /// A shorter headline for a phone or a push message: one line, at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_headline: Option<String>,
    /// The lead: the newsroom's own, or the beginning of the body without the dateline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The address part, unique within the language.
    pub slug: String,
    /// The section in which the article stands.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionRef>,
    /// The further sections in which it stands.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sections: Option<Vec<SectionRef>>,
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
    /// The pictures in their order; in lists only the one that stands for the article, unless all are asked for.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<Vec<ArticleMedia>>,
    /// The same text as a flat list of blocks, for apps that do not render HTML; only when asked for.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Vec<Block>>,
    /// Whether this answer carries the body.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub representation: Option<Representation>,
    /// How many words the text has (Unicode TR 29: what has a letter or a digit).
    #[schema(minimum = 0)]
    pub word_count: i32,
    /// How many minutes it takes to read, at 180 words a minute; at least 1.
    #[schema(minimum = 1)]
    pub reading_time_minutes: i32,
    /// Who told the newsroom what the article reports.
    pub info_sources: Vec<InfoSource>,
    /// The story: articles that tell of the same in several languages or one after another share it.
    pub story_id: StoryId,
    /// The article out of which this one came, where it is seen: an earlier report of the story (ninjs `evolvedFrom`).
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evolved_from: Option<ArticleId>,
    /// The article that came out of this one and is seen now: a reader may want that instead.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_version: Option<ArticleId>,
    /// The article of which this one is a translation.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation_of: Option<TranslationOf>,
    /// The others of its translations that are seen, the original among them, in the order of their languages.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translations: Option<Vec<Translation>>,
    /// The language in which it is served, where languages were asked for: it may be another than was asked for.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served_language: Option<Lang>,
    /// The former addresses of it, the newest first.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aliases: Option<Vec<ArticleAlias>>,
    /// What kind of change this version is; absent on the first, and on the first that readers saw for all but the newsroom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_kind: Option<ChangeKind>,
    /// What this version changed, in words for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_note: Option<String>,
    /// What was corrected, clarified or retracted while readers saw the article, the newest first.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrections: Option<Vec<Correction>>,
    /// Who holds the rights and what receivers may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<ArticleRights>,
    /// The article's address on the newsroom's own site (schema.org `url`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<String>,
    /// What another system keeps with the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra: Option<Extra>,
    /// How many comments and answers readers see under it.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub comment_count: Option<i32>,
    /// The exchange rates of its own day; only when asked for, and absent on a draft without a dateline.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rates: Option<ArticleRates>,
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
    /// When its content last changed in substance, UTC (schema.org `dateModified`), until then its publication; minor changes
    /// leave it. Absent on a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_modified: Option<Instant>,
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
    pub section_id: Option<SectionId>,
    /// Whether the lead is the newsroom's own.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub lead_is_own: bool,
    /// The article out of which it came, seen or not.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub parent: Option<ArticleId>,
    /// The article of which it is a translation.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub source_article: Option<ArticleId>,
    /// The version of that article which was translated.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub source_version: Option<i32>,
    /// The version that changed its content in substance last.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub content_version: i32,
    /// From when it may be used again after it was withheld.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub restored: Option<Instant>,
    /// The fields that this version changed.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub changed_fields: Vec<String>,
    /// When the clock changes what is seen of the articles that it came out of or that came out of it.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub chain_until: Option<Instant>,
    /// What stood beside the row, where this is a former version.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub former: Option<Box<Former>>,
    /// Whether readers ever saw it.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub seen: bool,
    /// Whether readers ever saw an earlier version than this one.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub seen_before: bool,
    /// Whether the log has told everybody of it, and not yet of its end.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub announced: bool,
}

/// What stood beside the row of a former version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Former {
    /// Its further sections.
    pub sections: Vec<SectionId>,
    /// Its tags.
    pub tags: Vec<TagId>,
    /// Its authors.
    pub authors: Vec<AuthorId>,
    /// Its pictures.
    pub media: Vec<MediaLink>,
    /// Its dateline.
    pub dateline: Option<Dateline>,
    /// Its body.
    pub body: Option<ArticleBody>,
}

impl Article {
    /// Where the article stands at `now`.
    #[must_use]
    pub fn state_at(&self, now: Instant) -> ArticleState {
        match self.recall.as_ref().map(|recall| recall.status) {
            Some(PubStatus::Withheld) => return ArticleState::Withheld,
            Some(PubStatus::Canceled) => return ArticleState::Canceled,
            Some(PubStatus::Usable) | None => {}
        }
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

    /// From when until when its dates let readers see it, whether it may be used or not.
    fn dated(&self) -> Visibility {
        let dated = Visibility::of(self.published, self.embargoed_until, self.expires);
        Visibility { from: dated.from.map(|from| self.restored.map_or(from, |restored| restored.max(from))), ..dated }
    }

    /// Computes anew when readers see it, after its dates or its status changed.
    pub fn settle(&mut self) {
        self.pub_status = self.recall.as_ref().map_or(PubStatus::Usable, |recall| recall.status);
        let dated = self.dated();
        self.visibility = match self.pub_status {
            PubStatus::Usable => dated,
            PubStatus::Withheld | PubStatus::Canceled => Visibility { from: None, ..dated },
        };
    }

    /// Its place in lists: when readers see it first, or when a draft was made. An article that was taken back keeps it.
    #[must_use]
    pub fn listed(&self) -> Instant {
        self.dated().from.unwrap_or(self.first_created)
    }

    /// The days among which its rates are looked for, by the dateline that is filled in.
    #[must_use]
    pub fn rate_days(&self) -> ArticleDays {
        let dateline = self.former.as_ref().map_or(self.dateline.as_ref(), |former| former.dateline.as_ref());
        ArticleDays { dateline: dateline.and_then(Dateline::certain_date), published: self.published }
    }

    /// The next instant after `now` at which the article's state changes by the clock alone.
    #[must_use]
    pub fn next_transition(&self, now: Instant) -> Option<Instant> {
        let instants = [self.published, self.visibility.from, self.visibility.until];
        instants.into_iter().flatten().filter(|at| *at > now).min()
    }

    /// The same with its dateline printed anew too, in the article's language where no other is named.
    #[must_use]
    pub fn with_dateline_printed(mut self, style: PrintStyle, lang: Option<&Lang>) -> Self {
        let lang = lang.unwrap_or(&self.language);
        self.dateline = self.dateline.map(|dateline| dateline.printed_as(style, lang));
        self
    }

    /// Those corrections that were made up to this version.
    #[must_use]
    pub fn corrected_by(&self, mut corrections: Vec<Correction>) -> Vec<Correction> {
        corrections.retain(|correction| correction.version <= self.version);
        corrections
    }

    /// The article as this actor may see it at `now`: the state told, internal fields only for the newsroom.
    #[must_use]
    pub fn for_actor(mut self, actor: &Actor, now: Instant) -> Self {
        self.show_to(actor, now);
        self
    }

    /// As [`Article::for_actor`] where it stands: an article is large, and moving each on a page costs.
    pub fn show_to(&mut self, actor: &Actor, now: Instant) {
        self.state = self.state_at(now);
        if !actor.is_staff() {
            self.ed_note = None;
            self.external_id = None;
            self.recall = None;
            if !self.seen_before {
                // To readers it is the first version: what it changed of those before was never public.
                (self.change_kind, self.change_note) = (None, None);
            }
        }
    }
}
