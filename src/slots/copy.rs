//! A timetable taken over from an earlier cohort: the same slots in the same week of the course.
//!
//! What is copied is what was asked for, never who came. Times that fall outside the new cohort or
//! into the past are left out, and a slot that has none left, or that asks for a subject which is out of use; the
//! caller is told how many.

use entity::{CohortId, Instant, RequestId, RequestState, SubjectId, VenueId, cohort};
use sea_orm::EntityTrait;

use super::draft::{NewOption, NewRequest, NewSeat, NewSlot, SLOTS, draft};
use super::list::of_cohort;
use super::view::{OptionView, SlotView};
use crate::accounts::policy::{self, Action, Owner};
use crate::db::Work;
use crate::error::{Error, Result};
use crate::reference;
use crate::reference::vocabulary::{self, Meanings};
use crate::time::Zone;

/// What came of copying.
#[derive(Clone, Copy, Debug)]
pub struct Copied {
    /// The draft that holds the slots.
    pub request: RequestId,
    /// Slots that were taken over.
    pub slots: usize,
    /// Slots none of whose times fall into the new cohort, or whose subject is out of use.
    pub left: usize,
}

/// Drafts a request for `to` with the slots of `from`, another cohort of the same institute.
pub async fn copy_timetable(work: &Work, from: CohortId, to: CohortId) -> Result<Copied> {
    let (old, new) = (load(work, from).await?, load(work, to).await?);
    if old.institute_id != new.institute_id || old.id == new.id {
        return Err(Error::NotFound("cohort"));
    }
    let zone = work.zone();
    // Whole weeks from Monday to Monday, so that a Wednesday stays one.
    let shift = (Zone::monday(new.starts_on) - Zone::monday(old.starts_on)).num_days();
    let inside = |at: Instant| (new.starts_on..=new.ends_on).contains(&zone.date(at.0));
    let (mut slots, mut left) = (Vec::new(), 0);
    let meanings = vocabulary::meanings(work).await?;
    let in_use: Vec<SubjectId> = reference::subjects(work)
        .await?
        .into_iter()
        .map(|subject| subject.id)
        .collect();
    for (request, slot) in of_cohort(work, from).await? {
        // A lecture that another cohort asked for is theirs to ask for again.
        if request.cohort != from || request.state == RequestState::Draft {
            continue;
        }
        let options: Vec<NewOption> = slot
            .options
            .iter()
            .filter_map(|option| moved(zone, option, shift))
            .filter(|option| option.starts > work.now && inside(option.starts))
            .collect();
        let slot = again(&slot, options, &meanings);
        let asked = slot.seats.iter().all(|seat| in_use.contains(&seat.subject));
        if slot.options.is_empty() || !asked || slots.len() == SLOTS {
            left += 1;
            continue;
        }
        slots.push(slot);
    }
    if slots.is_empty() {
        return Err(Error::conflict("requests-nothing-to-copy"));
    }
    let count = slots.len();
    let request = draft(
        work,
        NewRequest {
            cohort: to,
            note: String::new(),
            slots,
        },
    )
    .await?;
    Ok(Copied {
        request,
        slots: count,
        left,
    })
}

async fn load(work: &Work, id: CohortId) -> Result<cohort::Model> {
    let row = cohort::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("cohort"))?;
    let owner = Owner::institute(row.institute_id);
    policy::require(&work.actor, Action::WriteRequests, owner, "cohort")?;
    Ok(row)
}

/// The same wall time, so many days later.
fn moved(zone: Zone, option: &OptionView, days: i64) -> Option<NewOption> {
    let at = |instant: Instant| {
        let date = zone
            .date(instant.0)
            .checked_add_signed(chrono::Duration::days(days))?;
        Some(Instant(zone.instant(date, zone.minute(instant.0))))
    };
    Some(NewOption {
        starts: at(option.starts)?,
        ends: at(option.ends)?,
        venue: if option.online {
            VenueId(1)
        } else {
            option.venue
        },
    })
}

fn again(slot: &SlotView, options: Vec<NewOption>, meanings: &Meanings) -> NewSlot {
    NewSlot {
        title: slot.title.clone(),
        mode: slot.mode,
        language: slot.language,
        priority: slot.priority,
        also: Vec::new(),
        seats: slot
            .seats
            .iter()
            .map(|seat| NewSeat {
                subject: meanings.of(seat.subject),
                level: seat.level,
                pool: seat.pool,
                required: seat.required,
            })
            .collect(),
        options,
    }
}
