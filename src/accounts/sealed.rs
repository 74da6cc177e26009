//! Secrets that have to be read again, so that a hash won't do: sealed with the installation's key, which
//! never lies in the database. XChaCha20-Poly1305; what it belongs to is sealed in, so that a row copied to
//! somebody else opens nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::db::Work;
use crate::error::{Error, Result};

const NONCE: usize = 24;

fn cipher(work: &Work) -> Result<XChaCha20Poly1305> {
    // A key of its own: the installation's also makes the UIDs of calendars.
    let mut mac = Hmac::<Sha256>::new_from_slice(&work.programme().key)
        .map_err(|e| Error::Internal(e.to_string()))?;
    mac.update(b"rostrum sealed secrets 1");
    let key: [u8; 32] = mac.finalize().into_bytes().into();
    Ok(XChaCha20Poly1305::new(&Key::from(key)))
}

/// Seals a secret for what `whose` names.
pub fn seal(work: &Work, whose: &str, secret: &[u8]) -> Result<String> {
    let nonce = work.random::<NONCE>();
    let payload = Payload {
        msg: secret,
        aad: whose.as_bytes(),
    };
    let sealed = cipher(work)?
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| Error::Internal("a secret could not be sealed".into()))?;
    Ok(STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
}

/// Opens what [`seal`] gave.
///
/// # Errors
/// [`Error::Internal`] when it was changed, is somebody else's, or was sealed with another key file.
pub fn open(work: &Work, whose: &str, sealed: &str) -> Result<Vec<u8>> {
    let wrong = || Error::Internal("a sealed secret does not open with ROSTRUM_KEY_FILE".into());
    let bytes = STANDARD_NO_PAD.decode(sealed).map_err(|_| wrong())?;
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
    let payload = Payload {
        msg: sealed,
        aad: whose.as_bytes(),
    };
    cipher(work)?
        .decrypt(&XNonce::from(*nonce), payload)
        .map_err(|_| wrong())
}
