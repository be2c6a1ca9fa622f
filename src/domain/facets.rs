//! Facets: the names under which answers and changes meet.
//!
//! A change names the facets that it touched, a read the facets that it looked at; a stored answer is good as long as
//! none of its facets moved and the instant until which it holds has not come.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::domain::ids::{ArticleId, AuthorId, ListId, MediaId, ReaderId, SectionId, TagId};
use crate::domain::time::Instant;

/// One thing that an answer can depend on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// One article with all that is printed of it.
    Article(ArticleId),
    /// What came out of an article.
    ArticleChain(ArticleId),
    /// An original with everything that translates it.
    Translations(ArticleId),
    /// Which article stands under a slug.
    ArticleSlug(String),
    /// Every list of articles.
    Articles,
    /// One section: its slug and its names.
    Section(SectionId),
    /// The lists of a section's articles.
    SectionArticles(SectionId),
    /// The list of sections.
    Sections,
    /// One tag: its slug and its names.
    Tag(TagId),
    /// The lists of a tag's articles.
    TagArticles(TagId),
    /// The list of tags.
    Tags,
    /// One author.
    Author(AuthorId),
    /// The lists of an author's articles.
    AuthorArticles(AuthorId),
    /// The list of authors.
    Authors,
    /// The comments of an article, and how many there are.
    Comments(ArticleId),
    /// Every list of comments.
    AllComments,
    /// What is wanted of comments, place by place.
    CommentPolicies,
    /// The exchange rates of a source.
    Rates(&'static str),
    /// The exchange rates of every source.
    AllRates,
    /// The channels of the site.
    Channels,
    /// One picture: what is known of it, and which articles show it.
    Media(MediaId),
    /// The list of pictures.
    AllMedia,
    /// One curated list: what it says of itself and what the newsroom put into it.
    List(ListId),
    /// The list of curated lists.
    Lists,
    /// One reader who signs in, as moderators see them.
    Reader(ReaderId),
    /// The list of readers who sign in.
    Readers,
    /// What the site says of itself.
    Site,
    /// The change log itself: every row moves it.
    Changes,
}

impl Facet {
    /// What the comments that readers see under an article depend on, and how many there are.
    #[must_use]
    pub const fn of_comments(article: ArticleId) -> [Self; 2] {
        [Self::Comments(article), Self::CommentPolicies]
    }

    /// The facet that moves whenever one of this kind moves; `None` where there is none above.
    #[must_use]
    pub const fn whole(&self) -> Option<Self> {
        match self {
            Self::Article(_)
            | Self::ArticleSlug(_)
            | Self::ArticleChain(_)
            | Self::Translations(_)
            | Self::SectionArticles(_)
            | Self::TagArticles(_)
            | Self::AuthorArticles(_) => Some(Self::Articles),
            Self::Section(_) => Some(Self::Sections),
            Self::Tag(_) => Some(Self::Tags),
            Self::Author(_) => Some(Self::Authors),
            Self::Comments(_) => Some(Self::AllComments),
            Self::Rates(_) => Some(Self::AllRates),
            Self::Media(_) => Some(Self::AllMedia),
            Self::List(_) => Some(Self::Lists),
            Self::Reader(_) => Some(Self::Readers),
            _ => None,
        }
    }
}

impl fmt::Display for Facet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Article(id) => write!(f, "article:{id}"),
            Self::ArticleChain(id) => write!(f, "chain:{id}"),
            Self::Translations(id) => write!(f, "translations:{id}"),
            Self::ArticleSlug(slug) => write!(f, "slug:{slug}"),
            Self::Articles => f.write_str("articles"),
            Self::Section(id) => write!(f, "section:{id}"),
            Self::SectionArticles(id) => write!(f, "articles:{id}"),
            Self::Sections => f.write_str("sections"),
            Self::Tag(id) => write!(f, "tag:{id}"),
            Self::TagArticles(id) => write!(f, "articles:{id}"),
            Self::Tags => f.write_str("tags"),
            Self::Author(id) => write!(f, "author:{id}"),
            Self::AuthorArticles(id) => write!(f, "articles:{id}"),
            Self::Authors => f.write_str("authors"),
            Self::Comments(id) => write!(f, "comments:{id}"),
            Self::AllComments => f.write_str("comments"),
            Self::CommentPolicies => f.write_str("comment-policies"),
            Self::Rates(source) => write!(f, "rates:{source}"),
            Self::AllRates => f.write_str("rates"),
            Self::Channels => f.write_str("channels"),
            Self::Media(id) => write!(f, "media:{id}"),
            Self::AllMedia => f.write_str("media"),
            Self::List(id) => write!(f, "list:{id}"),
            Self::Lists => f.write_str("lists"),
            Self::Reader(id) => write!(f, "reader:{id}"),
            Self::Readers => f.write_str("readers"),
            Self::Site => f.write_str("site"),
            Self::Changes => f.write_str("changes"),
        }
    }
}

/// What an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadSet {
    /// The facets that were looked at, also those under which nothing was found.
    pub facets: BTreeSet<Facet>,
    /// The instant at which the clock alone changes the answer; `None` when it never does.
    pub valid_until: Option<Instant>,
    /// Whether the answer is for the one who asked alone, so that nobody may keep it.
    pub private: bool,
}

impl ReadSet {
    /// The facets by name; where more than `most` stand below one whole, that whole alone in their place.
    #[must_use]
    pub fn names(&self, most: usize) -> Vec<String> {
        let mut below: BTreeMap<Facet, usize> = BTreeMap::new();
        for whole in self.facets.iter().filter_map(Facet::whole) {
            *below.entry(whole).or_default() += 1;
        }
        let is_crowded = |whole: &Facet| below.get(whole).is_some_and(|count| *count > most);
        let crowded = below.keys().filter(|whole| is_crowded(whole));
        let alone = self.facets.iter().filter(|facet| !facet.whole().is_some_and(|whole| is_crowded(&whole)));
        let shown: BTreeSet<&Facet> = crowded.chain(alone).collect();
        shown.iter().map(ToString::to_string).collect()
    }
}
