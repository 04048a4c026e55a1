use super::*;
use crate::Code;

#[test]
fn names_are_cut_and_kept() {
    for (given, kept) in [
        ("a", "a"),
        (" 设计 Team\u{3000}", "设计 Team"),
        ("Coffer™ © ★ ✓ ①", "Coffer™ © ★ ✓ ①"),
        ("!;!;!", "!;!;!"),
        ("...", "..."),
        ("0#9", "0#9"),
    ] {
        assert_eq!(GroupName::parse("name", given).unwrap().as_str(), kept);
    }
    let longest = "组".repeat(64);
    assert_eq!(
        GroupName::parse("name", &longest).unwrap().as_str(),
        longest
    );
}

#[test]
fn names_that_are_not_allowed_name_their_parameter() {
    let long = "组".repeat(65);
    let signs = [
        "a<", "a>", "a:", "~a", "*", "a?b", "a/b", "a|b", "a\\b", "\"a\"",
    ];
    let pictures = ["a😀", "❤", "☀️", "1️⃣", "🇨🇳", "👍🏽", "⌚", "㊙"];
    let others = ["", "  ", ".", "..", "a\nb", "a\0", "\u{200b}", &long];
    for name in signs.iter().chain(&pictures).chain(&others) {
        let error = GroupName::parse("groupName", name).unwrap_err();
        assert_eq!(error.code(), Code::BadRequest, "{name:?}");
        assert_eq!(error.facts().parameter.as_deref(), Some("groupName"));
    }
}

#[test]
fn names_are_searched_without_case() {
    assert_eq!(GroupName::parse("name", "ÄB").unwrap().key(), "äb");
}

#[test]
fn addresses_of_pictures_are_bounded() {
    assert_eq!(IconUrl::parse("iconUrl", " 1 ").unwrap().as_str(), "1");
    assert_eq!(IconUrl::parse("iconUrl", "").unwrap(), IconUrl::default());
    assert!(IconUrl::parse("iconUrl", &"x".repeat(512)).is_ok());
    for wrong in ["x".repeat(513), "a\tb".to_owned(), "\0".to_owned()] {
        assert!(IconUrl::parse("iconUrl", &wrong).is_err());
    }
}
