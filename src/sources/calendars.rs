//! The holidays of banks that fall on the same date every year. Those that move with the moon are not known in advance.

/// Holidays as months and days, and whether Good Friday and the Monday after Easter are among them.
pub(super) type Holidays = (&'static [(u32, u32)], bool);

#[rustfmt::skip]
const KYRGYZSTAN: &[(u32, u32)] = &[
    (1, 1), (1, 7), (2, 23), (3, 8), (3, 21), (4, 7), (5, 1), (5, 5), (5, 9), (8, 31), (11, 7), (11, 8),
];
#[rustfmt::skip]
const RUSSIA: &[(u32, u32)] = &[
    (1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4),
];
/// TARGET, by which the European Central Bank works.
const TARGET: &[(u32, u32)] = &[(1, 1), (5, 1), (12, 25), (12, 26)];
#[rustfmt::skip]
const KAZAKHSTAN: &[(u32, u32)] = &[
    (1, 1), (1, 2), (1, 7), (3, 8), (3, 21), (3, 22), (3, 23), (5, 1), (5, 7), (5, 9), (7, 6), (8, 30), (10, 25),
    (12, 16),
];
const UZBEKISTAN: &[(u32, u32)] = &[(1, 1), (3, 8), (3, 21), (5, 9), (9, 1), (10, 1), (12, 8)];

/// The holidays of the source with this key. The bank of Tajikistan gives rates for those too.
pub(super) fn of(key: &str) -> Holidays {
    match key {
        "nbkr" => (KYRGYZSTAN, false),
        "cbr" => (RUSSIA, false),
        "ecb" => (TARGET, true),
        "nbk" => (KAZAKHSTAN, false),
        "cbu" => (UZBEKISTAN, false),
        _ => (&[], false),
    }
}
