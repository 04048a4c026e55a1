//! `coffer config show`: the effective values as TOML, each with its origin, secrets masked.

use std::fmt::Write;

use super::key::{Secrecy, Value};
use super::load::{Config, Effective};

const MASK: &str = "***";

impl Config {
    /// The effective values as TOML, each with its origin in a comment.
    #[must_use]
    pub fn show(&self) -> String {
        let mut shown = String::new();
        let mut section = "";
        for effective in &self.effective {
            let (of, name) = effective.key.section();
            if of != section {
                section = of;
                let _ = writeln!(shown, "\n[{section}]");
            }
            let _ = match masked(effective) {
                Some(value) => writeln!(shown, "{name} = {value} # {}", effective.origin),
                None => writeln!(shown, "# {name} is not set"),
            };
        }
        shown
    }
}

fn masked(effective: &Effective) -> Option<Value> {
    let value = effective.value.clone()?;
    Some(match (effective.key.secrecy, value) {
        (Secrecy::Open, value) => value,
        (Secrecy::Secret, _) => Value::Text(MASK.to_owned()),
        (Secrecy::UrlPassword, Value::Text(url)) => Value::Text(mask_url(&url)),
        (Secrecy::UrlPassword, _) => Value::Text(MASK.to_owned()),
    })
}

/// An address whose password, before the host or among the parameters, is hidden.
fn mask_url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (address, query) = match rest.split_once('?') {
        Some((address, query)) => (address, Some(query)),
        None => (rest, None),
    };
    // A password may hold "@" and "/" by mistake: what is before the last "@" is its own.
    let address = match address.rsplit_once('@') {
        Some((login, host)) => match login.split_once(':') {
            Some((user, _)) => format!("{user}:{MASK}@{host}"),
            None => address.to_owned(),
        },
        None => address.to_owned(),
    };
    let Some(query) = query else {
        return format!("{scheme}://{address}");
    };
    let parameters: Vec<_> = query
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, _)) if name.contains("password") => format!("{name}={MASK}"),
            _ => parameter.to_owned(),
        })
        .collect();
    format!("{scheme}://{address}?{}", parameters.join("&"))
}
