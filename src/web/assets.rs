//! Serving of styles, scripts and fonts.

use axum::extract::RawPathParams;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use super::error::Page;
use crate::error::Error;
use crate::render::assets;

/// Serves a file. Its address names its bytes, so that browsers may keep it for good.
pub async fn serve(params: RawPathParams) -> Page {
    let mut parts = params.iter().map(|(_, value)| value.to_owned());
    let (version, path) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let bytes = assets::bytes(&version, &path).ok_or(Error::NotFound("page"))?;
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
    Ok((headers, bytes).into_response())
}
