//! The disk under a SQLite file.

use std::path::Path;

use crate::error::{Error, Result};

/// Whether a disk has room: at least 5 % of its blocks are free for this program.
#[must_use]
pub const fn has_room(available: u64, blocks: u64) -> bool {
    available.saturating_mul(20) >= blocks
}

/// Whether the disk on which a file is has room.
///
/// # Errors
/// When the system does not tell.
pub fn under(file: &Path) -> Result<bool> {
    let disk = rustix::fs::statvfs(file).map_err(Error::internal)?;
    Ok(has_room(disk.f_bavail, disk.f_blocks))
}
