use super::*;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

#[test]
fn blanks_at_the_ends_are_cut() {
    assert_eq!(name(" \t会议 资料　").as_str(), "会议 资料");
}

#[test]
fn forbidden_names_are_refused_with_their_reason() {
    for bad in [
        "",
        "  ",
        ".",
        "..",
        " .. ",
        "a/b",
        "a\\b",
        "a:b",
        "a*b",
        "a?b",
        "a\"b",
        "<a",
        "a>",
        "a|b",
        "a\0b",
        "a\nb",
        "a\u{85}b",
        "\u{feff}",
        "\u{200b}\u{202e}",
        "\u{3164}",
    ] {
        assert_eq!(
            Name::parse(bad).unwrap_err().code(),
            Code::NameInvalid,
            "{bad:?}"
        );
    }
    assert_eq!(name(&"名".repeat(250)).as_str().chars().count(), 250);
    assert_eq!(
        Name::parse(&"名".repeat(251)).unwrap_err().code(),
        Code::NameTooLong
    );
}

#[test]
fn case_and_composition_do_not_make_two_names() {
    assert_eq!(name("Straße.TXT").key(), name("STRASSE.txt").key());
    assert_eq!(name("Cafe\u{301}").key(), name("CAFÉ").key());
    assert_ne!(name("é").key(), name("e").key());
}

#[test]
fn names_sort_as_people_expect() {
    let mut names = [
        "文件10", "文件2", "张三", "李四", "b", "A", "a10", "a9", "_x",
    ]
    .map(name);
    names.sort_by_key(Name::sort_key);
    let sorted: Vec<&str> = names.iter().map(Name::as_str).collect();
    assert_eq!(
        sorted,
        [
            "_x", "李四", "文件2", "文件10", "张三", "A", "a9", "a10", "b"
        ]
    );
}

#[test]
fn the_suffix_is_the_last_extension() {
    for (text, suffix) in [
        ("a.tar.gz", ".gz"),
        (".profile", ""),
        ("a", ""),
        ("a.", ""),
        ("报告.PDF", ".PDF"),
    ] {
        assert_eq!(name(text).suffix(), suffix, "{text}");
    }
}

#[test]
fn a_clash_gets_the_time_before_the_extension() {
    let at = Timestamp::parse_rfc3339("2023-12-13T08:05:40Z").unwrap();
    assert_eq!(
        name("下载.png").with_timestamp(at, 0).as_str(),
        "下载_20231213_160540.png"
    );
    assert_eq!(
        name("a").with_timestamp(at, 2).as_str(),
        "a_20231213_160540_2"
    );
    let long = name(&format!("{}.png", "长".repeat(246))).with_timestamp(at, 0);
    assert_eq!(long.as_str().chars().count(), MAX_CHARS);
    assert!(long.as_str().ends_with("_20231213_160540.png"));
    let dots = name(&format!("a.{}", "b".repeat(248))).with_timestamp(at, 0);
    assert!(Name::parse(dots.as_str()).is_ok());
}
