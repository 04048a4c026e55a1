use super::*;
use coffer_model::Code;
use proptest::prelude::*;

fn codec() -> CursorCodec {
    CursorCodec::new(&[7; 32])
}

fn refused(result: Result<Vec<u8>>) -> bool {
    result.is_err_and(|error| error.code() == Code::BadRequest)
}

#[test]
fn another_key_purpose_or_spelling_is_refused() {
    let cursor = codec().encode("children/name", b"abc").unwrap();
    assert_eq!(codec().decode("children/name", &cursor).unwrap(), b"abc");
    assert!(refused(codec().decode("children/size", &cursor)));
    assert!(refused(codec().decode("", &cursor)));
    assert!(refused(
        CursorCodec::new(&[8; 32]).decode("children/name", &cursor)
    ));
    assert!(refused(
        codec().decode("children/name", &format!("{cursor}="))
    ));
    assert!(refused(
        codec().decode("children/name", &cursor[..cursor.len() - 1])
    ));
    for text in ["", "0", "AQ", "AAAAAAAAAAAA", "????????????????"] {
        assert!(refused(codec().decode("children/name", text)), "{text}");
    }
}

#[test]
fn what_it_says_is_not_to_be_read_in_it() {
    let cursor = codec().encode("children/name", b"a hidden name").unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
    let shown = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(!shown(b"hidden") && !shown(b"name"), "{cursor}");
    // Beginnings that are alike do not show either.
    let other = codec().encode("children/name", b"a hidden tree").unwrap();
    assert_ne!(cursor[..8], other[..8]);
    assert_eq!(cursor.len(), other.len());
    assert_eq!(
        codec().encode("children/name", b"a hidden name").unwrap(),
        cursor
    );
}

#[test]
fn length_is_bounded_on_both_sides() {
    let longest = codec().encode("", &[0; MAX_PAYLOAD]).unwrap();
    assert_eq!(longest.len(), MAX_LENGTH);
    assert_eq!(codec().decode("", &longest).unwrap().len(), MAX_PAYLOAD);
    assert_eq!(
        codec()
            .encode("", &[0; MAX_PAYLOAD + 1])
            .unwrap_err()
            .code(),
        Code::Internal
    );
    assert!(refused(codec().decode("", &"A".repeat(1 << 20))));
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded_and_one_changed_character_is_refused(
        payload in proptest::collection::vec(any::<u8>(), 0..64),
        purpose in any::<String>(),
        index in any::<usize>(),
    ) {
        let cursor = codec().encode(&purpose, &payload).unwrap();
        prop_assert_eq!(codec().decode(&purpose, &cursor).unwrap(), payload);
        let mut changed = cursor.into_bytes();
        let at = index % changed.len();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        prop_assert!(refused(codec().decode(&purpose, std::str::from_utf8(&changed).unwrap())));
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), base in "[A-Za-z0-9_-]{0,64}") {
        prop_assert!(refused(codec().decode("", &text)));
        prop_assert!(refused(codec().decode("", &base)));
    }
}
