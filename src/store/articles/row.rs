//! The row of an article, and its two ways: from the table into the domain and back.

use sea_orm::ActiveValue::Set;
use sea_orm::Select;

use crate::domain::articles::{
    Article, ArticleProfile, ArticleState, ChangeKind, ExternalId, PubStatus, Recall, Visibility, reading_minutes,
};
use crate::domain::ids::{ArticleId, SectionId, StoryId};
use crate::domain::lang::Lang;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::gather::{self, Part};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod table {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// The row; former versions are kept as JSON of it, in which later columns are missing.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
    #[serde(default)]
    #[sea_orm(table_name = "articles")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub version: i32,
        pub created: i64,
        pub updated: i64,
        pub language: String,
        pub headline: String,
        pub short_headline: Option<String>,
        pub lead: Option<String>,
        pub lead_is_own: bool,
        pub slug: String,
        pub section_id: Option<Uuid>,
        pub byline: Option<String>,
        pub profile: String,
        pub urgency: Option<i32>,
        pub story_id: Option<Uuid>,
        pub parent_id: Option<Uuid>,
        pub source_id: Option<Uuid>,
        pub source_version: Option<i32>,
        pub info_sources: Option<String>,
        pub rights: Option<String>,
        pub canonical_url: Option<String>,
        pub extra: Option<String>,
        pub first_published: Option<i64>,
        pub published: Option<i64>,
        pub content_modified: Option<i64>,
        pub content_version: i32,
        pub embargoed_until: Option<i64>,
        pub expires: Option<i64>,
        pub pub_status: String,
        pub recalled: Option<i64>,
        pub recall_reason: Option<String>,
        pub replaced_by: Option<Uuid>,
        pub restored: Option<i64>,
        pub visible_from: Option<i64>,
        pub visible_until: Option<i64>,
        pub listed: i64,
        pub word_count: i32,
        pub change_kind: Option<String>,
        pub change_note: Option<String>,
        pub changed_fields: Option<String>,
        pub ed_note: Option<String>,
        pub external_source: Option<String>,
        pub external_id: Option<String>,
        pub seen: bool,
        pub seen_before: bool,
        pub announced: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) use table::{ActiveModel, Column, Entity, Model};

fn instant(seconds: Option<i64>) -> Option<Instant> {
    seconds.map(Instant::from_seconds)
}

fn json<T: serde::de::DeserializeOwned>(text: Option<String>) -> Result<Option<T>> {
    text.map(|text| serde_json::from_str(&text)).transpose().map_err(Error::internal)
}

