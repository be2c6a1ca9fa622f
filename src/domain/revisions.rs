//! The versions of an article: what each changed, when readers saw it, and what they may be told of it.

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::articles::{Article, ChangeKind, Correction, Visibility, is_internal};
use crate::domain::ids::ArticleId;
use crate::domain::text::diff::{self, TextChange};
use crate::domain::time::Instant;

/// A version of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct ArticleRevision {
    /// The version, from 1. Readers are told of those that they could see, so numbers may be missing.
    pub version: i32,
    /// When it was made, UTC.
    pub version_created: Instant,
    /// What kind of change it was; absent on the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_kind: Option<ChangeKind>,
    /// What it changed, in words for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_note: Option<String>,
    /// The fields that it changed of the version told before it, by their names in this API.
    pub changed_fields: Vec<String>,
    /// From when readers saw it, UTC; absent when they never did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_from: Option<Instant>,
    /// Until when readers saw it, UTC; absent when they never did, and while they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_until: Option<Instant>,
    /// The article as it was; not in lists.
    #[graphql(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<Article>,
    /// The article's id.
    #[graphql(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub article_id: ArticleId,
}

/// What changed in the words of an article between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevisionDiff {
    /// The earlier version.
    pub from: i32,
    /// The later version.
    pub to: i32,
    /// The headline's pieces.
    pub headline: Vec<TextChange>,
    /// The lead's pieces.
    pub lead: Vec<TextChange>,
    /// The pieces of the body's plain text.
    pub body: Vec<TextChange>,
}

impl RevisionDiff {
    /// What changed from one state of an article to another, both with their bodies.
    #[must_use]
    pub fn between(from: &Article, to: &Article) -> Self {
        let text = |article: &Article| article.body.as_ref().map(|body| body.text.clone()).unwrap_or_default();
        let lead = |article: &Article| article.lead.clone().unwrap_or_default();
        Self {
            from: from.version,
            to: to.version,
            headline: diff::of_lines(&from.headline, &to.headline),
            lead: diff::of_lines(&lead(from), &lead(to)),
            body: diff::of_texts(&text(from), &text(to)),
        }
    }
}

/// A version as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The article.
    pub article: ArticleId,
    /// The version.
    pub number: i32,
    /// When it was made.
    pub created: Instant,
    /// When the next one took its place; `None` for the present one.
    pub ended: Option<Instant>,
    /// From when until when its dates and its status let readers see it.
    pub visibility: Visibility,
    /// What kind of change it was.
    pub kind: Option<ChangeKind>,
    /// What was told to readers of the change.
    pub note: Option<String>,
    /// The fields that it changed.
    pub fields: Vec<String>,
}

impl Version {
    /// The present version of an article.
    #[must_use]
    pub fn present(article: &Article) -> Self {
        Self {
            article: article.id,
            number: article.version,
            created: article.version_created,
            ended: None,
            visibility: article.visibility,
            kind: article.change_kind,
            note: article.change_note.clone(),
            fields: article.changed_fields.clone(),
        }
    }

    /// From when until when (itself left out) readers see it, if they ever do: it must be the present version and its
    /// dates must allow it.
    #[must_use]
    pub fn span(&self) -> Option<(Instant, Option<Instant>)> {
        let from = self.visibility.from?.max(self.created);
        let until = self.ended.into_iter().chain(self.visibility.until).min();
        until.is_none_or(|until| from < until).then_some((from, until))
    }

    /// Whether readers saw it at an instant.
    #[must_use]
    pub fn is_seen_at(&self, at: Instant) -> bool {
        self.span().is_some_and(|(from, until)| from <= at && until.is_none_or(|until| at < until))
    }

    /// Whether readers saw it at `now` or before.
    #[must_use]
    pub fn was_seen(&self, now: Instant) -> bool {
        self.span().is_some_and(|(from, _)| from <= now)
    }

    /// Whether readers could see it within the second in which the next version took its place, and no longer: it was
    /// never the answer of a whole second, but somebody may have read it.
    #[must_use]
    pub fn was_glimpsed(&self, now: Instant) -> bool {
        let from = self.visibility.from.map(|from| from.max(self.created)).filter(|from| *from <= now);
        from.is_some_and(|from| self.ended == Some(from) && self.visibility.until.is_none_or(|until| from < until))
    }

    /// The version as it is told.
    #[must_use]
    pub fn told(self, now: Instant) -> ArticleRevision {
        let span = self.span().filter(|(from, _)| *from <= now);
        ArticleRevision {
            version: self.number,
            version_created: self.created,
            change_kind: self.kind,
            change_note: self.note,
            changed_fields: self.fields,
            seen_from: span.map(|(from, _)| from),
            seen_until: span.and_then(|(_, until)| until).filter(|until| *until <= now),
            article: None,
            article_id: self.article,
        }
    }
}

/// How many of the versions before the first one that readers saw are none of their business, where the first is not the
/// beginning for them: those up to the first that they could see in the very second in which it took its place.
fn before_glimpsed(waiting: &[&Version], first: &Version, now: Instant) -> Option<usize> {
    let from = first.span().map(|(from, _)| from);
    let glimpsed = |version: &&Version| version.ended == from && version.was_glimpsed(now);
    waiting.iter().position(glimpsed).map(|at| at.saturating_add(1))
}

/// The versions that readers saw up to `now`, out of all of one article from the first on.
///
/// What versions between them changed, unseen, came to readers with the next one that they saw: its fields are added there,
/// and a correction among them is told with it. What came before the first is not told, unless the first took the place of
/// one that readers could see, within a second: what changed since that one is told with it.
#[must_use]
pub fn seen(versions: &[Version], now: Instant) -> Vec<Version> {
    let mut told: Vec<Version> = Vec::new();
    let mut waiting: Vec<&Version> = Vec::new();
    for version in versions {
        if !version.was_seen(now) {
            waiting.push(version);
            continue;
        }
        let mut next = version.clone();
        let untold = if told.is_empty() { before_glimpsed(&waiting, version, now) } else { Some(0) };
        if let Some(untold) = untold {
            for unseen in waiting.iter().skip(untold).rev() {
                next.fields.extend(unseen.fields.iter().cloned());
                let is_told = |kind: Option<ChangeKind>| kind.is_some_and(ChangeKind::is_told);
                if is_told(unseen.kind) && !is_told(next.kind) {
                    (next.kind, next.note) = (unseen.kind, unseen.note.clone());
                }
            }
            next.fields.retain(|field| !is_internal(field));
            next.fields.sort_unstable();
            next.fields.dedup();
        } else {
            (next.kind, next.note, next.fields) = (None, None, Vec::new());
        }
        waiting.clear();
        told.push(next);
    }
    told
}

/// What was corrected, clarified or retracted since readers saw the article first, be it within a second, the newest first.
/// Each that was made unseen is told with the number and the time of the version that brought it to readers.
#[must_use]
pub fn corrections(versions: &[Version], now: Instant) -> Vec<Correction> {
    let mut told = Vec::new();
    let mut waiting: Vec<&Version> = Vec::new();
    let mut is_first = true;
    for version in versions {
        if !version.was_seen(now) {
            waiting.push(version);
            continue;
        }
        let untold = if is_first { before_glimpsed(&waiting, version, now) } else { Some(0) };
        waiting.push(version);
        let brought = waiting.drain(..).skip(untold.unwrap_or(usize::MAX));
        told.extend(brought.filter_map(|made| {
            let kind = made.kind.filter(|kind| kind.is_told())?;
            Some(Correction { kind, note: made.note.clone()?, version: version.number, at: version.created })
        }));
        is_first = false;
    }
    told.reverse();
    told
}
