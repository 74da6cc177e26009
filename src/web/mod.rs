//! HTTP: every route on one page, each with who may come in. Handlers extract, call a feature and
//! render; what is allowed is decided by the features' policy, and once more here at the door.
//!
//! A request passes: security headers → host → who is it → CSRF → the door of its route → handler.

pub mod api;
pub mod assets;
pub mod error;
pub mod extract;
mod forms;
pub mod layers;
mod overtaken;
pub mod pages;
mod qr;
pub mod render;
mod routes;
mod upload;

pub use routes::{Access, Route, router, routes};
