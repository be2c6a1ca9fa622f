//! What can be written: new articles and their publication; each checked before anything is stored.

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;

use super::parts::check_sources;
use super::{ArticleProfile, ArticleRights, BodyForm, ChangeKind, ExternalId, Extra, InfoSource};
use crate::domain::datelines::NewDateline;
use crate::domain::lang::{Lang, check_line};
use crate::domain::media::{NewArticleMedia, check_article_media};
use crate::domain::text::address::check_address;
use crate::domain::text::unseen::shows_something;
use crate::domain::text::{markdown, slug, weight};
use crate::domain::time::Instant;
use crate::error::{Faults, Result};

const BODY_LONGEST: usize = 500_000;
/// The most elements of a body inside one another: a parser's time and room grow with the square of it.
const DEEPEST: usize = 64;

/// A body as it is written: exactly one of the three forms.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewBodyInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewBody {
    /// HTML; it is sanitised, and a dateline at its head is read and taken off. At most 500,000 characters.
    #[serde(default)]
    pub html: Option<String>,
    /// Plain text; a blank line parts paragraphs, a dateline at its head is read and taken off.
    #[serde(default)]
    pub text: Option<String>,
    /// Markdown (CommonMark with tables and strikethrough); HTML in it is sanitised too, a heading of the first level
    /// becomes one of the second, a dateline at its head is read and taken off.
    #[serde(default)]
    pub markdown: Option<String>,
}

impl NewBody {
    /// A body of HTML.
    #[must_use]
    pub const fn of_html(html: String) -> Self {
        Self { html: Some(html), text: None, markdown: None }
    }

    /// A body of plain text.
    #[must_use]
    pub const fn of_text(text: String) -> Self {
        Self { html: None, text: Some(text), markdown: None }
    }

    /// The text that was given, and its form.
    #[must_use]
    pub fn source(self) -> (String, BodyForm) {
        match (self.html, self.markdown, self.text) {
            (Some(html), _, _) => (html, BodyForm::Html),
            (None, Some(markdown), _) => (markdown, BodyForm::Markdown),
            (None, None, text) => (text.unwrap_or_default(), BodyForm::Text),
        }
    }

    pub(super) fn check(&self, faults: &mut Faults) {
        let given = [&self.html, &self.text, &self.markdown];
        let [source] = given.into_iter().flatten().collect::<Vec<_>>()[..] else {
            faults.add("/body", "needs exactly one of html, text and markdown");
            return;
        };
        faults.check(source.trim().is_empty(), "/body", "must not be empty");
        faults.check(source.contains('\0'), "/body", "must not hold NUL characters");
        if source.chars().count() > BODY_LONGEST {
            faults.add("/body", "must have at most 500000 characters");
            return;
        }
        if let Some(html) = &self.html {
            check_weight(html, "/body/html", faults);
        }
        if let Some(source) = &self.markdown {
            match markdown::html(source) {
                Some(html) => check_weight(&html, "/body/markdown", faults),
                None => faults.add("/body/markdown", "must not become more than 4000000 bytes of HTML"),
            }
        }
    }
}

/// Refuses HTML that would keep a parser or a serialiser busy for long.
fn check_weight(html: &str, pointer: &str, faults: &mut Faults) {
    let tangled = "nests, or leaves open, more than 64 elements; close what is opened";
    faults.check(weight::is_deep(html, DEEPEST), pointer, tangled);
    let speckled = "has too many references and signs such as « and no-break spaces for its length; shorten it";
    faults.check(weight::is_speckled(html), pointer, speckled);
}

