//! What the newsroom says of a picture, checked before anything is stored.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::lang::{LocalizedText, check_line, tidy_names};
use crate::domain::media::Media;
use crate::domain::patch::Patch;
use crate::domain::text::line;
use crate::error::{Faults, Result};

/// The longest credit, and the longest name of who holds the copyright, in characters.
const LONGEST_NAME: usize = 200;
/// The longest copyright notice, in characters.
const LONGEST_NOTICE: usize = 500;
/// The longest caption, and the longest terms of use, in characters.
pub(super) const LONGEST_CAPTION: usize = 1_000;
/// The most languages of a description.
const MOST_LANGUAGES: usize = 20;

/// Whose a picture is and how it may be used (IPTC photo metadata, schema.org).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, SimpleObject, InputObject, ToSchema)]
#[graphql(input_name = "MediaRightsInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MediaRights {
    /// Who holds the copyright: one line, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright_holder: Option<String>,
    /// The notice that is printed, such as `© 2026 Кабар`: one line, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright_notice: Option<String>,
    /// How it may be used: one line, at most 1000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_terms: Option<String>,
}

/// A point of a picture, as parts of its width and height from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, SimpleObject, InputObject, ToSchema)]
#[graphql(input_name = "FocalPointInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FocalPoint {
    /// From the left edge, 0, to the right edge, 1; kept to four digits.
    #[schema(minimum = 0, maximum = 1)]
    pub x: f64,
    /// From the upper edge, 0, to the lower edge, 1; kept to four digits.
    #[schema(minimum = 0, maximum = 1)]
    pub y: f64,
}

// A point is only made of numbers from 0 to 1, and each of them is equal to itself.
impl Eq for FocalPoint {}

impl FocalPoint {
    fn checked(self, faults: &mut Faults) -> Self {
        for (name, part) in [("x", self.x), ("y", self.y)] {
            let good = (0.0..=1.0).contains(&part);
            faults.check(!good, &format!("/focalPoint/{name}"), "must be a number from 0 to 1");
        }
        let short = |part: f64| (part * 10_000.0).round() / 10_000.0;
        Self { x: short(self.x), y: short(self.y) }
    }
}

/// A change of what is known of a picture; what is left out stays as it is, null empties a field that may be empty.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "MediaPatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MediaPatch {
    /// The new credit: one line, at most 200 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub credit: Patch<String>,
    /// All descriptions anew, one a language, for those who do not see the picture.
    #[serde(default)]
    #[schema(value_type = Vec<LocalizedText>)]
    pub alt_text: Patch<Vec<LocalizedText>>,
    /// The new caption: one line, at most 1000 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub caption: Patch<String>,
    /// All rights anew; null takes them away.
    #[serde(default)]
    #[schema(value_type = MediaRights)]
    pub rights: Patch<MediaRights>,
    /// The new point that must stay in sight; null takes it away.
    #[serde(default)]
    #[schema(value_type = FocalPoint)]
    pub focal_point: Patch<FocalPoint>,
}

/// A line that may be left out, tidied and checked.
pub(super) fn checked_line(text: &str, longest: usize, pointer: &str, faults: &mut Faults) -> String {
    let tidy = line(text);
    check_line(&tidy, longest, pointer, faults);
    tidy
}

fn check_alt_text(texts: &[LocalizedText], faults: &mut Faults) {
    faults.check(texts.len() > MOST_LANGUAGES, "/altText", "at most 20 languages are kept");
    for (i, text) in texts.iter().enumerate() {
        check_line(&text.value, 200, &format!("/altText/{i}/value"), faults);
        let twice = texts.iter().take(i).any(|other| other.language == text.language);
        let detail = "this language has a description already; give one a language";
        faults.check(twice, &format!("/altText/{i}/language"), detail);
    }
}

impl MediaRights {
    fn checked(self, faults: &mut Faults) -> Option<Self> {
        let mut part = |text: Option<String>, longest, name: &str| {
            text.map(|text| checked_line(&text, longest, &format!("/rights/{name}"), faults))
        };
        let rights = Self {
            copyright_holder: part(self.copyright_holder, LONGEST_NAME, "copyrightHolder"),
            copyright_notice: part(self.copyright_notice, LONGEST_NOTICE, "copyrightNotice"),
            usage_terms: part(self.usage_terms, LONGEST_CAPTION, "usageTerms"),
        };
        (rights != Self::default()).then_some(rights)
    }
}

impl MediaPatch {
    /// The picture after this change.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn apply(self, media: &Media) -> Result<Media> {
        let mut faults = Faults::default();
        self.alt_text.check_kept("/altText", &mut faults);
        let mut changed = media.clone();
        let mut text = |patch: Patch<String>, current: Option<String>, longest, pointer| match patch {
            Patch::Set(text) => Some(checked_line(&text, longest, pointer, &mut faults)),
            other => other.apply(current),
        };
        changed.credit = text(self.credit, changed.credit, LONGEST_NAME, "/credit");
        changed.caption = text(self.caption, changed.caption, LONGEST_CAPTION, "/caption");
        if let Some(texts) = self.alt_text.into_value() {
            changed.alt_text = tidy_names(texts);
            check_alt_text(&changed.alt_text, &mut faults);
        }
        changed.rights = match self.rights {
            Patch::Set(rights) => rights.checked(&mut faults),
            other => other.apply(changed.rights),
        };
        changed.focal_point = match self.focal_point {
            Patch::Set(point) => Some(point.checked(&mut faults)),
            other => other.apply(changed.focal_point),
        };
        faults.into_result()?;
        Ok(changed)
    }
}
