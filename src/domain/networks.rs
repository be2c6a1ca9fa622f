//! Floor 1: IP networks, and the list of hosts and networks that an operator names.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use url::Host;

use crate::error::{Code, Error, Result};

/// An IP network in CIDR notation; a single address is a network of its whole length.
///
/// An IPv6 address that stands for an IPv4 one (`::ffff:192.0.2.1`) is that IPv4 address here, in a network and beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    bits: u8,
}

impl Network {
    /// An IPv4 network by its first address and the length of its prefix, at most 32.
    #[must_use]
    pub const fn v4(octets: [u8; 4], bits: u8) -> Self {
        let [a, b, c, d] = octets;
        Self { first: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), bits }
    }

    /// An IPv6 network by the first three groups of its first address and the length of its prefix, at most 48.
    #[must_use]
    pub const fn v6(groups: [u16; 3], bits: u8) -> Self {
        let [a, b, c] = groups;
        Self { first: IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)), bits }
    }

    /// The network of this one address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        let first = address.to_canonical();
        Self { first, bits: width(first) }
    }

    /// Whether the address is in the network.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && outside(address, self.bits) == outside(self.first, self.bits)
    }
}

/// How many bits an address of this family has.
const fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// The address as a number.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// What stands before the part that may differ inside a network of such a prefix.
fn outside(address: IpAddr, bits: u8) -> u128 {
    let inside = u32::from(width(address).saturating_sub(bits));
    // A prefix of no bits at all leaves nothing, and a shift by the whole width would overflow.
    number(address).checked_shr(inside).unwrap_or(0)
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.bits)
    }
}

impl FromStr for Network {
    type Err = Error;

    /// Reads `192.0.2.0/24`, `2001:db8::/32` or a single address.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when it is not written like this, the prefix is too long, or bits are set behind it.
    fn from_str(text: &str) -> Result<Self> {
        let wrong = || {
            let detail = format!("«{text}» is not a network: expected one such as 192.0.2.0/24 or 2001:db8::/32");
            Error::new(Code::BadUserInput, detail)
        };
        let Some((address, bits)) = text.split_once('/') else {
            return Ok(Self::of(text.parse().map_err(|_| wrong())?));
        };
        let written: IpAddr = address.parse().map_err(|_| wrong())?;
        let bits: u8 = bits.parse().map_err(|_| wrong())?;
        let first = written.to_canonical();
        // Of a mapped address the first 96 bits are the mapping.
        let mapping = width(written).saturating_sub(width(first));
        let bits = bits.checked_sub(mapping).filter(|&bits| bits <= width(first)).ok_or_else(wrong)?;
        let inside = u32::from(width(first).saturating_sub(bits));
        if number(first).trailing_zeros() < inside {
            let detail = format!("«{text}» has bits set behind its prefix: write the network's first address");
            return Err(Error::new(Code::BadUserInput, detail));
        }
        Ok(Self { first, bits })
    }
}

/// Hosts and networks that an operator allows by name.
///
/// As text it is a list with commas of host names, addresses and networks: `feeds.example, 10.1.2.3, fd00::/8`. A name
/// stands for itself alone, not for the names below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowList {
    names: Vec<String>,
    networks: Vec<Network>,
}

impl AllowList {
    /// Whether the name itself is in the list; case and a dot at the end do not matter.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        let name = plain(name);
        self.names.iter().any(|listed| listed.eq_ignore_ascii_case(name))
    }

    /// Whether the address is in a network of the list.
    #[must_use]
    pub fn has_address(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(address))
    }

    fn add(&mut self, entry: &str) -> Result<()> {
        if entry.contains('/') || entry.parse::<IpAddr>().is_ok() {
            self.networks.push(entry.parse()?);
            return Ok(());
        }
        // The parser of URLs, so that a name has the form here that it has there.
        match Host::parse(entry) {
            // It lets `*` through, which would look like a pattern and never match.
            Ok(Host::Domain(name)) if name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)) => {
                self.names.push(plain(&name).to_owned());
            }
            Ok(Host::Ipv4(address)) => self.networks.push(Network::of(address.into())),
            Ok(Host::Ipv6(address)) => self.networks.push(Network::of(address.into())),
            _ => {
                let detail = format!(
                    "«{entry}» is not a host, an address or a network: expected such as feeds.example, 10.1.2.3 or 10.0.0.0/8"
                );
                return Err(Error::new(Code::BadUserInput, detail));
            }
        }
        Ok(())
    }
}

/// A name without the dot of the root.
fn plain(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

impl FromStr for AllowList {
    type Err = Error;

    /// Reads the list; empty entries are passed over, so an empty text is an empty list.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` with the first entry that is not a host, an address or a network.
    fn from_str(text: &str) -> Result<Self> {
        let mut list = Self::default();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            list.add(entry)?;
        }
        Ok(list)
    }
}
