//! From which address a request comes: the peer's, or what a trusted proxy says of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::HttpRequest;
use actix_web::http::header::{FORWARDED, HeaderName};

use crate::app::App;
use crate::config::{HttpSettings, ProxyHeader};
use crate::domain::comments::Network;

/// The bits of an IPv6 address that its subscriber chooses freely; those before them tell one subscriber from another.
const CHOSEN: u128 = (1 << 64) - 1;

/// The client by whose address a request is counted: an IPv4 address, or the /64 network of an IPv6 one.
///
/// The addresses that proxies told are read from the right, where the nearest proxy wrote, and only as far as each is
/// told by a trusted one: what a client puts in front of them changes nothing.
#[must_use]
pub fn client_of(request: &HttpRequest, settings: &HttpSettings) -> IpAddr {
    // Only a socket without addresses has no peer; its clients share one.
    let mut client = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
    let is_trusted = |address: IpAddr| settings.trusted_proxies.0.iter().any(|network| network.contains(address));
    if is_trusted(client) {
        for told in told(request, settings.proxy_header).iter().rev() {
            // A proxy that does not know, or hides, for whom it asks is counted itself.
            let Some(address) = told else { break };
            client = *address;
            if !is_trusted(client) {
                break;
            }
        }
    }
    subscriber(client)
}

/// The network from which a request comes; its address goes no further.
#[must_use]
pub fn network(app: &App, request: &HttpRequest) -> Network {
    Network::of(Some(client_of(request, &app.config.http)))
}

/// An address without the part that its holder chooses.
fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !CHOSEN).into(),
        address => address,
    }
}

/// The addresses in the header, the farthest first; `None` for what is no address.
fn told(request: &HttpRequest, header: ProxyHeader) -> Vec<Option<IpAddr>> {
    let name = match header {
        ProxyHeader::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
        ProxyHeader::Forwarded => FORWARDED,
    };
    let lines = request.headers().get_all(name);
    let elements = lines.flat_map(|line| line.to_str().unwrap_or("?").split(','));
    let node = |element: &str| match header {
        ProxyHeader::XForwardedFor => node(element.trim()),
        ProxyHeader::Forwarded => element.split(';').find_map(for_parameter).and_then(node),
    };
    elements.map(node).collect()
}

/// The value of `for=` (RFC 7239 §4), without its quotes.
fn for_parameter(pair: &str) -> Option<&str> {
    let (name, value) = pair.split_once('=')?;
    let value = value.trim();
    let bare = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    name.trim().eq_ignore_ascii_case("for").then_some(bare)
}

/// An address with or without a port: `192.0.2.7:4711`, `[2001:db8::7]:4711`, `2001:db8::7`.
fn node(text: &str) -> Option<IpAddr> {
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => match text.split_once(':') {
            Some((address, port)) if !port.contains(':') => address,
            _ => text,
        },
    };
    bare.parse().ok().map(|address: IpAddr| address.to_canonical())
}
