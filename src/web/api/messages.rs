//! Messages: what left, what waits, and the words of one.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, One, PageQuery, page};
use super::extract::{Path, Query};
use super::values::{MessageKindWord, Moment, OutboxStateWord, Word};
use crate::app::{App, letter};
use crate::error::Error;
use crate::notify::{self, MessageView, OutboxId};

/// A letter on its way, or sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MessageRow {
    /// The message.
    pub id: i64,
    /// What it is about.
    pub kind: MessageKindWord,
    /// Addressee.
    pub to: String,
    /// Their address, if they have one.
    pub email: Option<String>,
    /// The offer, if it is about one.
    pub offer: Option<i64>,
    /// Whether it left.
    pub state: OutboxStateWord,
    /// When it was written.
    pub created_at: Moment,
    /// When it left.
    pub sent_at: Option<Moment>,
    /// Why it did not.
    pub failure: String,
}

impl From<MessageView> for MessageRow {
    fn from(message: MessageView) -> Self {
        Self {
            id: message.id.0,
            kind: Word(message.kind),
            to: message.to,
            email: message.email,
            offer: message.offer.map(|id| id.0),
            state: Word(message.state),
            created_at: message.created_at.into(),
            sent_at: message.sent_at.map(Moment),
            failure: message.failure,
        }
    }
}

/// The words of a message.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Words {
    /// Addressee.
    pub to_name: String,
    /// Their address; empty if they have none.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text. That of an offer has a fresh link in it: whoever has it can answer.
    pub text: String,
}

/// Lists messages.
#[utoipa::path(get, path = "/messages", tag = "offers", params(PageQuery),
    responses((status = 200, body = Listed<MessageRow>)))]
pub async fn list_messages(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<MessageRow>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    Ok(Listed::of(notify::page(&work, page).await?))
}

/// Gives the words of a message as it would be sent now, for phone and chat.
#[utoipa::path(post, path = "/messages/{id}/read", tag = "offers",
    responses((status = 200, body = Words)))]
pub async fn read_message(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<One<Words>> {
    app.act(&actor, async |work| {
        let letter = notify::reread(work, OutboxId(id), letter).await?;
        let letter = letter.ok_or_else(|| Error::conflict("messages-moot"))?;
        Ok(One(Words {
            to_name: letter.to_name,
            to: letter.to,
            subject: letter.subject,
            text: letter.text,
        }))
    })
    .await
}
