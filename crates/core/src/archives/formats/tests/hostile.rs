//! Archives that somebody made to hurt.

use super::{contents, fixture, names};
use crate::archives::entry::EntryKind;
use crate::archives::fault::Fault;
use crate::archives::testing::{Content, read};
use coffer_testkit::{ZipEntry, zip_of};
use std::io::Write;

const ALL: [&str; 16] = [
    "deflate.zip",
    "deflate64.zip",
    "lzma.zip",
    "bzip2.zip",
    "aes.zip",
    "solid.7z",
    "loose.7z",
    "hidden.7z",
    "pax.tar.gz",
    "pax.tar.bz2",
    "pax.tar.xz",
    "pax.tar.zst",
    "rar/rar3-subdirs.rar",
    "rar/rar5-subdirs.rar",
    "rar/rar5-crc.rar",
    "rar/rar5-psw.rar",
];

fn password(name: &str) -> Option<&'static str> {
    match name {
        "aes.zip" | "hidden.7z" => Some("secret"),
        "rar/rar5-psw.rar" => Some("password"),
        _ => None,
    }
}

#[test]
fn an_archive_that_is_cut_anywhere_ends_with_a_fault_or_fewer_files() {
    for name in ALL {
        let whole = fixture(name);
        let all = read(Content::of(whole.clone()), password(name)).unwrap();
        let all = contents(&all);
        for length in (0..whole.len()).step_by(64) {
            let cut = Content::of(whole[..length].to_vec());
            let Ok(read) = read(cut, password(name)) else {
                continue;
            };
            let names = names(&read);
            for (index, content, outcome) in &read.contents {
                // What is said to be whole is whole.
                if outcome.is_ok() {
                    let path = &names[*index as usize];
                    assert!(
                        all.get(path) == Some(content),
                        "{name} cut at {length}: {path}"
                    );
                }
            }
        }
    }
}

#[test]
fn an_archive_with_wrong_bytes_ends_all_the_same() {
    for name in ALL {
        let whole = fixture(name);
        for place in (0..whole.len()).step_by(31) {
            let mut wrong = whole.clone();
            wrong[place] ^= 0x55;
            let _ = std::panic::catch_unwind(|| read(Content::of(wrong), password(name)).err());
        }
    }
}

#[test]
fn a_zip_that_claims_less_than_it_has_is_caught() {
    let entries = [
        ZipEntry {
            claims: Some(3),
            ..ZipEntry::new("lies.txt", "far more than three bytes")
        },
        ZipEntry::new("honest.txt", "honest"),
    ];
    let read = read(Content::of(zip_of(&entries)), None).unwrap();
    let (_, content, outcome) = &read.contents[0];
    assert!(outcome.is_err() || content.len() > 3, "{outcome:?}");
    assert_eq!(read.contents[1].2, Ok(()));
}

#[test]
fn links_and_devices_are_told_from_files() {
    let mode = |mode, name: &str| ZipEntry {
        system: 3,
        mode,
        ..ZipEntry::new(name, "/etc/passwd")
    };
    let entries = [
        mode(0o120_777, "link"),
        mode(0o020_666, "device"),
        ZipEntry {
            system: 3,
            mode: 0o010_644,
            ..ZipEntry::new("pipe", "")
        },
        mode(0o010_644, "what came out of a pipe"),
    ];
    let read = read(Content::of(zip_of(&entries)), None).unwrap();
    let kinds: Vec<_> = read.entries.iter().map(|entry| entry.kind).collect();
    let special = EntryKind::Special;
    assert_eq!(kinds, [EntryKind::Link, special, special, EntryKind::File]);
}

#[test]
fn a_tar_tells_links_and_devices_too() {
    let mut builder = tar::Builder::new(Vec::new());
    for kind in [b'1', b'2', b'3', b'4', b'6'] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::new(kind));
        header.set_size(0);
        header.set_path("x").unwrap();
        header.set_link_name("/etc/passwd").unwrap();
        header.set_cksum();
        builder.append(&header, std::io::empty()).unwrap();
    }
    let read = read(Content::of(builder.into_inner().unwrap()), None).unwrap();
    let kinds: Vec<_> = read.entries.iter().map(|entry| entry.kind).collect();
    use EntryKind::{Link, Special};
    assert_eq!(kinds, [Link, Link, Special, Special, Special]);
}

#[test]
fn a_tar_with_endless_headers_is_given_up() {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(1 << 32);
    header.set_path("././@LongLink").unwrap();
    header.set_cksum();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(header.as_bytes()).unwrap();
    for _ in 0..64 {
        packed.write_all(&vec![b'a'; 1 << 20]).unwrap();
    }
    let read = read(Content::of(packed.finish().unwrap()), None).unwrap();
    assert_eq!(read.listed, Err(Fault::TooLarge));
}

#[test]
fn what_is_thrown_away_has_an_end_too() {
    let mut bomb = fixture("bomb/head.bz2");
    (0..32).for_each(|_| bomb.extend_from_slice(&fixture("bomb/zeros.bz2")));
    let read = read(Content::of(bomb), None).unwrap();
    assert_eq!(names(&read), ["zeros.bin"]);
    assert_eq!(read.listed, Err(Fault::TooLarge));
    assert_eq!(read.ended, Err(Fault::TooLarge));
}
