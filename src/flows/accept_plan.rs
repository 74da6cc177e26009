//! From proposals to offers: the coordinator accepts all of a run or some of it, and sends.

use entity::{MatchRunId, OfferState, SlotId};

use crate::actor::Actor;
use crate::db::{Db, Page, Work};
use crate::error::{Error, Message, Result};
use crate::offers::{self, Filter, NewOffer, OfferView};
use crate::planning::{self, ProposedSeat};

/// What came of accepting.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Accepted {
    /// Offers prepared.
    pub offers: usize,
    /// Slots that no longer hold, with why.
    pub left: Vec<(SlotId, Message)>,
}

/// Accepts the proposals of the named slots of a run and prepares an offer for each seat. What
/// changed since the run is left out and named.
pub async fn accept_plan(work: &Work, run: MatchRunId, slots: &[SlotId]) -> Result<Accepted> {
    let mut outcome = Accepted::default();
    for (slot, seats) in planning::proposed(work, run, slots).await? {
        match accept_slot(work, slot, &seats).await {
            Ok(offers) => outcome.offers += offers,
            Err(error) => {
                outcome.left.push((slot, reason(error)?));
                continue;
            }
        }
        planning::mark_accepted(work, run, slot).await?;
    }
    Ok(outcome)
}

/// Prepares the offers of one slot, or none of them.
async fn accept_slot(work: &Work, slot: SlotId, seats: &[ProposedSeat]) -> Result<usize> {
    let asked = offers::of_slot(work, slot).await?;
    let of_seat = |id| asked.iter().filter(move |offer| offer.seat == id);
    let mut new = Vec::new();
    for seat in seats {
        if of_seat(seat.seat).any(|offer| offer.state.is_open()) {
            continue;
        }
        new.push(NewOffer {
            seat: seat.seat,
            trainer: seat.trainer,
            option: seat.option,
            wave: 1 + of_seat(seat.seat).count() as i32,
            rank: 1,
        });
    }
    Ok(offers::draft_all(work, &new).await?.len())
}

/// Sends prepared offers one by one; says how many left, and which could not with why. Each one is
/// its own unit of work, so that one clash doesn't hold up the rest.
pub async fn send_drafts(db: &Db, actor: &Actor) -> Result<(usize, Vec<(OfferView, Message)>)> {
    let (mut sent, mut left) = (0, Vec::new());
    for draft in drafts(db, actor).await? {
        let work = Work::begin(db, actor.clone()).await?;
        match offers::send(&work, draft.id).await {
            Ok(()) => {
                work.commit().await?;
                sent += 1;
            }
            Err(error) => left.push((draft, reason(error)?)),
        }
    }
    Ok((sent, left))
}

/// Every prepared offer, oldest first.
async fn drafts(db: &Db, actor: &Actor) -> Result<Vec<OfferView>> {
    let work = Work::read(db, actor.clone()).await?;
    let filter = Filter {
        states: vec![OfferState::Draft],
        ..Filter::default()
    };
    let (mut drafts, mut after) = (Vec::new(), Some(0));
    while let Some(start) = after {
        let part = Page {
            after: start,
            limit: 500,
        };
        let (mut more, next) = offers::page(&work, &filter, part).await?;
        drafts.append(&mut more);
        after = next;
    }
    Ok(drafts)
}

/// Refusals by the state of things are reported beside the slot; anything else stops the action.
fn reason(error: Error) -> Result<Message> {
    match error {
        Error::Conflict(message) => Ok(message),
        Error::Stale => Ok(Message::new("error-stale")),
        other => Err(other),
    }
}
