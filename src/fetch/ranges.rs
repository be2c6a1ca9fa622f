//! Which addresses are public: the special ranges of the IANA registries, as lists.

use std::net::IpAddr;

use crate::domain::networks::Network;

/// The IPv4 ranges with a special purpose (IANA IPv4 Special-Purpose Address Registry; multicast).
const SPECIAL_V4: &[Network] = &[
    // «This network».
    Network::v4([0, 0, 0, 0], 8),
    // Private use.
    Network::v4([10, 0, 0, 0], 8),
    Network::v4([172, 16, 0, 0], 12),
    Network::v4([192, 168, 0, 0], 16),
    // Shared behind a carrier's translation.
    Network::v4([100, 64, 0, 0], 10),
    // Loopback, link-local.
    Network::v4([127, 0, 0, 0], 8),
    Network::v4([169, 254, 0, 0], 16),
    // Protocol assignments, AS112, AMT, the relays of 6to4.
    Network::v4([192, 0, 0, 0], 24),
    Network::v4([192, 31, 196, 0], 24),
    Network::v4([192, 52, 193, 0], 24),
    Network::v4([192, 88, 99, 0], 24),
    Network::v4([192, 175, 48, 0], 24),
    // Documentation.
    Network::v4([192, 0, 2, 0], 24),
    Network::v4([198, 51, 100, 0], 24),
    Network::v4([203, 0, 113, 0], 24),
    // Benchmarks.
    Network::v4([198, 18, 0, 0], 15),
    // Multicast; reserved, with the limited broadcast at its end.
    Network::v4([224, 0, 0, 0], 4),
    Network::v4([240, 0, 0, 0], 4),
];

/// All of IPv6 that is given out for use among everybody. Loopback, unique local, link-local, multicast, the translations
/// of IPv4 (`64:ff9b::/96`, `64:ff9b:1::/48`, `::/96`), discard and segment routing lie outside of it.
const GLOBAL_V6: Network = Network::v6([0x2000, 0, 0], 3);

/// The ranges inside of that with a special purpose (IANA IPv6 Special-Purpose Address Registry).
const SPECIAL_V6: &[Network] = &[
    // Protocol assignments: Teredo, benchmarks, ORCHID and more.
    Network::v6([0x2001, 0, 0], 23),
    // Documentation.
    Network::v6([0x2001, 0xdb8, 0], 32),
    Network::v6([0x3fff, 0, 0], 20),
    // 6to4: what is inside decides who is reached, and it can be any IPv4 address.
    Network::v6([0x2002, 0, 0], 16),
    // AS112.
    Network::v6([0x2620, 0x4f, 0x8000], 48),
];

/// Whether the address belongs to the public internet. An IPv4 address in the dress of IPv6 (`::ffff:0:0/96`) is judged as
/// the IPv4 address.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    let address = address.to_canonical();
    let within = |ranges: &[Network]| ranges.iter().any(|range| range.contains(address));
    match address {
        IpAddr::V4(_) => !within(SPECIAL_V4),
        IpAddr::V6(_) => GLOBAL_V6.contains(address) && !within(SPECIAL_V6),
    }
}
