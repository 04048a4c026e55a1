//! `GET /oauth2/external/callback`: the browser is back from the issuer.

use super::super::authorize::{Authorization, Prompt, refuse, send_code};
use super::super::cookies::Cookie;
use super::super::errors::Pages;
use super::exchange::Return;
use super::tell::{Teller, Why, stale};
use super::trouble::Trouble;
use super::{External, Issuer};
use crate::kit::{Failure, params};
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::Response;
use coffer_core::Drive;
use coffer_core::identity::LoggedIn;
use coffer_core::identity::external::{Errand, ExternalPerson};
use coffer_model::Result;
use coffer_model::error::Kind;
use http::HeaderMap;
use serde::Deserialize;
use std::net::SocketAddr;

/// The answer of the authorization endpoint (RFC 6749 §4.1.2, RFC 9207 §2).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// What the browser left with.
struct Luggage {
    query: String,
    nonce: String,
    verifier: String,
    begun_at: i64,
}

/// Verifies what the issuer says, makes a login of it, and goes on with the request that the browser
/// left from. Whatever the end is, the same answer does not work again.
pub(super) async fn arrive(
    State(external): State<External>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure<Pages>> {
    let External { drive, .. } = &external;
    let answer: Answer = params::read(std::iter::empty(), &query.unwrap_or_default())?;
    let Some(luggage) = unpack(drive, &answer, &headers).await? else {
        count("refused");
        return Ok(stale(&headers));
    };
    // The client may have gone meanwhile.
    let request = match Authorization::read(drive, &luggage.query).await? {
        Ok(request) => request,
        Err(refusal) => return Ok(refuse(drive, &refusal, &luggage.query, &headers)),
    };
    let address = address.ip().to_string();
    match enter(&external, &answer, &luggage, (&request, &address)).await {
        Ok(logged_in) => {
            count("success");
            let cookie = Cookie::Login.set(drive, &logged_in.cookie);
            Ok(send_code(drive, request, &logged_in.login, cookie).await?)
        }
        // Our own failures are told and logged as everywhere.
        Err(Why::Core(error)) if error.code().kind() == Kind::Server => {
            count("failed");
            Err(error.into())
        }
        Err(why) => {
            count(why.outcome());
            let teller = Teller::new(&external, &request, &luggage.query, &headers);
            Ok(teller.tell(why))
        }
    }
}

/// The errand that the answer names, if it began in this browser and has not ended.
async fn unpack(drive: &Drive, answer: &Answer, headers: &HeaderMap) -> Result<Option<Luggage>> {
    let browser = Cookie::External.find_token(drive, headers);
    let (Some(state), Some(browser)) = (&answer.state, browser) else {
        return Ok(None);
    };
    Ok(match drive.end_errand(browser, state).await? {
        Some(Errand::Login {
            query,
            nonce,
            verifier,
            begun_at,
        }) => Some(Luggage {
            query,
            nonce,
            verifier,
            begun_at,
        }),
        Some(Errand::Logout { .. }) | None => None,
    })
}

async fn enter(
    external: &External,
    answer: &Answer,
    luggage: &Luggage,
    (request, address): (&Authorization, &str),
) -> Result<LoggedIn, Why> {
    let External { drive, issuer } = external;
    let metadata = issuer.metadata(drive).await?;
    let named = match &answer.iss {
        Some(iss) => *iss == issuer.settings.issuer,
        None => !metadata.authorization_response_iss_parameter_supported,
    };
    if !named {
        return Err(Trouble::Unbelievable("another issuer answers").into());
    }
    if let Some(error) = &answer.error {
        return Err(Why::Word(error.clone()));
    }
    let code = answer.code.as_deref();
    let brought = Return {
        code: code.ok_or(Trouble::Unbelievable("there is no code"))?,
        verifier: &luggage.verifier,
        nonce: &luggage.nonce,
    };
    let person = issuer.identify(drive, &brought).await?;
    if is_too_old(drive, issuer, &person, luggage, request) {
        return Err(Why::TooOld);
    }
    let logged_in = drive.log_in_externally(person, address).await;
    logged_in.map_err(Why::Core)
}

/// Whether the issuer asked the person too long ago for what our client wants. One that says nothing
/// of it has not done what it was told, where that can be seen: with `max_age`.
fn is_too_old(
    drive: &Drive,
    issuer: &Issuer,
    person: &ExternalPerson,
    luggage: &Luggage,
    request: &Authorization,
) -> bool {
    let skew = issuer.settings.clock_skew;
    let asked_at = person.authenticated_at.map(|at| at.seconds());
    let by_age = request.max_age.is_some_and(|seconds| {
        let oldest = drive.now().seconds().saturating_sub(seconds);
        asked_at.is_none_or(|at| at.saturating_add(skew) < oldest)
    });
    let by_prompt = request.prompt == Prompt::Always
        && asked_at.is_some_and(|at| at.saturating_add(skew) < luggage.begun_at);
    by_age || by_prompt
}

fn count(outcome: &'static str) {
    metrics::counter!("coffer_logins_total", "way" => "external", "outcome" => outcome)
        .increment(1);
}
