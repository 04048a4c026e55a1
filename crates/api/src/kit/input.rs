//! The body of a request as JSON.

use crate::kit::failure::Refused;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, Request};
use coffer_model::{Code, Error, Result};
use serde::de::DeserializeOwned;

/// A JSON body. The content type does not matter and an empty body is `{}`, because clients are
/// careless about both. How long it may be is said by axum's `DefaultBodyLimit`.
#[derive(Debug, Clone, Copy)]
pub struct Input<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Input<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(refuse_body)?;
        Ok(Self(from_json(&bytes)?))
    }
}

/// Reads JSON; empty text is `{}`.
///
/// # Errors
/// `BadRequest`, naming the parameter where that is known.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let bytes = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii();
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    // A list would be read as the fields in their order, which nobody means.
    if bytes[0] != b'{' {
        return Err(Error::new(Code::BadRequest));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(bad_parameter)?;
    json.end()
        .map_err(|error| Error::new(Code::BadRequest).with_source(error))?;
    Ok(value)
}

/// `BadRequest` with the path of the parameter, and the reader's own words for the log.
pub(crate) fn bad_parameter<E>(error: serde_path_to_error::Error<E>) -> Error
where
    E: std::error::Error + Send + Sync + 'static,
{
    let path = error.path().to_string();
    // What the reader calls the whole, and what it could not read so far.
    let path = if path == "." || path == "?" {
        ""
    } else {
        path.as_str()
    };
    let cause = error.inner().to_string();
    let parameter = match (field_in(&cause), path) {
        (Some(field), "") => field.to_owned(),
        (Some(field), parent) => format!("{parent}.{field}"),
        (None, path) => path.to_owned(),
    };
    let failure = Error::new(Code::BadRequest).with_source(error.into_inner());
    if parameter.is_empty() {
        failure
    } else {
        failure.with_parameter(parameter)
    }
}

/// The field of an error that belongs to the object around it, which the path ends at.
fn field_in(cause: &str) -> Option<&str> {
    let rest = cause
        .strip_prefix("missing field `")
        .or_else(|| cause.strip_prefix("duplicate field `"))?;
    rest.split_once('`').map(|(field, _)| field)
}

fn refuse_body(rejection: BytesRejection) -> Error {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            Error::new(Code::BodyTooLarge)
        }
        other => Error::new(Code::BadRequest).with_source(other),
    }
}

#[cfg(test)]
mod tests;
