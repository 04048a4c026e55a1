use super::*;

#[test]
fn an_id_has_one_decimal_spelling() {
    assert_eq!(
        "1505084218764547200".parse(),
        Ok(NodeId(1_505_084_218_764_547_200))
    );
    for bad in [
        "",
        "-1",
        "+1",
        "01",
        " 1",
        "1 ",
        "9223372036854775808",
        "一",
    ] {
        assert_eq!(bad.parse::<NodeId>(), Err(NotAnId), "{bad:?}");
    }
}

#[test]
fn an_id_is_a_string_in_json() {
    let text = serde_json::to_string(&UserId(1_505_084_218_764_547_200)).unwrap();
    assert_eq!(text, "\"1505084218764547200\"");
    assert_eq!(
        serde_json::from_str::<UserId>(&text).unwrap(),
        UserId(1_505_084_218_764_547_200)
    );
}
