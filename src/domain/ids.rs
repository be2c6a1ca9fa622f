//! Typed ids: TypeIDs over UUIDv7, the same in REST and GraphQL.
//!
//! Format: <https://github.com/jetify-com/typeid/tree/main/spec>, for example `article_01h455vb4pex5vsknk084sn02q`.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Mutex;
use std::time::SystemTime;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use type_safe_id::{StaticType, TypeSafeId};
use uuid::{ContextV7, Timestamp, Uuid};

use crate::domain::time::Instant;
use crate::error::{Code, Error};

/// A noun that has ids of its own.
pub trait Noun: StaticType + Copy + Ord + std::hash::Hash + fmt::Debug + Send + Sync + 'static {
    /// What people call it in messages.
    const LABEL: &'static str;
    /// The name of the id's schema in OpenAPI.
    const SCHEMA: &'static str;
}

/// The id of a noun `N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id<N: Noun>(Uuid, PhantomData<N>);

impl<N: Noun> Id<N> {
    /// A new id (UUIDv7, RFC 9562) of the instant `now`; each is greater than those that this process made before.
    ///
    /// Lists of one second are in the order of their ids, so ids must follow one another: the fraction of the second is the
    /// system's where it is in that second, and below it a counter goes up.
    #[must_use]
    pub fn generate(now: Instant) -> Self {
        static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());
        let seconds = u64::try_from(now.seconds()).unwrap_or_default();
        let system = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let fraction = if system.as_secs() == seconds { system.subsec_nanos() } else { 0 };
        Self(Uuid::new_v7(Timestamp::from_unix(&ORDER, seconds, fraction)), PhantomData)
    }

    /// The id (UUIDv7) of the instant `at` that follows from these bytes and not from chance.
    #[must_use]
    pub fn derived(at: Instant, bytes: &[u8; 10]) -> Self {
        let milliseconds = u64::try_from(at.seconds()).unwrap_or_default().saturating_mul(1000);
        Self(uuid::Builder::from_unix_timestamp_millis(milliseconds, bytes).into_uuid(), PhantomData)
    }

    /// The id with this UUID.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The UUID inside, as it is stored.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// Whether a text is meant as an id, of this noun or of another: a slug never holds an underscore.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        text.contains('_')
    }
}

impl<N: Noun> fmt::Display for Id<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&TypeSafeId::<N>::from_uuid(self.0), f)
    }
}

impl<N: Noun> FromStr for Id<N> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match TypeSafeId::<N>::from_str(text) {
            Ok(id) => Ok(Self::from_uuid(id.uuid())),
            Err(_) => Err(Error::new(
                Code::BadUserInput,
                format!(
                    "«{}» is not the id of {}: expected {}_ and 26 characters of 0-9 and a-z.",
                    short(text),
                    N::LABEL,
                    N::TYPE
                ),
            )),
        }
    }
}

/// Input is quoted in messages, but never at length.
#[must_use]
pub fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(std::iter::once('…')).collect()
}

impl<N: Noun> Serialize for Id<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, N: Noun> Deserialize<'de> for Id<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error: Error| serde::de::Error::custom(error.detail))
    }
}

macro_rules! noun {
    ($marker:ident, $id:ident, $prefix:literal, $label:literal) => {
        #[doc = concat!("Marks the ids of ", $label, ".")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $marker;
        impl StaticType for $marker {
            const TYPE: &'static str = $prefix;
        }
        impl Noun for $marker {
            const LABEL: &'static str = $label;
            const SCHEMA: &'static str = stringify!($id);
        }
        #[doc = concat!("The id of ", $label, ": `", $prefix, "_` and 26 characters.")]
        pub type $id = Id<$marker>;
    };
}

noun!(ArticleNoun, ArticleId, "article", "an article");
noun!(SectionNoun, SectionId, "section", "a section");
noun!(TagNoun, TagId, "tag", "a tag");
noun!(AuthorNoun, AuthorId, "author", "an author");
noun!(KeyNoun, KeyId, "key", "an API key");
noun!(CommentNoun, CommentId, "comment", "a comment");
noun!(RateNoun, RateId, "rate", "an exchange rate");
noun!(ChannelNoun, ChannelId, "channel", "a channel");
noun!(ListNoun, ListId, "list", "a list");
noun!(StoryNoun, StoryId, "story", "a story");
noun!(MediaNoun, MediaId, "media", "a picture");
noun!(SiteNoun, SiteId, "site", "the site");
noun!(ReaderNoun, ReaderId, "reader", "a reader");
noun!(SavedReasonNoun, SavedReasonId, "reason", "a saved reason");
noun!(FlagNoun, FlagId, "flag", "a report of a reader");
noun!(DecisionNoun, DecisionId, "decision", "a decision over a comment");

impl SiteId {
    /// The id of the one site that a server has.
    pub const ONE: Self = Self::from_uuid(Uuid::nil());
}

/// Any id that `node(id:)` can find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeId {
    /// An article.
    Article(ArticleId),
    /// A section.
    Section(SectionId),
    /// A tag.
    Tag(TagId),
    /// An author.
    Author(AuthorId),
    /// An exchange rate.
    Rate(RateId),
    /// A channel.
    Channel(ChannelId),
    /// A comment.
    Comment(CommentId),
    /// A picture.
    Media(MediaId),
    /// A list of articles.
    List(ListId),
    /// The site.
    Site(SiteId),
    /// A reader who signs in.
    Reader(ReaderId),
}

impl FromStr for NodeId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.split_once('_').map(|(prefix, _)| prefix) {
            Some("article") => text.parse().map(Self::Article),
            Some("section") => text.parse().map(Self::Section),
            Some("tag") => text.parse().map(Self::Tag),
            Some("author") => text.parse().map(Self::Author),
            Some("comment") => text.parse().map(Self::Comment),
            Some("rate") => text.parse().map(Self::Rate),
            Some("channel") => text.parse().map(Self::Channel),
            Some("site") => text.parse().map(Self::Site),
            Some("list") => text.parse().map(Self::List),
            Some("media") => text.parse().map(Self::Media),
            Some("reader") => text.parse().map(Self::Reader),
            _ => Err(Error::new(
                Code::BadUserInput,
                format!(
                    "«{}» is not an id: expected article_…, section_…, tag_…, author_…, rate_…, channel_…, list_…, media_…, reader_…, site_… or comment_… as this API gave it.",
                    short(text)
                ),
            )),
        }
    }
}
