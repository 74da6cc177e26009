//! Offers: the question to one trainer for one seat. Send, recall, answer.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, One, Seen, Versioned, page};
use super::extract::{IfMatch, Json, Path, Query};
use super::values::{ChannelWord, Moment, OfferStateWord, Word};
use crate::actor::Actor;
use crate::app::App;
use crate::db::Work;
use crate::error::Result;
use crate::offers::{self, DECLINE_REASONS, Filter, OfferId, OfferView};
use crate::slots::SlotId;
use crate::trainers::TrainerId;
use crate::{flows, i18n};

/// The question to one trainer for one seat.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Offer {
    /// The offer.
    pub id: i64,
    /// Its slot.
    pub slot: i64,
    /// The slot's request.
    pub request: i64,
    /// The slot's reference.
    pub reference: String,
    /// The slot's title.
    pub title: String,
    /// The seat.
    pub seat: i64,
    /// What the seat teaches.
    pub subject: String,
    /// Level that the seat asks for.
    pub level: i32,
    /// Whom.
    pub trainer: i64,
    /// Name with title.
    pub trainer_name: String,
    /// Cohort, as people call it.
    pub cohort: String,
    /// Institute's short name.
    pub institute: String,
    /// From.
    pub starts: Moment,
    /// Until.
    pub ends: Moment,
    /// Room; empty when online.
    pub venue: String,
    /// Whether it is online.
    pub online: bool,
    /// Where the offer stands.
    pub state: OfferStateWord,
    /// The session that came of its slot.
    pub session: Option<i64>,
    /// When it was sent.
    pub sent_at: Option<Moment>,
    /// Until when it can be answered.
    pub deadline: Option<Moment>,
    /// Whether that is past.
    pub overdue: bool,
    /// When it was answered.
    pub answered_at: Option<Moment>,
    /// How it was answered.
    #[schema(inline)]
    pub channel: Option<ChannelWord>,
    /// Code of the reason why it was declined.
    pub reason: Option<String>,
    /// The trainer's own words.
    pub note: String,
    /// Counts its changes; also its `ETag`.
    pub version: i64,
}

impl From<OfferView> for Offer {
    fn from(offer: OfferView) -> Self {
        Self {
            id: offer.id.0,
            slot: offer.slot.0,
            request: offer.request.0,
            reference: offer.reference,
            title: offer.title,
            seat: offer.seat.0,
            subject: offer.subject,
            level: offer.level,
            trainer: offer.trainer.0,
            trainer_name: offer.trainer_name,
            cohort: offer.cohort,
            institute: offer.institute,
            starts: offer.starts.into(),
            ends: offer.ends.into(),
            venue: offer.venue,
            online: offer.online,
            state: Word(offer.state),
            session: offer.session.map(|id| id.0),
            sent_at: offer.sent_at.map(Moment),
            deadline: offer.deadline.map(Moment),
            overdue: offer.overdue,
            answered_at: offer.answered_at.map(Moment),
            channel: offer.channel.map(Word),
            reason: offer.reason,
            note: offer.note,
            version: offer.version,
        }
    }
}

impl Versioned for Offer {
    fn version(&self) -> i64 {
        self.version
    }
}

/// Which offers.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OfferQuery {
    /// In this state.
    #[param(inline)]
    state: Option<OfferStateWord>,
    /// To this trainer.
    trainer: Option<i64>,
    /// For this slot.
    slot: Option<i64>,
    /// Only what follows this id.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// At most so many; 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists offers: a trainer's own without those still being prepared.
#[utoipa::path(get, path = "/offers", tag = "offers", params(OfferQuery),
    responses((status = 200, body = Listed<Offer>)))]
pub async fn list_offers(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<OfferQuery>,
) -> Answer<One<Listed<Offer>>> {
    let filter = Filter {
        states: query.state.map(|word| word.0).into_iter().collect(),
        trainer: query.trainer.map(TrainerId),
        slot: query.slot.map(SlotId),
    };
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    Ok(Listed::of(offers::page(&work, &filter, page).await?))
}

