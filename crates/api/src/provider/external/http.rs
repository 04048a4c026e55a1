//! Requests to the issuer.
//!
//! Answers are bounded in size and time. Redirects are not followed and proxies of the environment
//! are not used, because the client underneath knows neither.

use super::trouble::Trouble;
use bytes::Bytes;
use coffer_model::{Error, Result};
use http::{Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// More than any document, set of keys or token answer needs.
const ANSWER_MAX: usize = 256 * 1_024;
/// From the call to the last byte.
const TIMEOUT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// A client for one issuer.
pub(super) struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

/// An answer with its body.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    body: Bytes,
}

impl Answer {
    /// The body, if it is this JSON.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl Http {
    /// A client that trusts the authorities that the system trusts, and speaks plain HTTP only to an
    /// issuer on this machine.
    pub(super) fn new(issuer: &str) -> Result<Self> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let builder = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls_provider())
            .map_err(Error::internal)?;
        let builder = if issuer.starts_with("https://") {
            builder.https_only()
        } else {
            builder.https_or_http()
        };
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build(builder.enable_http1().wrap_connector(tcp));
        Ok(Self { client })
    }

    /// Fetches JSON; `bearer` is shown if it is given.
    pub(super) async fn fetch<T: DeserializeOwned>(
        &self,
        url: &str,
        bearer: Option<&str>,
    ) -> Result<T, Trouble> {
        let bearer = bearer.map(|token| format!("Bearer {token}"));
        let answer = self.send(Method::GET, url, bearer, None).await?;
        if answer.status != StatusCode::OK {
            let status = answer.status.as_u16();
            return Err(Trouble::Unreachable(format!("{url} answers {status}")));
        }
        answer
            .json()
            .ok_or_else(|| Trouble::Unreachable(format!("{url} answers something else")))
    }

    /// Posts a form, with this `Authorization` if it is given.
    pub(super) async fn post(
        &self,
        url: &str,
        authorization: Option<String>,
        form: String,
    ) -> Result<Answer, Trouble> {
        self.send(Method::POST, url, authorization, Some(form))
            .await
    }

    async fn send(
        &self,
        method: Method,
        url: &str,
        authorization: Option<String>,
        form: Option<String>,
    ) -> Result<Answer, Trouble> {
        let uri: Uri = url
            .parse()
            .map_err(|_| Trouble::Unreachable(format!("{url} is no address")))?;
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header(header::ACCEPT, "application/json")
            .header(header::USER_AGENT, "coffer");
        if let Some(value) = authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        if form.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let request = request
            .body(Full::from(form.unwrap_or_default()))
            .map_err(|error| Trouble::unreachable(&error))?;
        let exchange = async {
            let response = self.client.request(request).await;
            let response = response.map_err(|error| Trouble::unreachable(&error))?;
            let status = response.status();
            let body = Limited::new(response.into_body(), ANSWER_MAX)
                .collect()
                .await;
            let body = body.map_err(|error| Trouble::unreachable(error.as_ref()))?;
            Ok(Answer {
                status,
                body: body.to_bytes(),
            })
        };
        match tokio::time::timeout(TIMEOUT, exchange).await {
            Ok(answer) => answer,
            Err(_) => Err(Trouble::Unreachable(format!("{url} takes too long"))),
        }
    }
}

/// The implementation of cryptography that the rest of the program uses.
fn rustls_provider() -> rustls::crypto::CryptoProvider {
    rustls::crypto::aws_lc_rs::default_provider()
}
