//! Documents that are made from tables.

use std::{env, fs};

use super::files::root;

#[test]
fn the_example_configuration_is_fresh() {
    compare("coffer.example.toml", &coffer::config::example_toml());
}

#[test]
fn the_page_about_configuration_is_fresh() {
    compare("docs/configuration.md", &coffer::config::markdown());
}

/// Compares a file with what it should be; writes it anew when `COFFER_TEST_UPDATE` is set.
fn compare(path: &str, fresh: &str) {
    let file = root().join(path);
    if env::var_os("COFFER_TEST_UPDATE").is_some() {
        fs::write(&file, fresh).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == fresh,
        "{path} is not what its table says: run `make generate`"
    );
}
