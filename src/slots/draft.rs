//! What an institute asks for: written, and rewritten while it is a draft or was returned.

use entity::{
    CohortId, Instant, Language, Mode, OptionOrigin, Pool, Precision, RequestId, RequestState,
    SlotId, SlotState, SubjectId, VenueId, cohort, request, seat, slot, slot_cohort, slot_option,
    venue,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait,
};
use serde_json::json;

use super::lifecycle;
use super::list::{RequestView, seen};
use super::reference::next_reference;
use super::view::SlotView;
use crate::accounts::policy::{self, Action, Owner};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::{reference, text};

/// Slots of a request at most.
pub const SLOTS: usize = 200;

/// One trainer's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewSeat {
    /// What is taught.
    pub subject: SubjectId,
    /// Level asked for, 1..5.
    pub level: i32,
    /// CERT or academic.
    pub pool: Pool,
    /// Whether the session can't do without.
    pub required: bool,
}

/// A candidate time and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewOption {
    /// From.
    pub starts: Instant,
    /// Until.
    pub ends: Instant,
    /// Where; venue 1 is online.
    pub venue: VenueId,
}

/// A slot to be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSlot {
    /// What it is called in the timetable.
    pub title: String,
    /// How it is held.
    pub mode: Mode,
    /// In which language.
    pub language: Language,
    /// 1 low .. 5 high.
    pub priority: i32,
    /// Other cohorts of the institute that sit in it: a joint lecture.
    pub also: Vec<CohortId>,
    /// 1 to 3.
    pub seats: Vec<NewSeat>,
    /// 1 to 4.
    pub options: Vec<NewOption>,
}

/// A request to be made.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// For whom.
    pub cohort: CohortId,
    /// Anything else to say.
    pub note: String,
    /// 1 to [`SLOTS`].
    pub slots: Vec<NewSlot>,
}

/// Writes a request as a draft. Field names of errors carry the slot's number from the second slot
/// on: `title`, `seat_2_subject`, `option_1_date`, `slot_3.title`.
pub async fn draft(work: &Work, new: NewRequest) -> Result<RequestId> {
    let cohort = cohort_of(work, new.cohort).await?;
    let by = work.actor.person.ok_or(Error::Forbidden)?;
    let note = clean(work, &cohort, &new, None).await?;
    let reference = next_reference(work).await?;
    let row = request::ActiveModel {
        reference: Set(reference.clone()),
        cohort_id: Set(new.cohort),
        state: Set(RequestState::Draft),
        note: Set(note),
        reply: Set(String::new()),
        created_by: Set(by),
        created_at: Set(work.now),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    write_slots(work, row.id, &reference, new.cohort, &new.slots).await?;
    audit::append(
        work,
        "request.draft",
        "request",
        row.id.0,
        json!({ "slots": new.slots.len() }),
    )
    .await?;
    Ok(row.id)
}

/// Rewrites a draft or returned request. `version` is the one that the writer read. A request stays
/// with its cohort: `new.cohort` is not looked at, for it could name another institute's.
pub async fn revise(work: &Work, id: RequestId, version: i64, new: NewRequest) -> Result<()> {
    let row = request::Entity::find_by_id(id)
        .filter(seen(work))
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("request"))?;
    let cohort = cohort_of(work, row.cohort_id).await?;
    if !lifecycle::editable(row.state) {
        return Err(Error::Conflict(
            Message::new("requests-wrong-state").with("state", row.state.word()),
        ));
    }
    if row.version != version {
        return Err(Error::Stale);
    }
    let note = clean(work, &cohort, &new, Some(id)).await?;
    // First of all, so that of two rewriters at once one goes no further.
    let done = request::Entity::update_many()
        .set(request::ActiveModel {
            note: Set(note),
            version: Set(version + 1),
            ..Default::default()
        })
        .filter(request::COLUMN.id.eq(id))
        .filter(request::COLUMN.version.eq(version))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    let old = slot::Entity::find()
        .filter(slot::COLUMN.request_id.eq(id))
        .all(work.db())
        .await?;
    for slot in old {
        let of = slot.id;
        slot_option::Entity::delete_many()
            .filter(slot_option::COLUMN.slot_id.eq(of))
            .exec(work.db())
            .await?;
        seat::Entity::delete_many()
            .filter(seat::COLUMN.slot_id.eq(of))
            .exec(work.db())
            .await?;
        slot_cohort::Entity::delete_many()
            .filter(slot_cohort::COLUMN.slot_id.eq(of))
            .exec(work.db())
            .await?;
        slot::Entity::delete_by_id(of).exec(work.db()).await?;
    }
    write_slots(work, id, &row.reference, row.cohort_id, &new.slots).await?;
    audit::append(
        work,
        "request.revise",
        "request",
        id.0,
        json!({ "slots": new.slots.len() }),
    )
    .await
}

