//! Bodies of forms.

use crate::kit::Refused;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, Request};
use coffer_model::{Code, Error};

/// The text of a form as it was sent. What is too long or no text is refused as every other fault is,
/// in the words of the endpoint.
pub(super) struct FormText(pub(super) String);

impl<S: Send + Sync> FromRequest<S> for FormText {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let bytes = match Bytes::from_request(request, state).await {
            Ok(bytes) => bytes,
            Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_))) => {
                return Err(Error::new(Code::BodyTooLarge).into());
            }
            Err(other) => return Err(Error::new(Code::BadRequest).with_source(other).into()),
        };
        let text = String::from_utf8(bytes.into())
            .map_err(|error| Error::new(Code::BadRequest).with_source(error))?;
        Ok(Self(text))
    }
}
