//! Floor 1: the public types of the nouns and their rules. No I/O.
//!
//! A noun's type lives here once and carries the derives of both doors; the files of the nouns do not import each other.

pub mod articles;
pub mod authors;
pub mod changes;
pub mod channels;
pub mod comments;
pub mod currencies;
pub mod datelines;
pub mod decimal;
pub mod facets;
pub mod health;
pub mod ids;
pub mod keys;
pub mod lang;
pub mod limits;
pub mod lists;
pub mod media;
pub mod networks;
pub mod paging;
pub mod patch;
pub mod places;
pub mod preview;
pub mod rates;
pub mod readers;
pub mod refs;
pub mod resolutions;
pub mod revisions;
pub mod sections;
pub mod site;
pub mod slugs;
pub mod tags;
pub mod text;
pub mod time;
