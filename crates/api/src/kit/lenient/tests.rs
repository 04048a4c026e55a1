use super::*;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Sent {
    #[serde(deserialize_with = "one")]
    number: i64,
    #[serde(deserialize_with = "optional")]
    small: Option<u32>,
    #[serde(deserialize_with = "optional")]
    text: Option<String>,
    #[serde(deserialize_with = "optional")]
    flag: Option<bool>,
    #[serde(deserialize_with = "optional")]
    user: Option<UserId>,
    #[serde(deserialize_with = "list")]
    ids: Vec<String>,
    #[serde(deserialize_with = "comma_list")]
    numbers: Vec<u64>,
}

fn read(value: serde_json::Value) -> Result<Sent, String> {
    // Through text, as a request comes: borrowed and escaped strings both occur.
    serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())
}

#[test]
fn numbers_and_strings_stand_for_each_other() {
    for number in [json!(10), json!("10"), json!(" 10 ")] {
        assert_eq!(read(json!({ "number": number })).unwrap().number, 10);
    }
    assert_eq!(
        read(json!({"text": 35})).unwrap().text.as_deref(),
        Some("35")
    );
    assert_eq!(
        read(json!({"text": 1.5})).unwrap().text.as_deref(),
        Some("1.5")
    );
    assert_eq!(
        read(json!({"text": "a\"b"})).unwrap().text.as_deref(),
        Some("a\"b")
    );
    let id = UserId(1_505_084_218_764_547_200);
    for user in [
        json!(1_505_084_218_764_547_200_i64),
        json!("1505084218764547200"),
    ] {
        assert_eq!(read(json!({ "user": user })).unwrap().user, Some(id));
    }
}

#[test]
fn flags_are_booleans_strings_or_digits() {
    for flag in [
        json!(true),
        json!("true"),
        json!("TRUE"),
        json!(1),
        json!("1"),
    ] {
        assert_eq!(read(json!({ "flag": flag })).unwrap().flag, Some(true));
    }
    for flag in [json!(false), json!("false"), json!(0), json!("0")] {
        assert_eq!(read(json!({ "flag": flag })).unwrap().flag, Some(false));
    }
}

#[test]
fn empty_and_null_are_absent_in_optional_fields_and_lists() {
    for nothing in [json!(""), json!(null)] {
        let sent = read(
            json!({"small": nothing, "text": nothing, "flag": nothing, "user": nothing, "ids": nothing, "numbers": nothing}),
        );
        assert_eq!(sent.unwrap(), Sent::default());
        assert!(read(json!({ "number": nothing })).is_err());
    }
    assert_eq!(read(json!({})).unwrap(), Sent::default());
}

#[test]
fn one_value_is_a_list_of_one() {
    assert_eq!(read(json!({"ids": "a"})).unwrap().ids, ["a"]);
    assert_eq!(read(json!({"ids": 7})).unwrap().ids, ["7"]);
    assert_eq!(
        read(json!({"ids": ["a", 7, ""]})).unwrap().ids,
        ["a", "7", ""]
    );
    for numbers in [json!("1,2, 3,"), json!([1, "2", 3]), json!(["1,2", "3"])] {
        assert_eq!(
            read(json!({ "numbers": numbers })).unwrap().numbers,
            [1, 2, 3]
        );
    }
}

#[test]
fn other_kinds_are_refused() {
    for bad in [
        json!({"number": "ten"}),
        json!({"number": 1.5}),
        json!({"number": true}),
        json!({"number": [1]}),
        json!({"number": u64::MAX}),
        json!({"small": -1}),
        json!({"small": "4294967296"}),
        json!({"text": {}}),
        json!({"flag": "yes"}),
        json!({"flag": 2}),
        json!({"user": -1}),
        json!({"user": "01"}),
        json!({"ids": [null]}),
        json!({"ids": [["a"]]}),
        json!({"numbers": "1,x"}),
    ] {
        assert!(read(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn an_error_says_what_was_wanted() {
    let error = read(json!({"small": "many"})).unwrap_err();
    assert!(
        error.contains("a whole number (u32)") && error.contains("many"),
        "{error}"
    );
}

proptest! {
    #[test]
    fn a_number_says_the_same_as_its_string(number in any::<i64>()) {
        let plain = read(json!({ "number": number })).unwrap();
        let quoted = read(json!({ "number": number.to_string() })).unwrap();
        prop_assert_eq!(plain.number, number);
        prop_assert_eq!(quoted.number, number);
    }

    #[test]
    fn every_string_survives(text in "\\PC{1,20}") {
        let sent = read(json!({ "text": text, "ids": [text] })).unwrap();
        prop_assert_eq!(sent.text.as_deref(), Some(text.as_str()));
        prop_assert_eq!(sent.ids, [text]);
    }
}
