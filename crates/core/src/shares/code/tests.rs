use super::*;
use std::collections::HashSet;

#[test]
fn codes_are_eight_letters_and_digits() {
    let codes: HashSet<String> = (0..500).map(|_| make().unwrap()).collect();
    assert_eq!(codes.len(), 500);
    for code in &codes {
        parse(code).unwrap();
    }
    let used: HashSet<char> = codes.iter().flat_map(|code| code.chars()).collect();
    assert_eq!(used.len(), ALPHABET.len());
    for wrong in [
        "",
        "1234567",
        "123456789",
        "1234 678",
        "1234567é",
        "１２３４５６７８",
    ] {
        parse(wrong).unwrap_err();
    }
}
