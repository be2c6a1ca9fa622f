//! Where a JPEG ends (ITU-T T.81, B.1.1).

/// The marker of the end, and that of a beginning scan.
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;

/// Whether the file holds the end of its picture. The parts before the scan are passed over by their lengths, because a
/// thumbnail in one of them has an end of its own; what follows the end does not matter.
pub(super) fn ends(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some((marker, after)) = next_marker(rest) {
        match marker {
            END => return true,
            // Markers without a part of their own: fill, temporary, restarts.
            0x01 | 0xd0..=0xd8 => rest = after,
            _ => {
                let [high, low, ..] = after else { return false };
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                let Some(behind) = after.get(length..) else { return false };
                rest = if marker == SCAN { behind_scan(behind) } else { behind };
            }
        }
    }
    false
}

/// The next marker, fill bytes passed over, and what follows it.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let start = bytes.iter().position(|byte| *byte == 0xff)?;
    let behind = bytes.get(start..)?;
    let marker = behind.iter().position(|byte| *byte != 0xff)?;
    Some((*behind.get(marker)?, behind.get(marker + 1..)?))
}

/// What follows the coded pixels of a scan: they end at a marker, and 0xFF among them stands before 0 or is a restart.
fn behind_scan(mut bytes: &[u8]) -> &[u8] {
    while let Some(start) = bytes.iter().position(|byte| *byte == 0xff) {
        let found = bytes.get(start..).unwrap_or_default();
        match found {
            [_, 0 | 0xd0..=0xd7, rest @ ..] => bytes = rest,
            [_, 0xff, ..] => bytes = found.get(1..).unwrap_or_default(),
            _ => return found,
        }
    }
    &[]
}
