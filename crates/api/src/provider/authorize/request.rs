//! What a client asks the login page for, checked.

use crate::kit::params;
use coffer_core::Drive;
use coffer_core::identity::BrowserLogin;
use coffer_core::identity::provider::{BUILT_IN_CLIENT, Client, CodeRequest, Scope};
use coffer_core::signing::percent::{self, Keep};
use coffer_model::{Result, Timestamp};
use serde::Deserialize;

/// More than any client sends as state or nonce.
const VALUE_MAX: usize = 1_024;
/// A longer hint is none.
const HINT_MAX: usize = 254;

/// The parameters as they come. The built-in client may leave out everything but its name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Query {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    response_mode: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    prompt: Option<String>,
    max_age: Option<String>,
    login_hint: Option<String>,
    request: Option<String>,
    request_uri: Option<String>,
}

impl Query {
    /// What is wrong with it, in the words of RFC 6749 §4.1.2.1 and OpenID Connect Core 1.0 §3.1.2.6.
    fn fault(&self, client: &Client) -> Option<&'static str> {
        let is_code = match self.response_type.as_deref() {
            None => client.client_id == BUILT_IN_CLIENT,
            Some(given) => given == "code",
        };
        let too_long = |value: &Option<String>| {
            value
                .as_ref()
                .is_some_and(|text| text.len() > VALUE_MAX || text.contains('\0'))
        };
        let challenge_fits = match self.code_challenge {
            Some(_) => self.code_challenge_method.as_deref() == Some("S256"),
            None => client.confidential,
        };
        if self.request.is_some() {
            Some("request_not_supported")
        } else if self.request_uri.is_some() {
            Some("request_uri_not_supported")
        } else if !is_code {
            Some("unsupported_response_type")
        } else if !matches!(self.response_mode.as_deref(), None | Some("query"))
            || too_long(&self.state)
            || too_long(&self.nonce)
            || !challenge_fits
        {
            Some("invalid_request")
        } else {
            None
        }
    }
}

/// Whether the password has to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Prompt {
    /// Unless the browser is logged in.
    AsNeeded,
    /// In any case.
    Always,
    /// In any case, so that the person can choose who to be.
    Choose,
    /// In no case.
    Never,
}

/// A checked request.
#[derive(Debug)]
pub(in super::super) struct Authorization {
    pub(super) client: Client,
    pub(in super::super) prompt: Prompt,
    redirect_uri: String,
    state: Option<String>,
    scope: Scope,
    nonce: Option<String>,
    challenge: Option<String>,
    /// How many seconds ago the person may have been asked.
    pub(in super::super) max_age: Option<i64>,
    /// Who the client believes it is.
    pub(in super::super) login_hint: Option<String>,
}

/// Where the answer goes: a registered address.
#[derive(Debug, Clone)]
pub(in super::super) struct AnswerAddress {
    redirect_uri: String,
    state: Option<String>,
}

/// Why a request is refused before anybody logs in.
#[derive(Debug)]
pub(in super::super) enum Refusal {
    /// The client is known and asked wrongly.
    ToClient {
        answer: AnswerAddress,
        error: &'static str,
    },
    /// Nobody knows whether the address is the client's: the browser must not be sent there.
    ToPerson(Reason),
}

/// What a person is told.
#[derive(Debug)]
pub(in super::super) enum Reason {
    UnknownClient,
    RedirectRefused,
    InvalidParameter(String),
}

impl AnswerAddress {
    /// The address with these parameters, the state and our name (RFC 9207).
    pub(super) fn with(&self, drive: &Drive, parameters: &[(&str, &str)]) -> String {
        let mut location = self.redirect_uri.clone();
        let mut separator = if location.contains('?') { '&' } else { '?' };
        let state = self.state.as_deref().map(|state| ("state", state));
        let issuer = ("iss", drive.settings().public_url.as_str());
        for (name, value) in parameters.iter().copied().chain(state).chain([issuer]) {
            location.push(separator);
            location.push_str(name);
            location.push('=');
            percent::encode_into(&mut location, value.as_bytes(), Keep::Nothing);
            separator = '&';
        }
        location
    }
}

impl Authorization {
    /// Reads and checks a request.
    pub(in super::super) async fn read(
        drive: &Drive,
        query: &str,
    ) -> Result<Result<Self, Refusal>> {
        let read: Result<Query> = params::read(std::iter::empty(), query);
        let query = match read {
            Ok(query) => query,
            Err(error) => {
                let parameter = error.facts().parameter.clone().unwrap_or_default();
                return Ok(Err(Refusal::ToPerson(Reason::InvalidParameter(parameter))));
            }
        };
        let Some(client) = drive
            .find_client(query.client_id.as_deref().unwrap_or_default())
            .await?
        else {
            return Ok(Err(Refusal::ToPerson(Reason::UnknownClient)));
        };
        Ok(Self::check(client, query))
    }

    fn check(client: Client, query: Query) -> Result<Self, Refusal> {
        let built_in = client.client_id == BUILT_IN_CLIENT;
        let redirect_uri = match query.redirect_uri.clone() {
            None if built_in => client.redirect_uris.first().cloned(),
            given => given,
        };
        let redirect_uri = redirect_uri
            .filter(|uri| client.allows_redirect(uri))
            .ok_or(Refusal::ToPerson(Reason::RedirectRefused))?;
        let answer = AnswerAddress {
            redirect_uri: redirect_uri.clone(),
            state: query.state.clone().filter(|state| state.len() <= VALUE_MAX),
        };
        if let Some(error) = query.fault(&client) {
            return Err(Refusal::ToClient { answer, error });
        }
        let prompt = match query.prompt.as_deref() {
            Some("none") => Prompt::Never,
            Some("login") => Prompt::Always,
            Some("select_account") => Prompt::Choose,
            _ => Prompt::AsNeeded,
        };
        Ok(Self {
            client,
            prompt,
            redirect_uri,
            state: query.state,
            scope: Scope::parse(query.scope.as_deref().unwrap_or_default()),
            nonce: query.nonce,
            challenge: query.code_challenge,
            max_age: query.max_age.and_then(|seconds| seconds.parse().ok()),
            login_hint: query.login_hint.filter(|hint| hint.len() <= HINT_MAX),
        })
    }

    /// Whether a browser's login is recent enough.
    pub(super) fn accepts(&self, login: &BrowserLogin, now: Timestamp) -> bool {
        self.max_age
            .is_none_or(|seconds| login.authenticated_at.plus_seconds(seconds) >= now)
    }

    pub(super) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(super) fn answer_address(&self) -> AnswerAddress {
        AnswerAddress {
            redirect_uri: self.redirect_uri.clone(),
            state: self.state.clone(),
        }
    }

    pub(in super::super) fn refuse(&self, error: &'static str) -> Refusal {
        Refusal::ToClient {
            answer: self.answer_address(),
            error,
        }
    }

    pub(super) fn into_code_request(self) -> CodeRequest {
        CodeRequest {
            client: self.client,
            redirect_uri: self.redirect_uri,
            scope: self.scope,
            nonce: self.nonce,
            challenge: self.challenge,
        }
    }
}
