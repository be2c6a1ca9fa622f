//! The change log: what every write says of itself, in the order in which it was committed.

use async_graphql::{Enum, SimpleObject};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::articles::Recall;
use crate::domain::facets::Facet;
use crate::domain::ids::{
    ArticleId, AuthorId, ChannelId, CommentId, ListId, MediaId, RateId, ReaderId, SectionId, SiteId, TagId,
};
use crate::domain::time::Instant;

/// Who may read a row of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Only the newsroom: drafts and what only it may see.
    Staff,
    /// Everybody.
    Public,
}

impl Audience {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Public => "public",
        }
    }
}

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[graphql(name = "ChangeOp")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = ChangeOp)]
pub enum Op {
    /// It is new.
    Created,
    /// It changed.
    Updated,
    /// It was published, or its publication was moved.
    Published,
    /// It is gone for whoever reads this row; a copy of it must go too.
    Deleted,
}

impl Op {
    const ALL: [Self; 4] = [Self::Created, Self::Updated, Self::Published, Self::Deleted];

    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Published => "published",
            Self::Deleted => "deleted",
        }
    }

    /// The operation with this stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|op| op.as_str() == name)
    }
}

/// Why a thing changed, where that is more than `op` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// An import brought it in or up to date.
    Import,
    /// Its instant of publication came.
    Scheduled,
    /// The end of its embargo came.
    EmbargoLifted,
    /// Its end came.
    Expired,
    /// A change of its dates took it from the readers' sight.
    Hidden,
    /// A moderator or the rules refused it; its place stays while there are answers to it.
    Rejected,
    /// It waits for a moderator; its place stays while there are answers to it.
    Held,
    /// It waited, or was refused, and readers see it now.
    Released,
    /// Its author wrote it anew.
    Edited,
    /// Its author took it back; its place stays while there are answers to it.
    TakenBack,
    /// What it said and who wrote it was erased for good; its place stays while there are answers to it.
    Erased,
    /// It is in doubt and was taken back.
    Withheld,
    /// It was taken back for good.
    Canceled,
    /// It was withheld and may be used again.
    Restored,
    /// The article that it translates was corrected.
    SourceCorrected,
    /// The article that it translates was taken back.
    SourceRecalled,
    /// A tag was merged into another one: the tag that went, and the articles that had it.
    Merged,
    /// Its dateline was read again by a newer parser.
    Reparsed,
    /// The moving orders of the comments of its article were frozen anew.
    Ranked,
}

impl Reason {
    /// Those that do not come from somebody who wrote the thing itself: the clock's, that of a merge of its tags, the parser's, and
    /// those of what became of the article that it translates.
    pub const BESIDES: [Self; 7] = [
        Self::Scheduled,
        Self::EmbargoLifted,
        Self::Expired,
        Self::Merged,
        Self::Reparsed,
        Self::SourceCorrected,
        Self::SourceRecalled,
    ];

    /// The name, as it is stored and told.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Scheduled => "scheduled",
            Self::EmbargoLifted => "embargoLifted",
            Self::Expired => "expired",
            Self::Hidden => "hidden",
            Self::Rejected => "rejected",
            Self::Held => "held",
            Self::Released => "released",
            Self::Edited => "edited",
            Self::TakenBack => "takenBack",
            Self::Erased => "erased",
            Self::Withheld => "withheld",
            Self::Canceled => "canceled",
            Self::Restored => "restored",
            Self::SourceCorrected => "sourceCorrected",
            Self::SourceRecalled => "sourceRecalled",
            Self::Merged => "merged",
            Self::Reparsed => "reparsed",
            Self::Ranked => "ranked",
        }
    }
}

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeType {
    /// An article.
    Article,
    /// A section.
    Section,
    /// A tag.
    Tag,
    /// An author.
    Author,
    /// A comment.
    Comment,
    /// An exchange rate.
    Rate,
    /// A channel.
    Channel,
    /// A picture. When readers lose sight of it with the last article that shows it, the row of the article says so.
    Media,
    /// A curated list, or what stands in it.
    List,
    /// The site's settings.
    Site,
    /// A reader who signs in; told to the newsroom alone.
    Reader,
}

