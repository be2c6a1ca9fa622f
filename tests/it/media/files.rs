//! Files to send: small pictures of every kind, and such as no camera makes.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// Four quarters of different colours: red and green above, blue and white below. Another shade is another file.
pub fn quarters(width: u32, height: u32, shade: u8) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x * 2 < width, y * 2 < height) {
        _ if (x, y) == (0, 0) => Rgb([255, shade, 0]),
        (true, true) => Rgb([255, 0, 0]),
        (false, true) => Rgb([0, 255, 0]),
        (true, false) => Rgb([0, 0, 255]),
        (false, false) => Rgb([255, 255, 255]),
    })
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

pub fn png(width: u32, height: u32, shade: u8) -> Vec<u8> {
    written(&quarters(width, height, shade).into(), ImageFormat::Png)
}

pub fn gif(width: u32, height: u32) -> Vec<u8> {
    written(&DynamicImage::from(quarters(width, height, 0)).to_rgba8().into(), ImageFormat::Gif)
}

pub fn webp(width: u32, height: u32) -> Vec<u8> {
    written(&quarters(width, height, 0).into(), ImageFormat::WebP)
}

/// The upper half is transparent.
pub fn transparent(width: u32, height: u32) -> Vec<u8> {
    let pixel = |_, y| if y * 2 < height { Rgba([9, 9, 9, 0]) } else { Rgba([0, 0, 255, 255]) };
    written(&RgbaImage::from_fn(width, height, pixel).into(), ImageFormat::Png)
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 95).encode_image(&quarters(width, height, 0)).unwrap();
    file
}

/// A JPEG with a part of this marker behind its first one.
fn with_part(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, content, &jpeg[2..]].concat()
}

/// The place that a camera wrote, in words that must not be served.
pub const PLACE: &str = "GPS 42.8746 N 74.5698 E";

/// A JPEG as a phone writes it: it is to be turned (EXIF), and it tells a place.
pub fn turned(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    // TIFF, little endian; two entries: the orientation (0x0112) and a description (0x010e) behind them.
    let text = PLACE.as_bytes();
    let mut exif = b"Exif\0\0II\x2a\0\x08\0\0\0\x02\0".to_vec();
    exif.extend([0x0e, 0x01, 2, 0]);
    exif.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    exif.extend(38_u32.to_le_bytes());
    exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    exif.extend([0, 0, 0, 0]);
    exif.extend(text);
    with_part(&jpeg(width, height), 0xe1, &exif)
}

/// A JPEG of one colour.
pub fn flat(colour: [u8; 3]) -> Vec<u8> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 95).encode_image(&RgbImage::from_pixel(64, 64, Rgb(colour))).unwrap();
    file
}

/// A JPEG whose colours are those of a profile (ICC).
pub fn with_profile(jpeg: &[u8], profile: &[u8]) -> Vec<u8> {
    with_part(jpeg, 0xe2, &[b"ICC_PROFILE\0\x01\x01", profile].concat())
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// The head of a PNG that says it has so many pixels, and some bytes behind it.
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    let chunk = |name: &[u8], content: &[u8]| {
        let body = [name, content].concat();
        [&u32::try_from(content.len()).unwrap().to_be_bytes(), body.as_slice(), &crc(&body).to_be_bytes()].concat()
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let pixels = [0x78, 0x9c, 0xed, 0xc1, 0x01, 0x01];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &head), chunk(b"IDAT", &pixels), chunk(b"IEND", b"")].concat()
}

/// What is served, read again.
pub fn read(bytes: &[u8]) -> RgbaImage {
    image::load_from_memory(bytes).unwrap().to_rgba8()
}

/// The colour in the middle of each quarter: above left and right, below left and right.
pub fn colours(picture: &RgbaImage) -> [char; 4] {
    let (width, height) = picture.dimensions();
    let at = |x: u32, y: u32| {
        let [red, green, blue, alpha] = picture.get_pixel(width * x / 4, height * y / 4).0;
        match (red > 128, green > 128, blue > 128, alpha > 128) {
            (_, _, _, false) => '-',
            (true, false, false, _) => 'r',
            (false, true, false, _) => 'g',
            (false, false, true, _) => 'b',
            (true, true, true, _) => 'w',
            _ => '?',
        }
    };
    [at(1, 1), at(3, 1), at(1, 3), at(3, 3)]
}
