//! Signed links to the object endpoint: parts go up, contents come down.
//!
//! What is signed is the link as its client sees it: host and path of the public address. A proxy in
//! front must therefore hand on the `Host` header as it got it and may cut off the path of the
//! public address, nothing else. `X-Forwarded-Host` does not count: anybody can send it.

use crate::signing::VerifiedQuery;
use crate::{Drive, OpaqueKind};
use coffer_model::{Result, Timestamp, UploadId, VersionId};
use std::borrow::Cow;

/// How long a link lives, in seconds.
pub const LINK_SECONDS: u32 = 3_600;

/// The parameter of a link that asks for a smaller picture.
pub const IMAGE_PROCESS: &str = "x-image-process";
/// The parameter of a link that says how the answer presents itself.
pub const RESPONSE_DISPOSITION: &str = "response-content-disposition";

impl Drive {
    /// A link with which part `number` of an upload is sent by PUT, for an hour.
    #[must_use]
    pub fn part_url(&self, upload: UploadId, number: u32, length: u64, now: Timestamp) -> String {
        let id = self.opaque().seal(OpaqueKind::Upload, upload.0);
        let path = format!("/o/{id}");
        let (number, length) = (number.to_string(), length.to_string());
        let query = [("partNumber", number.as_str()), ("uploadId", id.as_str())];
        let headers = [("content-length", length.as_str())];
        self.link("PUT", &path, &query, &headers, now)
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
        let mut query = vec![(RESPONSE_DISPOSITION, disposition)];
        query.extend(process.map(|process| (IMAGE_PROCESS, process)));
        self.link("GET", &self.content_path(version), &query, &[], now)
    }

    /// Checks the signature of a link. `HEAD` uses links made for `GET`.
    ///
    /// `path` and `raw_query` are spelled as they arrived, the path without that of the public
    /// address. `header` answers the value of a header by its lower-case name, `None` when it is
    /// absent or there more than once; its `host` is the authority that the request names, wherever
    /// the protocol puts it.
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
        let address = PublicAddress::parse(&self.settings().public_url);
        let path = match address.path {
            "" => Cow::Borrowed(path),
            prefix => Cow::Owned(format!("{prefix}{path}")),
        };
        let host = address.host();
        let header = |name: &str| {
            let value = header(name)?;
            let same = name == "host" && address.is_host(value);
            Some(if same { host.as_ref() } else { value })
        };
        self.inner
            .keys
            .objects
            .verify(method, &path, raw_query, header, self.now())
    }

    fn link(
        &self,
        method: &str,
        path: &str,
        query: &[(&str, &str)],
        headers: &[(&str, &str)],
        now: Timestamp,
    ) -> String {
        let public_url = self.settings().public_url.as_str();
        let address = PublicAddress::parse(public_url);
        let signed = self.inner.keys.objects.presign(
            method,
            &address.host(),
            &format!("{}{path}", address.path),
            query,
            headers,
            now,
            LINK_SECONDS,
        );
        format!("{public_url}{path}?{signed}")
    }
}

/// The parts of the public address that clients repeat in their requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PublicAddress<'a> {
    /// The authority without user and default port, in the operator's capitals.
    authority: &'a str,
    /// The port that clients leave out, with its colon.
    default_port: &'static str,
    /// The path without a slash at the end; empty for the root.
    path: &'a str,
}

impl<'a> PublicAddress<'a> {
    fn parse(url: &'a str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let default_port = if scheme.eq_ignore_ascii_case("https") {
            ":443"
        } else {
            ":80"
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let authority = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        Self {
            authority: authority.strip_suffix(default_port).unwrap_or(authority),
            default_port,
            path: path.trim_end_matches('/'),
        }
    }

    /// What clients send as `Host`: they write names in small letters and leave the default port out.
    fn host(&self) -> Cow<'a, str> {
        if self.authority.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(self.authority.to_ascii_lowercase())
        } else {
            Cow::Borrowed(self.authority)
        }
    }

    /// Whether a request that names `host` means this address: capitals and a default port that its
    /// client wrote all the same make no difference.
    fn is_host(&self, host: &str) -> bool {
        host.strip_suffix(self.default_port)
            .unwrap_or(host)
            .eq_ignore_ascii_case(self.authority)
    }
}

#[cfg(test)]
mod tests;
