//! The RSA key pairs of sessions, made ahead in the background.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeySize, PrivateDecryptingKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cardseal_key::PublicKey;
use tokio::sync::{Mutex, mpsc};
use zeroize::Zeroizing;

use crate::error::Fault;

/// A 2048-bit RSA key pair for one session.
pub struct KeyPair {
    /// PKCS#8 (RFC 5208) of the private half.
    pkcs8: Zeroizing<Vec<u8>>,
    /// Standard base64 of the DER `SubjectPublicKeyInfo` (RFC 5280) of the public half.
    public: String,
}

impl KeyPair {
    /// A new pair. Takes tens of milliseconds.
    ///
    /// Nothing comes back only where the machine has no random numbers or memory, or makes keys that anyone can factor.
    #[must_use]
    pub fn generate() -> Option<Self> {
        let key = PrivateDecryptingKey::generate(KeySize::Rsa2048).ok()?;
        let pkcs8: Pkcs8V1Der<'_> = key.as_der().ok()?;
        let public: PublicKeyX509Der<'_> = key.public_key().as_der().ok()?;
        // No session gets a key that a careful page or merchant would refuse.
        PublicKey::from_der(public.as_ref()).and_then(|key| key.refuse_weakness()).ok()?;
        Some(Self {
            pkcs8: Zeroizing::new(pkcs8.as_ref().to_vec()),
            public: BASE64_STANDARD.encode(public.as_ref()),
        })
    }

    /// What a browser encrypts with: standard base64 of the DER `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn encryption_key(&self) -> &str {
        &self.public
    }

    /// What opens it again: PKCS#8 in DER.
    #[must_use]
    pub fn expose_pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyPair(redacted)")
    }
}

/// Key pairs that wait for their session. A pair is handed out once.
#[derive(Debug, Clone)]
pub(crate) struct KeyPool(Arc<Mutex<mpsc::Receiver<KeyPair>>>);

impl KeyPool {
    /// Starts to make pairs until `size` of them wait. The thread ends with the pool.
    pub(crate) fn start(size: usize) -> Self {
        let (sender, receiver) = mpsc::channel(size.max(1));
        std::thread::spawn(move || {
            while let Some(pair) = KeyPair::generate() {
                if sender.blocking_send(pair).is_err() {
                    break;
                }
            }
        });
        Self(Arc::new(Mutex::new(receiver)))
    }

    /// A pair, as soon as there is one.
    pub(crate) async fn take(&self) -> Result<KeyPair, Fault> {
        self.0.lock().await.recv().await.ok_or(Fault::Random)
    }
}
