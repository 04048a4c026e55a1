use std::os::unix::fs::PermissionsExt;

use super::*;

#[test]
fn a_key_is_made_once_and_only_its_owner_may_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.key");
    let made = load_or_create(&file).unwrap();
    assert_ne!(made, [0; 32]);
    assert_eq!(load_or_create(&file).unwrap(), made);
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_a_killed_server_left_behind_does_not_stop_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.key");
    fs::write(folder.path().join("server.key.new"), "half").unwrap();
    let made = load_or_create(&file).unwrap();
    assert_eq!(load_or_create(&file).unwrap(), made);
}

#[test]
fn a_damaged_file_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.key");
    fs::write(&file, "not a key\n").unwrap();
    let error = load_or_create(&file).unwrap_err();
    assert!(matches!(error, KeyError::Malformed(_)), "{error}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "not a key\n");
}

#[test]
fn only_64_hexadecimal_digits_are_a_key() {
    assert_eq!(parse(&"0f".repeat(32)), Some([15; 32]));
    for text in ["", "0f", &"0g".repeat(32), &"0f".repeat(33)] {
        assert_eq!(parse(text), None, "{text}");
    }
}