impl ChangeType {
    /// Every type.
    pub const ALL: [Self; 11] = [
        Self::Article,
        Self::Section,
        Self::Tag,
        Self::Author,
        Self::Comment,
        Self::Rate,
        Self::Channel,
        Self::Media,
        Self::List,
        Self::Site,
        Self::Reader,
    ];

    /// The stored name, which is the prefix of the ids.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Section => "section",
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Comment => "comment",
            Self::Rate => "rate",
            Self::Channel => "channel",
            Self::Media => "media",
            Self::List => "list",
            Self::Site => "site",
            Self::Reader => "reader",
        }
    }

    /// The type with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The id of a thing of this type, as both doors print it.
    #[must_use]
    pub fn id(self, uuid: Uuid) -> String {
        match self {
            Self::Article => ArticleId::from_uuid(uuid).to_string(),
            Self::Section => SectionId::from_uuid(uuid).to_string(),
            Self::Tag => TagId::from_uuid(uuid).to_string(),
            Self::Author => AuthorId::from_uuid(uuid).to_string(),
            Self::Comment => CommentId::from_uuid(uuid).to_string(),
            Self::Rate => RateId::from_uuid(uuid).to_string(),
            Self::Channel => ChannelId::from_uuid(uuid).to_string(),
            Self::Media => MediaId::from_uuid(uuid).to_string(),
            Self::List => ListId::from_uuid(uuid).to_string(),
            Self::Site => SiteId::from_uuid(uuid).to_string(),
            Self::Reader => ReaderId::from_uuid(uuid).to_string(),
        }
    }
}

/// A row for the log; its `seq` is given at the commit.
#[derive(Debug, Clone)]
pub struct NewChange {
    /// What kind of thing changed.
    pub kind: ChangeType,
    /// The thing that changed.
    pub id: Uuid,
    /// What happened to it.
    pub op: Op,
    /// Why, where there is more to say than `op`.
    pub reason: Option<Reason>,
    /// Who may read this row.
    pub audience: Audience,
    /// The facets before and after the change.
    pub facets: Vec<Facet>,
}

impl NewChange {
    /// The row of a reader, of whom only the newsroom knows.
    #[must_use]
    pub fn of_reader(id: ReaderId, op: Op) -> Self {
        Self {
            kind: ChangeType::Reader,
            id: id.uuid(),
            op,
            reason: None,
            audience: Audience::Staff,
            facets: vec![Facet::Reader(id), Facet::Readers],
        }
    }
}

/// A change of something that the reader may know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The place in the log: a number in decimal digits, which only grows. Follow the log with `after`.
    #[schema(pattern = "^[0-9]+$")]
    pub seq: String,
    /// What kind of thing changed.
    pub r#type: ChangeType,
    /// The id of the thing; read it by `node(id:)` or at its address.
    pub id: String,
    /// The article of a comment, whose count changed with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article_id: Option<ArticleId>,
    /// What happened to it. `DELETED` is a tombstone; that of an article stands for its comments too.
    pub op: Op,
    /// Why, where there is more to say than `op`: `import`, `scheduled` (its publication came), `embargoLifted`, `expired`,
    /// `hidden` (a change took it from the readers' sight), `rejected` (a moderator or the rules refused it), `held` (it waits
    /// for a moderator), `released` (readers see it now), `edited`, `takenBack` (its author took it back), `erased`, `withheld`, `canceled` (see
    /// `recall`), `restored`, `sourceCorrected` and `sourceRecalled` (the article that it translates was), `merged` (a tag was merged into another one: of
    /// the tag and of each article that had it), `reparsed` (its dateline was read again by a newer parser), `ranked` (of the newest thread under
    /// an article: `TOP`, `MOST_REPLIED` and `ACTIVE` are in order again). Others may follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How the article was taken back, as long as it is: why, and what to use in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall: Option<Recall>,
    /// When it was written to the log, UTC.
    pub at: Instant,
}

/// A piece of the log, the oldest change first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangePage {
    /// The changes.
    pub items: Vec<Change>,
    /// Ask with `after` set to this next time, also when there was nothing: no change is missed or told twice.
    #[schema(pattern = "^[0-9]+$")]
    pub position: String,
    /// Whether more changes wait already.
    pub has_more: bool,
}
