//! Decimals: exact numbers with the digits that were published. No float anywhere.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal as Number, RoundingStrategy};
use serde::{Serialize, Serializer};

use crate::domain::ids::short;
use crate::error::{Code, Error};

/// One.
pub const ONE: Decimal = Decimal::of(1, 0);

/// The most digits that a decimal is read with.
const LONGEST: usize = 28;

/// An exact decimal number. It is printed with a point and with the digits that it was read with, trailing zeros too.
///
/// Equality and order are those of the numbers: `87.45` equals `87.4500`. See [`Decimal::has_digits_of`] for their texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(Number);

impl Decimal {
    /// The number of these digits with so many of them behind the point, 28 at most: `of(45, 1)` is 4.5.
    #[must_use]
    pub const fn of(digits: u32, places: u32) -> Self {
        Self(Number::from_parts(digits, 0, 0, false, places))
    }

    /// Whether the number is above zero.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0 > Number::ZERO
    }

    /// Whether both are printed alike, digit by digit.
    #[must_use]
    pub fn has_digits_of(self, other: Self) -> bool {
        self.0.mantissa() == other.0.mantissa() && self.0.scale() == other.0.scale()
    }

    /// The number divided by 10 to the power of `places`, exactly: the point moves, every digit stays.
    ///
    /// `None` when that needs more digits than a decimal has (28 after the point).
    #[must_use]
    pub fn shifted(self, places: u32) -> Option<Self> {
        let scale = self.0.scale().checked_add(places)?;
        Number::try_from_i128_with_scale(self.0.mantissa(), scale).ok().map(Self)
    }

    /// The exact difference; `None` when it has more digits than a decimal.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// This number in per cent of another, rounded to 4 places after the point, halves to the even digit.
    ///
    /// `None` when the other is zero, or the answer has more digits than a decimal.
    #[must_use]
    pub fn per_cent_of(self, whole: Self) -> Option<Self> {
        let share = self.0.checked_mul(Number::ONE_HUNDRED)?.checked_div(whole.0)?;
        Some(Self(share.round_dp_with_strategy(4, RoundingStrategy::MidpointNearestEven).normalize()))
    }

    /// How many significant digits it is printed with: from the first that is not 0 on, zeros at its end too. `0.1859` has 4,
    /// `87.4500` has 6; zero has 1.
    #[must_use]
    pub fn significant(self) -> u32 {
        self.0.mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log.saturating_add(1))
    }

    /// How many places after the point it is printed with.
    #[must_use]
    pub const fn places(self) -> u32 {
        self.0.scale()
    }

    /// The exact product; `None` when it has more digits than a decimal.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        let mantissa = self.0.mantissa().checked_mul(other.0.mantissa())?;
        let scale = self.0.scale().checked_add(other.0.scale())?;
        Number::try_from_i128_with_scale(mantissa, scale).ok().map(Self)
    }

    /// This number divided by another, rounded to so many significant digits, halves to the even digit; with zeros at the end
    /// where the quotient has fewer.
    ///
    /// `None` when the other is zero, or the answer has more digits than a decimal.
    #[must_use]
    pub fn over(self, other: Self, digits: u32) -> Option<Self> {
        let quotient = self.0.checked_div(other.0)?;
        let mut rounded = quotient.round_sf_with_strategy(digits, RoundingStrategy::MidpointNearestEven)?.normalize();
        let missing = digits.saturating_sub(Self(rounded).significant());
        rounded.rescale(rounded.scale().saturating_add(missing).min(28));
        Some(Self(rounded))
    }

    /// The number rounded to so many places after the point, halves to the even digit.
    #[must_use]
    pub fn rounded(self, places: u32) -> Self {
        let mut rounded = self.0.round_dp_with_strategy(places, RoundingStrategy::MidpointNearestEven);
        if rounded.scale() < places {
            rounded.rescale(places);
        }
        Self(rounded)
    }

    /// One in the last place that is printed: 0.0001 of 87.4500.
    #[must_use]
    pub fn last_unit(self) -> Self {
        Self(Number::from_parts(1, 0, 0, false, self.0.scale()))
    }

    /// The number without its sign.
    #[must_use]
    pub fn size(self) -> Self {
        Self(self.0.abs())
    }

    /// How the number stands to zero.
    #[must_use]
    pub fn sign(self) -> std::cmp::Ordering {
        self.0.cmp(&Number::ZERO)
    }
}

impl FromStr for Decimal {
    type Err = Error;

    /// Reads digits with at most one point between them and a minus at most before them, 28 digits together.
    fn from_str(text: &str) -> Result<Self, Error> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let plain = digits(whole) && digits(fraction) && unsigned.len() <= LONGEST + 1;
        match Number::from_str_exact(text) {
            Ok(number) if plain => Ok(Self(number)),
            _ => Err(Error::new(
                Code::BadUserInput,
                format!("«{}» is not a decimal number: expected one like 87.4500.", short(text)),
            )),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
