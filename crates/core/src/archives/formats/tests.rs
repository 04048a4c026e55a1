use crate::archives::entry::{Blocked, EntryKind};
use crate::archives::fault::Fault;
use crate::archives::names::{Evidence, RawName};
use crate::archives::testing::{Content, Read, list, read};
use coffer_testkit::{ZipEntry, zip_of};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::Ordering;

mod hostile;

const LONG: &str = "to be, or not to be, that is the question\n";

/// A file made by a real tool.
fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/archives/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn names(read: &Read) -> Vec<String> {
    let mut evidence = Evidence::default();
    read.entries
        .iter()
        .for_each(|entry| evidence.add(&entry.name));
    let name = |raw: &RawName| {
        evidence
            .decode(raw)
            .replace('\\', "/")
            .trim_end_matches('/')
            .to_owned()
    };
    read.entries.iter().map(|entry| name(&entry.name)).collect()
}

/// What came out, by name.
fn contents(read: &Read) -> BTreeMap<String, Vec<u8>> {
    let names = names(read);
    let whole = read.contents.iter().map(|(index, content, outcome)| {
        assert_eq!(*outcome, Ok(()), "{}", names[*index as usize]);
        (names[*index as usize].clone(), content.clone())
    });
    whole.collect()
}

fn opened(name: &str, password: Option<&str>) -> Read {
    let read = read(Content::of(fixture(name)), password);
    let read = read.unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
    assert_eq!((read.listed, read.ended), (Ok(()), Ok(())), "{name}");
    read
}

/// The tree that `tests/archives/make` puts into every archive.
fn assert_docs(name: &str, password: Option<&str>) {
    let read = opened(name, password);
    let out = contents(&read);
    assert_eq!(out["docs/hello.txt"], b"hello\n", "{name}");
    assert_eq!(out["docs/合同/第一章.txt"], "第一章\n".as_bytes(), "{name}");
    if let Some(long) = out.get("docs/long.txt") {
        assert_eq!(long, &LONG.repeat(10_000).into_bytes(), "{name}");
    }
    let names = names(&read);
    for (path, kind) in [
        ("docs/nothing.txt", EntryKind::File),
        ("docs/empty", EntryKind::Folder),
        ("docs/合同", EntryKind::Folder),
    ] {
        let at = names.iter().position(|name| name == path);
        let entry = &read.entries[at.unwrap_or_else(|| panic!("{name} has no {path}"))];
        assert_eq!((entry.kind, entry.size), (kind, 0), "{name}: {path}");
    }
    let hello = names
        .iter()
        .position(|name| name == "docs/hello.txt")
        .unwrap();
    let modified = read.entries[hello].modified.unwrap().rfc3339_millis();
    assert!(modified.starts_with("2024-0"), "{name}: {modified}");
}

#[test]
fn zips_of_every_method_are_read() {
    for method in [
        "copy",
        "deflate",
        "deflate64",
        "bzip2",
        "lzma",
        "ppmd",
        "infozip",
        "zip64",
    ] {
        assert_docs(&format!("{method}.zip"), None);
    }
}

#[test]
fn tars_in_every_packing_are_read() {
    for packing in [
        "pax.tar.gz",
        "pax.tar.bz2",
        "pax.tar.xz",
        "pax.tar.zst",
        "gnu.tar",
    ] {
        assert_docs(packing, None);
    }
}

#[test]
fn seven_zips_are_read_solid_or_not() {
    for name in ["solid.7z", "loose.7z", "ppmd.7z", "bzip2.7z"] {
        assert_docs(name, None);
    }
}

#[test]
fn passwords_open_what_they_close() {
    for name in ["aes.zip", "zipcrypto.zip", "password.7z", "hidden.7z"] {
        assert_docs(name, Some("secret"));
    }
}

