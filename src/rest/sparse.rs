//! What an answer carries of articles: `fields=` and `include=`.

use super::article_rates as rates;
use crate::domain::articles::{Embed, EmbedMedia};

/// The fields that `fields=` can name.
pub(super) const FIELDS: &[&str] = &[
    "id",
    "version",
    "state",
    "pubStatus",
    "recall",
    "profile",
    "urgency",
    "language",
    "headline",
    "shortHeadline",
    "lead",
    "slug",
    "section",
    "sections",
    "tags",
    "authors",
    "byline",
    "dateline",
    "body",
    "media",
    "blocks",
    "representation",
    "wordCount",
    "readingTimeMinutes",
    "infoSources",
    "storyId",
    "evolvedFrom",
    "translationOf",
    "translations",
    "servedLanguage",
    "aliases",
    "nextVersion",
    "changeKind",
    "changeNote",
    "corrections",
    "rights",
    "canonicalUrl",
    "extra",
    "commentCount",
    "rates",
    "firstCreated",
    "versionCreated",
    "firstPublished",
    "published",
    "contentModified",
    "embargoedUntil",
    "expires",
    "edNote",
    "externalId",
];
/// What `include=` can add; `body` stands in a single article anyway.
pub(super) const INCLUDES: &[&str] = &["body", "blocks", "media", "rates", "places"];

/// What an answer carries: `fields` alone, or the usual and what `include` adds.
pub(super) fn embed(usual: Embed, fields: Option<&[&str]>, include: Option<&[&str]>) -> Embed {
    let added = |name: &str| include.is_some_and(|names| names.contains(&name));
    let pictures = if added("media") { EmbedMedia::All } else { usual.media };
    // The day of the rates is that of the dateline.
    let dated = rates::wanted(fields, include);
    let Some(fields) = fields else {
        let (body, places) = (usual.body || added("body"), added("places"));
        return Embed { body, blocks: added("blocks"), media: pictures, places, ..usual };
    };
    let has = |name: &str| fields.contains(&name);
    Embed {
        section: has("section"),
        sections: has("sections"),
        tags: has("tags"),
        authors: has("authors"),
        dateline: has("dateline") || dated,
        places: added("places"),
        media: if has("media") || added("media") { pictures } else { EmbedMedia::None },
        comment_count: has("commentCount"),
        body: has("body") || added("body"),
        blocks: has("blocks") || added("blocks"),
        corrections: has("corrections"),
        chain: has("evolvedFrom") || has("nextVersion"),
        translations: has("translationOf") || has("translations"),
        aliases: has("aliases"),
    }
}

/// The fields that are printed: those of `fields`, and what `include` adds to them.
pub(super) fn printed<'a>(fields: Option<&[&'a str]>, include: Option<&[&'a str]>) -> Option<Vec<&'a str>> {
    fields.map(|fields| fields.iter().chain(include.unwrap_or_default()).copied().collect())
}
