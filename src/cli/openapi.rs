//! `rostrum openapi`: prints the contract of the JSON API.

use super::Done;
use crate::web::api::document::DOCUMENT;

/// Writes the OpenAPI 3.1 document to standard output.
pub fn run() -> Done {
    let document = DOCUMENT.to_pretty_json().map_err(|e| e.to_string())?;
    tell!("{document}");
    Ok(())
}
