//! The network from which somebody writes, and the seal under which it is kept for a while.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::domain::keys::Subject;
use crate::domain::time::Instant;

/// The network of a client: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one. It is never printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Network([u8; 7]);

impl Network {
    /// The network of an address; clients whose address is not known share one.
    #[must_use]
    pub fn of(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            None => Self([0; 7]),
            Some(IpAddr::V4(v4)) => Self::v4(v4),
            Some(IpAddr::V6(v6)) => {
                let [a, b, c, d, e, f, ..] = v6.octets();
                Self([6, a, b, c, d, e, f])
            }
        }
    }

    const fn v4(address: Ipv4Addr) -> Self {
        let [a, b, c, _] = address.octets();
        Self([4, a, b, c, 0, 0, 0])
    }
}

impl fmt::Debug for Network {
    /// Logs must not tell whence somebody wrote.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network(…)")
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key of one day, under which networks and texts of that day are kept; when it is gone, nobody can tell them.
#[derive(Clone)]
pub struct Seal([u8; 32]);

impl Seal {
    /// A seal of random bytes.
    #[must_use]
    pub const fn from_random(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The seal as it is stored: 64 hexadecimal digits.
    #[must_use]
    pub fn to_stored(&self) -> String {
        hex(&self.0)
    }

    /// The seal that was stored; `None` for what is none.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        let digits: Vec<u8> =
            text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect::<Option<_>>()?;
        let bytes: Vec<u8> = digits.chunks(2).filter_map(|pair| Some(pair.first()? * 16 + pair.get(1)?)).collect();
        bytes.try_into().ok().map(Self)
    }

    /// The day of a seal, counted from 1970-01-01, UTC.
    #[must_use]
    pub const fn day(at: Instant) -> i64 {
        at.seconds().div_euclid(86_400)
    }

    /// A network under this seal: HMAC-SHA-256 (RFC 2104) in hex.
    #[must_use]
    pub fn network(&self, network: &Network) -> String {
        self.seal(b"network", &network.0)
    }

    /// A reader under this seal, by whom the identity provider signed in: the same before and after they have an id here.
    #[must_use]
    pub fn reader(&self, who: &Subject) -> String {
        self.seal(b"reader", who.digest().as_bytes())
    }

    /// A text under this seal.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.seal(b"text", text.as_bytes())
    }

    fn seal(&self, kind: &[u8], value: &[u8]) -> String {
        // A key of any length will do, so the error cannot come; without a hash nothing would be alike.
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        let mac = mac.chain_update(kind).chain_update([0]).chain_update(value);
        hex(&mac.finalize().into_bytes())
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}
