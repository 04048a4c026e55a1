use super::*;

#[test]
fn the_extension_tells_the_kind_in_any_case() {
    for (name, kind) in [
        ("a.JPG", Picture),
        ("报告.docx", Document),
        ("a.tar.gz", Archive),
        ("a", Other),
        ("a.unknown", Other),
        (".png", Picture),
    ] {
        assert_eq!(FileType::of_name(name), kind, "{name}");
    }
    assert_eq!(media_type_of_name("x.PDF"), "application/pdf");
    assert_eq!(media_type_of_name("x"), "application/octet-stream");
}

#[test]
fn every_number_reads_back() {
    for kind in FileType::ALL {
        assert_eq!(FileType::from_number(kind.number()), Some(kind));
    }
    assert_eq!(FileType::from_number(11), None);
}

#[test]
fn no_extension_stands_twice() {
    let mut seen = std::collections::BTreeSet::new();
    assert!(
        EXTENSIONS
            .iter()
            .all(|(extension, _, _)| seen.insert(extension))
    );
}
