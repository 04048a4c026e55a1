//! Views of the drive that pages of other sites embed.
//!
//! The site's server asks for an embedding with its user's token and hands what it gets to its page;
//! the page hands it to the frame inside, which exchanges the code, once, for a token of its own. That
//! token reads as its person may and changes nothing. It hangs on the session that the embedding was
//! asked for with: using it does not keep that session alive, and its end is the token's.

use super::secret::{self, Secret};
use super::session::{Identity, is_enabled};
use crate::{Access, Ctx, Drive, OpaqueKind};
use coffer_model::user::UserStatus;
use coffer_model::{Code, Error, Result, Timestamp, UserId};
use coffer_store::identity::{self as store, EmbeddingRow, NewEmbedding};

/// A code that is not exchanged by then is worth nothing.
const CODE_SECONDS: i64 = 5 * 60;
/// A token ends after this time at the latest, as links to contents do.
const TOKEN_SECONDS: i64 = 60 * 60;
const CODE_BYTES: usize = 32;
const TOKEN_BYTES: usize = 24;
/// Tells the tokens of embeddings from those of sessions, and secrets found somewhere from anything.
const TOKEN_PREFIX: &str = "embed_";

/// What a site's server is given for its page.
#[derive(Debug, Clone)]
pub struct OfferedEmbedding {
    /// The embedding's id, as people and logs name it.
    pub id: i64,
    /// The same as the frame names it: it cannot be guessed or made up.
    pub page: String,
    /// What the frame exchanges, once, within five minutes.
    pub code: String,
}

/// An embedding whose code was exchanged, as the frame gets it.
#[derive(Debug, Clone)]
pub struct OpenedEmbedding {
    /// The token.
    pub token: String,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Who is shown.
    pub user: UserId,
    /// The person's name.
    pub name: String,
}

impl Drive {
    /// An embedding for the person of a session.
    ///
    /// # Errors
    /// `Unauthenticated` unless `token` is that of a live session of the caller.
    pub async fn offer_embedding(&self, ctx: &Ctx, token: &str) -> Result<OfferedEmbedding> {
        let code = Secret::make::<CODE_BYTES>()?;
        let (id, now) = (self.next_id(), ctx.now);
        let (hash, code_hash) = (secret::hash(token), code.hash);
        let user = ctx.user();
        self.store()
            .write(move |tx| {
                let session = store::find_session(tx, &hash, now)?
                    .filter(|session| is_enabled(session) && session.member == user)
                    .ok_or(Code::Unauthenticated)?;
                let new = NewEmbedding {
                    id,
                    session: session.id,
                    code_hash,
                    code_expires_at: now.plus_seconds(CODE_SECONDS),
                };
                Ok::<_, Error>(store::insert_embedding(tx, &new)?)
            })
            .await?;
        Ok(OfferedEmbedding {
            id,
            page: self.opaque().seal(OpaqueKind::Embedding, id),
            code: code.text,
        })
    }

    /// Exchanges the code of an embedding for its token.
    ///
    /// A code that comes a second time ends the token that it gave: somebody else has it.
    ///
    /// # Errors
    /// `Unauthenticated` for a code that is unknown, used, expired or of another page, whose session
    /// has ended, and for disabled people.
    pub async fn open_embedding(&self, page: &str, code: &str) -> Result<OpenedEmbedding> {
        let now = self.now();
        let id = self.opaque().open(OpaqueKind::Embedding, page);
        let id = id.ok_or(Code::Unauthenticated)?;
        let token = Secret::of(format!(
            "{TOKEN_PREFIX}{}",
            Secret::make::<TOKEN_BYTES>()?.text
        ));
        let (code_hash, token_hash) = (secret::hash(code), token.hash);
        let expires_at = now.plus_seconds(TOKEN_SECONDS);
        let opened = self
            .store()
            .write(move |tx| {
                let Some(found) = store::find_embedding_by_code(tx, id, &code_hash, now)? else {
                    return Ok(None);
                };
                let fresh = may_open(&found, now)
                    && store::redeem_embedding(tx, id, &token_hash, expires_at)?;
                if !fresh {
                    store::delete_embedding(tx, id)?;
                    return Ok(None);
                }
                Ok::<_, Error>(Some((found.member, found.name)))
            })
            .await?;
        let (user, name) = opened.ok_or(Code::Unauthenticated)?;
        Ok(OpenedEmbedding {
            token: token.text,
            expires_at,
            user,
            name,
        })
    }

    /// Whom the token of an embedding names, for calls that change nothing.
    ///
    /// # Errors
    /// `Unauthenticated` for a token that is unknown or has ended, by itself or with its session, and
    /// for disabled people.
    pub async fn authenticate_embedding(&self, token: &str) -> Result<Identity> {
        let (hash, now) = (secret::hash(token), self.now());
        let session = self
            .store()
            .read(move |tx| store::find_embedding(tx, &hash, now))
            .await?
            .filter(is_enabled)
            .ok_or(Code::Unauthenticated)?;
        let may = (session.role, session.department);
        let mut identity = Identity::of(session.tenant, session.member, may, None);
        identity.actor.access = Access::Reading;
        Ok(identity)
    }
}

/// Whether a token has the form of an embedding's.
#[must_use]
pub fn is_embedding_token(token: &str) -> bool {
    token.starts_with(TOKEN_PREFIX)
}

/// Whether a code may be exchanged, if it was not before.
fn may_open(embedding: &EmbeddingRow, now: Timestamp) -> bool {
    !embedding.redeemed && embedding.code_expires_at > now && UserStatus::lets_in(embedding.status)
}
