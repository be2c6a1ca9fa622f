//! A change of an article, checked before anything is stored.

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;

use super::parts::check_sources;
use super::write::{check_change, check_optional, check_urgency};
use super::{ArticleProfile, ArticleRights, ChangeKind, Extra, InfoSource, NewBody, TranslationSource};
use crate::domain::datelines::NewDateline;
use crate::domain::lang::check_line;
use crate::domain::media::{NewArticleMedia, check_article_media};
use crate::domain::patch::Patch;
use crate::domain::text::address::check_address;
use crate::domain::text::slug;
use crate::domain::time::Instant;
use crate::error::{Faults, Result};

/// A change of an article; what is left out stays as it is, null empties a field that may be empty.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "ArticlePatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArticlePatch {
    /// The new headline: one line, 1 to 300 characters.
    #[serde(default)]
    #[schema(value_type = String)]
    pub headline: Patch<String>,
    /// The new shorter headline.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub short_headline: Patch<String>,
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
    /// All further sections anew, by slug or id.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub sections: Patch<Vec<String>>,
    /// All tags anew, by slug or id.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub tags: Patch<Vec<String>>,
    /// All authors anew, by slug or id.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub authors: Patch<Vec<String>>,
    /// All pictures anew, in their order.
    #[serde(default)]
    #[schema(value_type = Vec<NewArticleMedia>)]
    pub media: Patch<Vec<NewArticleMedia>>,
    /// The new byline.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub byline: Patch<String>,
    /// The new text; its dateline is read anew.
    #[serde(default)]
    #[schema(value_type = NewBody)]
    pub body: Patch<NewBody>,
    /// The new dateline in place of what is read at the head of the text; null has the text read again.
    #[serde(default)]
    #[schema(value_type = NewDateline)]
    pub dateline: Patch<NewDateline>,
    /// The new embargo. On a published article it needs `articles:publish`.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub embargoed_until: Patch<Instant>,
    /// The new end. On a published article it needs `articles:publish`.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires: Patch<Instant>,
    /// The new kind of news item.
    #[serde(default)]
    #[schema(value_type = ArticleProfile)]
    pub profile: Patch<ArticleProfile>,
    /// The new urgency, 1 to 9.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 9)]
    pub urgency: Patch<i32>,
    /// The id of its story.
    #[serde(default)]
    #[schema(value_type = String)]
    pub story_id: Patch<String>,
    /// The id of the article out of which this one came.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub evolved_from: Patch<String>,
    /// The article of which it is a translation, and the version that the text follows now; null when it is
    /// none any more.
    #[serde(default)]
    #[schema(value_type = TranslationSource)]
    pub translation_of: Patch<TranslationSource>,
    /// All sources anew.
    #[serde(default)]
    #[schema(value_type = Vec<InfoSource>)]
    pub info_sources: Patch<Vec<InfoSource>>,
    /// The rights anew; null takes them away.
    #[serde(default)]
    #[schema(value_type = ArticleRights)]
    pub rights: Patch<ArticleRights>,
    /// The new address on the newsroom's own site.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub canonical_url: Patch<String>,
    /// What another system wants kept with it, anew; null takes it away.
    #[serde(default)]
    #[schema(value_type = Extra)]
    pub extra: Patch<Extra>,
    /// The new note from editor to editor.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub ed_note: Patch<String>,
    /// What kind of change it is. When it is left out: `UPDATE` if headline, lead, body, byline, authors,
    /// dateline, sources or pictures changed, otherwise `MINOR`.
    #[serde(default)]
    #[schema(value_type = ChangeKind)]
    pub change_kind: Option<ChangeKind>,
    /// What changed, in words for readers: at most 1000 characters. Needed for corrections, clarifications, retractions.
    #[serde(default)]
    pub change_note: Option<String>,
}

impl ArticlePatch {
    /// Checks every field that is named.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        self.check_kept(&mut faults);
        if let Some(headline) = self.headline.value() {
            check_line(headline, 300, "/headline", &mut faults);
        }
        if let Some(short) = self.short_headline.value() {
            check_line(short, 100, "/shortHeadline", &mut faults);
        }
        check_urgency(self.urgency.value().copied(), &mut faults);
        check_optional(self.lead.value().map(String::as_str), 1000, "/lead", &mut faults);
        check_optional(self.byline.value().map(String::as_str), 300, "/byline", &mut faults);
        check_optional(self.ed_note.value().map(String::as_str), 2000, "/edNote", &mut faults);
        if let Some(chosen) = self.slug.value() {
            slug::check(chosen, &mut faults);
        }
        let too_many = |named: &Patch<Vec<String>>, most: usize| named.value().is_some_and(|names| names.len() > most);
        faults.check(too_many(&self.tags, 50), "/tags", "at most 50 tags are kept");
        faults.check(too_many(&self.authors, 20), "/authors", "at most 20 authors are kept");
        faults.check(too_many(&self.sections, 10), "/sections", "at most 10 further sections are kept");
        if let Some(media) = self.media.value() {
            check_article_media(media, &mut faults);
        }
        if let Some(sources) = self.info_sources.value() {
            check_sources(sources, &mut faults);
        }
        if let Some(rights) = self.rights.value() {
            rights.check(&mut faults);
        }
        if let Some(url) = self.canonical_url.value() {
            check_address(url, "/canonicalUrl", &mut faults);
        }
        if let Some(extra) = self.extra.value() {
            extra.check(&mut faults);
        }
        if let Some(source) = self.translation_of.value() {
            source.check(&mut faults);
        }
        check_change(self.change_kind, self.change_note.as_deref(), &mut faults);
        if let Some(body) = self.body.value() {
            body.check(&mut faults);
        }
        if let Some(dateline) = self.dateline.value() {
            dateline.check(&mut faults);
        }
        faults.into_result()
    }

    fn check_kept(&self, faults: &mut Faults) {
        self.headline.check_kept("/headline", faults);
        self.slug.check_kept("/slug", faults);
        self.sections.check_kept("/sections", faults);
        self.tags.check_kept("/tags", faults);
        self.authors.check_kept("/authors", faults);
        self.media.check_kept("/media", faults);
        self.profile.check_kept("/profile", faults);
        self.story_id.check_kept("/storyId", faults);
        self.info_sources.check_kept("/infoSources", faults);
        self.body.check_kept("/body", faults);
    }
}
