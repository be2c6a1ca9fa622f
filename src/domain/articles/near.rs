//! A circle on the globe in which articles are looked for.

use std::str::FromStr;

use async_graphql::InputObject;

use crate::error::{Code, Error, Result};

/// The farthest that is looked, in kilometres.
const FARTHEST: f64 = 1000.0;

/// A point and how far from it.
#[derive(Debug, Clone, Copy, PartialEq, InputObject)]
#[graphql(name = "NearInput")]
pub struct Near {
    /// Degrees north of the equator, -90 to 90, in WGS 84.
    pub latitude: f64,
    /// Degrees east of Greenwich, -180 to 180, in WGS 84.
    pub longitude: f64,
    /// Kilometres from the point: above 0, at most 1,000.
    pub km: f64,
}

impl Near {
    /// Checks that the point is one of the globe.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` naming `near` and what is wrong with it.
    pub fn check(&self) -> Result<()> {
        let fault = if !(-90.0..=90.0).contains(&self.latitude) {
            "the latitude must be -90 to 90"
        } else if !(-180.0..=180.0).contains(&self.longitude) {
            "the longitude must be -180 to 180"
        } else if !(self.km > 0.0 && self.km <= FARTHEST) {
            "the kilometres must be above 0 and at most 1000"
        } else {
            return Ok(());
        };
        Err(Error::parameter("near", fault))
    }
}

impl FromStr for Near {
    type Err = Error;

    /// Reads `latitude,longitude,kilometres`, each with a point where it has a fraction, such as `42.87,74.59,50`.
    fn from_str(text: &str) -> Result<Self> {
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
        let numbers: Vec<f64> =
            text.split(',').map(str::trim).filter(|part| plain(part)).filter_map(|part| part.parse().ok()).collect();
        match numbers.as_slice() {
            &[latitude, longitude, km] if text.split(',').count() == 3 => Ok(Self { latitude, longitude, km }),
            _ => Err(Error::new(Code::BadUserInput, "must be latitude,longitude,kilometres, such as 42.87,74.59,50")),
        }
    }
}
