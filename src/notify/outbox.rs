//! The outbox: what is to be said to whom.

use entity::{
    Instant, MessageKind, OfferId, OutboxId, OutboxState, PersonId, RequestId, SlotId, outbox,
    person,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::accounts::policy::{self, Action};
use crate::db::{Page, SHOWN, Work};
use crate::error::{Error, Result};

use super::mailer::Letter;
use super::worker::Render;

/// What a message is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    /// The offer.
    pub offer: Option<OfferId>,
    /// The slot or its session.
    pub slot: Option<SlotId>,
    /// The request.
    pub request: Option<RequestId>,
}

/// Puts a message to a person into the outbox. It leaves after the commit, or never. One to somebody
/// without a mail address is held: a coordinator hands it over by phone or chat.
pub async fn post(work: &Work, kind: MessageKind, to: PersonId, about: About) -> Result<()> {
    let person = person::Entity::find_by_id(to).one(work.db()).await?;
    let reachable = person.is_some_and(|person| person.email.is_some());
    outbox::ActiveModel {
        kind: Set(kind),
        person_id: Set(to),
        offer_id: Set(about.offer),
        slot_id: Set(about.slot),
        request_id: Set(about.request),
        state: Set(if reachable {
            OutboxState::Pending
        } else {
            OutboxState::Held
        }),
        created_at: Set(work.now),
        send_after: Set(work.now),
        attempts: Set(0),
        failure: Set(String::new()),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    Ok(())
}

/// What waits for somebody who was there twice goes to the record that is kept.
pub async fn readdress(work: &Work, from: PersonId, to: PersonId) -> Result<()> {
    policy::require_all(&work.actor, Action::MergePeople)?;
    outbox::Entity::update_many()
        .set(outbox::ActiveModel {
            person_id: Set(to),
            ..Default::default()
        })
        .filter(outbox::COLUMN.person_id.eq(from))
        .filter(
            outbox::COLUMN
                .state
                .is_in([OutboxState::Pending, OutboxState::Held]),
        )
        .filter(outbox::COLUMN.kind.ne(MessageKind::Invitation))
        .exec(work.db())
        .await?;
    Ok(())
}

/// A message as coordinators see it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct MessageView {
    /// The message.
    pub id: OutboxId,
    /// What it is about.
    pub kind: MessageKind,
    /// Addressee.
    pub to: String,
    /// Their address, if they have one.
    pub email: Option<String>,
    /// The offer, if it is about one.
    pub offer: Option<OfferId>,
    /// Whether it left.
    pub state: OutboxState,
    /// When it was written.
    pub created_at: Instant,
    /// When it left.
    pub sent_at: Option<Instant>,
    /// Why it did not.
    pub failure: String,
}

/// Messages by id, a page of them.
pub async fn page(work: &Work, page: Page) -> Result<(Vec<MessageView>, Option<i64>)> {
    policy::require_all(&work.actor, Action::ViewOffers)?;
    let rows = outbox::Entity::find()
        .filter(outbox::COLUMN.id.gt(OutboxId(page.after)))
        .order_by_asc(outbox::COLUMN.id)
        .limit(page.ask())
        .all(work.db())
        .await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    Ok((views(work, rows).await?, next))
}

/// A page of messages for people, newest first.
pub async fn listed(
    work: &Work,
    after: Option<OutboxId>,
) -> Result<(Vec<MessageView>, Option<OutboxId>)> {
    policy::require_all(&work.actor, Action::ViewOffers)?;
    let mut query = outbox::Entity::find().order_by_desc(outbox::COLUMN.id);
    if let Some(after) = after {
        query = query.filter(outbox::COLUMN.id.lt(after));
    }
    let mut rows = query.limit(SHOWN as u64 + 1).all(work.db()).await?;
    let more = rows.len() > SHOWN;
    rows.truncate(SHOWN);
    let next = rows.last().map(|row| row.id).filter(|_| more);
    Ok((views(work, rows).await?, next))
}

/// The newest messages, newest first.
pub async fn recent(work: &Work, limit: u64) -> Result<Vec<MessageView>> {
    policy::require_all(&work.actor, Action::ViewOffers)?;
    let rows = outbox::Entity::find()
        .order_by_desc(outbox::COLUMN.id)
        .limit(limit.min(200))
        .all(work.db())
        .await?;
    views(work, rows).await
}

async fn views(work: &Work, rows: Vec<outbox::Model>) -> Result<Vec<MessageView>> {
    let people = person::Entity::find()
        .filter(
            person::COLUMN
                .id
                .is_in(rows.iter().map(|row| row.person_id)),
        )
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let person = people.iter().find(|person| person.id == row.person_id)?;
            Some(MessageView {
                id: row.id,
                kind: row.kind,
                to: person.name.clone(),
                email: person.email.clone(),
                offer: row.offer_id,
                state: row.state,
                created_at: row.created_at,
                sent_at: row.sent_at,
                failure: row.failure,
            })
        })
        .collect())
}

/// How many messages did not leave: failed, or to somebody without an address.
pub async fn stuck(work: &Work) -> Result<usize> {
    policy::require_all(&work.actor, Action::ViewOffers)?;
    let count = outbox::Entity::find()
        .filter(
            outbox::COLUMN
                .state
                .is_in([OutboxState::Failed, OutboxState::Held]),
        )
        .count(work.db())
        .await?;
    Ok(count as usize)
}

/// A letter as it would be sent now, for coordinators who hand it over by phone or chat; an offer's
/// link is minted afresh. None when it would no longer be sent.
pub async fn reread(work: &Work, id: OutboxId, render: Render) -> Result<Option<Letter>> {
    policy::require_all(&work.actor, Action::ViewOffers)?;
    let row = outbox::Entity::find_by_id(id).one(work.db()).await?;
    let row = row.ok_or(Error::NotFound("message"))?;
    if row.kind == MessageKind::Invitation {
        // Its link makes whoever holds it the person that it asks in.
        policy::require_all(&work.actor, Action::ManagePeople)?;
    }
    render(work, &row).await
}