/// An article to be created; with `externalId`, one that is there already is brought up to date instead.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewArticleInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewArticle {
    /// The language of the text (BCP 47).
    pub language: Lang,
    /// The headline: one line, 1 to 300 characters.
    pub headline: String,
    /// A shorter headline: one line, at most 100 characters.
    #[serde(default)]
    pub short_headline: Option<String>,
    /// The lead, at most 1000 characters; taken from the body when it is left out.
    #[serde(default)]
    pub lead: Option<String>,
    /// What kind of news item it is; `ARTICLE` when it is left out.
    #[serde(default)]
    #[graphql(default)]
    pub profile: ArticleProfile,
    /// How urgent it is: 1 the most, 9 the least.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 9)]
    pub urgency: Option<i32>,
    /// The address part; made from the headline when it is left out.
    #[serde(default)]
    pub slug: Option<String>,
    /// The section, by slug or id.
    #[serde(default)]
    pub section: Option<String>,
    /// The further sections in which it stands, by slug or id; at most 10.
    #[serde(default)]
    #[graphql(default)]
    pub sections: Vec<String>,
    /// The tags by slug or id, the most important first; at most 50.
    #[serde(default)]
    #[graphql(default)]
    pub tags: Vec<String>,
    /// The authors by slug or id, in their printed order; at most 20.
    #[serde(default)]
    #[graphql(default)]
    pub authors: Vec<String>,
    /// The pictures in their order; at most 50.
    #[serde(default)]
    #[graphql(default)]
    pub media: Vec<NewArticleMedia>,
    /// The byline as it is printed, at most 300 characters.
    #[serde(default)]
    pub byline: Option<String>,
    /// The text.
    pub body: NewBody,
    /// The dateline in place of the one that is read at the head of the text.
    #[serde(default)]
    pub dateline: Option<NewDateline>,
    /// Publish at this instant: past, present or future; a draft when it is left out. Needs `articles:publish`.
    #[serde(default)]
    pub published: Option<Instant>,
    /// Readers must wait until this instant.
    #[serde(default)]
    pub embargoed_until: Option<Instant>,
    /// Readers no longer see it from this instant.
    #[serde(default)]
    pub expires: Option<Instant>,
    /// The id of its story; when it is left out, that of the article which it evolved from or translates, else a new one.
    #[serde(default)]
    pub story_id: Option<String>,
    /// The id of the article out of which this one came.
    #[serde(default)]
    pub evolved_from: Option<String>,
    /// The article of which it is a translation.
    #[serde(default)]
    pub translation_of: Option<TranslationSource>,
    /// Who told the newsroom what the article reports; at most 20.
    #[serde(default)]
    #[graphql(default)]
    pub info_sources: Vec<InfoSource>,
    /// Who holds the rights and what receivers may do.
    #[serde(default)]
    pub rights: Option<ArticleRights>,
    /// The article's address on the newsroom's own site: http or https, at most 2,000 characters.
    #[serde(default)]
    pub canonical_url: Option<String>,
    /// What another system wants kept with it: a JSON object of at most 16 KiB. Every reader sees it.
    #[serde(default)]
    pub extra: Option<Extra>,
    /// A note from editor to editor, at most 2000 characters.
    #[serde(default)]
    pub ed_note: Option<String>,
    /// What kind of change it is, when it brings an article up to date. When it is left out: `UPDATE` if headline, lead, body,
    /// byline, authors, dateline, sources or pictures changed, otherwise `MINOR`.
    #[serde(default)]
    pub change_kind: Option<ChangeKind>,
    /// What changed, in words for readers: at most 1000 characters. Needed for corrections, clarifications, retractions.
    #[serde(default)]
    pub change_note: Option<String>,
    /// The article's id in another system. Of an article that is known by it every field is replaced, and emptied where
    /// it is left out here, but `slug` and `published`, which then stay.
    #[serde(default)]
    pub external_id: Option<ExternalId>,
}

impl NewArticle {
    /// An article of which no more is known than its language, its headline and its text.
    #[must_use]
    pub fn of(language: Lang, headline: String, body: NewBody) -> Self {
        Self {
            language,
            headline,
            short_headline: None,
            lead: None,
            profile: ArticleProfile::Article,
            urgency: None,
            slug: None,
            section: None,
            sections: Vec::new(),
            tags: Vec::new(),
            authors: Vec::new(),
            media: Vec::new(),
            byline: None,
            body,
            dateline: None,
            published: None,
            embargoed_until: None,
            expires: None,
            story_id: None,
            evolved_from: None,
            translation_of: None,
            info_sources: Vec::new(),
            rights: None,
            canonical_url: None,
            extra: None,
            ed_note: None,
            change_kind: None,
            change_note: None,
            external_id: None,
        }
    }

