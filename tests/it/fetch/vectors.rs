//! The special ranges as the IANA registries print them, and the many ways to write an address of theirs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// First and last address; written apart from the prefixes of the code.
const V4: &[(&str, &str)] = &[
    ("0.0.0.0", "0.255.255.255"),
    ("10.0.0.0", "10.255.255.255"),
    ("100.64.0.0", "100.127.255.255"),
    ("127.0.0.0", "127.255.255.255"),
    ("169.254.0.0", "169.254.255.255"),
    ("172.16.0.0", "172.31.255.255"),
    ("192.0.0.0", "192.0.0.255"),
    ("192.0.2.0", "192.0.2.255"),
    ("192.31.196.0", "192.31.196.255"),
    ("192.52.193.0", "192.52.193.255"),
    ("192.88.99.0", "192.88.99.255"),
    ("192.168.0.0", "192.168.255.255"),
    ("192.175.48.0", "192.175.48.255"),
    ("198.18.0.0", "198.19.255.255"),
    ("198.51.100.0", "198.51.100.255"),
    ("203.0.113.0", "203.0.113.255"),
    ("224.0.0.0", "239.255.255.255"),
    ("240.0.0.0", "255.255.255.255"),
];

const V6: &[(&str, &str)] = &[
    ("::", "::"),
    ("::1", "::1"),
    ("::2", "::ffff:ffff"),
    ("::ffff:0:0:0", "::ffff:0:ffff:ffff"),
    ("64:ff9b::", "64:ff9b::ffff:ffff"),
    ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"),
    ("100::", "100::ffff:ffff:ffff:ffff"),
    ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff"),
    ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
];

/// What is given out of IPv6 for use among everybody.
const GLOBAL: (&str, &str) = ("2000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");

pub fn ranges_v4() -> Vec<(u32, u32)> {
    let number = |text: &str| text.parse::<Ipv4Addr>().unwrap().to_bits();
    V4.iter().map(|(first, last)| (number(first), number(last))).collect()
}

pub fn ranges_v6() -> Vec<(u128, u128)> {
    let number = |text: &str| text.parse::<Ipv6Addr>().unwrap().to_bits();
    V6.iter().map(|(first, last)| (number(first), number(last))).collect()
}

/// What the registries say of an address, by looking at every range.
pub fn public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => ranges_v4().iter().all(|(first, last)| !(first..=last).contains(&&v4.to_bits())),
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return public(v4.into());
            }
            let number = |text: &str| text.parse::<Ipv6Addr>().unwrap().to_bits();
            (number(GLOBAL.0)..=number(GLOBAL.1)).contains(&v6.to_bits())
                && ranges_v6().iter().all(|(first, last)| !(first..=last).contains(&&v6.to_bits()))
        }
    }
}

/// The first, a middle and the last address of each special range.
pub fn special() -> Vec<IpAddr> {
    let mut found: Vec<IpAddr> = Vec::new();
    for (first, last) in ranges_v4() {
        found.extend([first, first + (last - first) / 2, last].map(|bits| IpAddr::V4(Ipv4Addr::from_bits(bits))));
    }
    for (first, last) in ranges_v6() {
        found.extend([first, first + (last - first) / 2, last].map(|bits| IpAddr::V6(Ipv6Addr::from_bits(bits))));
    }
    found.dedup();
    found
}

/// The text with each digit and dot in another script's form.
fn dressed(text: &str, digit: impl Fn(u32) -> char, dot: char) -> String {
    text.chars().map(|c| c.to_digit(10).map_or(dot, &digit)).collect()
}

fn shifted(base: u32) -> impl Fn(u32) -> char {
    move |digit| char::from_u32(base + digit).unwrap()
}

/// An IPv4 address as a host of a URL that stands for that very address.
pub fn same_v4(address: Ipv4Addr) -> Vec<String> {
    let n = address.to_bits();
    let [a, b, c, d] = address.octets();
    let dotted = address.to_string();
    let mapped = Ipv6Addr::from_bits(0xffff_0000_0000 | u128::from(n));
    let [.., high, low] = mapped.segments();
    vec![
        dotted.clone(),
        n.to_string(),
        format!("0{n:o}"),
        format!("0x{n:x}"),
        format!("0X{n:08X}"),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("000{a:03o}.000{b:03o}.000{c:03o}.000{d:03o}"),
        format!("0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"),
        format!("0x{a:02X}.0{b:o}.{c}.{d}"),
        format!("{a}.{}", n & 0xff_ffff),
        format!("{a}.0x{:x}", n & 0xff_ffff),
        format!("{a}.{b}.{}", n & 0xffff),
        format!("{a}.{b}.0{:o}", n & 0xffff),
        format!("{dotted}."),
        format!("{n}."),
        dressed(&dotted, shifted(0xff10), '.'),
        dressed(&dotted, shifted(0xff10), '\u{ff0e}'),
        dressed(&dotted, shifted(0x30), '\u{3002}'),
        dressed(&dotted, shifted(0x30), '\u{ff61}'),
        dressed(&dotted, shifted(0x1d7ce), '.'),
        dressed(&dotted, |digit| if digit == 0 { '⓪' } else { shifted(0x245f)(digit) }, '.'),
        dotted.bytes().map(|byte| format!("%{byte:02x}")).collect(),
        dotted.replacen('.', "\u{ad}.", 1),
        dotted.replacen('.', "\t.", 1),
        format!("[{mapped}]"),
        format!("[::ffff:{high:x}:{low:x}]"),
        format!("[0:0:0:0:0:FFFF:{high:04X}:{low:04X}]"),
    ]
}

/// An IPv4 address inside an IPv6 address that a relay or translator would lead there.
fn carried_v4(address: Ipv4Addr) -> Vec<String> {
    let [a, b] = [address.to_bits() >> 16, address.to_bits() & 0xffff];
    vec![
        format!("[::{a:x}:{b:x}]"),
        format!("[::ffff:0:{a:x}:{b:x}]"),
        format!("[64:ff9b::{a:x}:{b:x}]"),
        format!("[64:ff9b::{address}]"),
        format!("[64:ff9b:1::{a:x}:{b:x}]"),
        format!("[2002:{a:x}:{b:x}::1]"),
        format!("[2001:0:102:304:8000:ffff:{:x}:{:x}]", !a & 0xffff, !b & 0xffff),
    ]
}

/// Every special address in every notation, as the host of a URL.
pub fn hosts() -> Vec<String> {
    let mut found = Vec::new();
    for address in special() {
        match address {
            IpAddr::V4(v4) => found.extend(same_v4(v4).into_iter().chain(carried_v4(v4))),
            IpAddr::V6(v6) => {
                let groups = v6.segments().map(|group| format!("{group:04x}")).join(":");
                found.extend([format!("[{v6}]"), format!("[{groups}]"), format!("[{}]", groups.to_uppercase())]);
            }
        }
    }
    found
}
