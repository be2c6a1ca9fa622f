//! The channels that a saved page invites to.

use super::furniture::host;
use super::{ChannelLink, Page};
use crate::domain::channels::{ChannelKind, NewChannel};
use crate::error::Result;

/// The hosts of a kind of channel; names below them are of the same kind.
const HOSTS: &[(&str, ChannelKind)] = &[
    ("t.me", ChannelKind::Telegram),
    ("telegram.me", ChannelKind::Telegram),
    ("wa.me", ChannelKind::Whatsapp),
    ("whatsapp.com", ChannelKind::Whatsapp),
    ("facebook.com", ChannelKind::Facebook),
    ("fb.com", ChannelKind::Facebook),
    ("fb.me", ChannelKind::Facebook),
    ("instagram.com", ChannelKind::Instagram),
    ("youtube.com", ChannelKind::Youtube),
    ("youtu.be", ChannelKind::Youtube),
    ("tiktok.com", ChannelKind::Tiktok),
    ("x.com", ChannelKind::X),
    ("twitter.com", ChannelKind::X),
    ("threads.net", ChannelKind::Threads),
    ("threads.com", ChannelKind::Threads),
    ("vk.com", ChannelKind::Vk),
    ("vk.ru", ChannelKind::Vk),
    ("ok.ru", ChannelKind::Odnoklassniki),
];

/// The words of a label that name a kind, in lower case; behind a long one an ending may follow.
const WORDS: &[(&str, ChannelKind)] = &[
    ("telegram", ChannelKind::Telegram),
    ("телеграм", ChannelKind::Telegram),
    ("whatsapp", ChannelKind::Whatsapp),
    ("ватсап", ChannelKind::Whatsapp),
    ("вотсап", ChannelKind::Whatsapp),
    ("facebook", ChannelKind::Facebook),
    ("фейсбук", ChannelKind::Facebook),
    ("instagram", ChannelKind::Instagram),
    ("инстаграм", ChannelKind::Instagram),
    ("youtube", ChannelKind::Youtube),
    ("ютуб", ChannelKind::Youtube),
    ("ютьюб", ChannelKind::Youtube),
    ("tiktok", ChannelKind::Tiktok),
    ("тикток", ChannelKind::Tiktok),
    ("twitter", ChannelKind::X),
    ("твиттер", ChannelKind::X),
    ("x", ChannelKind::X),
    ("threads", ChannelKind::Threads),
    ("вконтакте", ChannelKind::Vk),
    ("vk", ChannelKind::Vk),
    ("вк", ChannelKind::Vk),
    ("одноклассник", ChannelKind::Odnoklassniki),
    ("rss", ChannelKind::Rss),
];

impl Page {
    /// The channels that the page links to, in its order; where it was saved without links, one record of the line itself.
    ///
    /// # Errors
    /// When the language of the page cannot be named.
    pub fn channels(&self) -> Result<Vec<NewChannel>> {
        let Some(channels) = &self.channels else { return Ok(Vec::new()) };
        let language = self.language()?;
        let channel = |kind, label: &str, url: Option<&str>| NewChannel {
            kind,
            language: language.clone(),
            label: label.chars().take(200).collect(),
            url: url.map(str::to_owned),
            position: 0,
        };
        if channels.links.is_empty() {
            return Ok(vec![channel(ChannelKind::Other, &channels.line, None)]);
        }
        Ok(channels.links.iter().map(|link| channel(kind(link), &link.label, Some(&link.url))).collect())
    }
}

/// The kind of a link: by its host, else by the words of its label.
fn kind(link: &ChannelLink) -> ChannelKind {
    let host = host(&link.url).to_lowercase();
    let is_below = |known: &str| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if let Some((_, kind)) = HOSTS.iter().find(|(known, _)| is_below(known)) {
        return *kind;
    }
    let label = link.label.to_lowercase();
    let words = || label.split(|c: char| !c.is_alphanumeric());
    let is_named = |known: &str| words().any(|word| word == known || known.len() > 4 && word.starts_with(known));
    WORDS.iter().find(|(known, _)| is_named(known)).map_or(ChannelKind::Other, |(_, kind)| *kind)
}
