//! Which articles are related to an article: those that share its tags, rare ones first of all, near it in time.

use std::collections::{HashMap, HashSet};

use crate::domain::articles::Article;
use crate::domain::ids::{ArticleId, SectionId, StoryId, TagId};
use crate::domain::lang::Lang;
use crate::domain::time::Instant;

/// How many related articles are given when the caller does not say.
pub const RELATED_DEFAULT: u32 = 5;
/// The most related articles of an answer.
pub const RELATED_MOST: u32 = 20;

/// So many days apart, two articles are half as near to each other.
const NEAR_DAYS: f64 = 45.0;
/// So many days older than another, an article counts half as much.
const FRESH_DAYS: f64 = 180.0;
/// How much a place counts that two articles share: what happens in one town may have nothing else in common.
const SAME_PLACE: f64 = 0.5;
/// How much more an article of the same section counts.
const SAME_SECTION: f64 = 1.5;
/// How much more an article in the same language counts.
const SAME_LANGUAGE: f64 = 2.0;

/// What is looked at of an article to tell how near it is to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Kin {
    /// The article.
    pub id: ArticleId,
    /// Its story: the others that tell of the same are not its relatives.
    pub story: StoryId,
    /// Its section.
    pub section: Option<SectionId>,
    /// Its language.
    pub language: Lang,
    /// When readers first saw it, or when a draft was made.
    pub listed: Instant,
}

impl Kin {
    /// What is looked at of this article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        Self {
            id: article.id,
            story: article.story_id,
            section: article.section_id,
            language: article.language.clone(),
            listed: article.listed(),
        }
    }
}

/// An article that shares a tag with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The article whose relatives are looked for.
    pub article: ArticleId,
    /// A tag that it has.
    pub tag: TagId,
    /// Whether the tag names a place.
    pub is_place: bool,
    /// An article that readers see and that has the tag too, maybe itself; `None` for one that they do not see.
    pub kin: Option<Kin>,
}

/// How much a tag says that so many articles have: the fewer, the more (Adamic and Adar's measure).
fn weight(articles: usize) -> f64 {
    let articles = u32::try_from(articles).unwrap_or(u32::MAX);
    1.0 / (1.0 + f64::from(articles.max(1))).log2()
}

/// The days from one instant to another.
fn days(from: Instant, to: Instant) -> f64 {
    let minutes = to.seconds().saturating_sub(from.seconds()) / 60;
    f64::from(i32::try_from(minutes).unwrap_or(if minutes < 0 { i32::MIN } else { i32::MAX })) / (24.0 * 60.0)
}

/// How near a candidate is that shares tags of this weight together; a power of two, so that years apart stay in order.
///
/// The present has no part in it: as it passes, all candidates grow older alike, and their order stays.
fn nearness(article: &Kin, candidate: &Kin, shared: f64) -> f64 {
    let apart = days(article.listed, candidate.listed);
    let mut near = shared.log2() - apart.abs() / NEAR_DAYS + apart / FRESH_DAYS;
    if article.section.is_some() && article.section == candidate.section {
        near += SAME_SECTION.log2();
    }
    if article.language == candidate.language {
        near += SAME_LANGUAGE.log2();
    }
    near
}

/// The articles related to each of these, the nearest first and at most `limit`, one of a story; never one of the article's
/// own story, whose others are found by its id.
#[must_use]
pub fn related(articles: &[Kin], candidates: &[Candidate], limit: usize) -> Vec<(ArticleId, Vec<ArticleId>)> {
    let mut having: HashMap<TagId, HashSet<ArticleId>> = HashMap::new();
    for candidate in candidates {
        having.entry(candidate.tag).or_default().extend(candidate.kin.as_ref().map(|kin| kin.id));
    }
    let weights: HashMap<TagId, f64> = having.into_iter().map(|(tag, having)| (tag, weight(having.len()))).collect();
    // The same sum each time, to the last bit: the database gives no order.
    let mut sorted: Vec<&Candidate> = candidates.iter().collect();
    sorted.sort_by_key(|candidate| candidate.tag);
    let nearest = |article: &Kin| {
        let mut shared: HashMap<ArticleId, (&Kin, f64)> = HashMap::new();
        for candidate in sorted.iter().filter(|candidate| candidate.article == article.id) {
            let Some(kin) = candidate.kin.as_ref().filter(|kin| kin.story != article.story) else { continue };
            let weight = weights.get(&candidate.tag).copied().unwrap_or_default();
            let weight = if candidate.is_place { SAME_PLACE * weight } else { weight };
            shared.entry(kin.id).or_insert((kin, 0.0)).1 += weight;
        }
        let near = |(kin, shared): (&Kin, f64)| (nearness(article, kin, shared), kin.listed, kin.id, kin.story);
        let mut found: Vec<(f64, Instant, ArticleId, StoryId)> = shared.into_values().map(near).collect();
        found.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| (other.1, other.2).cmp(&(one.1, one.2))));
        let mut stories = HashSet::new();
        let first_of_story = found.into_iter().filter(|(_, _, _, story)| stories.insert(*story));
        (article.id, first_of_story.take(limit).map(|(_, _, id, _)| id).collect())
    };
    articles.iter().map(nearest).collect()
}
