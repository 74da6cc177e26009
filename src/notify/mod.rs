//! Messages to people: an outbox of kinds and ids, written in the transaction of the change.
//!
//! A row holds no text and no link. [`worker`] renders it from current data when it is sent and mints
//! a fresh token then, so that nothing secret lies in the table and nothing outdated is sent. Each
//! feature renders its own kinds; `app` joins them.

pub mod mailer;
mod outbox;
pub mod worker;

pub use entity::{MessageKind, OutboxId, OutboxState};
pub use mailer::{Letter, Mailer};
pub use outbox::{About, MessageView, listed, page, post, readdress, recent, reread, stuck};
