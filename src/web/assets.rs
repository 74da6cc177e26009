//! Styles, scripts and fonts, shipped in the binary under an address that changes with their bytes.

use std::sync::LazyLock;

use axum::extract::RawPathParams;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::error::Page;
use crate::error::Error;

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

/// Serves a file. Its address names its bytes, so that browsers may keep it for good.
pub async fn serve(params: RawPathParams) -> Page {
    let mut parts = params.iter().map(|(_, value)| value.to_owned());
    let (version, path) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    if version != *VERSION {
        return Err(Error::NotFound("page").into());
    }
    let file = Files::get(&path).ok_or(Error::NotFound("page"))?;
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, file.data.into_owned()).into_response())
}
