//! Whose post or video an address is: by its host, and by the form that the host gives to addresses of such things.

use async_graphql::Enum;
use serde::Serialize;
use utoipa::ToSchema;

/// Whose post or video is embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EmbedProvider {
    /// YouTube: a video.
    Youtube,
    /// Vimeo: a video.
    Vimeo,
    /// X, formerly Twitter: a post.
    X,
    /// Telegram: a post of a channel.
    Telegram,
    /// Instagram: a post or a video.
    Instagram,
    /// Facebook: a post or a video.
    Facebook,
    /// TikTok: a video.
    Tiktok,
}

/// A form of address: a host, whose it is, and the parts of the path, where `*` is any part, `#` a number, and `?v` asks
/// for that parameter.
type Form = (&'static str, EmbedProvider, &'static [&'static str]);

const FORMS: &[Form] = &[
    ("youtube.com", EmbedProvider::Youtube, &["watch", "?v"]),
    ("youtube.com", EmbedProvider::Youtube, &["shorts", "*"]),
    ("youtube.com", EmbedProvider::Youtube, &["live", "*"]),
    ("youtube.com", EmbedProvider::Youtube, &["embed", "*"]),
    ("youtube-nocookie.com", EmbedProvider::Youtube, &["embed", "*"]),
    ("youtu.be", EmbedProvider::Youtube, &["*"]),
    ("vimeo.com", EmbedProvider::Vimeo, &["#"]),
    ("player.vimeo.com", EmbedProvider::Vimeo, &["video", "#"]),
    ("x.com", EmbedProvider::X, &["*", "status", "#"]),
    ("twitter.com", EmbedProvider::X, &["*", "status", "#"]),
    ("t.me", EmbedProvider::Telegram, &["*", "#"]),
    ("telegram.me", EmbedProvider::Telegram, &["*", "#"]),
    ("instagram.com", EmbedProvider::Instagram, &["p", "*"]),
    ("instagram.com", EmbedProvider::Instagram, &["reel", "*"]),
    ("instagram.com", EmbedProvider::Instagram, &["tv", "*"]),
    ("facebook.com", EmbedProvider::Facebook, &["*", "posts", "*"]),
    ("facebook.com", EmbedProvider::Facebook, &["*", "videos", "*"]),
    ("facebook.com", EmbedProvider::Facebook, &["reel", "*"]),
    ("facebook.com", EmbedProvider::Facebook, &["watch", "?v"]),
    ("fb.watch", EmbedProvider::Facebook, &["*"]),
    ("tiktok.com", EmbedProvider::Tiktok, &["*", "video", "#"]),
    ("vm.tiktok.com", EmbedProvider::Tiktok, &["*"]),
];

/// Whose post or video an address is; nothing for other addresses, such as those of channels.
#[must_use]
pub fn provider(url: &str) -> Option<EmbedProvider> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let rest = rest.split('#').next().unwrap_or_default();
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let host = host.to_ascii_lowercase();
    let bare = ["www.", "m.", "mobile."].iter().find_map(|head| host.strip_prefix(head)).unwrap_or(&host);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).take(8).collect();
    FORMS
        .iter()
        .find(|(wanted, _, form)| *wanted == bare && fits(form, &parts, query))
        .map(|(_, provider, _)| *provider)
}

/// Whether a path has a form; what follows it, such as the name of a video, does not matter.
fn fits(form: &[&str], parts: &[&str], query: &str) -> bool {
    let mut parts = parts.iter();
    form.iter().all(|wanted| match (*wanted, wanted.strip_prefix('?')) {
        (_, Some(name)) => query.split('&').filter_map(|pair| pair.split_once('=')).any(|(key, _)| key == name),
        ("*", _) => parts.next().is_some(),
        ("#", _) => parts.next().is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit())),
        _ => parts.next() == Some(wanted),
    })
}