    /// Checks every field.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        check_line(&self.headline, 300, "/headline", &mut faults);
        if let Some(short) = &self.short_headline {
            check_line(short, 100, "/shortHeadline", &mut faults);
        }
        check_urgency(self.urgency, &mut faults);
        check_optional(self.lead.as_deref(), 1000, "/lead", &mut faults);
        check_optional(self.byline.as_deref(), 300, "/byline", &mut faults);
        check_optional(self.ed_note.as_deref(), 2000, "/edNote", &mut faults);
        if let Some(chosen) = &self.slug {
            slug::check(chosen, &mut faults);
        }
        faults.check(self.tags.len() > 50, "/tags", "at most 50 tags are kept");
        faults.check(self.authors.len() > 20, "/authors", "at most 20 authors are kept");
        check_article_media(&self.media, &mut faults);
        faults.check(self.sections.len() > 10, "/sections", "at most 10 further sections are kept");
        check_sources(&self.info_sources, &mut faults);
        if let Some(rights) = &self.rights {
            rights.check(&mut faults);
        }
        if let Some(url) = &self.canonical_url {
            check_address(url, "/canonicalUrl", &mut faults);
        }
        if let Some(extra) = &self.extra {
            extra.check(&mut faults);
        }
        if let Some(source) = &self.translation_of {
            source.check(&mut faults);
        }
        check_change(self.change_kind, self.change_note.as_deref(), &mut faults);
        self.body.check(&mut faults);
        if let Some(dateline) = &self.dateline {
            dateline.check(&mut faults);
        }
        check_instants(self.published, self.embargoed_until, self.expires, &mut faults);
        if let Some(external) = &self.external_id {
            check_external(external, &mut faults);
        }
        faults.into_result()
    }
}

/// The article of which another is a translation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "TranslationSourceInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TranslationSource {
    /// The id of the article that was translated.
    pub id: String,
    /// The version that was translated; its present one when it is left out.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub version: Option<i32>,
}

impl TranslationSource {
    pub(super) fn check(&self, faults: &mut Faults) {
        faults.check(self.version.is_some_and(|version| version < 1), "/translationOf/version", "must be 1 or more");
    }
}

impl NewArticle {
    /// Whether it names sections, tags or authors.
    #[must_use]
    pub const fn names_nouns(&self) -> bool {
        let lists = self.sections.is_empty() && self.tags.is_empty() && self.authors.is_empty();
        self.section.is_some() || !lists
    }
}

/// How an article is published.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "PublishArticleInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PublishArticle {
    /// The instant of publication: past, present or future; now when it is left out.
    pub at: Option<Instant>,
}

/// Checks that publication, embargo and expiry can hold together.
pub(crate) fn check_instants(
    published: Option<Instant>,
    embargoed_until: Option<Instant>,
    expires: Option<Instant>,
    faults: &mut Faults,
) {
    let Some(expires) = expires else { return };
    faults.check(published.is_some_and(|at| at >= expires), "/expires", "must be later than the publication");
    faults.check(embargoed_until.is_some_and(|at| at >= expires), "/expires", "must be later than the embargo's end");
}

pub(super) fn check_optional(text: Option<&str>, longest: usize, pointer: &str, faults: &mut Faults) {
    let Some(text) = text else { return };
    faults.check(!shows_something(text), pointer, "must not be empty; leave it out instead");
    let is_refused = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    faults.check(
        text.chars().any(is_refused),
        pointer,
        "must not hold control characters besides tabs and line breaks",
    );
    if text.chars().count() > longest {
        faults.add(pointer, format!("must have at most {longest} characters"));
    }
}

fn check_external(external: &ExternalId, faults: &mut Faults) {
    let source = &external.source;
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    let good = (1..=64).contains(&source.len()) && source.chars().all(allowed);
    faults.check(!good, "/externalId/source", "must be 1 to 64 characters of a-z, 0-9, dot, hyphen and underscore");
    check_line(&external.id, 200, "/externalId/id", faults);
}

/// An article as an importer makes it: its section is named as it was printed, and made where it is not there.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The article; its `section` is left out.
    pub article: NewArticle,
    /// The section's printed name, in the article's language.
    pub section_name: Option<String>,
    /// The instant of publication where the article has none and is new.
    pub published_when_new: Option<Instant>,
    /// Whether an article that the newsroom has changed since the last import is left alone.
    pub keeps_edits: bool,
}

impl From<NewArticle> for Draft {
    fn from(article: NewArticle) -> Self {
        Self { article, section_name: None, published_when_new: None, keeps_edits: false }
    }
}

pub(super) fn check_urgency(urgency: Option<i32>, faults: &mut Faults) {
    faults.check(urgency.is_some_and(|urgency| !(1..=9).contains(&urgency)), "/urgency", "must be 1 to 9");
}

/// Checks that a change tells readers what it must.
pub(super) fn check_change(kind: Option<ChangeKind>, note: Option<&str>, faults: &mut Faults) {
    check_optional(note, 1000, "/changeNote", faults);
    let untold = kind.is_some_and(ChangeKind::is_told) && note.is_none();
    faults.check(untold, "/changeNote", "is needed: it tells readers what was wrong");
}
