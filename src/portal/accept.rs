//! Whether a client would rather have a page than data.

use actix_web::http::header::{ACCEPT, HeaderMap};

/// Whether `Accept` names `text/html`, and JSON is not wanted more (RFC 9110 §12.5.1).
///
/// A wildcard does not ask for a page: programs that accept anything get data.
pub(super) fn prefers_html(headers: &HeaderMap) -> bool {
    let ranges: Vec<(String, f32)> = headers
        .get_all(ACCEPT)
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(range)
        .collect();
    let weight = |name: &str| ranges.iter().find(|(range, _)| range == name).map(|(_, weight)| *weight);
    let json = ["application/json", "application/*", "*/*"].into_iter().find_map(weight).unwrap_or(0.0);
    weight("text/html").is_some_and(|html| html > 0.0 && html >= json)
}

/// A media range and how much it is wanted; a weight that cannot be read counts as none.
fn range(text: &str) -> (String, f32) {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    (name, weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0)))
}
