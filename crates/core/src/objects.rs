//! Signed links to the object endpoint: parts go up, contents come down.

use crate::signing::VerifiedQuery;
use crate::{Drive, OpaqueKind};
use coffer_model::{Result, Timestamp, UploadId, VersionId};

/// How long a link lives, in seconds.
pub const LINK_SECONDS: u32 = 3_600;

impl Drive {
    /// A link with which part `number` of an upload is sent by PUT, for an hour.
    #[must_use]
    pub fn part_url(&self, upload: UploadId, number: u32, length: u64, now: Timestamp) -> String {
        let id = self.opaque().seal(OpaqueKind::Upload, upload.0);
        let path = format!("/o/{id}");
        let (number, length) = (number.to_string(), length.to_string());
        let query = [("partNumber", number.as_str()), ("uploadId", id.as_str())];
        let headers = [("content-length", length.as_str())];
        let signed = self.inner.keys.objects.presign(
            "PUT",
            self.public_host(),
            &path,
            &query,
            &headers,
            now,
            LINK_SECONDS,
        );
        format!("{}{path}?{signed}", self.settings().public_url)
    }

    /// A link with which a content is fetched by GET or HEAD, for an hour. `disposition` and `process`
    /// are what the answer obeys; both are signed.
    #[must_use]
    pub fn content_url(
        &self,
        version: VersionId,
        disposition: &str,
        process: Option<&str>,
        now: Timestamp,
    ) -> String {
        let path = self.content_path(version);
        let mut query = vec![("response-content-disposition", disposition)];
        query.extend(process.map(|process| ("x-image-process", process)));
        let signed = self.inner.keys.objects.presign(
            "GET",
            self.public_host(),
            &path,
            &query,
            &[],
            now,
            LINK_SECONDS,
        );
        format!("{}{path}?{signed}", self.settings().public_url)
    }

    /// Checks the signature of a link. `HEAD` uses links made for `GET`.
    ///
    /// # Errors
    /// `SignatureInvalid`, `LinkExpired`.
    pub fn verify_link<'a, 'h>(
        &self,
        method: &str,
        path: &str,
        raw_query: &'a str,
        header: impl Fn(&str) -> Option<&'h str>,
    ) -> Result<VerifiedQuery<'a>> {
        let method = if method == "HEAD" { "GET" } else { method };
        self.inner
            .keys
            .objects
            .verify(method, path, raw_query, header, self.now())
    }

    /// The authority of the public address: what clients send as `Host`.
    fn public_host(&self) -> &str {
        let url = self.settings().public_url.as_str();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest)
    }
}
