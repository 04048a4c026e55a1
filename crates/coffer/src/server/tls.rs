//! The certificate, which can be replaced while the server runs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::signal::unix::{SignalKind, signal};
use tokio_rustls::TlsAcceptor;

use super::lifecycle::Lifecycle;
use crate::config::Tls;

/// The name of HTTP/2 in the handshake.
pub(super) const HTTP2: &[u8] = b"h2";
const HTTP1: &[u8] = b"http/1.1";

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is not there, or holds no PEM of the right kind.
    #[error("{}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// Key and certificate do not belong together, or are of a kind we do not speak.
    #[error("{}", file.display())]
    Pair {
        /// The file of the certificate.
        file: PathBuf,
        /// What is wrong.
        source: rustls::Error,
    },
    /// The signal to read it again cannot be watched.
    #[error("no signal handler")]
    Signal(#[source] std::io::Error),
}

/// The certificate in use.
#[derive(Debug)]
pub(super) struct Certificates {
    files: Tls,
    provider: Arc<CryptoProvider>,
    current: RwLock<Arc<CertifiedKey>>,
}

/// Makes the acceptor, and reads the certificate again on every SIGHUP.
pub(super) fn acceptor(files: &Tls, lifecycle: &Lifecycle) -> Result<TlsAcceptor, TlsError> {
    let certificates = Arc::new(Certificates::load(files)?);
    let provider = Arc::clone(&certificates.provider);
    reload_on_signal(Arc::clone(&certificates), lifecycle)?;
    let pair = |source| TlsError::Pair {
        file: files.certificate.clone(),
        source,
    };
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(pair)?
        .with_no_client_auth()
        .with_cert_resolver(certificates);
    config.alpn_protocols = vec![HTTP2.to_vec(), HTTP1.to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn reload_on_signal(
    certificates: Arc<Certificates>,
    lifecycle: &Lifecycle,
) -> Result<(), TlsError> {
    let mut hangup = signal(SignalKind::hangup()).map_err(TlsError::Signal)?;
    lifecycle.background.spawn(move |stop| async move {
        while let Some(Some(())) = stop.run_until_cancelled(hangup.recv()).await {
            certificates.reload();
        }
    });
    Ok(())
}

impl Certificates {
    /// Reads the files.
    pub(super) fn load(files: &Tls) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let current = RwLock::new(Arc::new(read(files, &provider)?));
        Ok(Self {
            files: files.clone(),
            provider,
            current,
        })
    }

    /// Reads the files again; what is wrong with them leaves the old certificate in use.
    pub(super) fn reload(&self) {
        match read(&self.files, &self.provider) {
            Ok(fresh) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
                tracing::info!("read the certificate again");
            }
            Err(error) => {
                let error = crate::report::chain(&error);
                tracing::error!(%error, "the new certificate cannot be used, the old one stays");
            }
        }
    }

    /// The certificate in use.
    pub(super) fn current(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

fn read(files: &Tls, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
    let failed = |file: &Path| {
        let file = file.to_owned();
        move |source| TlsError::File { file, source }
    };
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(failed(&files.certificate))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(failed(&files.key))?;
    CertifiedKey::from_der(chain, key, provider).map_err(|source| TlsError::Pair {
        file: files.certificate.clone(),
        source,
    })
}
