//! Styles, scripts and fonts, shipped in the binary under an address that changes with their bytes.

use std::sync::LazyLock;

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets"]
#[include = "css/*"]
#[include = "js/*"]
#[include = "vendor/*.js"]
#[include = "fonts/*"]
struct Files;

/// One version for all files: they are few, and change with a release.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    for name in names {
        hash.update(name.as_bytes());
        if let Some(file) = Files::get(&name) {
            hash.update(&file.data);
        }
    }
    hash.finalize()
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
});

/// The address of a file, or none where there is no such file.
pub fn address(path: &str) -> Option<String> {
    Files::get(path).map(|_| format!("/assets/{}/{path}", *VERSION))
}

/// The bytes of a file, if the address names this release's.
pub fn bytes(version: &str, path: &str) -> Option<Vec<u8>> {
    let file = Files::get(path).filter(|_| version == *VERSION)?;
    Some(file.data.into_owned())
}