/// Shows an offer.
#[utoipa::path(get, path = "/offers/{id}", tag = "offers", responses((status = 200, body = Offer)))]
pub async fn show_offer(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Offer>> {
    let work = app.read(&actor).await?;
    Ok(Seen(offers::get(&work, OfferId(id)).await?.into()))
}

/// What came of sending all prepared offers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Sending {
    /// Offers that left.
    pub sent: usize,
    /// Those that could not.
    pub left: Vec<LeftOffer>,
}

/// An offer that could not leave.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LeftOffer {
    /// The offer.
    pub offer: i64,
    /// Why not.
    pub detail: String,
    /// The same for programs.
    pub code: String,
}

/// Sends all prepared offers, one by one; one that can't leave doesn't hold up the rest.
#[utoipa::path(post, path = "/offers/send", tag = "offers",
    responses((status = 200, body = Sending)))]
pub async fn send_offers(State(app): State<App>, Visitor(actor): Visitor) -> Answer<One<Sending>> {
    let (sent, left) = flows::send_drafts(&app.db, &actor).await?;
    app.nudge();
    let left = left.into_iter().map(|(offer, why)| LeftOffer {
        offer: offer.id.0,
        detail: i18n::say(actor.language, &why),
        code: why.key,
    });
    Ok(One(Sending {
        sent,
        left: left.collect(),
    }))
}

/// Sends one prepared offer: holds the trainer's time and tells them.
#[utoipa::path(post, path = "/offers/{id}/send", tag = "offers", params(IfMatch),
    responses((status = 200, body = Offer)))]
pub async fn send_offer(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Answer<Seen<Offer>> {
    let id = OfferId(id);
    step(&app, &actor, id, &seen, async |work| {
        offers::send(work, id).await
    })
    .await
}

/// Takes an offer back; the trainer's time is free again.
#[utoipa::path(post, path = "/offers/{id}/recall", tag = "offers", params(IfMatch),
    responses((status = 200, body = Offer)))]
pub async fn recall_offer(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Answer<Seen<Offer>> {
    let id = OfferId(id);
    step(&app, &actor, id, &seen, async |work| {
        offers::recall(work, id).await
    })
    .await
}

/// Says yes, as the trainer or on their behalf.
#[utoipa::path(post, path = "/offers/{id}/accept", tag = "offers", params(IfMatch),
    responses((status = 200, body = Offer)))]
pub async fn accept_offer(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Answer<Seen<Offer>> {
    let id = OfferId(id);
    let done = async |work: &mut Work| flows::accept_offer(work, id).await.map(drop);
    step(&app, &actor, id, &seen, done).await
}

/// Why a trainer says no.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    /// Code of the reason.
    #[schema(schema_with = reasons)]
    pub reason: String,
    /// Own words.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub note: String,
}

fn reasons() -> Schema {
    ObjectBuilder::new()
        .schema_type(SchemaType::new(Type::String))
        .enum_values(Some(DECLINE_REASONS.iter().copied()))
        .build()
        .into()
}

/// Says no, as the trainer or on their behalf. Changes nothing else about them.
#[utoipa::path(post, path = "/offers/{id}/decline", tag = "offers", params(IfMatch),
    responses((status = 200, body = Offer)))]
pub async fn decline_offer(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(body): Json<Decline>,
) -> Answer<Seen<Offer>> {
    let id = OfferId(id);
    let done = async |work: &mut Work| offers::decline(work, id, &body.reason, &body.note).await;
    step(&app, &actor, id, &seen, done).await
}

async fn step(
    app: &App,
    actor: &Actor,
    id: OfferId,
    seen: &IfMatch,
    action: impl AsyncFnOnce(&mut Work) -> Result<()>,
) -> Answer<Seen<Offer>> {
    app.act(actor, async |work| {
        offers::lock(work, id).await?;
        seen.holds(offers::get(work, id).await?.version)?;
        action(work).await?;
        Ok(Seen(offers::get(work, id).await?.into()))
    })
    .await
}
