//! The parameters of a request's path and query.

mod values;

use crate::kit::failure::Refused;
use crate::kit::input::bad_parameter;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts, RawPathParams};
use coffer_core::signing::percent::{self, Plus};
use coffer_model::{Code, Error, Result};
use http::request::Parts;
use serde::de::DeserializeOwned;
use values::Values;

/// More parameters than any operation has.
const MAX_PARAMETERS: usize = 256;

/// The parameters of path and query in one struct. Where both have a name, the path's value counts.
/// An empty value of an optional field means absent; a name given several times is a list.
#[derive(Debug, Clone, Copy)]
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let path = match RawPathParams::from_request_parts(parts, state).await {
            Ok(path) => Some(path),
            // A fallback has no parameters in its path.
            Err(RawPathParamsRejection::MissingPathParams(_)) => None,
            Err(other) => return Err(Error::new(Code::BadRequest).with_source(other).into()),
        };
        let path = path.iter().flatten();
        Ok(Self(read(path, parts.uri.query().unwrap_or_default())?))
    }
}

/// Reads decoded `path` parameters and an encoded `query`.
///
/// # Errors
/// `BadRequest`, naming the parameter where that is known.
pub fn read<'a, T: DeserializeOwned>(
    path: impl Iterator<Item = (&'a str, &'a str)>,
    query: &'a str,
) -> Result<T> {
    let mut values = Values::default();
    for (name, value) in path {
        values.set(name.into(), value.into());
    }
    values.close();
    for (index, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name =
            percent::decode(name, Plus::Blank).ok_or_else(|| Error::new(Code::BadRequest))?;
        let value = percent::decode(value, Plus::Blank);
        let value = value.ok_or_else(|| Error::parameter(name.as_ref()))?;
        if index == MAX_PARAMETERS {
            return Err(Error::new(Code::BadRequest).with_limit(MAX_PARAMETERS));
        }
        values.set(name, value);
    }
    serde_path_to_error::deserialize(values.into_deserializer()).map_err(bad_parameter)
}

#[cfg(test)]
mod tests;
