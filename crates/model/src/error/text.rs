//! Texts of failures and of the login pages, by language.

use super::Facts;
use crate::{Code, Locale};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The texts of one language: key to text with `{holes}`.
#[derive(Debug)]
pub struct Texts {
    by_key: BTreeMap<String, String>,
}

impl Texts {
    /// The texts of `locale`, read from the embedded file once.
    #[must_use]
    pub fn get(locale: Locale) -> &'static Self {
        static EN: OnceLock<Texts> = OnceLock::new();
        static ZH_CN: OnceLock<Texts> = OnceLock::new();
        match locale {
            Locale::En => EN.get_or_init(|| Self::parse(include_str!("../../locales/en.json"))),
            Locale::ZhCn => {
                ZH_CN.get_or_init(|| Self::parse(include_str!("../../locales/zh-CN.json")))
            }
        }
    }

    fn parse(json: &str) -> Self {
        // A broken file is caught by the tests of this module, never by a user.
        Self {
            by_key: serde_json::from_str(json).unwrap_or_default(),
        }
    }

    /// The text of `key`; the key itself when there is none, so that nothing is ever empty.
    #[must_use]
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.by_key.get(key).map_or(key, String::as_str)
    }

    /// Every key with its text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_key
            .iter()
            .map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// The text of a failure: the variant of its key that names the facts it has, else the plain one.
    pub(super) fn message(&self, code: Code, facts: &Facts) -> String {
        let plain = self.text(code.key());
        if let Some(reason) = facts.reason {
            let name = facts.name.as_deref().unwrap_or_default();
            let limit = facts.limit.as_deref().unwrap_or_default();
            return fill(self.text(reason.key()), &[("name", name), ("limit", limit)]);
        }
        match (code, &facts.parameter, &facts.name, &facts.limit) {
            (Code::BadRequest, Some(parameter), _, Some(limit)) => fill(
                self.text("bad_request.limit"),
                &[("parameter", parameter), ("limit", limit)],
            ),
            (Code::BadRequest, Some(parameter), _, None) => fill(
                self.text("bad_request.parameter"),
                &[("parameter", parameter)],
            ),
            (Code::NameTaken, _, Some(name), _) => {
                fill(self.text("name_taken.name"), &[("name", name)])
            }
            (Code::NodeForbidden, _, Some(name), _) => {
                fill(self.text("node_forbidden.name"), &[("name", name)])
            }
            (Code::NodeLocked, _, Some(name), _) => {
                fill(self.text("node_locked.name"), &[("name", name)])
            }
            (Code::Conflict, _, Some(name), _) => {
                fill(self.text("conflict.name"), &[("name", name)])
            }
            (Code::NotFound, _, Some(name), _) => {
                fill(self.text("not_found.name"), &[("name", name)])
            }
            (Code::TenantLimit, _, _, Some(limit)) => {
                fill(self.text("tenant_limit.limit"), &[("limit", limit)])
            }
            _ => match facts.retry_after {
                Some(seconds) => {
                    let seconds = seconds.to_string();
                    let again = fill(self.text("retry_after"), &[("seconds", &seconds)]);
                    format!("{plain} {again}")
                }
                None => plain.to_owned(),
            },
        }
    }
}

/// Puts values into the `{holes}` of a text. A hole without a value stays as it is.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else {
            break;
        };
        let hole = &rest[start + 1..start + length];
        filled.push_str(&rest[..start]);
        match values.iter().find(|(name, _)| *name == hole) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push_str(&rest[start..=start + length]),
        }
        rest = &rest[start + length + 1..];
    }
    filled.push_str(rest);
    filled
}
