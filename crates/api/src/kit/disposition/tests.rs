use super::*;
use http::HeaderValue;
use proptest::prelude::*;

#[test]
fn a_plain_name_needs_one_form() {
    assert_eq!(
        Disposition::Attachment.header("a b (1).pdf"),
        "attachment; filename=\"a b (1).pdf\""
    );
    assert_eq!(
        Disposition::Inline.header("x;y='z'.txt"),
        "inline; filename=\"x;y='z'.txt\""
    );
}

#[test]
fn another_script_gets_both_forms() {
    assert_eq!(
        Disposition::Attachment.header("文件 1.pdf"),
        "attachment; filename=\"__ 1.pdf\"; filename*=UTF-8''%E6%96%87%E4%BB%B6%201.pdf"
    );
}

#[test]
fn characters_that_end_or_escape_a_name_are_replaced() {
    assert_eq!(
        Disposition::Attachment.header("a\"b\\c%41\r\n.x"),
        "attachment; filename=\"a_b_c_41.x\"; filename*=UTF-8''a%22b%5Cc%2541%0D%0A.x"
    );
}

/// What a client of today reads from the header.
fn read(value: &str) -> String {
    if let Some((_, extended)) = value.split_once("; filename*=UTF-8''") {
        let mut bytes = Vec::new();
        let mut rest = extended.as_bytes();
        while let Some((&byte, tail)) = rest.split_first() {
            if byte == b'%' {
                bytes.push(
                    u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap(),
                );
                rest = &tail[2..];
            } else {
                bytes.push(byte);
                rest = tail;
            }
        }
        return String::from_utf8(bytes).unwrap();
    }
    value
        .split_once("filename=\"")
        .unwrap()
        .1
        .strip_suffix('"')
        .unwrap()
        .to_owned()
}

proptest! {
    #[test]
    fn every_name_is_read_back_from_a_valid_header(name in any::<String>()) {
        let value = Disposition::Attachment.header(&name);
        prop_assert!(value.is_ascii());
        prop_assert!(HeaderValue::from_str(&value).is_ok());
        prop_assert_eq!(read(&value), name);
    }
}