#[test]
fn without_its_password_nothing_comes_out() {
    for name in [
        "aes.zip",
        "zipcrypto.zip",
        "password.7z",
        "rar/rar5-psw.rar",
    ] {
        for (password, fault) in [
            (None, Fault::NoPassword),
            (Some("wrong"), Fault::WrongPassword),
        ] {
            let read = match read(Content::of(fixture(name)), password) {
                Ok(read) => read,
                // The fifth generation of RAR has a check of the password in front.
                Err(early) => {
                    assert_eq!(early, fault, "{name} with {password:?}");
                    continue;
                }
            };
            assert!(!read.contents.is_empty(), "{name}");
            let all = read
                .contents
                .iter()
                .all(|(_, _, outcome)| *outcome == Err(fault));
            assert!(
                all,
                "{name} with {password:?}: {:?}",
                read.contents.iter().map(|c| c.2).collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn a_hidden_directory_needs_its_password_first() {
    for name in [
        "hidden.7z",
        "rar/rar5-hpsw.rar",
        "rar/rar3-comment-hpsw.rar",
    ] {
        let open = |password| read(Content::of(fixture(name)), password).err();
        assert_eq!(open(None), Some(Fault::NoPassword), "{name}");
        assert_eq!(open(Some("wrong")), Some(Fault::WrongPassword), "{name}");
    }
}

#[test]
fn rars_of_both_generations_are_read() {
    for (name, password) in [
        ("rar/rar3-solid.rar", None),
        ("rar/rar5-solid.rar", None),
        ("rar/rar5-crc.rar", None),
        ("rar/rar5-psw.rar", Some("password")),
        ("rar/rar5-hpsw.rar", Some("password")),
        ("rar/rar5-psw-blake.rar", Some("password")),
    ] {
        let out = contents(&opened(name, password));
        assert_eq!(out.len(), 2, "{name}");
        assert!(out.values().all(|content| !content.is_empty()), "{name}");
    }
    for name in ["rar/rar3-subdirs.rar", "rar/rar5-subdirs.rar"] {
        let read = opened(name, None);
        let out = contents(&read);
        let path = "sub/üȵĩöḋè/file.txt";
        assert!(out.contains_key(path), "{name}: {:?}", out.keys());
        assert_eq!(
            read.entries
                .iter()
                .filter(|entry| entry.kind == EntryKind::Folder)
                .count(),
            6
        );
    }
    let names = names(&opened("rar/unicode.rar", None));
    assert!(names.contains(&"уииоотивл.txt".to_owned()), "{names:?}");
}

#[test]
fn rars_of_the_fourth_generation_have_passwords_too() {
    let rar = |solid| {
        let mut builder = rars::Builder::new(rars::ArchiveVersion::Rar29)
            .solid(solid)
            .password(Some(b"secret".to_vec()));
        for name in ["one.txt", "two.txt"] {
            let content = format!("{name} {LONG}").into_bytes();
            builder.add_bytes(name.into(), content, None, None).unwrap();
        }
        builder.to_bytes().unwrap()
    };
    for solid in [false, true] {
        let read = |password| read(Content::of(rar(solid)), password).unwrap();
        let out = contents(&read(Some("secret")));
        assert_eq!(out["two.txt"], format!("two.txt {LONG}").into_bytes());
        assert_eq!(read(None).contents[0].2, Err(Fault::NoPassword));
        assert_eq!(read(Some("wrong")).contents[0].2, Err(Fault::WrongPassword));
    }
}

#[test]
fn links_in_rars_are_told() {
    for (name, links) in [("rar/rar3-symlink-unix.rar", 2), ("rar/rar5-hlink.rar", 2)] {
        let read = opened(name, None);
        let found = read
            .entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Link)
            .count();
        assert_eq!(found, links, "{name}");
    }
}

#[test]
fn a_zstd_zip_is_read() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Zstd);
    writer.start_file("a.txt", options).unwrap();
    writer.write_all(LONG.as_bytes()).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    let read = read(Content::of(bytes), None).unwrap();
    assert_eq!(contents(&read)["a.txt"], LONG.as_bytes());
}

#[test]
fn a_password_may_have_been_typed_on_a_chinese_windows() {
    use zip::unstable::write::FileOptionsExt;
    let gbk = encoding_rs::GBK.encode("密码").0.into_owned();
    let utf8 = "密码".as_bytes().to_vec();
    for typed in [gbk, utf8] {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        let options = options.with_deprecated_encryption(&typed).unwrap();
        writer.start_file("a.txt", options).unwrap();
        writer.write_all(LONG.as_bytes()).unwrap();
        let bytes = writer.finish().unwrap().into_inner();
        let read = read(Content::of(bytes), Some("密码")).unwrap();
        assert_eq!(contents(&read)["a.txt"], LONG.as_bytes());
    }
}

#[test]
fn names_of_a_zip_are_those_that_its_maker_saw() {
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let unicode_path = |raw: &[u8], name: &str| {
        let mut crc = flate2::Crc::new();
        crc.update(raw);
        let mut extra = vec![0x75, 0x70];
        extra.extend_from_slice(&(5 + name.len() as u16).to_le_bytes());
        extra.push(1);
        extra.extend_from_slice(&crc.sum().to_le_bytes());
        extra.extend_from_slice(name.as_bytes());
        extra
    };
    let entries = [
        ZipEntry::new(gbk("合同/第一章.docx"), "a"),
        ZipEntry::new(gbk("联通.txt"), "b"),
        ZipEntry {
            flags: 0x800,
            ..ZipEntry::new("日本語.txt", "c")
        },
        ZipEntry {
            extra: unicode_path(b"?.txt", "한국어.txt"),
            ..ZipEntry::new("?.txt", "d")
        },
        ZipEntry {
            system: 3,
            ..ZipEntry::new("文件.txt", "e")
        },
    ];
    let read = read(Content::of(zip_of(&entries)), None).unwrap();
    assert_eq!(
        names(&read),
        [
            "合同/第一章.docx",
            "联通.txt",
            "日本語.txt",
            "한국어.txt",
            "文件.txt"
        ]
    );
    assert_eq!(contents(&read)["联通.txt"], b"b");
}

#[test]
fn names_that_are_there_twice_are_both_shown() {
    let entries = [ZipEntry::new("a.txt", "one"), ZipEntry::new("a.txt", "two")];
    let read = read(Content::of(zip_of(&entries)), None).unwrap();
    let came: Vec<_> = read
        .contents
        .iter()
        .map(|(index, content, _)| (*index, content.as_slice()))
        .collect();
    assert_eq!(came, [(0, b"one".as_slice()), (1, b"two")]);
}

#[test]
fn the_directory_of_a_large_zip_is_found_without_reading_the_rest() {
    // The directory of a zip64 of 20 GiB: two entries of 10 GiB each that nobody looks at.
    const SIZE: u64 = 20 << 30;
    let mut directory = Vec::new();
    for (name, offset) in [("one.bin", 0_u64), ("two.bin", SIZE / 2)] {
        directory.extend_from_slice(b"PK\x01\x02\x2d\x03\x2d\0\0\0\0\0\x85\x20\x61\x58\0\0\0\0");
        directory.extend_from_slice(&[0xff; 8]);
        directory.extend_from_slice(&(name.len() as u16).to_le_bytes());
        directory.extend_from_slice(&28_u16.to_le_bytes());
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&[0xff; 4]);
        directory.extend_from_slice(name.as_bytes());
        directory.extend_from_slice(&[1, 0, 24, 0]);
        for word in [SIZE / 2 - 100, SIZE / 2 - 100, offset] {
            directory.extend_from_slice(&word.to_le_bytes());
        }
    }
    let length = directory.len() as u64;
    let mut tail = directory;
    tail.extend_from_slice(b"PK\x06\x06");
    tail.extend_from_slice(&44_u64.to_le_bytes());
    tail.extend_from_slice(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for word in [2, 2, length, SIZE] {
        tail.extend_from_slice(&u64::to_le_bytes(word));
    }
    tail.extend_from_slice(b"PK\x06\x07\0\0\0\0");
    tail.extend_from_slice(&(SIZE + length).to_le_bytes());
    tail.extend_from_slice(&1_u32.to_le_bytes());
    tail.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    tail.extend_from_slice(&[0xff; 12]);
    tail.extend_from_slice(&[0, 0]);
    let head = b"PK\x03\x04".to_vec();
    let content = Content::sparse(SIZE + tail.len() as u64, vec![(0, head), (SIZE, tail)]);
    let entries = list(content.clone()).unwrap();
    let sizes: Vec<_> = entries.iter().map(|entry| entry.size).collect();
    assert_eq!(sizes, [SIZE / 2 - 100, SIZE / 2 - 100]);
    let read = content.bytes_read.load(Ordering::Relaxed);
    assert!(read < 1 << 20, "{read} bytes read");
}

#[test]
fn what_is_no_archive_is_called_so() {
    let gzip = |content: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    };
    for content in [
        Vec::new(),
        b"hello".to_vec(),
        vec![0; 10_000],
        LONG.repeat(100).into_bytes(),
        gzip(b"a text that is no tar"),
        gzip(&LONG.repeat(100).into_bytes()),
    ] {
        let fault = read(Content::of(content.clone()), None).err();
        assert_eq!(fault, Some(Fault::Format), "{:?}", content.get(..8));
    }
}

/// As bsdtar writes files with holes.
#[test]
fn sparse_files_in_the_form_of_pax_are_not_taken_for_what_is_stored() {
    let mut builder = tar::Builder::new(Vec::new());
    let extensions: [(&str, &[u8]); 4] = [
        ("GNU.sparse.major", b"1"),
        ("GNU.sparse.minor", b"0"),
        ("GNU.sparse.name", "空洞".as_bytes()),
        ("GNU.sparse.realsize", b"6291456"),
    ];
    builder.append_pax_extensions(extensions).unwrap();
    let mut header = tar::Header::new_ustar();
    header.set_size(4);
    header.set_cksum();
    let stored: &[u8] = b"1\n0\n";
    builder
        .append_data(&mut header, "GNUSparseFile.0/x", stored)
        .unwrap();
    let content = Content::of(builder.into_inner().unwrap());
    let read = read(content, None).unwrap();
    let entry = &read.entries[0];
    assert_eq!(entry.name, RawName::Unicode("空洞".to_owned()));
    assert_eq!(entry.blocked, Some(Blocked::Sparse));
}
