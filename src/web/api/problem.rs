//! Failures as problem documents (RFC 9457).

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong, in the language of the token's owner.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Kind of problem: `urn:rostrum:problem:` and one of `bad-request`, `unauthorized`, `forbidden`,
    /// `not-found`, `method-not-allowed`, `conflict`, `changed`, `too-large`, `media-type`, `invalid`,
    /// `version-required`, `too-many`, `busy`, `internal`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened this time, and what to do.
    pub detail: String,
    /// What happened, for programs; does not change with the language. Left out where the kind says it all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The places in the request that are wrong, if it is about them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
}

/// One wrong place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Fault {
    /// Place in the body (RFC 6901, as a fragment): `#/slots/0/title`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Name of the parameter in the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What is wrong and how to mend it.
    pub detail: String,
    /// The same for programs; does not change with the language.
    pub code: String,
}

/// The kind of problem that a status stands for.
pub fn kind(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "bad-request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not-found",
        405 => "method-not-allowed",
        409 => "conflict",
        412 => "changed",
        413 => "too-large",
        415 => "media-type",
        422 => "invalid",
        428 => "version-required",
        429 => "too-many",
        503 => "busy",
        _ => "internal",
    }
}
