//! Files with single bytes changed.

use super::copies::{Copy, Header, archives, deephys_files, files_of_folders};

/// Bits to turn around: the lowest, one that changes kinds, the sign, all.
const PATTERNS: [u8; 4] = [0x01, 0x20, 0x80, 0xff];

/// Turns bits of each byte of each header around, one byte at a time.
fn assert_survives(copies: Vec<(Copy, Header)>) {
    for (mut copy, header) in copies {
        let len = copy.whole.len();
        for at in (0..len).filter(|&at| header.contains(at, len)) {
            let sound = copy.whole[at];
            for pattern in PATTERNS {
                copy.put(at, sound ^ pattern);
                copy.read_all(&format!("byte {at} is {:#04x} for {sound:#04x}", sound ^ pattern));
            }
            copy.put(at, sound);
        }
    }
}

#[test]
fn every_byte_of_a_deephys_header_may_be_wrong() {
    assert_survives(deephys_files());
}

#[test]
fn every_byte_of_the_header_or_index_of_an_archive_may_be_wrong() {
    assert_survives(archives());
}

#[test]
fn every_byte_of_the_header_of_an_array_or_picture_may_be_wrong() {
    assert_survives(files_of_folders());
}
