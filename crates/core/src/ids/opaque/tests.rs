use super::*;

fn opaque(key: u8) -> Opaque {
    Opaque::new(&[key; 32], &[key + 1; 32])
}

#[test]
fn what_is_sealed_opens_for_its_kind_and_key_alone() {
    for id in [0, 1, -1, i64::MAX, i64::MIN, 1_505_084_218_764_547_200] {
        let text = opaque(7).seal(OpaqueKind::Node, id);
        assert_eq!(text.len(), LENGTH);
        assert_eq!(opaque(7).open(OpaqueKind::Node, &text), Some(id));
        assert_eq!(opaque(7).open(OpaqueKind::Space, &text), None);
        assert_eq!(opaque(9).open(OpaqueKind::Node, &text), None);
    }
}

#[test]
fn every_changed_character_is_noticed() {
    let text = opaque(7).seal(OpaqueKind::Node, 42);
    for place in 0..LENGTH {
        let mut bytes = text.clone().into_bytes();
        bytes[place] = if bytes[place] == b'a' { b'b' } else { b'a' };
        let forged = String::from_utf8(bytes).unwrap();
        assert_eq!(opaque(7).open(OpaqueKind::Node, &forged), None, "{forged}");
    }
    for bad in [
        "",
        "short",
        &"z".repeat(LENGTH),
        &"%".repeat(LENGTH),
        &"é".repeat(16),
    ] {
        assert_eq!(opaque(7).open(OpaqueKind::Node, bad), None, "{bad:?}");
    }
}
