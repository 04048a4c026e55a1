//! Who calls (reference, 2.2 and 4.5): a person's token, an app's signature, or an app's token; where
//! nothing is changed also the token of a view that is embedded in another site.
//!
//! Each operation says with the type of its argument whom it serves; a credential of another kind
//! is refused like a wrong one.

mod credential;
mod embedded;
mod signed;
mod watcher;

use super::KooDrive;
use crate::kit::{Dialect, Refused, origin, peer};
use axum::extract::{FromRef, FromRequestParts};
use coffer_core::identity::{AppIdentity, Identity};
use coffer_core::shares::Visitor;
use coffer_core::{Access, Actor, Ctx, Drive};
use coffer_model::user::Role;
use coffer_model::{Code, DepartmentId, Error, Locale, Result, UserId};
use credential::Credential;
use http::Method;
use http::header::AUTHORIZATION;
use http::request::Parts;

pub(super) use credential::{AccessToken, COOKIE};
pub(super) use embedded::Reading;
pub(super) use signed::keep_signed_body;
pub(super) use watcher::Watcher;

/// A person with a token.
#[derive(Debug)]
pub(super) struct UserCaller {
    /// The call.
    pub(super) ctx: Ctx,
}

/// A person with a token, or an app that signs the request and acts for the person whom
/// `X-User-Id` names.
#[derive(Debug)]
pub(super) struct UserOrAppCaller {
    /// The call; its actor names the app, if there is one.
    pub(super) ctx: Ctx,
    token: Option<String>,
}

impl UserOrAppCaller {
    /// Whether an app acts for the person.
    pub(super) fn is_app(&self) -> bool {
        self.ctx.actor.app.is_some()
    }

    /// What a `proofCode` is made with: the token as it was sent, without its prefix. Signed
    /// requests have none.
    pub(super) fn proof_key(&self) -> Option<&str> {
        self.token.as_deref()
    }
}

/// A person with a token, an app that signs the request and acts for a person, or an app with its own
/// token.
#[derive(Debug)]
pub(super) enum AnyCaller {
    /// A person, or an app for a person.
    User(Ctx),
    /// An app, for nobody.
    App(Ctx),
}

impl AnyCaller {
    /// The call as one that reads. An app with its own token sees what a super administrator of its
    /// tenant sees.
    pub(super) fn reader(&self) -> Ctx {
        match self {
            Self::User(ctx) | Self::App(ctx) => ctx.clone(),
        }
    }

    /// The language of texts.
    pub(super) fn locale(&self) -> Locale {
        match self {
            Self::User(ctx) | Self::App(ctx) => ctx.locale,
        }
    }
}

/// Somebody who visits a share: a person with a token, or nobody in particular. A wrong token in the
/// header is refused; a cookie that has ended, which browsers send by themselves, is none.
#[derive(Debug)]
pub(super) struct ShareVisitor(pub(super) Visitor);

impl<S> FromRequestParts<S> for ShareVisitor
where
    Drive: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let drive = Drive::from_ref(state);
        let member = match Credential::read(&parts.headers) {
            Credential::None if !parts.headers.contains_key(AUTHORIZATION) => None,
            Credential::Cookie(_) => match token(parts, &drive) {
                Ok(token) => match drive.authenticate(token).await {
                    Err(error) if error.code() == Code::Unauthenticated => None,
                    identity => Some(identity?),
                },
                Err(_) => None,
            },
            _ => Some(drive.authenticate(token(parts, &drive)?).await?),
        };
        Ok(Self(Visitor {
            locale: KooDrive::locale(&parts.headers),
            now: drive.now(),
            address: peer::address(parts),
            member: member.map(|identity| call(&drive, parts, identity)),
        }))
    }
}

impl<S> FromRequestParts<S> for UserCaller
where
    Drive: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let drive = Drive::from_ref(state);
        let token = token(parts, &drive)?.to_owned();
        let identity = drive.authenticate(&token).await?;
        Ok(Self {
            ctx: call(&drive, parts, identity),
        })
    }
}

impl<S> FromRequestParts<S> for UserOrAppCaller
where
    Drive: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let drive = Drive::from_ref(state);
        if let Credential::Signature = Credential::read(&parts.headers) {
            let identity = signed::authenticate(&drive, parts).await?;
            return Ok(Self {
                ctx: call(&drive, parts, identity),
                token: None,
            });
        }
        let token = token(parts, &drive)?.to_owned();
        let identity = drive.authenticate(&token).await?;
        Ok(Self {
            ctx: call(&drive, parts, identity),
            token: Some(token),
        })
    }
}

impl<S> FromRequestParts<S> for AnyCaller
where
    Drive: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let drive = Drive::from_ref(state);
        if let Credential::Signature = Credential::read(&parts.headers) {
            let identity = signed::authenticate(&drive, parts).await?;
            return Ok(Self::User(call(&drive, parts, identity)));
        }
        let token = token(parts, &drive)?.to_owned();
        match drive.authenticate(&token).await {
            Ok(identity) => Ok(Self::User(call(&drive, parts, identity))),
            Err(error) if error.code() == Code::Unauthenticated => {
                let app = drive.authenticate_app(&token).await?;
                Ok(Self::App(call(&drive, parts, as_reader(app))))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// The token of a request that may use it: a cookie, which browsers send by themselves, counts only
/// for what our own pages ask, except where nothing is changed.
fn token<'a>(parts: &'a Parts, drive: &Drive) -> Result<&'a str> {
    match Credential::read(&parts.headers) {
        Credential::Token(token) => Ok(token),
        Credential::Cookie(token) => {
            let safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
            if safe || origin::is_own(&parts.headers, &drive.settings().public_url) {
                Ok(token)
            } else {
                Err(Error::new(Code::Unauthenticated).with_parameter("Origin"))
            }
        }
        Credential::Signature | Credential::None => {
            Err(Error::new(Code::Unauthenticated).with_parameter("Authorization"))
        }
    }
}

/// An app's own token reads what its tenant has; operations that accept one only read.
fn as_reader(app: AppIdentity) -> Identity {
    Identity {
        tenant: app.tenant,
        actor: Actor {
            user: UserId(app.id.0),
            role: Role::SuperAdministrator,
            department: DepartmentId(0),
            app: Some(app.id),
            access: Access::Reading,
        },
    }
}

fn call(drive: &Drive, parts: &Parts, identity: Identity) -> Ctx {
    let locale = KooDrive::locale(&parts.headers);
    identity.into_ctx(locale, drive.now(), peer::address(parts))
}
