//! The front door: everybody's own desk.

use super::super::error::Page;
use super::super::extract::Visitor;
use super::super::render::look_at;
use crate::actor::Via;

/// Leads to the desk of whoever asks.
pub async fn show(Visitor(actor): Visitor) -> Page {
    let desk = match actor.via {
        Via::SignIn => "/desk",
        Via::FirstStep => "/second-step",
        _ => "/sign-in",
    };
    Ok(look_at(desk))
}

/// Says that the process answers.
pub async fn live() -> &'static str {
    "ok\n"
}
