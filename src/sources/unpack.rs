//! Packed files of banks: gzip, and zip archives with one file.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::bank::{LARGEST, refuse};
use crate::error::{Code, Error, Result};

/// The bytes of a file, unpacked if they are packed.
///
/// # Errors
/// `PAYLOAD_TOO_LARGE` when it is larger than 10 MB, packed or unpacked; `UNPROCESSABLE_CONTENT` when it is broken, or an
/// archive with another number of files than one.
pub fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>> {
    if bytes.len() > LARGEST {
        return Err(too_large());
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return bounded(MultiGzDecoder::new(bytes)).map(Cow::Owned);
    }
    if bytes.starts_with(b"PK") {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if archive.len() != 1 {
            return Err(refuse(format!("the archive has {} files, and one is expected", archive.len())));
        }
        return bounded(archive.by_index(0).map_err(broken)?).map(Cow::Owned);
    }
    Ok(Cow::Borrowed(bytes))
}

fn bounded(reader: impl Read) -> Result<Vec<u8>> {
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    let mut unpacked = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut unpacked).map_err(broken)?;
    if unpacked.len() > LARGEST { Err(too_large()) } else { Ok(unpacked) }
}

fn too_large() -> Error {
    Error::new(Code::PayloadTooLarge, "a file of rates may have 10 MB at most")
}

fn broken(error: impl std::fmt::Display) -> Error {
    refuse(format!("the packed file is broken: {error}"))
}
