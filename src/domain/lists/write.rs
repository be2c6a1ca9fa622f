//! What can be written of lists: new ones, changes, and what stands in them; each checked before anything is stored.

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::ids::ArticleId;
use crate::domain::lang::{Lang, LocalizedText, check_line, check_names, tidy_names};
use crate::domain::lists::{ArticleList, ArticleListFill, MOST_ITEMS, Place};
use crate::domain::patch::Patch;
use crate::domain::text::{line, slug};
use crate::domain::time::Instant;
use crate::error::{Error, Faults, Result};

/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 500;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// From where a list is to be filled up behind what the newsroom puts into it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "ArticleListFillInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewListFill {
    /// Only of this section and of those below it, by slug or id.
    #[serde(default)]
    pub section: Option<String>,
    /// Only with this tag, by slug or id.
    #[serde(default)]
    pub tag: Option<String>,
    /// Only in this language (BCP 47); in the list's own when it is left out and the list has one.
    #[serde(default)]
    pub language: Option<Lang>,
    /// Up to how many articles the list is filled, those that the newsroom puts into it among them: 1 to 200.
    #[schema(minimum = 1, maximum = 200)]
    pub limit: i32,
}

/// An article that is put into a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "ArticleListItemInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewListItem {
    /// The article's id; it may be a draft or scheduled, readers see it here when they see it at all.
    #[schema(value_type = ArticleId)]
    pub article: String,
    /// Whether it stands before those that are not pinned; false when it is left out.
    #[serde(default)]
    #[graphql(default)]
    pub pinned: bool,
    /// From when readers see it here.
    #[serde(default)]
    pub valid_from: Option<Instant>,
    /// From when readers no longer see it here; later than `validFrom`.
    #[serde(default)]
    pub valid_until: Option<Instant>,
    /// A note from editor to editor: one line, at most 500 characters.
    #[serde(default)]
    pub note: Option<String>,
}

/// All that a list names, anew.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewListItems {
    /// The articles in their order, each once; at most 200.
    pub items: Vec<NewListItem>,
}

/// An article that is put into a list at a place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "InsertListItemInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InsertListItem {
    /// The article's id; it may be a draft or scheduled, readers see it here when they see it at all.
    #[schema(value_type = ArticleId)]
    pub article: String,
    /// The place among the items, from 0; behind them when it is left out.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 199)]
    pub position: Option<i32>,
    /// Whether it stands before those that are not pinned; false when it is left out.
    #[serde(default)]
    #[graphql(default)]
    pub pinned: bool,
    /// From when readers see it here.
    #[serde(default)]
    pub valid_from: Option<Instant>,
    /// From when readers no longer see it here; later than `validFrom`.
    #[serde(default)]
    pub valid_until: Option<Instant>,
    /// A note from editor to editor: one line, at most 500 characters.
    #[serde(default)]
    pub note: Option<String>,
}

/// A change of an item of a list; what is left out stays as it is, null empties what may be empty.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "ListItemPatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListItemPatch {
    /// The new place among the items, from 0.
    #[serde(default)]
    #[schema(value_type = i32, minimum = 0, maximum = 199)]
    pub position: Patch<i32>,
    /// Whether it stands before those that are not pinned.
    #[serde(default)]
    #[schema(value_type = bool)]
    pub pinned: Patch<bool>,
    /// From when readers see it here.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub valid_from: Patch<Instant>,
    /// From when readers no longer see it here; later than `validFrom`.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub valid_until: Patch<Instant>,
    /// The new note from editor to editor.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub note: Patch<String>,
}

/// A list to be created.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewArticleListInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewArticleList {
    /// The address part; made from the first name when it is left out.
    #[serde(default)]
    pub slug: Option<String>,
    /// The names, one a language, at least one.
    pub names: Vec<LocalizedText>,
    /// The language of the readers for whom it is made (BCP 47); for all when it is left out.
    #[serde(default)]
    pub language: Option<Lang>,
    /// What the list is for: one line, at most 500 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// From where it is filled up; not at all when it is left out.
    #[serde(default)]
    pub fill: Option<NewListFill>,
    /// The articles in their order, each once; at most 200.
    #[serde(default)]
    #[graphql(default)]
    pub items: Vec<NewListItem>,
}

/// A change of a list; what is left out stays as it is, null empties what may be empty. Its items are changed apart.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "ArticleListPatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArticleListPatch {
    /// The new address part.
    #[serde(default)]
    #[schema(value_type = String)]
    pub slug: Patch<String>,
    /// All names anew.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedText>)]
    pub names: Patch<Vec<LocalizedText>>,
    /// The new language (BCP 47); null makes it a list for all.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub language: Patch<Lang>,
    /// The new description.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub description: Patch<String>,
    /// From where it is filled up, as a whole anew; null ends that.
    #[serde(default)]
    #[schema(value_type = NewListFill)]
    pub fill: Patch<NewListFill>,
}

fn check_description(text: Option<&str>, faults: &mut Faults) {
    if let Some(text) = text {
        check_line(text, LONGEST_DESCRIPTION, "/description", faults);
    }
}

