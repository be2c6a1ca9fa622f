//! Colours: from the profile that a file brings to sRGB, which every screen takes for granted.

use image::DynamicImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The picture with eight bits a colour in sRGB. Without a profile it is taken to be in sRGB, as browsers do; so is one
/// whose profile cannot be used.
pub(super) fn in_srgb(picture: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    let has_alpha = picture.color().has_alpha();
    let picture = match has_alpha {
        true => DynamicImage::from(picture.into_rgba8()),
        false => DynamicImage::from(picture.into_rgb8()),
    };
    let profile = profile.and_then(|bytes| ColorProfile::new_from_slice(bytes).ok());
    let Some(profile) = profile.filter(|profile| profile.color_space == DataColorSpace::Rgb) else { return picture };
    let layout = if has_alpha { Layout::Rgba } else { Layout::Rgb };
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let Ok(transform) = profile.create_transform_8bit(layout, &srgb, layout, options) else { return picture };
    let mut converted = picture.clone();
    let pixels = match &mut converted {
        DynamicImage::ImageRgb8(pixels) => pixels.as_flat_samples_mut().samples,
        DynamicImage::ImageRgba8(pixels) => pixels.as_flat_samples_mut().samples,
        _ => return picture,
    };
    match transform.transform(picture.as_bytes(), pixels) {
        Ok(()) => converted,
        Err(_) => picture,
    }
}
