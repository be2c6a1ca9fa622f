//! Pictures in articles: which, in what part, and with what words.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::write::{LONGEST_CAPTION, checked_line};
use crate::domain::ids::MediaId;
use crate::domain::lang::Preference;
use crate::domain::media::{FocalPoint, Media, MediaRights, Rendition};
use crate::error::{Error, Faults};

/// The most pictures of an article.
const MOST: usize = 50;

/// The part that a picture has in an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MediaRole {
    /// It stands for the article: on the front page and in lists. An article has one at most.
    Featured,
    /// It is one of a row of pictures.
    Gallery,
    /// It stands in the text.
    Inline,
}

impl MediaRole {
    const ALL: [Self; 3] = [Self::Featured, Self::Gallery, Self::Inline];

    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Featured => "featured",
            Self::Gallery => "gallery",
            Self::Inline => "inline",
        }
    }

    /// The part with this stored name; a name of a later version reads as one of a row.
    #[must_use]
    pub fn from_stored(name: &str) -> Self {
        Self::ALL.into_iter().find(|role| role.as_str() == name).unwrap_or(Self::Gallery)
    }
}

/// A picture that an article is to have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewArticleMediaInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewArticleMedia {
    /// The picture's id, as `POST /v1/media` gave it.
    pub media: String,
    /// Its part in the article.
    pub role: MediaRole,
    /// What is printed under it: one line, at most 1000 characters.
    #[serde(default)]
    pub caption: Option<String>,
}

/// A picture that an article has, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaLink {
    /// The picture.
    pub media: MediaId,
    /// Its part in the article.
    pub role: MediaRole,
    /// What is printed under it.
    pub caption: Option<String>,
}

/// A picture of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleMedia {
    /// The picture's id.
    pub id: MediaId,
    /// Its part in the article.
    pub role: MediaRole,
    /// What is printed under it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// What is seen in it, for those who do not see it: in the language asked for, else in the article's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt_text: Option<String>,
    /// Who made it, as it is printed beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Whose it is and how it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<MediaRights>,
    /// What must stay in sight when it is cropped; the middle where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focal_point: Option<FocalPoint>,
    /// The width of the picture as it came in, in pixels.
    #[schema(minimum = 1)]
    pub width: i32,
    /// The height of the picture as it came in, in pixels.
    #[schema(minimum = 1)]
    pub height: i32,
    /// The media type of the file that came in; `renditions` have their own.
    pub content_type: String,
    /// The sizes in which it is served, the smallest first; each as WebP and as JPEG.
    pub renditions: Vec<Rendition>,
    /// The WebP sizes in one text, for `srcset` of HTML's `img` and `source`.
    pub srcset: String,
    /// One JPEG of a middling size, for who takes only one address.
    pub src: String,
}

impl ArticleMedia {
    /// The picture of a link, with its description in the language that comes first.
    #[must_use]
    pub fn new(link: MediaLink, media: Media, preference: &Preference) -> Self {
        let alt_text = preference.pick(&media.alt_text).to_owned();
        Self {
            id: media.id,
            role: link.role,
            caption: link.caption,
            alt_text: Some(alt_text).filter(|text| !text.is_empty()),
            credit: media.credit,
            rights: media.rights,
            focal_point: media.focal_point,
            width: media.width,
            height: media.height,
            content_type: media.content_type,
            renditions: media.renditions,
            srcset: media.srcset,
            src: media.src,
        }
    }
}

/// The pictures that an article is to have, tidied and checked: at most 50, each once, one of them `FEATURED` at most.
/// Whether they are there is not looked at.
pub fn check_article_media(new: &[NewArticleMedia], faults: &mut Faults) -> Vec<MediaLink> {
    faults.check(new.len() > MOST, "/media", "at most 50 pictures are kept");
    let mut links: Vec<MediaLink> = Vec::with_capacity(new.len().min(MOST));
    for (i, item) in new.iter().enumerate().take(MOST) {
        let caption = item.caption.as_deref();
        let caption = caption.map(|text| checked_line(text, LONGEST_CAPTION, &format!("/media/{i}/caption"), faults));
        let featured = links.iter().any(|link| link.role == MediaRole::Featured);
        let detail = "another picture is FEATURED already; give this one another part";
        faults.check(featured && item.role == MediaRole::Featured, &format!("/media/{i}/role"), detail);
        match item.media.parse::<MediaId>() {
            Ok(media) => {
                let twice = links.iter().any(|link| link.media == media);
                faults.check(twice, &format!("/media/{i}/media"), "is in the list already; name each picture once");
                links.push(MediaLink { media, role: item.role, caption });
            }
            Err(error) => {
                let Error { detail, .. } = error;
                faults.add(&format!("/media/{i}/media"), detail);
            }
        }
    }
    links
}
