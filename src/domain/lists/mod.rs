//! Curated lists: what the newsroom puts in front and in which order, such as a front page or the editors' picks.

mod order;
mod write;

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

pub use order::{changed, inserted, removed, shown};
pub use write::{
    ArticleListPatch, InsertListItem, ListItemPatch, NewArticleList, NewListFill, NewListItem, NewListItems,
};

use crate::domain::articles::ArticleState;
use crate::domain::ids::{ArticleId, ListId, SectionId, TagId};
use crate::domain::lang::{Lang, LocalizedText, Preference};
use crate::domain::time::Instant;

/// The most lists that a site may have; the list of lists is therefore not paged.
pub const MOST: u64 = 100;
/// The most articles that a list names, and the most that it shows.
pub const MOST_ITEMS: usize = 200;

/// From where a list is filled up behind what the newsroom put into it: the newest articles that it does not name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleListFill {
    /// Only of this section and of those below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section_id: Option<SectionId>,
    /// Only with this tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_id: Option<TagId>,
    /// Only in this language (BCP 47); in the list's own when it is absent and the list has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Lang>,
    /// Up to how many articles the list is filled, those that the newsroom put into it among them: 1 to 200.
    #[schema(minimum = 1, maximum = 200)]
    pub limit: i32,
}

/// A list of articles in an order that the newsroom chose. Readers see those of its articles that are visible now and
/// whose place in it holds now; pinned ones stand first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct ArticleList {
    /// The list's id; it never changes.
    pub id: ListId,
    /// The list's address part, unique among lists.
    pub slug: String,
    /// The name in the language asked for, else in the list's or the site's first language, else any.
    #[graphql(skip)]
    pub name: String,
    /// The name in every language that it has.
    pub names: Vec<LocalizedText>,
    /// The language of the readers for whom it is made (BCP 47); absent when it is for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Lang>,
    /// What the list is for, one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// From where it is filled up; absent when it shows only what the newsroom put into it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill: Option<ArticleListFill>,
    /// The version of the list with its items, from 1; a change must name it.
    pub version: i32,
}

impl ArticleList {
    /// The same list with `name` in the language that the reader prefers.
    #[must_use]
    pub fn named(mut self, preference: &Preference) -> Self {
        self.name = preference.pick(&self.names).to_owned();
        self
    }

    /// What is needed to tell which articles it shows.
    #[must_use]
    pub fn plan(&self) -> ListPlan {
        let fill = self
            .fill
            .clone()
            .map(|fill| ArticleListFill { language: fill.language.or_else(|| self.language.clone()), ..fill });
        ListPlan { id: self.id, fill }
    }
}

/// What is needed to tell which articles a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListPlan {
    /// The list.
    pub id: ListId,
    /// From where it is filled up, its language settled.
    pub fill: Option<ArticleListFill>,
}

/// The place of an article in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The article.
    pub article: ArticleId,
    /// Whether it stands before those that are not pinned.
    pub pinned: bool,
    /// From this instant; from ever, when there is none.
    pub valid_from: Option<Instant>,
    /// Until this instant, itself left out; for ever, when there is none.
    pub valid_until: Option<Instant>,
    /// A note for the newsroom.
    pub note: Option<String>,
}

impl Place {
    /// Whether the place holds at `now`.
    #[must_use]
    pub fn holds(&self, now: Instant) -> bool {
        self.valid_from.is_none_or(|from| from <= now) && self.valid_until.is_none_or(|until| now < until)
    }

    /// The next instant after `now` at which the place begins or ends to hold.
    #[must_use]
    pub fn next_transition(&self, now: Instant) -> Option<Instant> {
        [self.valid_from, self.valid_until].into_iter().flatten().filter(|at| *at > now).min()
    }
}

/// An item of a list, as the newsroom sees it: also when readers do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub struct ArticleListItem {
    /// The article.
    pub article_id: ArticleId,
    /// The article's headline.
    pub headline: String,
    /// The article's language (BCP 47).
    pub language: Lang,
    /// Where the article stands now; readers see the item only while it is `PUBLISHED`.
    pub state: ArticleState,
    /// The place among the items as the newsroom arranged them, from 0.
    pub position: i32,
    /// Whether it stands before those that are not pinned.
    pub pinned: bool,
    /// From when readers see it here, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Instant>,
    /// From when readers no longer see it here, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Instant>,
    /// A note from editor to editor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A list with all that the newsroom put into it, in the newsroom's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleListItems {
    /// The list; its `version` is what the next change must name.
    pub list: ArticleList,
    /// The items; there are 200 at most, so they are not paged.
    pub items: Vec<ArticleListItem>,
}
