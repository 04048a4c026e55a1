//! The READMEs are true: every command in them is run, and its output compared.

use std::path::Path;
use std::process::Command;

#[test]
fn the_tour_of_the_readmes_goes_as_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let tour = Command::new("docs/tour.sh")
        .arg(env!("CARGO_BIN_EXE_coffer"))
        .current_dir(root)
        .output()
        .expect("docs/tour.sh runs");
    assert!(
        tour.status.success(),
        "{}{}",
        String::from_utf8_lossy(&tour.stdout),
        String::from_utf8_lossy(&tour.stderr)
    );
}
