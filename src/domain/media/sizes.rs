//! The sizes in which pictures are served: five widths, each as WebP and as JPEG, and none larger than the picture.

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;

/// The widths in which a picture is served, in pixels.
pub const WIDTHS: [i32; 5] = [320, 640, 960, 1280, 1920];
/// The width of the one size for who takes only one.
const MIDDLING: i32 = 960;

/// How a size is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// WebP: about a third smaller.
    Webp,
    /// JPEG: read by everything; what is transparent becomes white.
    Jpeg,
}

impl Form {
    const ALL: [Self; 2] = [Self::Webp, Self::Jpeg];

    /// The ending of its addresses.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Webp => "webp",
            Self::Jpeg => "jpg",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A size in which a picture can be asked for: `640.webp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// One of [`WIDTHS`].
    pub width: i32,
    /// How it is written.
    pub form: Form,
}

/// A size as a picture has it: never wider than the picture itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fitted {
    /// The size under which it is kept: the smallest that shows as much.
    pub size: Size,
    /// The width in pixels.
    pub width: i32,
    /// The height in pixels.
    pub height: i32,
}

impl Size {
    /// The size with this name, as [`Size::name`] writes it and in no other way.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let sizes = WIDTHS.into_iter().flat_map(|width| Form::ALL.map(|form| Self { width, form }));
        sizes.into_iter().find(|size| size.name() == name)
    }

    /// The name, as addresses end.
    #[must_use]
    pub fn name(self) -> String {
        format!("{}.{}", self.width, self.form.extension())
    }

    /// The size as a picture of this width and height has it.
    #[must_use]
    pub fn fitted(self, (width, height): (i32, i32)) -> Fitted {
        let enough = WIDTHS.into_iter().find(|rung| *rung >= width).unwrap_or(self.width);
        let size = Self { width: self.width.min(enough), form: self.form };
        let fitted = size.width.min(width);
        let scaled = (i64::from(height) * i64::from(fitted) + i64::from(width) / 2) / i64::from(width.max(1));
        Fitted { size, width: fitted, height: i32::try_from(scaled.max(1)).unwrap_or(i32::MAX) }
    }
}

/// A picture in one size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rendition {
    /// The width in pixels.
    #[schema(minimum = 1)]
    pub width: i32,
    /// The height in pixels.
    #[schema(minimum = 1)]
    pub height: i32,
    /// `image/webp` or `image/jpeg`.
    pub content_type: String,
    /// Where it is: behind the server's public address where that is set, else from its root.
    #[schema(format = "uri-reference")]
    pub url: String,
}

/// The sizes of a picture, the smallest first; those that would show no more than another one are left out.
pub(super) fn renditions(name: &str, picture: (i32, i32)) -> Vec<Rendition> {
    let mut renditions = Vec::new();
    for width in WIDTHS {
        for form in Form::ALL {
            let fitted = Size { width, form }.fitted(picture);
            if fitted.size.width == width {
                renditions.push(Rendition {
                    width: fitted.width,
                    height: fitted.height,
                    content_type: form.content_type().to_owned(),
                    url: format!("{name}/{}", fitted.size.name()),
                });
            }
        }
    }
    renditions
}

/// The WebP sizes as HTML's `srcset`.
pub(super) fn srcset(renditions: &[Rendition]) -> String {
    let webp = renditions.iter().filter(|rendition| rendition.content_type == Form::Webp.content_type());
    webp.map(|rendition| format!("{} {}w", rendition.url, rendition.width)).collect::<Vec<_>>().join(", ")
}

/// The widest JPEG that is no wider than a middling size.
pub(super) fn src(renditions: &[Rendition]) -> String {
    let mut jpeg = renditions.iter().filter(|rendition| rendition.content_type == Form::Jpeg.content_type());
    jpeg.rfind(|rendition| rendition.width <= MIDDLING).map(|rendition| rendition.url.clone()).unwrap_or_default()
}
