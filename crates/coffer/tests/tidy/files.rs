//! The files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// A text file: its path from the root, and its content.
pub(crate) struct TextFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Folders that hold nothing of ours, at any depth, and those at the root that are not kept.
const FOREIGN: &[&str] = &[
    "target",
    "node_modules",
    "dist",
    "data",
    "corpus",
    "artifacts",
];

/// Every file under a folder of the repository that ends in one of these, in the order of paths.
pub(crate) fn with_endings(folder: &str, endings: &[&str]) -> Vec<TextFile> {
    let mut found = Vec::new();
    walk(&root().join(folder), endings, &mut found);
    found.sort_by(|left, right| left.path.cmp(&right.path));
    assert!(!found.is_empty(), "no files in {folder}: was it moved?");
    found
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<TextFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_symlink() || name == ".git" || FOREIGN.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            walk(&path, endings, found);
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = fs::read_to_string(&path).unwrap();
            let path = path
                .strip_prefix(root())
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            found.push(TextFile { path, text });
        }
    }
}
