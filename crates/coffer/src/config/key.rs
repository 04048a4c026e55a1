//! What a configuration key is: its name, what it takes, what it is when nobody sets it.

use std::fmt;
use std::ops::RangeInclusive;

use super::settings::Settings;

/// One configuration key: a row of [`super::KEYS`].
pub struct Key {
    /// The name in TOML, with the section before the dot: `limits.header_bytes`.
    pub name: &'static str,
    /// What it takes, and where the value goes.
    pub kind: Kind,
    /// Its value when neither the file nor the environment sets it.
    pub default: Preset,
    /// What is hidden when the value is shown.
    pub secrecy: Secrecy,
    /// The environment variable, where it is not the one that follows from the name.
    pub variable: Option<&'static str>,
    /// What it means, for the reader of `coffer.example.toml` and `docs/configuration.md`.
    pub doc: &'static str,
}

/// What a key takes, with the function that puts a value into the settings.
pub enum Kind {
    /// Text, which the function may still refuse with a reason ("expected …").
    Text(fn(&mut Settings, &str) -> Result<(), String>),
    /// A whole number within bounds.
    Whole(RangeInclusive<u64>, fn(&mut Settings, u64)),
    /// Yes or no.
    Flag(fn(&mut Settings, bool)),
    /// One of a few words.
    Choice(&'static [&'static str], fn(&mut Settings, &str)),
    /// A list of texts; separated by commas in the environment.
    List(fn(&mut Settings, &[String]) -> Result<(), String>),
}

/// The value of a key that nobody has set.
pub enum Preset {
    /// Nothing: the key is optional.
    Unset,
    /// This text.
    Text(&'static str),
    /// This number.
    Whole(u64),
    /// Yes or no.
    Flag(bool),
    /// This list.
    List(&'static [&'static str]),
    /// Made from other keys: how documents describe it, and the function that makes it.
    Derived(&'static str, fn(&Settings) -> String),
}

/// What is hidden when a value is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// Nothing.
    Open,
    /// The whole value.
    Secret,
    /// The password inside of an address.
    UrlPassword,
}

/// A value of the right shape for its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Whole(u64),
    /// Yes or no.
    Flag(bool),
    /// A list of texts.
    List(Vec<String>),
}

impl Key {
    /// A key that takes text.
    #[must_use]
    pub const fn text(
        name: &'static str,
        default: Preset,
        set: fn(&mut Settings, &str) -> Result<(), String>,
        doc: &'static str,
    ) -> Self {
        Self::new(name, Kind::Text(set), default, doc)
    }

    /// A key that takes a whole number within bounds.
    #[must_use]
    pub const fn whole(
        name: &'static str,
        bounds: RangeInclusive<u64>,
        default: u64,
        set: fn(&mut Settings, u64),
        doc: &'static str,
    ) -> Self {
        Self::new(name, Kind::Whole(bounds, set), Preset::Whole(default), doc)
    }

    /// A key that is no unless it is set.
    #[must_use]
    pub const fn flag(name: &'static str, set: fn(&mut Settings, bool), doc: &'static str) -> Self {
        Self::new(name, Kind::Flag(set), Preset::Flag(false), doc)
    }

