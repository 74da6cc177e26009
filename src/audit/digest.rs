//! PURE: what the chain is made of. Every part is written with its length before it, so that no two rows
//! read alike.

use std::fmt::Write;

use entity::audit;
use sha2::{Digest, Sha256};

/// What the first link has in place of the one before it.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
            // Writing to a String can't fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// The digest of a personal value, as the trail keeps it. Without the salt it tells nothing: a reason is
/// short, and could be guessed.
pub fn personal(salt: &str, value: &str) -> String {
    let hash = Sha256::digest(format!("{salt}:{value}"));
    format!("sha256:{}", hex(&hash))
}

/// The link at `position` over this row, after the link `before`.
pub fn link(position: i64, before: &str, row: &audit::Model) -> String {
    let actor = row.actor_id.map(|id| id.to_string()).unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [
        "rostrum audit 1",
        before,
        &position.to_string(),
        &row.id.to_string(),
        &row.at.0.to_string(),
        &row.actor_kind,
        &actor,
        &row.action,
        &row.object,
        &row.object_id.to_string(),
        &row.detail,
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}
