//! The check of addresses, by itself: the ranges at their edges, and anywhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use dateline::fetch::is_public;
use proptest::prelude::*;

use super::vectors::{public, ranges_v4, ranges_v6, special};

#[test]
fn every_special_address_is_kept_out() {
    for address in special() {
        assert!(!is_public(address), "{address}");
    }
}

#[test]
fn the_neighbours_of_the_ranges_are_let_through() {
    let v4 = ranges_v4().into_iter().flat_map(|(first, last)| [first.checked_sub(1), last.checked_add(1)]);
    let v6 = ranges_v6().into_iter().flat_map(|(first, last)| [first.checked_sub(1), last.checked_add(1)]);
    let v4 = v4.flatten().map(|bits| IpAddr::V4(Ipv4Addr::from_bits(bits)));
    let v6 = v6.flatten().map(|bits| IpAddr::V6(Ipv6Addr::from_bits(bits)));
    let mut outside = Vec::new();
    for address in v4.chain(v6) {
        assert_eq!(is_public(address), public(address), "{address}");
        if public(address) {
            outside.push(address.to_string());
        }
    }
    for neighbour in ["9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0"] {
        assert!(outside.iter().any(|address| address == neighbour), "{neighbour}: {outside:?}");
    }
    for neighbour in ["2001:200::", "2001:db9::", "2003::", "3fff:1000::", "223.255.255.255", "198.20.0.0"] {
        assert!(outside.iter().any(|address| address == neighbour), "{neighbour}: {outside:?}");
    }
    for address in ["1.1.1.1", "::ffff:8.8.8.8", "2606:4700:4700::1111", "2a00:1450::1", "212.42.96.1"] {
        assert!(is_public(address.parse().unwrap()), "{address}");
    }
    for address in ["1fff:ffff::", "4000::", "::ffff:10.0.0.1", "a000::1"] {
        assert!(!is_public(address.parse().unwrap()), "{address}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn any_address_is_judged_as_the_registries_have_it(
        v4: u32,
        v6: u128,
        edge in prop::sample::select(special()),
        off in -3_i8..=3,
    ) {
        let near = match edge {
            IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits().wrapping_add_signed(off.into()))),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits().wrapping_add_signed(off.into()))),
        };
        // A random one is hardly ever global, so one that is stands beside it.
        let global = (v6 >> 3) | (1 << 125);
        let random = [IpAddr::V4(Ipv4Addr::from_bits(v4)), Ipv6Addr::from_bits(v6).into()];
        for address in random.into_iter().chain([near, Ipv6Addr::from_bits(global).into()]) {
            prop_assert_eq!(is_public(address), public(address), "{}", address);
        }
    }
}
