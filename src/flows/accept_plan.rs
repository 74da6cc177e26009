//! From proposals to offers: the coordinator accepts all of a run or some of it, and sends.

use entity::{MatchRunId, OfferState, SlotId};

use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::offers::{self, Filter, NewOffer};
use crate::planning;

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
        if let Err(error) = offers::open_slot(work, slot).await {
            outcome.left.push((slot, reason(error)?));
            continue;
        }
        let asked = offers::of_slot(work, slot).await?;
        for seat in seats {
            let taken = asked.iter().any(|offer| {
                offer.seat == seat.seat
                    && matches!(
                        offer.state,
                        OfferState::Draft | OfferState::Sent | OfferState::Accepted
                    )
            });
            if taken {
                continue;
            }
            let wave = 1 + asked.iter().filter(|offer| offer.seat == seat.seat).count() as i32;
            offers::draft(
                work,
                NewOffer {
                    seat: seat.seat,
                    trainer: seat.trainer,
                    option: seat.option,
                    wave,
                    rank: 1,
                },
            )
            .await?;
            outcome.offers += 1;
        }
        planning::mark_accepted(work, run, slot).await?;
    }
    Ok(outcome)
}

/// Sends prepared offers one by one; says how many left, and which could not with why. Each one is
/// its own unit of work, so that one clash doesn't hold up the rest.
pub async fn send_drafts(
    db: &crate::db::Db,
    actor: &crate::actor::Actor,
) -> Result<(usize, Vec<(offers::OfferView, Message)>)> {
    let work = Work::read(db, actor.clone()).await?;
    let filter = Filter {
        states: vec![OfferState::Draft],
        trainer: None,
    };
    let mut drafts = offers::list(&work, &filter).await?;
    drop(work);
    drafts.reverse();
    let (mut sent, mut left) = (0, Vec::new());
    for draft in drafts {
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

/// Refusals by the state of things are reported beside the slot; anything else stops the action.
fn reason(error: Error) -> Result<Message> {
    match error {
        Error::Conflict(message) => Ok(message),
        Error::Stale => Ok(Message::new("error-stale")),
        other => Err(other),
    }
}
