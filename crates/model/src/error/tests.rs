use super::*;
use std::collections::{BTreeMap, BTreeSet};

fn holes(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .collect()
}

#[test]
fn every_language_has_the_same_keys_and_holes() {
    let english: BTreeMap<_, _> = Texts::get(Locale::En)
        .iter()
        .map(|(k, t)| (k, holes(t)))
        .collect();
    assert!(english.len() > Code::ALL.len());
    for locale in Locale::ALL {
        let other: BTreeMap<_, _> = Texts::get(locale)
            .iter()
            .map(|(k, t)| (k, holes(t)))
            .collect();
        assert_eq!(other, english, "{locale:?}");
    }
}

#[test]
fn every_code_has_a_text_and_a_key_of_its_own() {
    let mut keys = BTreeSet::new();
    for code in Code::ALL {
        assert!(keys.insert(code.key()), "{} twice", code.key());
        assert_ne!(
            Texts::get(Locale::ZhCn).text(code.key()),
            code.key(),
            "{code:?} has no text"
        );
    }
}

#[test]
fn every_reason_has_a_text_below_its_code() {
    for reason in Reason::ALL {
        let (code, _) = reason.key().split_once('.').unwrap();
        assert!(Code::from_key(code).is_some(), "{reason:?}");
        for locale in Locale::ALL {
            let text = Texts::get(locale).text(reason.key());
            assert_ne!(text, reason.key(), "{reason:?} has no text");
        }
    }
}

#[test]
fn a_message_names_the_facts_in_the_language_of_the_reader() {
    let error = Error::parameter("pageSize").with_limit("1-100");
    assert_eq!(
        error.message(Locale::En),
        "Parameter pageSize is not valid: 1-100."
    );
    assert_eq!(error.message(Locale::ZhCn), "参数 pageSize 不正确：1-100。");
}

#[test]
fn a_value_with_braces_is_not_filled_again() {
    assert_eq!(
        fill("a {x} b {y} {z", &[("x", "{y}"), ("y", "2")]),
        "a {y} b 2 {z"
    );
}