async fn cohort_of(work: &Work, id: CohortId) -> Result<cohort::Model> {
    let cohort = cohort::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("cohort"))?;
    let owner = Owner::institute(cohort.institute_id);
    policy::require(&work.actor, Action::WriteRequests, owner, "cohort")?;
    Ok(cohort)
}

async fn write_slots(
    work: &Work,
    request: RequestId,
    reference: &str,
    cohort: CohortId,
    slots: &[NewSlot],
) -> Result<()> {
    for (number, new_slot) in slots.iter().enumerate() {
        let slot: SlotId = slot::ActiveModel {
            request_id: Set(request),
            reference: Set(format!("{reference}/{}", number + 1)),
            title: Set(new_slot.title.trim().to_owned()),
            mode: Set(new_slot.mode),
            language: Set(new_slot.language),
            priority: Set(new_slot.priority),
            state: Set(SlotState::Open),
            sequence: Set(0),
            reason: Set(String::new()),
            revised_at: Set(work.now),
            created_at: Set(work.now),
            version: Set(1),
            ..Default::default()
        }
        .insert(work.db())
        .await?
        .id;
        for sitting in std::iter::once(cohort).chain(new_slot.also.iter().copied()) {
            slot_cohort::ActiveModel {
                slot_id: Set(slot),
                cohort_id: Set(sitting),
            }
            .insert(work.db())
            .await?;
        }
        for (position, new_seat) in (1..).zip(&new_slot.seats) {
            seat::ActiveModel {
                slot_id: Set(slot),
                position: Set(position),
                subject_id: Set(new_seat.subject),
                level: Set(new_seat.level),
                pool: Set(new_seat.pool),
                required: Set(new_seat.required),
                ..Default::default()
            }
            .insert(work.db())
            .await?;
        }
        for (position, option) in (1..).zip(&new_slot.options) {
            slot_option::ActiveModel {
                slot_id: Set(slot),
                position: Set(position),
                starts: Set(option.starts),
                ends: Set(option.ends),
                venue_id: Set(option.venue),
                origin: Set(OptionOrigin::Asked),
                precision: Set(Precision::Minute),
                created_at: Set(work.now),
                ..Default::default()
            }
            .insert(work.db())
            .await?;
        }
    }
    Ok(())
}

/// A request as it would be asked for anew: what a rewriter changes one slot of.
pub fn wish_of(request: &RequestView) -> NewRequest {
    let slot = |slot: &SlotView| NewSlot {
        title: slot.title.clone(),
        mode: slot.mode,
        language: slot.language,
        priority: slot.priority,
        also: slot.also.iter().map(|cohort| cohort.id).collect(),
        seats: slot
            .seats
            .iter()
            .map(|seat| NewSeat {
                subject: seat.subject,
                level: seat.level,
                pool: seat.pool,
                required: seat.required,
            })
            .collect(),
        options: slot
            .options
            .iter()
            .map(|option| NewOption {
                starts: option.starts,
                ends: option.ends,
                venue: option.venue,
            })
            .collect(),
    };
    NewRequest {
        cohort: request.cohort,
        note: request.note.clone(),
        slots: request.slots.iter().map(slot).collect(),
    }
}

/// Everything that is wrong with a request, without writing it: for forms that can't be read whole. `old` is the
/// request that would be rewritten.
pub async fn faults(
    work: &Work,
    id: CohortId,
    new: &NewRequest,
    old: Option<RequestId>,
) -> Result<Vec<FieldError>> {
    let cohort = cohort_of(work, id).await?;
    Ok(check(work, &cohort, new, old).await?.1)
}

/// The cleaned note; refuses a request with anything wrong.
async fn clean(
    work: &Work,
    cohort: &cohort::Model,
    new: &NewRequest,
    old: Option<RequestId>,
) -> Result<String> {
    match check(work, cohort, new, old).await? {
        (note, errors) if errors.is_empty() => Ok(note),
        (_, errors) => Err(Error::Invalid(errors)),
    }
}