/// The names of fields as they are stored: with commas between them.
pub(super) fn fields(stored: Option<&str>) -> Vec<String> {
    stored.unwrap_or_default().split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn unknown(what: &str) -> Error {
    Error::internal(format!("the stored {what} of an article is unknown"))
}

fn recall(row: &Model) -> Result<Option<Recall>> {
    let status = PubStatus::from_stored(&row.pub_status).ok_or_else(|| unknown("status"))?;
    if status == PubStatus::Usable {
        return Ok(None);
    }
    let at = row.recalled.ok_or_else(|| unknown("time of recall"))?;
    Ok(Some(Recall {
        status,
        at: Instant::from_seconds(at),
        reason: row.recall_reason.clone(),
        replaced_by: row.replaced_by.map(ArticleId::from_uuid),
    }))
}

/// The article of a row.
///
/// # Errors
/// When the row holds what this program does not know.
pub(super) fn read(row: Model) -> Result<Article> {
    let recall = recall(&row)?;
    let external_id = match (row.external_source, row.external_id) {
        (Some(source), Some(id)) => Some(ExternalId { source, id }),
        _ => None,
    };
    let kind = |name: String| ChangeKind::from_stored(&name).ok_or_else(|| unknown("kind of change"));
    Ok(Article {
        id: ArticleId::from_uuid(row.id),
        version: row.version,
        // The state depends on the present, which only the use-case knows; it tells it in `for_actor`.
        state: ArticleState::Draft,
        pub_status: recall.as_ref().map_or(PubStatus::Usable, |recall| recall.status),
        recall,
        profile: ArticleProfile::from_stored(&row.profile).ok_or_else(|| unknown("profile"))?,
        urgency: row.urgency,
        language: Lang::from_stored(&row.language),
        headline: row.headline,
        short_headline: row.short_headline,
        lead: row.lead,
        slug: row.slug,
        section: None,
        sections: None,
        tags: None,
        authors: None,
        byline: row.byline,
        dateline: None,
        body: None,
        blocks: None,
        media: None,
        representation: None,
        word_count: row.word_count,
        reading_time_minutes: reading_minutes(row.word_count),
        info_sources: json(row.info_sources)?.unwrap_or_default(),
        story_id: StoryId::from_uuid(row.story_id.unwrap_or(row.id)),
        evolved_from: None,
        next_version: None,
        translation_of: None,
        translations: None,
        served_language: None,
        aliases: None,
        content_version: row.content_version,
        change_kind: row.change_kind.map(kind).transpose()?,
        change_note: row.change_note,
        corrections: None,
        rights: json(row.rights)?,
        canonical_url: row.canonical_url,
        extra: json(row.extra)?,
        comment_count: None,
        rates: None,
        first_created: Instant::from_seconds(row.created),
        version_created: Instant::from_seconds(row.updated),
        first_published: instant(row.first_published),
        published: instant(row.published),
        content_modified: instant(row.content_modified),
        embargoed_until: instant(row.embargoed_until),
        expires: instant(row.expires),
        ed_note: row.ed_note,
        external_id,
        visibility: Visibility { from: instant(row.visible_from), until: instant(row.visible_until) },
        section_id: row.section_id.map(SectionId::from_uuid),
        lead_is_own: row.lead_is_own,
        parent: row.parent_id.map(ArticleId::from_uuid),
        source_article: row.source_id.map(ArticleId::from_uuid),
        source_version: row.source_version,
        restored: instant(row.restored),
        changed_fields: fields(row.changed_fields.as_deref()),
        chain_until: None,
        former: None,
        seen: row.seen,
        seen_before: row.seen_before,
        announced: row.announced,
    })
}

/// The articles that a query for whole rows finds.
pub(super) fn whole(select: Select<Entity>) -> Part<Article> {
    Part::of(select, |text| gather::each(text, read))
}

/// The articles of rows.
///
/// # Errors
/// As [`read`].
pub(super) fn read_all(rows: Vec<Model>) -> Result<Vec<Article>> {
    rows.into_iter().map(read).collect()
}

/// The row of an article.
///
/// # Errors
/// When a part of it cannot be written as JSON.
pub(super) fn write(article: &Article) -> Result<Model> {
    let seconds = |at: Option<Instant>| at.map(Instant::seconds);
    let text = |value: serde_json::Result<String>| value.map_err(Error::internal);
    let sources = &article.info_sources;
    let recall = article.recall.as_ref();
    Ok(Model {
        id: article.id.uuid(),
        version: article.version,
        created: article.first_created.seconds(),
        updated: article.version_created.seconds(),
        language: article.language.as_str().to_owned(),
        headline: article.headline.clone(),
        short_headline: article.short_headline.clone(),
        lead: article.lead.clone(),
        lead_is_own: article.lead_is_own,
        slug: article.slug.clone(),
        section_id: article.section_id.map(SectionId::uuid),
        byline: article.byline.clone(),
        profile: article.profile.as_str().to_owned(),
        urgency: article.urgency,
        story_id: Some(article.story_id.uuid()),
        parent_id: article.parent.map(ArticleId::uuid),
        source_id: article.source_article.map(ArticleId::uuid),
        source_version: article.source_version,
        info_sources: (!sources.is_empty()).then(|| text(serde_json::to_string(sources))).transpose()?,
        rights: article.rights.as_ref().map(|rights| text(serde_json::to_string(rights))).transpose()?,
        canonical_url: article.canonical_url.clone(),
        extra: article.extra.as_ref().map(|extra| text(serde_json::to_string(extra))).transpose()?,
        first_published: seconds(article.first_published),
        published: seconds(article.published),
        content_modified: seconds(article.content_modified),
        content_version: article.content_version,
        embargoed_until: seconds(article.embargoed_until),
        expires: seconds(article.expires),
        pub_status: recall.map_or(PubStatus::Usable, |recall| recall.status).as_str().to_owned(),
        recalled: recall.map(|recall| recall.at.seconds()),
        recall_reason: recall.and_then(|recall| recall.reason.clone()),
        replaced_by: recall.and_then(|recall| recall.replaced_by).map(ArticleId::uuid),
        restored: seconds(article.restored),
        visible_from: seconds(article.visibility.from),
        visible_until: seconds(article.visibility.until),
        listed: article.listed().seconds(),
        word_count: article.word_count,
        change_kind: article.change_kind.map(|kind| kind.as_str().to_owned()),
        change_note: article.change_note.clone(),
        changed_fields: (!article.changed_fields.is_empty()).then(|| article.changed_fields.join(",")),
        ed_note: article.ed_note.clone(),
        external_source: article.external_id.as_ref().map(|external| external.source.clone()),
        external_id: article.external_id.as_ref().map(|external| external.id.clone()),
        seen: article.seen,
        seen_before: article.seen_before,
        announced: article.announced,
    })
}

/// Every column set, for a statement that writes all of them.
pub(super) fn set_all(model: Model) -> ActiveModel {
    let mut record: ActiveModel = model.into();
    for column in <Column as sea_orm::Iterable>::iter() {
        sea_orm::ActiveModelTrait::reset(&mut record, column);
    }
    record.id = match record.id {
        Set(id) | sea_orm::ActiveValue::Unchanged(id) => Set(id),
        other => other,
    };
    record
}
