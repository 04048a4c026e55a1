//! Statements are files; each is used once.

use std::collections::BTreeMap;

use super::files::with_endings;

#[test]
fn every_statement_file_is_used_by_exactly_one_statement() {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for file in with_endings("crates/store/sql", &[".sql"]) {
        uses.insert(file.path, 0);
    }
    for source in with_endings("crates/store/src", &[".rs"]) {
        // The macro's own documentation has an example.
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        let code: String = source.text.lines().filter(is_code).collect();
        for block in code.split("statements! {").skip(1) {
            let block = block.split('}').next().unwrap_or_default();
            let mut literals = block.split('"').skip(1).step_by(2);
            let area = literals.next().unwrap_or_default();
            for name in literals {
                let path = format!("crates/store/sql/{area}/{name}.sql");
                *uses.entry(path).or_default() += 1;
            }
        }
    }
    let wrong: Vec<_> = uses.iter().filter(|(_, count)| **count != 1).collect();
    assert!(
        wrong.is_empty(),
        "files with the number of their uses: {wrong:?}"
    );
}
