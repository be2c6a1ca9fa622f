//! What can be written: new articles, changes, publication; each checked before anything is stored.

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::articles::ExternalId;
use crate::domain::lang::{Lang, check_line};
use crate::domain::patch::Patch;
use crate::domain::text::{slug, weight};
use crate::domain::time::Instant;
use crate::error::{Faults, Result};

const BODY_LONGEST: usize = 500_000;
/// The most elements of a body inside one another: a parser's time and room grow with the square of it.
const DEEPEST: usize = 64;

/// A body as it is written: exactly one of the two forms.
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
}

impl NewBody {
    /// The text that was given, and whether it is HTML.
    #[must_use]
    pub fn source(self) -> (String, bool) {
        match (self.html, self.text) {
            (Some(html), _) => (html, true),
            (None, text) => (text.unwrap_or_default(), false),
        }
    }

    fn check(&self, faults: &mut Faults) {
        match (&self.html, &self.text) {
            (Some(source), None) | (None, Some(source)) => {
                faults.check(source.trim().is_empty(), "/body", "must not be empty");
                faults.check(source.contains('\0'), "/body", "must not hold NUL characters");
                let tangled = self.html.as_deref().is_some_and(|html| weight::is_deep(html, DEEPEST));
                let detail = "nests, or leaves open, more than 64 elements; close what is opened";
                faults.check(tangled, "/body/html", detail);
                faults.check(source.chars().count() > BODY_LONGEST, "/body", "must have at most 500000 characters");
            }
            _ => faults.add("/body", "needs exactly one of html and text"),
        }
    }
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
    /// The lead, at most 1000 characters; taken from the body when it is left out.
    #[serde(default)]
    pub lead: Option<String>,
    /// The address part; made from the headline when it is left out.
    #[serde(default)]
    pub slug: Option<String>,
    /// The section, by slug or id.
    #[serde(default)]
    pub section: Option<String>,
    /// The tags by slug or id, the most important first; at most 50.
    #[serde(default)]
    #[graphql(default)]
    pub tags: Vec<String>,
    /// The authors by slug or id, in their printed order; at most 20.
    #[serde(default)]
    #[graphql(default)]
    pub authors: Vec<String>,
    /// The byline as it is printed, at most 300 characters.
    #[serde(default)]
    pub byline: Option<String>,
    /// The text.
    pub body: NewBody,
    /// Publish at this instant: past, present or future; a draft when it is left out. Needs `articles:publish`.
    #[serde(default)]
    pub published: Option<Instant>,
    /// Readers must wait until this instant.
    #[serde(default)]
    pub embargoed_until: Option<Instant>,
    /// Readers no longer see it from this instant.
    #[serde(default)]
    pub expires: Option<Instant>,
    /// A note from editor to editor, at most 2000 characters.
    #[serde(default)]
    pub ed_note: Option<String>,
    /// The article's id in another system. Of an article that is known by it every field is replaced, and emptied where
    /// it is left out here, but `slug` and `published`, which then stay.
    #[serde(default)]
    pub external_id: Option<ExternalId>,
}

impl NewArticle {
    /// Checks every field.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        check_line(&self.headline, 300, "/headline", &mut faults);
        check_optional(self.lead.as_deref(), 1000, "/lead", &mut faults);
        check_optional(self.byline.as_deref(), 300, "/byline", &mut faults);
        check_optional(self.ed_note.as_deref(), 2000, "/edNote", &mut faults);
        if let Some(chosen) = &self.slug {
            slug::check(chosen, &mut faults);
        }
        faults.check(self.tags.len() > 50, "/tags", "at most 50 tags are kept");
        faults.check(self.authors.len() > 20, "/authors", "at most 20 authors are kept");
        self.body.check(&mut faults);
        check_instants(self.published, self.embargoed_until, self.expires, &mut faults);
        if let Some(external) = &self.external_id {
            check_external(external, &mut faults);
        }
        faults.into_result()
    }
}

/// A change of an article; what is left out stays as it is, null empties a field that may be empty.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "ArticlePatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArticlePatch {
    /// The new headline: one line, 1 to 300 characters.
    #[serde(default)]
    #[schema(value_type = String)]
    pub headline: Patch<String>,
    /// The new lead; null takes it from the body again.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub lead: Patch<String>,
    /// The new address part.
    #[serde(default)]
    #[schema(value_type = String)]
    pub slug: Patch<String>,
    /// The new section, by slug or id.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub section: Patch<String>,
    /// All tags anew, by slug or id.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub tags: Patch<Vec<String>>,
    /// All authors anew, by slug or id.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub authors: Patch<Vec<String>>,
    /// The new byline.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub byline: Patch<String>,
    /// The new text; its dateline is read anew.
    #[serde(default)]
    #[schema(value_type = NewBody)]
    pub body: Patch<NewBody>,
    /// The new embargo. On a published article it needs `articles:publish`.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub embargoed_until: Patch<Instant>,
    /// The new end. On a published article it needs `articles:publish`.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires: Patch<Instant>,
    /// The new note from editor to editor.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub ed_note: Patch<String>,
}

impl ArticlePatch {
    /// Checks every field that is named.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        self.headline.check_kept("/headline", &mut faults);
        self.slug.check_kept("/slug", &mut faults);
        self.tags.check_kept("/tags", &mut faults);
        self.authors.check_kept("/authors", &mut faults);
        self.body.check_kept("/body", &mut faults);
        if let Some(headline) = self.headline.value() {
            check_line(headline, 300, "/headline", &mut faults);
        }
        check_optional(self.lead.value().map(String::as_str), 1000, "/lead", &mut faults);
        check_optional(self.byline.value().map(String::as_str), 300, "/byline", &mut faults);
        check_optional(self.ed_note.value().map(String::as_str), 2000, "/edNote", &mut faults);
        if let Some(chosen) = self.slug.value() {
            slug::check(chosen, &mut faults);
        }
        faults.check(self.tags.value().is_some_and(|tags| tags.len() > 50), "/tags", "at most 50 tags are kept");
        let authors = self.authors.value().is_some_and(|authors| authors.len() > 20);
        faults.check(authors, "/authors", "at most 20 authors are kept");
        if let Some(body) = self.body.value() {
            body.check(&mut faults);
        }
        faults.into_result()
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

fn check_optional(text: Option<&str>, longest: usize, pointer: &str, faults: &mut Faults) {
    let Some(text) = text else { return };
    faults.check(text.trim().is_empty(), pointer, "must not be empty; leave it out instead");
    faults.check(text.contains('\0'), pointer, "must not hold NUL characters");
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