/// The cleaned note, and everything that is wrong.
async fn check(
    work: &Work,
    cohort: &cohort::Model,
    new: &NewRequest,
    old: Option<RequestId>,
) -> Result<(String, Vec<FieldError>)> {
    let subjects = subjects_for(work, old).await?;
    let venues: Vec<VenueId> = venue::Entity::find()
        .filter(venue::COLUMN.institute_id.eq(cohort.institute_id))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let others: Vec<CohortId> = cohort::Entity::find()
        .filter(cohort::COLUMN.institute_id.eq(cohort.institute_id))
        .filter(cohort::COLUMN.id.ne(cohort.id))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let mut errors = Vec::new();
    if new.slots.is_empty() || new.slots.len() > SLOTS {
        let message = Message::new("field-range")
            .with("min", 1)
            .with("max", SLOTS);
        errors.push(FieldError {
            field: "slots".into(),
            message,
        });
    }
    for (number, slot) in new.slots.iter().enumerate() {
        let prefix = if number == 0 {
            String::new()
        } else {
            format!("slot_{}.", number + 1)
        };
        let twice = |n: usize| slot.also[..n].contains(&slot.also[n]);
        if slot.also.iter().any(|id| !others.contains(id)) || (1..slot.also.len()).any(twice) {
            errors.push(FieldError {
                field: format!("{prefix}also"),
                message: Message::new("requests-joint-unknown"),
            });
        }
        check_slot(work, slot, &subjects, &venues, |field, message| {
            errors.push(FieldError {
                field: format!("{prefix}{field}"),
                message,
            });
        });
    }
    let note = text::paragraph("note", &new.note, 0..=2000).unwrap_or_else(|error| {
        errors.push(error);
        String::new()
    });
    Ok((note, errors))
}

/// The subjects that can be asked for: those in use, and what this request asked for before they went out of use.
async fn subjects_for(work: &Work, old: Option<RequestId>) -> Result<Vec<SubjectId>> {
    let slots = slot::Entity::find()
        .select_only()
        .column(slot::Column::Id)
        .filter(slot::COLUMN.request_id.is_in(old));
    let asked: Vec<SubjectId> = seat::Entity::find()
        .filter(seat::Column::SlotId.in_subquery(slots.into_query()))
        .all(work.db())
        .await?
        .into_iter()
        .map(|seat| seat.subject_id)
        .collect();
    let choices = reference::subjects_with(work, &asked).await?;
    Ok(choices.into_iter().map(|choice| choice.id).collect())
}

fn check_slot(
    work: &Work,
    slot: &NewSlot,
    subjects: &[SubjectId],
    venues: &[VenueId],
    mut wrong: impl FnMut(String, Message),
) {
    if let Err(error) = text::line("title", &slot.title, 1..=200) {
        wrong(error.field, error.message);
    }
    if !(1..=5).contains(&slot.priority) {
        wrong(
            "priority".into(),
            Message::new("field-range").with("min", 1).with("max", 5),
        );
    }
    if slot.seats.is_empty() || slot.seats.len() > 3 {
        wrong("seat_1_subject".into(), Message::new("requests-seats"));
    }
    if !slot.seats.is_empty() && !slot.seats.iter().any(|seat| seat.required) {
        wrong(
            "seat_1_required".into(),
            Message::new("requests-none-required"),
        );
    }
    for (n, seat) in (1..).zip(&slot.seats) {
        if !subjects.contains(&seat.subject) {
            wrong(
                format!("seat_{n}_subject"),
                Message::new("requests-unknown-subject"),
            );
        }
        if !(1..=5).contains(&seat.level) {
            let message = Message::new("field-range").with("min", 1).with("max", 5);
            wrong(format!("seat_{n}_level"), message);
        }
    }
    if slot.options.is_empty() || slot.options.len() > 4 {
        wrong("option_1_date".into(), Message::new("requests-options"));
    }
    let zone = work.zone();
    for (n, option) in (1..).zip(&slot.options) {
        let online = option.venue == VenueId(1);
        if option.ends <= option.starts {
            wrong(
                format!("option_{n}_end"),
                Message::new("field-end-before-start"),
            );
        } else if zone.date(option.starts.0) != zone.date(option.ends.0 - 1) {
            wrong(format!("option_{n}_end"), Message::new("requests-midnight"));
        }
        if option.starts < Instant::EARLIEST || option.ends > Instant::LATEST {
            wrong(format!("option_{n}_date"), Message::new("field-date-range"));
        } else if option.starts <= work.now {
            wrong(format!("option_{n}_date"), Message::new("requests-past"));
        }
        if (slot.mode == Mode::Online) != online {
            let key = if online {
                "requests-needs-venue"
            } else {
                "requests-online-venue"
            };
            wrong(format!("option_{n}_venue"), Message::new(key));
        } else if !online && !venues.contains(&option.venue) {
            wrong(
                format!("option_{n}_venue"),
                Message::new("requests-unknown-venue"),
            );
        }
        let twins = slot.options.iter().take(n - 1).any(|other| {
            (other.starts, other.ends, other.venue) == (option.starts, option.ends, option.venue)
        });
        if twins {
            wrong(format!("option_{n}_date"), Message::new("requests-twice"));
        }
    }
}
