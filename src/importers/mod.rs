//! Floor 2: bytes of others become drafts of ours. Pure: no file, no network, no database.

pub mod page;
