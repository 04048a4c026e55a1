//! Failures: a code from the one table, typed facts that may reach the client, and a source that
//! may reach only the log.

mod code;
mod reason;
mod text;

pub use code::{Code, Kind};
pub use reason::Reason;
pub use text::{Texts, fill};

use crate::{Locale, NodeId};
use std::error::Error as StdError;
use std::fmt;

/// The result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a failure says about its cause. Every field may be shown to the caller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The parameter that was wrong: as the dialect spells it, or in the core's word, for which the
    /// dialect has its own.
    pub parameter: Option<String>,
    /// A name that is taken or not allowed.
    pub name: Option<String>,
    /// The node that is in the way.
    pub node: Option<NodeId>,
    /// The same, as the dialect spells it.
    pub spelled_node: Option<String>,
    /// The bound that was passed, with its unit.
    pub limit: Option<String>,
    /// Which of several reasons it is.
    pub reason: Option<Reason>,
    /// Seconds after which another attempt makes sense.
    pub retry_after: Option<u32>,
}

/// A failure of a use case.
#[derive(Debug)]
pub struct Error {
    code: Code,
    facts: Box<Facts>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// A failure without further facts.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            code,
            facts: Box::default(),
            source: None,
        }
    }

    /// The failure that was kept as the key of a code or of a reason; `Internal` for any other text.
    #[must_use]
    pub fn of_key(key: &str) -> Self {
        if let Some(code) = Code::from_key(key) {
            return Self::new(code);
        }
        let code = key.split('.').next().and_then(Code::from_key);
        match (code, Reason::from_key(key)) {
            (Some(code), Some(reason)) => Self::new(code).because(reason),
            _ => Self::new(Code::Internal),
        }
    }

    /// `BadRequest` for the parameter `name`.
    #[must_use]
    pub fn parameter(name: impl Into<String>) -> Self {
        Self::new(Code::BadRequest).with_parameter(name)
    }

    /// `Internal` because of `source`.
    #[must_use]
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Code::Internal).with_source(source)
    }

    /// Adds the parameter that was wrong.
    #[must_use]
    pub fn with_parameter(mut self, name: impl Into<String>) -> Self {
        self.facts.parameter = Some(name.into());
        self
    }

    /// Adds the name that is taken or not allowed.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.facts.name = Some(name.into());
        self
    }

    /// Adds the node that is in the way.
    #[must_use]
    pub fn with_node(mut self, node: NodeId) -> Self {
        self.facts.node = Some(node);
        self
    }

    /// Adds the dialect's spelling of the node that is in the way.
    #[must_use]
    pub fn spell_node(mut self, spell: impl FnOnce(NodeId) -> String) -> Self {
        self.facts.spelled_node = self.facts.node.map(spell);
        self
    }

    /// Adds the bound that was passed.
    #[must_use]
    pub fn with_limit(mut self, limit: impl fmt::Display) -> Self {
        self.facts.limit = Some(limit.to_string());
        self
    }

    /// Adds which of several reasons it is, where the code's text alone would not help.
    #[must_use]
    pub fn because(mut self, reason: Reason) -> Self {
        self.facts.reason = Some(reason);
        self
    }

    /// Adds the seconds to wait before another attempt.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u32) -> Self {
        self.facts.retry_after = Some(seconds);
        self
    }

    /// Adds the cause, for the log.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Which failure it is.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// What may be told to the caller.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The text for a person, in `locale`, with the facts filled in.
    #[must_use]
    pub fn message(&self, locale: Locale) -> String {
        self.message_of(locale, &self.facts)
    }

    /// The same with the facts as a dialect spells them.
    #[must_use]
    pub fn message_of(&self, locale: Locale, facts: &Facts) -> String {
        Texts::get(locale).message(self.code, facts)
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.key())?;
        if let Some(parameter) = &self.facts.parameter {
            write!(f, " ({parameter})")?;
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests;
