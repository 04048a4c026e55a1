use super::*;
use proptest::prelude::*;

#[test]
fn only_unreserved_characters_stay() {
    assert_eq!(encode("A-z_0.9~", Keep::Nothing), "A-z_0.9~");
    assert_eq!(encode("a b/c+d", Keep::Nothing), "a%20b%2Fc%2Bd");
    assert_eq!(encode("a b/c+d", Keep::Slashes), "a%20b/c%2Bd");
    assert_eq!(encode("文", Keep::Nothing), "%E6%96%87");
}

#[test]
fn a_plus_is_a_blank_in_queries_only() {
    assert_eq!(decode("a+b%2B", Plus::Blank).as_deref(), Some("a b+"));
    assert_eq!(decode("a+b%2B", Plus::Plus).as_deref(), Some("a+b+"));
}

#[test]
fn broken_escapes_and_broken_utf_8_are_refused() {
    for text in ["%", "%2", "%zz", "a%2", "%e6%96", "%ff", "%+1", "% 1"] {
        assert_eq!(decode(text, Plus::Plus), None, "{text}");
    }
}

#[test]
fn an_encoded_slash_in_a_path_decodes_to_a_slash_and_is_not_canonical() {
    assert!(is_canonical("a%2Fb", Keep::Nothing));
    assert!(!is_canonical("a%2Fb", Keep::Slashes));
    assert!(!is_canonical("a%2fb", Keep::Nothing));
    assert!(!is_canonical("%41", Keep::Nothing));
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(text in any::<String>()) {
        for (keep, plus) in [(Keep::Nothing, Plus::Blank), (Keep::Slashes, Plus::Plus)] {
            let encoded = encode(&text, keep).into_owned();
            prop_assert!(is_canonical(&encoded, keep));
            let decoded = decode(&encoded, plus);
            prop_assert_eq!(decoded.as_deref(), Some(text.as_str()));
        }
    }

    #[test]
    fn what_is_called_canonical_survives_decoding_and_encoding(text in "[a-c%0-9A-Fa-f/ +~]{0,12}") {
        for keep in [Keep::Nothing, Keep::Slashes] {
            if is_canonical(&text, keep) && let Some(decoded) = decode(&text, Plus::Blank) {
                prop_assert_eq!(encode(&decoded, keep), text.as_str());
            }
        }
    }
}
