//! Facets: the names under which answers and changes meet.
//!
//! A change names the facets that it touched, a read the facets that it looked at; a stored answer is good as long as
//! none of its facets moved.

use std::fmt;

use crate::domain::ids::{ArticleId, AuthorId, SectionId, TagId};

/// One thing that an answer can depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// One article.
    Article(ArticleId),
    /// Every list of articles.
    Articles,
    /// One section, and the lists of its articles.
    Section(SectionId),
    /// The list of sections.
    Sections,
    /// One tag, and the lists of its articles.
    Tag(TagId),
    /// The list of tags.
    Tags,
    /// One author, and the lists of their articles.
    Author(AuthorId),
    /// The list of authors.
    Authors,
}

impl fmt::Display for Facet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Article(id) => write!(f, "article:{id}"),
            Self::Articles => f.write_str("articles"),
            Self::Section(id) => write!(f, "section:{id}"),
            Self::Sections => f.write_str("sections"),
            Self::Tag(id) => write!(f, "tag:{id}"),
            Self::Tags => f.write_str("tags"),
            Self::Author(id) => write!(f, "author:{id}"),
            Self::Authors => f.write_str("authors"),
        }
    }
}
