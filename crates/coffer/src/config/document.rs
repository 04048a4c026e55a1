//! The documents that are made from the table: `coffer.example.toml`, `docs/configuration.md`.

use std::fmt::Write;

use super::key::{Key, Preset, Value};
use super::table::KEYS;

const EXAMPLE_HEAD: &str = "\
# Configuration of Coffer: every key, with its default.
# Made by `make generate` from the table of keys; copy it to coffer.toml and edit the copy.
";

const DOCUMENT_HEAD: &str = "\
# Configuration

<!-- Made by `make generate` from the table of keys in crates/coffer/src/config/table.rs. -->

Coffer reads one TOML file: the one that `--config` or `COFFER_CONFIG` names, else `coffer.toml` in
the working folder if there is one. Every key can be overridden by an environment variable; lists
are separated by commas there, and an empty variable counts as not set. Unknown keys and unknown
`COFFER_*` variables are refused, so that a spelling mistake does not go unnoticed. Relative paths
start at the working folder.

`coffer config show` prints the effective values and where each comes from, without secrets.
`coffer.example.toml` is a commented file with every key.
";

/// The text of `coffer.example.toml`.
#[must_use]
pub fn example_toml() -> String {
    let mut text = EXAMPLE_HEAD.to_owned();
    let mut section = "";
    for key in KEYS {
        let (of, name) = key.section();
        if of != section {
            section = of;
            let _ = write!(text, "\n[{section}]\n");
        }
        text.push('\n');
        for line in wrapped(key.doc, 96) {
            let _ = writeln!(text, "# {line}");
        }
        let _ = match default_text(key) {
            Shown::Value(value) => writeln!(text, "#{name} = {value}"),
            Shown::Words(words) => writeln!(text, "# Default: {words}\n#{name} = \"\""),
            Shown::None => writeln!(text, "#{name} = \"\""),
        };
    }
    text
}

/// The text of `docs/configuration.md`.
#[must_use]
pub fn markdown() -> String {
    let mut text = DOCUMENT_HEAD.to_owned();
    let mut section = None;
    for key in KEYS {
        let (of, _) = key.section();
        if section != Some(of) {
            section = Some(of);
            let title = if of.is_empty() {
                "General".to_owned()
            } else {
                format!("`[{of}]`")
            };
            let _ = write!(
                text,
                "\n## {title}\n\n| key | variable | takes | default | meaning |\n|---|---|---|---|---|\n"
            );
        }
        let default = match default_text(key) {
            Shown::Value(value) => format!("`{value}`"),
            Shown::Words(words) => words.to_owned(),
            Shown::None => "not set".to_owned(),
        };
        let _ = writeln!(
            text,
            "| `{}` | `{}` | {} | {default} | {} |",
            key.name,
            key.environment(),
            key.expected(),
            key.doc
        );
    }
    text
}

/// A default as documents show it.
enum Shown {
    Value(Value),
    Words(&'static str),
    None,
}

fn default_text(key: &Key) -> Shown {
    match key.default {
        Preset::Unset => Shown::None,
        Preset::Text(text) => Shown::Value(Value::Text(text.to_owned())),
        Preset::Whole(number) => Shown::Value(Value::Whole(number)),
        Preset::Flag(flag) => Shown::Value(Value::Flag(flag)),
        Preset::List(items) => Shown::Value(Value::List(
            items.iter().map(|item| (*item).to_owned()).collect(),
        )),
        Preset::Derived(words, _) => Shown::Words(words),
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let full = lines
            .last()
            .is_some_and(|line| line.len() + 1 + word.len() > width);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}
