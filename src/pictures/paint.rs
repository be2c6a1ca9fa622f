//! Pictures for demonstrations: hills under a sky, drawn by numbers, the same for the same number.

use image::{DynamicImage, Rgb, RgbImage};

use super::{jpeg, webp};
use crate::domain::media::Form;
use crate::error::Result;

/// Width and height in pixels.
const SIZE: (u32, u32) = (960, 540);
/// How many ridges stand behind one another.
const RIDGES: u32 = 4;

/// Skies from above to the horizon, each with the colour of the nearest ridge.
const PALETTES: [[[u32; 3]; 3]; 6] = [
    [[38, 70, 120], [244, 196, 140], [24, 38, 58]],
    [[92, 156, 204], [232, 240, 244], [28, 74, 52]],
    [[60, 36, 84], [236, 120, 104], [30, 20, 44]],
    [[120, 140, 152], [224, 222, 214], [52, 58, 60]],
    [[16, 24, 56], [96, 132, 176], [10, 18, 30]],
    [[180, 120, 60], [252, 228, 160], [92, 52, 24]],
];

fn mix(from: [u32; 3], to: [u32; 3], part: u32, whole: u32) -> [u32; 3] {
    let whole = whole.max(1);
    let part = part.min(whole);
    let one = |a: u32, b: u32| (a * (whole - part) + b * part) / whole;
    let ([a, b, c], [d, e, f]) = (from, to);
    [one(a, d), one(b, e), one(c, f)]
}

/// A wave of this length between 0 and `height`, made of parabolas: as smooth as a hill must be.
fn wave(x: u32, length: u32, height: u32) -> u32 {
    let half = (length / 2).max(1);
    let (place, up) = (x % half, (x / half).is_multiple_of(2));
    let arc = place * (half - place) * 4 * (height / 2) / (half * half);
    if up { height / 2 + arc } else { height / 2 - arc.min(height / 2) }
}

/// How high a ridge is at a place, from its foot.
fn ridge(x: u32, ridge: u32, number: u32) -> u32 {
    let moved = x + number.wrapping_mul(197) % 1_000 + ridge * 331;
    wave(moved, 760 - ridge * 130, 120) + wave(moved, 230 + number % 90, 46) + wave(moved, 70 + ridge * 9, 12)
}

fn colour(x: u32, y: u32, number: u32) -> [u32; 3] {
    let (width, height) = SIZE;
    let palette = usize::try_from(number).unwrap_or_default() % PALETTES.len();
    let [above, horizon, near] = PALETTES.get(palette).copied().unwrap_or_default();
    // The nearest ridge that reaches so high hides the others.
    for place in (0..RIDGES).rev() {
        let foot = height * (48 + 13 * place) / 100;
        if y + ridge(x, place, number) >= foot + 90 {
            return mix(horizon, near, place + 1, RIDGES);
        }
    }
    let (sun_x, sun_y) = (width * (20 + number.wrapping_mul(23) % 60) / 100, height / 5);
    let (dx, dy) = (x.abs_diff(sun_x), y.abs_diff(sun_y));
    if dx * dx + dy * dy < 52 * 52 {
        return mix(horizon, [255; 3], 3, 4);
    }
    mix(above, horizon, y, height * 55 / 100)
}

/// The picture of a number: 960 × 540 pixels, some ten kilobytes.
///
/// # Errors
/// When it cannot be written.
pub fn painted(number: u32, form: Form) -> Result<Vec<u8>> {
    let (width, height) = SIZE;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        Rgb(colour(x, y, number).map(|part| u8::try_from(part).unwrap_or(u8::MAX)))
    });
    let picture = DynamicImage::from(picture);
    match form {
        Form::Webp => webp(&picture),
        Form::Jpeg => jpeg(&picture),
    }
}
