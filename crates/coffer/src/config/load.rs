//! Reading: defaults, then the file, then the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::check;
use super::key::{Key, Preset, Value};
use super::settings::Settings;
use super::suggest::nearest;
use super::table::KEYS;

/// The file that is read when nobody names one.
const DEFAULT_FILE: &str = "coffer.toml";

/// Variables of the environment that begin like ours and are not configuration: the choice of
/// the file, what tests use, and what Kubernetes sets in every container beside a service that
/// is called "coffer".
fn is_foreign(variable: &str) -> bool {
    variable == "COFFER_CONFIG"
        || variable == "COFFER_PORT"
        || variable == "COFFER_SERVICE_HOST"
        || ["COFFER_TEST_", "COFFER_PORT_", "COFFER_SERVICE_PORT"]
            .iter()
            .any(|prefix| variable.starts_with(prefix))
}

/// The settings, and where each came from.
pub struct Config {
    /// The settings.
    pub settings: Settings,
    /// A value for each key, in the order of the table.
    pub effective: Vec<Effective>,
}

/// What a key is set to.
pub struct Effective {
    /// The key.
    pub key: &'static Key,
    /// Its value; `None` for an optional key that nobody has set.
    pub value: Option<Value>,
    /// Where the value came from.
    pub origin: Origin,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody has set it.
    Default,
    /// This file.
    File(PathBuf),
    /// This environment variable.
    Environment(String),
}

/// Everything that is wrong with the configuration, so that it can be put right in one go.
#[derive(Debug, thiserror::Error)]
#[error("the configuration has faults:\n  {}", .0.join("\n  "))]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => write!(f, "default"),
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Environment(variable) => write!(f, "{variable}"),
        }
    }
}

impl Config {
    /// Reads the configuration.
    ///
    /// `file` is the file that somebody named; without one `coffer.toml` in the working folder
    /// is read if it is there. An empty variable of the environment counts as not set.
    ///
    /// # Errors
    /// When the file cannot be read, a key is unknown, or a value is not what its key takes.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let mut faults = Vec::new();
        let mut given = BTreeMap::new();
        read_file(file, &mut given, &mut faults);
        read_environment(environment, &mut given, &mut faults);
        let config = fill(given, &mut faults);
        if faults.is_empty() {
            faults = check::faults(&config.settings);
        }
        if faults.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(faults))
        }
    }
}

/// Values by the name of their key.
type Given = BTreeMap<&'static str, (Value, Origin)>;

fn read_file(named: Option<&Path>, given: &mut Given, faults: &mut Vec<String>) {
    let path = named.unwrap_or(Path::new(DEFAULT_FILE));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => return,
        Err(error) => return faults.push(format!("{}: {error}", path.display())),
    };
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => return faults.push(syntax_fault(path, &text, &error)),
    };
    for (name, value) in &table {
        match value {
            toml::Value::Table(section) => {
                for (inner, value) in section {
                    read_entry(path, &format!("{name}.{inner}"), value, given, faults);
                }
            }
            _ => read_entry(path, name, value, given, faults),
        }
    }
}

/// The message and its line, without the text of the line: it may hold a secret.
fn syntax_fault(path: &Path, text: &str, error: &toml::de::Error) -> String {
    let before = error
        .span()
        .and_then(|span| text.get(..span.start))
        .unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    format!("{} line {line}: {}", path.display(), error.message())
}

fn read_entry(
    path: &Path,
    name: &str,
    value: &toml::Value,
    given: &mut Given,
    faults: &mut Vec<String>,
) {
    let Some(key) = KEYS.iter().find(|key| key.name == name) else {
        let hint = hint(name, KEYS.iter().map(|key| key.name));
        return faults.push(format!("{}: unknown key {name}{hint}", path.display()));
    };
    match key.read_toml(value) {
        Ok(value) => {
            given.insert(key.name, (value, Origin::File(path.to_owned())));
        }
        Err(expected) => {
            faults.push(format!("{}: {name}: expected {expected}", path.display()));
        }
    }
}

fn read_environment(
    environment: impl IntoIterator<Item = (OsString, OsString)>,
    given: &mut Given,
    faults: &mut Vec<String>,
) {
    let names: Vec<String> = KEYS.iter().map(Key::environment).collect();
    let mut variables: Vec<_> = environment
        .into_iter()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, value)| name.starts_with("COFFER_") && !value.is_empty())
        .filter(|(name, _)| !is_foreign(name))
        .collect();
    variables.sort();
    for (name, value) in variables {
        let Some((key, _)) = KEYS.iter().zip(&names).find(|(_, known)| **known == name) else {
            let hint = hint(&name, names.iter().map(String::as_str));
            faults.push(format!("environment: unknown variable {name}{hint}"));
            continue;
        };
        let read = match value.to_str() {
            Some(text) => key.read_text(text),
            None => Err("UTF-8".to_owned()),
        };
        match read {
            Ok(value) => {
                given.insert(key.name, (value, Origin::Environment(name)));
            }
            Err(expected) => {
                faults.push(format!(
                    "environment: {name} ({}): expected {expected}",
                    key.name
                ));
            }
        }
    }
}

fn hint<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |near| format!(", did you mean {near}?"))
}

/// Puts every value into the settings: given ones and plain defaults first, then those that are
/// made from others.
fn fill(mut given: Given, faults: &mut Vec<String>) -> Config {
    let mut settings = Settings::empty();
    let (derived, plain): (Vec<_>, Vec<_>) = KEYS.iter().partition(|key| {
        matches!(key.default, Preset::Derived(..)) && !given.contains_key(key.name)
    });
    let mut values = BTreeMap::new();
    for key in plain.into_iter().chain(derived) {
        let (value, origin) = match given.remove(key.name) {
            Some((value, origin)) => (Some(value), origin),
            None => (default_value(&key.default, &settings), Origin::Default),
        };
        if let Some(value) = &value
            && let Err(expected) = key.put(&mut settings, value)
        {
            faults.push(format!("{}: expected {expected}", place(key, &origin)));
        }
        values.insert(key.name, (value, origin));
    }
    let effective = KEYS
        .iter()
        .filter_map(|key| {
            let (value, origin) = values.remove(key.name)?;
            Some(Effective { key, value, origin })
        })
        .collect();
    Config {
        settings,
        effective,
    }
}

fn default_value(preset: &Preset, settings: &Settings) -> Option<Value> {
    Some(match preset {
        Preset::Unset => return None,
        Preset::Text(text) => Value::Text((*text).to_owned()),
        Preset::Whole(number) => Value::Whole(*number),
        Preset::Flag(flag) => Value::Flag(*flag),
        Preset::List(items) => Value::List(items.iter().map(|item| (*item).to_owned()).collect()),
        Preset::Derived(_, make) => Value::Text(make(settings)),
    })
}

/// A key and where its value came from, at the beginning of a message.
fn place(key: &Key, origin: &Origin) -> String {
    match origin {
        Origin::Environment(variable) => format!("environment: {variable} ({})", key.name),
        Origin::File(_) | Origin::Default => format!("{origin}: {}", key.name),
    }
}
