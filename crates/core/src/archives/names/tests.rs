use super::*;

fn bytes(text: &str) -> RawName {
    RawName::Bytes(GBK.encode(text).0.into_owned())
}

fn decoded(names: &[RawName]) -> Vec<String> {
    let mut evidence = Evidence::default();
    names.iter().for_each(|name| evidence.add(name));
    names.iter().map(|name| evidence.decode(name)).collect()
}

#[test]
fn names_of_a_chinese_windows_are_gbk() {
    let names = [bytes("合同/第一章.docx"), bytes("联通.txt"), bytes("a.txt")];
    assert_eq!(decoded(&names), ["合同/第一章.docx", "联通.txt", "a.txt"]);
}

#[test]
fn names_that_are_utf8_stay_so_whatever_the_others_are() {
    let names = [
        RawName::Bytes("中文.txt".as_bytes().to_vec()),
        bytes("合同.docx"),
        RawName::Unicode("日本語".to_owned()),
        RawName::Bytes("é.txt".as_bytes().to_vec()),
    ];
    let read = decoded(&names);
    assert_eq!(&read[..3], ["中文.txt", "合同.docx", "日本語"]);
}

#[test]
fn accents_without_any_sign_of_gbk_are_utf8() {
    let names = [RawName::Bytes("naïve.txt".as_bytes().to_vec())];
    assert_eq!(decoded(&names), ["naïve.txt"]);
}

#[test]
fn bytes_that_mean_nothing_are_marked() {
    assert_eq!(
        decoded(&[RawName::Bytes(vec![b'a', 0xff, 0xff])]),
        ["a\u{fffd}\u{fffd}"]
    );
}

#[test]
fn ways_out_are_refused_however_they_are_spelled() {
    for path in ["../a", "a/../../b", "a\\..\\..\\b", "..", "a/.. /b"] {
        for windows in [false, true] {
            assert_eq!(split(path, windows), Err(BadPath::Traversal), "{path}");
        }
    }
    for path in ["/etc/passwd", "\\\\host\\share", "C:/x", "c:x", "\\x"] {
        for windows in [false, true] {
            assert_eq!(split(path, windows), Err(BadPath::Absolute), "{path}");
        }
    }
}

#[test]
fn parts_are_divided_as_where_the_archive_was_made() {
    assert_eq!(split("./a//b/./c/", false), Ok(vec!["a", "b", "c"]));
    assert_eq!(split("a\\b\\c", true), Ok(vec!["a", "b", "c"]));
    assert_eq!(split("a\\b", false), Ok(vec!["a\\b"]));
    assert_eq!(split("./", false), Ok(vec![]));
    assert_eq!(split("..a/b..", false), Ok(vec!["..a", "b.."]));
}

#[test]
fn forbidden_names_become_allowed_ones() {
    let name = |part: &str| allowed(part).0.as_str().to_owned();
    assert_eq!(
        allowed("plain.txt"),
        (Name::stored("plain.txt".to_owned()), false)
    );
    assert_eq!(name("a<b>:c?.txt"), "a_b__c_.txt");
    assert_eq!(name("tab\tand\0nul"), "tab_and_nul");
    assert_eq!(name(" spaced "), "spaced");
    assert_eq!(name("\u{200b}"), "_\u{200b}");
    assert_eq!(name(""), "_");
    let long = name(&format!("{}.tar.gz", "长".repeat(400)));
    assert_eq!(long.chars().count(), MAX_CHARS);
    assert!(long.ends_with(".gz"));
    for part in [" spaced ", "a*", "\u{200b}", "", "\u{7}"] {
        assert!(allowed(part).1, "{part:?}");
    }
}

#[test]
fn the_folder_is_named_after_the_archive() {
    let of = |name: &str| stem(&Name::stored(name.to_owned())).as_str().to_owned();
    assert_eq!(of("a.b.tar.gz"), "a.b");
    assert_eq!(of("照片.ZIP"), "照片");
    assert_eq!(of("x.001"), "x");
    assert_eq!(of("noending"), "noending");
    assert_eq!(of(".zip"), ".zip");
}
