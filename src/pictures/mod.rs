//! Floor 2: pictures. Bytes into facts, and bytes into smaller pictures: pure, and within bounds of memory.
//!
//! Everything here takes time on a processor; [`workshop::Workshop`] says how much of it happens at once.

mod colours;
mod jpeg;
mod paint;
pub mod workshop;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};

use crate::domain::media::{Facts, Fitted, Form, LONGEST_SIDE, MOST_PIXELS, MediaType};
use crate::error::{Code, Error, Result};

pub use paint::painted;

/// The most memory that a decoder may ask for, in bytes: 50 million pixels of eight bytes.
const MOST_MEMORY: u64 = 400_000_000;
/// How well photographs are kept, of 100; chosen by eye, at half the bytes of 90.
const WEBP_QUALITY: f32 = 78.0;
const JPEG_QUALITY: u8 = 82;

fn refused(detail: &str) -> Error {
    Error::refused("", detail)
}

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    let error = error.into();
    tracing::debug!(%error, "a picture was refused");
    refused("cannot be read as a picture: the file is damaged or cut off")
}

/// A file whose head was read and found within bounds.
struct Opened<'a> {
    decoder: Box<dyn ImageDecoder + 'a>,
    media_type: MediaType,
    orientation: Orientation,
}

fn open(bytes: &[u8]) -> Result<Opened<'_>> {
    if bytes.is_empty() {
        return Err(refused("holds no file"));
    }
    let media_type = MediaType::of_bytes(bytes).ok_or_else(|| {
        let detail =
            "The file is none of JPEG, PNG, WebP and GIF: its first bytes tell, whatever its name or type says.";
        Error::new(Code::UnsupportedMediaType, detail)
    })?;
    let format = match media_type {
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Png => ImageFormat::Png,
        MediaType::Webp => ImageFormat::WebP,
        MediaType::Gif => ImageFormat::Gif,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    check_size(decoder.dimensions())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok(Opened { decoder: Box::new(decoder), media_type, orientation })
}

/// Refuses a picture by the size that its head tells, before memory is taken for it.
fn check_size((width, height): (u32, u32)) -> Result<()> {
    let side = u32::try_from(LONGEST_SIDE).unwrap_or(u32::MAX);
    if width == 0 || height == 0 {
        return Err(refused("is a picture without pixels"));
    }
    if width > side || height > side {
        return Err(refused(&format!("has {width} × {height} pixels: a side may have {LONGEST_SIDE} at most")));
    }
    if i64::from(width) * i64::from(height) > MOST_PIXELS {
        let most = MOST_PIXELS / 1_000_000;
        return Err(refused(&format!("has {width} × {height} pixels: {most} million is the most")));
    }
    Ok(())
}

/// Whether an orientation lays a picture on its side.
const fn turns(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

/// Reads a file whole and tells what it is.
///
/// # Errors
/// `UNSUPPORTED_MEDIA_TYPE` for what is none of the four kinds, `UNPROCESSABLE_CONTENT` for what is damaged, cut off or too
/// large in pixels.
pub fn look(bytes: &[u8]) -> Result<Facts> {
    let opened = open(bytes)?;
    if opened.media_type == MediaType::Jpeg && !jpeg::ends(bytes) {
        // The decoder fills what is missing with grey.
        return Err(refused("cannot be read as a picture: the file is cut off before its end"));
    }
    let (media_type, turned) = (opened.media_type, turns(opened.orientation));
    let (width, height) = opened.decoder.dimensions();
    DynamicImage::from_decoder(opened.decoder).map_err(broken)?;
    let (width, height) = if turned { (height, width) } else { (width, height) };
    let side = |length: u32| i32::try_from(length).map_err(Error::internal);
    Ok(Facts { media_type, width: side(width)?, height: side(height)? })
}

/// Makes a picture of a size: upright, in sRGB and without metadata.
///
/// # Errors
/// When the file cannot be read, which [`look`] rules out.
pub fn rendition(bytes: &[u8], fitted: Fitted) -> Result<Vec<u8>> {
    let Opened { mut decoder, orientation, .. } = open(bytes)?;
    let profile = decoder.icc_profile().ok().flatten();
    let picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let side = |length: i32| u32::try_from(length).unwrap_or(1);
    let (width, height) = (side(fitted.width), side(fitted.height));
    // The orientation comes last: to turn what is small is cheap.
    let mut picture = match turns(orientation) {
        true => shrunk(picture, height, width),
        false => shrunk(picture, width, height),
    };
    picture.apply_orientation(orientation);
    let picture = colours::in_srgb(picture, profile.as_deref());
    match fitted.size.form {
        Form::Webp => webp(&picture),
        Form::Jpeg => jpeg(&picture),
    }
}

/// Two steps, because the fine one is slow: averages down to twice the size, then Lanczos.
fn shrunk(picture: DynamicImage, width: u32, height: u32) -> DynamicImage {
    let (twice, high) = (width.saturating_mul(2), height.saturating_mul(2));
    let picture =
        if picture.width() > twice && picture.height() > high { picture.thumbnail_exact(twice, high) } else { picture };
    if (picture.width(), picture.height()) == (width, height) {
        return picture;
    }
    picture.resize_exact(width, height, FilterType::Lanczos3)
}

fn webp(picture: &DynamicImage) -> Result<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    let failed = |error| Error::internal(format!("WebP was not written: {error:?}"));
    let encoded = if picture.color().has_alpha() {
        let pixels = picture.to_rgba8();
        webp::Encoder::from_rgba(&pixels, width, height).encode_simple(false, WEBP_QUALITY).map_err(failed)?
    } else {
        let pixels = picture.to_rgb8();
        webp::Encoder::from_rgb(&pixels, width, height).encode_simple(false, WEBP_QUALITY).map_err(failed)?
    };
    Ok(encoded.to_vec())
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>> {
    let pixels = if picture.color().has_alpha() { on_white(picture) } else { picture.to_rgb8() };
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    encoder.encode(&pixels, pixels.width(), pixels.height(), ExtendedColorType::Rgb8).map_err(Error::internal)?;
    Ok(bytes)
}

/// What is transparent becomes white, as on a page.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let mut page = RgbImage::new(picture.width(), picture.height());
    for (flat, seen) in page.pixels_mut().zip(picture.to_rgba8().pixels()) {
        let [red, green, blue, alpha] = seen.0.map(u32::from);
        let mixed = |part: u32| u8::try_from((part * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX);
        flat.0 = [mixed(red), mixed(green), mixed(blue)];
    }
    page
}
