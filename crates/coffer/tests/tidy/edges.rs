//! Which crate may use which: the architecture in ten lines.

use std::collections::BTreeSet;
use std::process::Command;

use super::files::root;

/// A crate, and the crates of ours that it may use. Changing this is a decision that gets an ADR.
const ALLOWED: &[(&str, &[&str])] = &[
    ("coffer-model", &[]),
    ("coffer-store", &["coffer-model"]),
    ("coffer-blobs", &["coffer-model"]),
    (
        "coffer-core",
        &["coffer-model", "coffer-store", "coffer-blobs"],
    ),
    ("coffer-api", &["coffer-model", "coffer-core"]),
    (
        "coffer",
        &[
            "coffer-model",
            "coffer-store",
            "coffer-blobs",
            "coffer-core",
            "coffer-api",
        ],
    ),
    ("coffer-testkit", &[]),
];

#[test]
fn crates_use_only_the_crates_that_they_may() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let names: BTreeSet<_> = packages
        .iter()
        .map(|package| package["name"].as_str().unwrap())
        .collect();
    let known: BTreeSet<_> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names, known,
        "a crate is missing in the table, or the table is old"
    );
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let (_, allowed) = ALLOWED.iter().find(|(known, _)| *known == name).unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            // Tests may use the testkit, and crates that bring what they test together.
            let for_tests = dependency["kind"].as_str() == Some("dev");
            if names.contains(used) && !for_tests {
                assert!(allowed.contains(&used), "{name} must not use {used}");
            }
        }
    }
}

#[test]
fn versions_of_dependencies_are_in_one_place() {
    for package in metadata()["packages"].as_array().unwrap() {
        let path = package["manifest_path"].as_str().unwrap();
        let manifest: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, dependency) in manifest
                .get(section)
                .and_then(|s| s.as_table())
                .into_iter()
                .flatten()
            {
                let inherited = dependency.get("workspace").and_then(toml::Value::as_bool);
                assert_eq!(
                    inherited,
                    Some(true),
                    "{path}: {name} belongs into the workspace's Cargo.toml"
                );
            }
        }
    }
}

fn metadata() -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}
