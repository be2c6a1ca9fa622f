//! How much a network may post, and under which seals it is kept.

use dateline::domain::comments::{FloodLimits, Network, Post, Seal};
use dateline::domain::time::Instant;
use dateline::error::Code;

#[test]
fn windows_slide_and_tell_how_long_to_wait() {
    let limits = FloodLimits { per_minute: 2, per_ten_minutes: 6, repeat_seconds: 360 };
    let now = Instant::from_seconds(1_000_000);
    let posts = |ages: &[i64]| -> Vec<Post> {
        let post = |(i, age): (usize, &i64)| Post { at: now.plus_seconds(-age), text: format!("t{i}") };
        ages.iter().enumerate().map(post).collect()
    };
    let wait = |limits: FloodLimits, ages: &[i64]| match limits.check(&posts(ages), &["new".to_owned()], now) {
        Ok(()) => None,
        Err(error) => {
            assert_eq!(error.code, Code::RateLimited);
            error.retry_after
        }
    };
    assert_eq!(wait(limits, &[]), None);
    assert_eq!(wait(limits, &[0]), None);
    assert_eq!(wait(limits, &[0, 0]), Some(60));
    assert_eq!(wait(limits, &[59, 10]), Some(1));
    assert_eq!(wait(limits, &[60, 10]), None);
    assert_eq!(wait(limits, &[10, 59, 30]), Some(30), "the second newest must leave the minute");
    assert_eq!(wait(limits, &[500, 400, 300, 200, 100]), None);
    assert_eq!(wait(limits, &[500, 400, 300, 200, 100, 61]), Some(100));
    assert_eq!(wait(limits, &[599, 400, 300, 200, 10, 20]), Some(40), "the longer wait of both");
    assert_eq!(wait(limits, &[600, 400, 300, 200, 100, 61]), None);
    assert_eq!(wait(FloodLimits { per_minute: 0, ..limits }, &[]), Some(60), "none at all");

    let repeat = |limits: FloodLimits, age: i64| {
        limits.check(&posts(&[age]), &["t0".to_owned()], now).map_err(|error| error.code)
    };
    assert_eq!(repeat(limits, 359), Err(Code::Conflict));
    assert_eq!(repeat(limits, 360), Ok(()));
    assert_eq!(repeat(FloodLimits { repeat_seconds: 0, ..limits }, 0), Ok(()));
    assert_eq!(repeat(FloodLimits { repeat_seconds: 3600, ..limits }, 3599), Err(Code::Conflict));
    assert_eq!(FloodLimits { repeat_seconds: 3600, ..limits }.memory(), 3600);
}

#[test]
fn a_network_is_a_prefix_and_is_never_printed() {
    let network = |text: &str| Network::of(Some(text.parse().unwrap()));
    for (one, other, same) in [
        ("198.51.100.1", "198.51.100.254", true),
        ("198.51.100.1", "198.51.101.1", false),
        ("198.51.100.1", "::ffff:198.51.100.9", true),
        ("2001:db8:1::1", "2001:db8:1:ffff::9", true),
        ("2001:db8:1::1", "2001:db8:2::1", false),
        ("0.0.0.1", "::", false),
    ] {
        assert_eq!(network(one) == network(other), same, "{one} {other}");
    }
    assert_eq!(format!("{:?}", network("198.51.100.1")), "Network(…)");
    assert_ne!(Network::of(None), network("0.0.0.0"));
}

#[test]
fn a_seal_is_hmac_sha_256_and_tells_nothing() {
    let seal = Seal::from_random([0xab; 32]);
    assert_eq!(format!("{seal:?}"), "Seal(…)");
    let stored = seal.to_stored();
    assert_eq!(stored, "ab".repeat(32));
    let again = Seal::from_stored(&stored).unwrap();
    assert_eq!(seal.text("привет"), again.text("привет"));
    assert_ne!(seal.text("привет"), Seal::from_random([0xac; 32]).text("привет"));
    // RFC 2104 by hand, over the kind, a zero and the value.
    let value = b"text\0abc";
    let pad = |byte: u8| {
        let mut block = [byte; 64];
        block[..32].iter_mut().for_each(|b| *b ^= 0xab);
        block
    };
    use sha2::{Digest, Sha256};
    let inner = Sha256::digest([&pad(0x36)[..], value].concat());
    let outer = Sha256::digest([&pad(0x5c)[..], &inner[..]].concat());
    let expected: String = outer.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(seal.text("abc"), expected);
    for wrong in ["", "ab", "zz", &"ab".repeat(31), &"ab".repeat(33), &"zz".repeat(32), &"я".repeat(32)] {
        assert!(Seal::from_stored(wrong).is_none(), "{wrong}");
    }
    let day = |seconds| Seal::day(Instant::from_seconds(seconds));
    assert_eq!((day(0), day(86_399), day(86_400), day(-1)), (0, 0, 1, -1));
}
