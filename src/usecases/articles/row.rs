//! The row of an article that was written whole.

use crate::domain::articles::{
    Article, ArticleRights, ArticleState, NewArticle, Prepared, PubStatus, Visibility, lead_of, reading_minutes,
    tidy_sources, words,
};
use crate::domain::ids::{ArticleId, StoryId};
use crate::domain::text::line;
use crate::domain::time::Instant;
use crate::usecases::articles::first_published;

/// The article that an input makes, anew or in the place of the stored one; its links are not in it yet.
pub(super) fn row(
    item: &NewArticle,
    stored: Option<&Article>,
    body: &Prepared,
    published: Option<Instant>,
    now: Instant,
) -> Article {
    let id = stored.map_or_else(|| ArticleId::generate(now), |stored| stored.id);
    let count = words(&body.text);
    let mut article = Article {
        id,
        version: stored.map_or(1, |stored| stored.version),
        state: ArticleState::Draft,
        pub_status: PubStatus::Usable,
        recall: stored.and_then(|stored| stored.recall.clone()),
        profile: item.profile,
        urgency: item.urgency,
        language: item.language.clone(),
        headline: line(&item.headline),
        short_headline: item.short_headline.as_deref().map(line),
        lead: item.lead.as_deref().map(line).or_else(|| lead_of(&body.text)),
        slug: stored.map(|stored| stored.slug.clone()).unwrap_or_default(),
        section: None,
        sections: None,
        tags: None,
        authors: None,
        byline: item.byline.as_deref().map(line),
        dateline: None,
        body: None,
        blocks: None,
        media: None,
        representation: None,
        word_count: count,
        reading_time_minutes: reading_minutes(count),
        info_sources: tidy_sources(item.info_sources.clone()),
        story_id: stored.map_or_else(|| StoryId::from_uuid(id.uuid()), |stored| stored.story_id),
        evolved_from: None,
        next_version: None,
        translation_of: None,
        translations: None,
        served_language: None,
        aliases: None,
        content_version: stored.map_or(1, |stored| stored.content_version),
        change_kind: stored.and_then(|stored| stored.change_kind),
        change_note: stored.and_then(|stored| stored.change_note.clone()),
        corrections: None,
        rights: item.rights.clone().and_then(ArticleRights::tidy),
        canonical_url: item.canonical_url.clone(),
        extra: item.extra.clone(),
        comment_count: None,
        rates: None,
        first_created: stored.map_or(now, |stored| stored.first_created),
        version_created: now,
        first_published: first_published(stored, published, now),
        published,
        content_modified: stored.map_or(published, |stored| stored.content_modified),
        embargoed_until: item.embargoed_until,
        expires: item.expires,
        ed_note: item.ed_note.clone(),
        external_id: item.external_id.clone(),
        visibility: Visibility::default(),
        section_id: None,
        lead_is_own: item.lead.is_some(),
        parent: None,
        source_article: None,
        source_version: None,
        restored: stored.and_then(|stored| stored.restored),
        changed_fields: stored.map(|stored| stored.changed_fields.clone()).unwrap_or_default(),
        chain_until: None,
        former: None,
        seen: false,
        seen_before: false,
        announced: false,
    };
    article.settle();
    article.announced = article.visibility.holds(now);
    article.seen = article.announced || stored.is_some_and(|stored| stored.seen);
    article
}
