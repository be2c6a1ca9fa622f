//! Media: the pictures of the newsroom, what is known of them, and the sizes in which they are served.

mod links;
mod sizes;
mod write;

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

pub use links::{ArticleMedia, MediaLink, MediaRole, NewArticleMedia, check_article_media};
pub use sizes::{Fitted, Form, Rendition, Size, WIDTHS};
pub use write::{FocalPoint, MediaPatch, MediaRights};

use crate::domain::ids::MediaId;
use crate::domain::lang::LocalizedText;
use crate::domain::time::Instant;

/// The most pixels that a picture may have.
pub const MOST_PIXELS: i64 = 50_000_000;
/// The longest side that a picture may have, in pixels: WebP holds no longer one.
pub const LONGEST_SIDE: i32 = 16_383;

/// A kind of picture that is taken, known by the first bytes of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// JPEG.
    Jpeg,
    /// PNG; of an animated one, its first picture.
    Png,
    /// WebP; of an animated one, its first picture.
    Webp,
    /// GIF; of an animated one, its first picture.
    Gif,
}

impl MediaType {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Webp, Self::Gif];

    /// The kind by its media type (RFC 6838), as it is stored and served.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    /// The kind that the first bytes of a file tell, whatever name or type it came under.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            _ => None,
        }
    }
}

/// What a file tells of itself once it was read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The kind of picture.
    pub media_type: MediaType,
    /// The width in pixels, as the picture is seen: after its orientation.
    pub width: i32,
    /// The height in pixels, as the picture is seen.
    pub height: i32,
}

/// A picture of the newsroom. Its file is never served as it came: only in the sizes of `renditions`, without the
/// metadata that cameras write (place, time, device).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// The picture's id; it never changes.
    pub id: MediaId,
    /// The version of what is known of it, from 1; a change must name it. The picture itself never changes.
    pub version: i32,
    /// The media type of the file that came in: `image/jpeg`, `image/png`, `image/webp` or `image/gif`.
    pub content_type: String,
    /// The width in pixels, as the picture is seen.
    #[schema(minimum = 1)]
    pub width: i32,
    /// The height in pixels, as the picture is seen.
    #[schema(minimum = 1)]
    pub height: i32,
    /// The length of the file that came in, in bytes.
    #[schema(minimum = 1)]
    pub bytes: i32,
    /// SHA-256 of the file that came in, in hex: the same file is kept once.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// Who made it, as it is printed beside it: one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// What is seen in it, for those who do not see it: one line a language.
    pub alt_text: Vec<LocalizedText>,
    /// What it shows, in the words of who brought it; an article prints its own caption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Whose it is and how it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<MediaRights>,
    /// What must stay in sight when it is cropped; the middle where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focal_point: Option<FocalPoint>,
    /// The sizes in which it is served, the smallest first; each as WebP and as JPEG.
    pub renditions: Vec<Rendition>,
    /// The WebP sizes in one text, for `srcset` of HTML's `img` and `source`.
    pub srcset: String,
    /// One JPEG of a middling size, for who takes only one address.
    pub src: String,
    /// When the file came in, UTC.
    pub created: Instant,
}

impl Media {
    /// A picture of which nothing is known but what its file tells.
    #[must_use]
    pub fn new(id: MediaId, facts: Facts, (bytes, sha256): (i32, String), created: Instant) -> Self {
        Self {
            id,
            version: 1,
            content_type: facts.media_type.as_str().to_owned(),
            width: facts.width,
            height: facts.height,
            bytes,
            sha256,
            credit: None,
            alt_text: Vec::new(),
            caption: None,
            rights: None,
            focal_point: None,
            renditions: Vec::new(),
            srcset: String::new(),
            src: String::new(),
            created,
        }
    }

    /// The same with the addresses of its sizes, behind the server's own address where that is known.
    #[must_use]
    pub fn with_addresses(mut self, base: &str) -> Self {
        let name = format!("{base}/media/{}", self.id);
        self.renditions = sizes::renditions(&name, (self.width, self.height));
        self.srcset = sizes::srcset(&self.renditions);
        self.src = sizes::src(&self.renditions);
        self
    }
}
