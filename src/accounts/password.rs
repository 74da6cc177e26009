//! Passwords: argon2id, off the async threads, a few at a time.

use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::{Error, FieldError, Message, Result};

/// Each hash takes 19 MiB: more at once would only starve the rest.
static TURNS: Semaphore = Semaphore::const_new(2);

/// How long somebody waits for a turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// A hash of no password of anybody, so that unknown accounts cost the same time.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$cm9zdHJ1bS1ub2JvZHk$TyaC0rjqYqGGEV5K0U8nFvKLqwB7MrKZxcH6ehLhyXU";

fn hasher() -> Argon2<'static> {
    // OWASP's floor for argon2id: 19 MiB, two passes.
    Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        Params::new(19_456, 2, 1, None).unwrap_or_default(),
    )
}

/// Characters that are looked at for guessing; what follows only makes it longer.
const LOOKED_AT: usize = 100;

/// What a new password must be: long, and not what a guesser tries first. `own` is what everybody knows of
/// its owner. The lists of common words, names and breached passwords are in the program: nothing is asked
/// of anybody else.
pub fn check(field: &str, password: &str, own: &[&str]) -> std::result::Result<(), FieldError> {
    let length = password.chars().count();
    let head: String = password.chars().take(LOOKED_AT).collect();
    let mut known: Vec<&str> = vec!["rostrum", "trainer", "programme", "cert", "coordinator"];
    known.extend(own);
    known.extend(own.iter().flat_map(|text| text.split([' ', '@', '.'])));
    let key = match length {
        0..12 => "accounts-password-short",
        201.. => "accounts-password-long",
        _ if zxcvbn::zxcvbn(&head, &known).score() < zxcvbn::Score::Three => {
            "accounts-password-guessable"
        }
        _ => return Ok(()),
    };
    Err(FieldError {
        field: field.into(),
        message: Message::new(key),
    })
}

/// Waits for a turn at hashing, but not for long: a crowd that guesses must not keep the rest out for ever.
async fn turn() -> Result<SemaphorePermit<'static>> {
    match tokio::time::timeout(PATIENCE, TURNS.acquire()).await {
        Ok(turn) => turn.map_err(|e| Error::Internal(e.to_string())),
        Err(_) => Err(Error::Busy),
    }
}

/// Hashes a password with this salt (16 random bytes).
pub async fn hash(password: String, salt: [u8; 16]) -> Result<String> {
    let _turn = turn().await?;
    tokio::task::spawn_blocking(move || {
        hasher()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|e| Error::Internal(e.to_string()))
    })
    .await
    .map_err(|e| Error::Internal(e.to_string()))?
}

/// Whether a password is the one; false, after the same time, where there is none to compare.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    let _turn = turn().await?;
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| NOBODY.to_owned());
        let right = PasswordHash::new(&text)
            .is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok());
        Ok(known && right)
    })
    .await
    .map_err(|e| Error::Internal(e.to_string()))?
}