    /// A key that takes one of a few words, the first of which is the default.
    #[must_use]
    pub const fn choice(
        name: &'static str,
        words: &'static [&'static str],
        set: fn(&mut Settings, &str),
        doc: &'static str,
    ) -> Self {
        Self::new(name, Kind::Choice(words, set), Preset::Text(words[0]), doc)
    }

    /// A key that takes a list of texts.
    #[must_use]
    pub const fn list(
        name: &'static str,
        default: &'static [&'static str],
        set: fn(&mut Settings, &[String]) -> Result<(), String>,
        doc: &'static str,
    ) -> Self {
        Self::new(name, Kind::List(set), Preset::List(default), doc)
    }

    const fn new(name: &'static str, kind: Kind, default: Preset, doc: &'static str) -> Self {
        Self {
            name,
            kind,
            default,
            secrecy: Secrecy::Open,
            variable: None,
            doc,
        }
    }

    /// The same key, hidden in this way when it is shown.
    #[must_use]
    pub const fn hiding(mut self, secrecy: Secrecy) -> Self {
        self.secrecy = secrecy;
        self
    }

    /// The same key under another environment variable than its name gives.
    #[must_use]
    pub const fn variable(mut self, variable: &'static str) -> Self {
        self.variable = Some(variable);
        self
    }

    /// The environment variable that sets it: `limits.header_bytes` is
    /// `COFFER_LIMITS_HEADER_BYTES`.
    #[must_use]
    pub fn environment(&self) -> String {
        self.variable.map_or_else(
            || format!("COFFER_{}", self.name.replace('.', "_").to_uppercase()),
            str::to_owned,
        )
    }

    /// The section (empty for the top of the file) and the name inside of it.
    #[must_use]
    pub fn section(&self) -> (&'static str, &'static str) {
        self.name.split_once('.').unwrap_or(("", self.name))
    }

    /// Reads a TOML value. The error is what was expected.
    pub(super) fn read_toml(&self, value: &toml::Value) -> Result<Value, String> {
        let text = |value: &toml::Value| value.as_str().map(str::to_owned);
        let read = match &self.kind {
            Kind::Text(_) | Kind::Choice(..) => text(value).map(Value::Text),
            Kind::Whole(..) => value
                .as_integer()
                .and_then(|number| u64::try_from(number).ok())
                .map(Value::Whole),
            Kind::Flag(_) => value.as_bool().map(Value::Flag),
            Kind::List(_) => value
                .as_array()
                .and_then(|items| items.iter().map(text).collect::<Option<Vec<_>>>())
                .map(Value::List),
        };
        read.ok_or_else(|| self.expected())
    }

    /// Reads the text of an environment variable. The error is what was expected.
    pub(super) fn read_text(&self, text: &str) -> Result<Value, String> {
        match &self.kind {
            Kind::Text(_) | Kind::Choice(..) => Ok(Value::Text(text.to_owned())),
            Kind::Whole(..) => text
                .trim()
                .parse()
                .map(Value::Whole)
                .map_err(|_| self.expected()),
            Kind::Flag(_) => text
                .trim()
                .parse()
                .map(Value::Flag)
                .map_err(|_| self.expected()),
            Kind::List(_) => Ok(Value::List(
                text.split(',')
                    .map(|item| item.trim().to_owned())
                    .filter(|item| !item.is_empty())
                    .collect(),
            )),
        }
    }

    /// Puts a value into the settings. The error is what was expected.
    pub(super) fn put(&self, settings: &mut Settings, value: &Value) -> Result<(), String> {
        match (&self.kind, value) {
            (Kind::Text(set), Value::Text(text)) => set(settings, text),
            (Kind::Whole(bounds, set), Value::Whole(number)) if bounds.contains(number) => {
                set(settings, *number);
                Ok(())
            }
            (Kind::Flag(set), Value::Flag(flag)) => {
                set(settings, *flag);
                Ok(())
            }
            (Kind::Choice(words, set), Value::Text(text)) if words.contains(&text.as_str()) => {
                set(settings, text);
                Ok(())
            }
            (Kind::List(set), Value::List(items)) => set(settings, items),
            _ => Err(self.expected()),
        }
    }

    /// What the key takes, in words that follow "expected".
    #[must_use]
    pub fn expected(&self) -> String {
        match &self.kind {
            Kind::Text(_) => "text".to_owned(),
            Kind::Whole(bounds, _) => {
                format!("a whole number from {} to {}", bounds.start(), bounds.end())
            }
            Kind::Flag(_) => "true or false".to_owned(),
            Kind::Choice(words, _) => {
                let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
                quoted.join(" or ")
            }
            Kind::List(_) => "a list of texts".to_owned(),
        }
    }
}

impl fmt::Display for Value {
    /// As TOML.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{}", toml::Value::String(text.clone())),
            Self::Whole(number) => write!(f, "{number}"),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::List(items) => {
                let items: Vec<_> = items
                    .iter()
                    .map(|item| toml::Value::String(item.clone()).to_string())
                    .collect();
                write!(f, "[{}]", items.join(", "))
            }
        }
    }
}
