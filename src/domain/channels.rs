//! Channels: where else the newsroom can be read and watched.

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::ChannelId;
use crate::domain::lang::{Lang, check_line};
use crate::domain::patch::Patch;
use crate::domain::text::address::check_address;
use crate::domain::text::line;
use crate::error::{Faults, Result};

/// The most channels that a site may have; the list of channels is therefore not paged.
pub const MOST: u64 = 200;
/// The longest label, in characters.
const LONGEST_LABEL: usize = 200;

/// What kind of channel it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChannelKind {
    /// A channel or group on Telegram.
    Telegram,
    /// A channel or group on WhatsApp.
    Whatsapp,
    /// A page on Facebook.
    Facebook,
    /// An account on Instagram.
    Instagram,
    /// A channel on YouTube.
    Youtube,
    /// An account on TikTok.
    Tiktok,
    /// An account on X, formerly Twitter.
    X,
    /// An account on Threads.
    Threads,
    /// A group on VK.
    Vk,
    /// A group on Odnoklassniki.
    Odnoklassniki,
    /// A feed (RSS or Atom).
    Rss,
    /// Anything else, or a line that names no channel.
    Other,
}

impl ChannelKind {
    const ALL: [Self; 12] = [
        Self::Telegram,
        Self::Whatsapp,
        Self::Facebook,
        Self::Instagram,
        Self::Youtube,
        Self::Tiktok,
        Self::X,
        Self::Threads,
        Self::Vk,
        Self::Odnoklassniki,
        Self::Rss,
        Self::Other,
    ];

    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Telegram => "telegram",
            Self::Whatsapp => "whatsapp",
            Self::Facebook => "facebook",
            Self::Instagram => "instagram",
            Self::Youtube => "youtube",
            Self::Tiktok => "tiktok",
            Self::X => "x",
            Self::Threads => "threads",
            Self::Vk => "vk",
            Self::Odnoklassniki => "odnoklassniki",
            Self::Rss => "rss",
            Self::Other => "other",
        }
    }

    /// The kind with this stored name; a name of a later version reads as another one.
    #[must_use]
    pub fn from_stored(name: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name).unwrap_or(Self::Other)
    }
}

/// A channel of the newsroom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// The channel's id; it never changes.
    pub id: ChannelId,
    /// What kind of channel it is.
    pub kind: ChannelKind,
    /// The language of the label and of what the channel carries (BCP 47).
    pub language: Lang,
    /// What is printed for it, one line.
    pub label: String,
    /// Its address (http or https); absent where a page invites to channels without links.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The place in the order of channels, from 0; equals are in the order in which they were made.
    pub position: i32,
    /// The version of this record, from 1; a change must name it.
    pub version: i32,
}

/// A channel to be created.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, InputObject, ToSchema)]
#[graphql(name = "NewChannelInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewChannel {
    /// What kind of channel it is.
    pub kind: ChannelKind,
    /// The language of the label and of what the channel carries (BCP 47).
    pub language: Lang,
    /// What is printed for it: one line, 1 to 200 characters.
    pub label: String,
    /// Its address: http or https, at most 2,000 characters.
    #[serde(default)]
    pub url: Option<String>,
    /// The place in the order of channels, 0 to 9999; 0 when it is left out.
    #[serde(default)]
    #[graphql(default)]
    pub position: i32,
}

/// What an import of channels did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelsImported {
    /// How many were not there.
    pub created: usize,
    /// The labels of those for which the site had no more room.
    pub left_out: Vec<String>,
}

/// A change of a channel; what is left out stays as it is.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[graphql(name = "ChannelPatchInput")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChannelPatch {
    /// The new kind.
    #[serde(default)]
    #[schema(value_type = ChannelKind)]
    pub kind: Patch<ChannelKind>,
    /// The new language (BCP 47).
    #[serde(default)]
    #[schema(value_type = Lang)]
    pub language: Patch<Lang>,
    /// The new label: one line, 1 to 200 characters.
    #[serde(default)]
    #[schema(value_type = String)]
    pub label: Patch<String>,
    /// The new address: http or https, at most 2,000 characters; null takes it away.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub url: Patch<String>,
    /// The new place in the order of channels, 0 to 9999.
    #[serde(default)]
    #[schema(value_type = i32)]
    pub position: Patch<i32>,
}

fn check_position(position: i32, faults: &mut Faults) {
    faults.check(!(0..=9999).contains(&position), "/position", "must be 0 to 9999");
}

impl NewChannel {
    /// The checked form, with a tidy label.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn checked(mut self) -> Result<Self> {
        let mut faults = Faults::default();
        self.label = line(&self.label);
        check_line(&self.label, LONGEST_LABEL, "/label", &mut faults);
        if let Some(url) = &self.url {
            check_address(url, "/url", &mut faults);
        }
        check_position(self.position, &mut faults);
        faults.into_result()?;
        Ok(self)
    }

    /// The channel of this input.
    #[must_use]
    pub fn into_channel(self, id: ChannelId) -> Channel {
        let Self { kind, language, label, url, position } = self;
        Channel { id, kind, language, label, url, position, version: 1 }
    }
}

impl ChannelPatch {
    /// The channel after this change.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with every fault.
    pub fn apply(self, channel: &Channel) -> Result<Channel> {
        let mut faults = Faults::default();
        self.kind.check_kept("/kind", &mut faults);
        self.language.check_kept("/language", &mut faults);
        self.label.check_kept("/label", &mut faults);
        self.position.check_kept("/position", &mut faults);
        let mut changed = channel.clone();
        changed.kind = self.kind.into_value().unwrap_or(channel.kind);
        changed.language = self.language.into_value().unwrap_or(changed.language);
        if let Some(label) = self.label.into_value() {
            changed.label = line(&label);
            check_line(&changed.label, LONGEST_LABEL, "/label", &mut faults);
        }
        if let Some(url) = self.url.value() {
            check_address(url, "/url", &mut faults);
        }
        changed.url = self.url.apply(changed.url);
        if let Some(position) = self.position.into_value() {
            check_position(position, &mut faults);
            changed.position = position;
        }
        faults.into_result()?;
        Ok(changed)
    }
}

impl Channel {
    /// What no two channels of a site share: the kind, the language, and the address or else the label.
    #[must_use]
    pub fn identity(&self) -> String {
        let name = self.url.as_ref().map_or_else(|| self.label.to_lowercase(), Clone::clone);
        format!("{}:{}:{name}", self.kind.as_str(), self.language)
    }
}