fn check_place(place: &Place, pointer: &str, faults: &mut Faults) {
    if let Some(note) = &place.note {
        check_line(note, LONGEST_NOTE, &format!("{pointer}/note"), faults);
    }
    let ends = place.valid_from.zip(place.valid_until).is_some_and(|(from, until)| until <= from);
    faults.check(ends, &format!("{pointer}/validUntil"), "must be later than validFrom");
}

impl NewListFill {
    fn check(&self, faults: &mut Faults) {
        let most = i32::try_from(MOST_ITEMS).unwrap_or(i32::MAX);
        faults.check(!(1..=most).contains(&self.limit), "/fill/limit", "must be 1 to 200");
    }
}

impl NewListItem {
    /// The checked place of this item; `None` beside a fault when it names no article.
    fn place(self, pointer: &str, faults: &mut Faults) -> Option<Place> {
        let Self { article, pinned, valid_from, valid_until, note } = self;
        match article.parse() {
            Ok(article) => {
                let place = Place { article, pinned, valid_from, valid_until, note: note.as_deref().map(line) };
                check_place(&place, pointer, faults);
                Some(place)
            }
            Err(error) => {
                faults.add(&format!("{pointer}/article"), error.detail);
                None
            }
        }
    }

    /// Checks the items of a list and gives their places.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn places(items: Vec<Self>) -> Result<Vec<Place>> {
        let mut faults = Faults::default();
        if items.len() > MOST_ITEMS {
            faults.add("/items", format!("a list names at most {MOST_ITEMS} articles; here are {}", items.len()));
            faults.into_result()?;
            return Ok(Vec::new());
        }
        let mut places: Vec<Place> = Vec::with_capacity(items.len());
        for (number, item) in items.into_iter().enumerate() {
            let Some(place) = item.place(&format!("/items/{number}"), &mut faults) else { continue };
            let twice = places.iter().any(|other| other.article == place.article);
            faults.check(twice, &format!("/items/{number}/article"), "stands in the list already; name it once");
            places.push(place);
        }
        faults.into_result()?;
        Ok(places)
    }
}

impl InsertListItem {
    /// The place of this item, and where among the others it is to stand; that it can stand there depends on the list.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn checked(self) -> Result<(Place, Option<i32>)> {
        let Self { article, position, pinned, valid_from, valid_until, note } = self;
        let mut faults = Faults::default();
        let place = NewListItem { article, pinned, valid_from, valid_until, note }.place("", &mut faults);
        faults.into_result()?;
        // Without a fault there is a place.
        let place = place.ok_or_else(|| Error::refused("/article", "must be the id of an article"))?;
        Ok((place, position))
    }
}

impl ListItemPatch {
    pub(super) fn apply(self, place: Place, faults: &mut Faults) -> Place {
        self.position.check_kept("/position", faults);
        self.pinned.check_kept("/pinned", faults);
        let changed = Place {
            article: place.article,
            pinned: self.pinned.into_value().unwrap_or(place.pinned),
            valid_from: self.valid_from.apply(place.valid_from),
            valid_until: self.valid_until.apply(place.valid_until),
            note: self.note.apply(place.note).as_deref().map(line),
        };
        check_place(&changed, "", faults);
        changed
    }
}

impl NewArticleList {
    /// The checked form: tidy names and a slug. The items are checked by [`NewListItem::places`].
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn checked(mut self) -> Result<(String, Self)> {
        let mut faults = Faults::default();
        self.names = tidy_names(self.names);
        check_names(&self.names, &mut faults);
        self.description = self.description.as_deref().map(line);
        check_description(self.description.as_deref(), &mut faults);
        if let Some(fill) = &self.fill {
            fill.check(&mut faults);
        }
        let derived = || self.names.first().map(|name| slug::from_text(&name.value)).unwrap_or_default();
        let chosen = self.slug.clone().unwrap_or_else(derived);
        slug::check(&chosen, &mut faults);
        faults.into_result()?;
        Ok((chosen, self))
    }
}

impl ArticleListPatch {
    /// Checks what the patch says of where the list is filled up from.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn check_fill(&self) -> Result<()> {
        let mut faults = Faults::default();
        if let Some(fill) = self.fill.value() {
            fill.check(&mut faults);
        }
        faults.into_result()
    }

    /// The list after this change; `fill` is what the patch's own became when its section and tag were found.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn apply(self, list: &ArticleList, fill: Option<ArticleListFill>) -> Result<ArticleList> {
        let mut faults = Faults::default();
        self.slug.check_kept("/slug", &mut faults);
        self.names.check_kept("/names", &mut faults);
        let mut changed = list.clone();
        if let Some(slug) = self.slug.into_value() {
            slug::check(&slug, &mut faults);
            changed.slug = slug;
        }
        if let Some(names) = self.names.into_value() {
            changed.names = tidy_names(names);
            check_names(&changed.names, &mut faults);
        }
        changed.language = self.language.apply(changed.language);
        changed.description = self.description.apply(changed.description).as_deref().map(line);
        check_description(changed.description.as_deref(), &mut faults);
        if self.fill.is_named() {
            changed.fill = fill;
        }
        faults.into_result()?;
        Ok(changed)
    }
}
