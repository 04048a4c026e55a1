//! What sources look like, and which words they do not hold.

use super::files::{TextFile, with_endings};

const LONGEST: usize = 500;
/// Files that are longer all the same. This list only shrinks.
const LONGER: &[&str] = &[];

#[test]
fn no_source_file_is_longer_than_500_lines() {
    for file in with_endings("crates", &[".rs", ".sql"]) {
        let lines = file.text.lines().count();
        let excused = LONGER.contains(&file.path.as_str());
        assert!(
            excused || lines <= LONGEST,
            "{} has {lines} lines: split it",
            file.path
        );
        assert!(
            !excused || lines > LONGEST,
            "{} is short now: take it off the list",
            file.path
        );
    }
}

/// The words of vendors, put together here so that this file does not hold them.
fn vendor_words() -> [String; 4] {
    [
        ["koo", "drive"],
        ["hua", "wei"],
        ["gok", "uai"],
        ["bin", "go"],
    ]
    .map(|parts| parts.concat())
}

#[test]
fn what_all_dialects_share_knows_no_vendor() {
    let folders = [
        "crates/model",
        "crates/store",
        "crates/blobs",
        "crates/core",
        "crates/api/src/kit",
    ];
    for folder in folders {
        for file in with_endings(folder, &[".rs", ".sql", ".json", ".toml"]) {
            // Texts that a protocol fixes are kept with the others, under keys with its name.
            let of_dialects = file.path.starts_with("crates/model/locales/");
            let mut lines = (1..).zip(file.text.lines()).filter(|_| !of_dialects);
            let found = lines.find(|(_, line)| {
                let line = line.to_lowercase();
                vendor_words().iter().any(|word| line.contains(word))
            });
            if let Some((number, line)) = found {
                panic!("{}:{number} speaks of a vendor: {line}", file.path);
            }
        }
    }
}

fn everything() -> Vec<TextFile> {
    let endings = [
        ".rs",
        ".sql",
        ".toml",
        ".md",
        ".json",
        ".ts",
        ".tsx",
        ".yaml",
        ".yml",
        "Makefile",
        "run",
        "with-postgres",
    ];
    with_endings("", &endings)
}

#[test]
fn nothing_depends_on_the_place_where_it_was_written() {
    // Put together here so that this file does not hold them.
    let places = [
        ["/ho", "me/"],
        ["/ro", "ot/"],
        ["/wo", "rk/"],
        ["/Use", "rs/"],
    ]
    .map(|parts| parts.concat());
    for file in everything() {
        for place in &places {
            let found = file.text.lines().find(|line| names_place(line, place));
            assert!(
                found.is_none(),
                "{} names a place: {}",
                file.path,
                found.unwrap_or_default()
            );
        }
    }
}

/// Whether a line names this absolute folder: not as a part of a longer path or address.
fn names_place(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "_-.}$)~/".contains(c))
    })
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"]].map(|parts| parts.concat());
    for file in everything() {
        for (number, line) in (1..).zip(file.text.lines()) {
            let words = line.split(|c: char| !c.is_alphanumeric());
            for word in words {
                let left = marks.iter().any(|mark| word == mark);
                assert!(
                    !left,
                    "{}:{number} leaves something for later: {line}",
                    file.path
                );
            }
        }
    }
}
