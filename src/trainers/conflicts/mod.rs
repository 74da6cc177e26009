//! Conflicts of interest: who shall not teach at which institute, why, and from when to when.
//!
//! Each is noted once and never deleted: it ends by its last day, or is lifted with a reason. What is noted
//! in `note`, found in `list`, and asked in [`hold`], the one place that says whether something stands against
//! a trainer on a day; planning, sending and accepting all ask it. Whose a conflict is decides who sees it:
//! a wish is its trainer's or its institute's, everything else is for coordinators alone.

pub mod hold;
mod list;
mod note;
mod suggest;

use chrono::NaiveDate;
pub use entity::{ConflictId, ConflictKind, InstituteId};
use entity::{Instant, TrainerId, conflict};

pub use list::{InstituteName, Search, get, institutes, known_at, of_institute, of_trainer, page};
pub use note::{NewConflict, lift, note};
pub use suggest::{Suggestion, suggestions};

use crate::accounts::policy::Owner;

/// A conflict of interest as it is shown to those who may see it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ConflictView {
    /// The conflict.
    pub id: ConflictId,
    /// Who shall not teach.
    pub trainer: TrainerId,
    /// Their name with title.
    pub trainer_name: String,
    /// Where.
    pub institute: InstituteId,
    /// Its short name.
    pub institute_name: String,
    /// Why.
    pub kind: ConflictKind,
    /// The same in words.
    pub note: String,
    /// The first day.
    pub from_on: NaiveDate,
    /// The last day; none until it is lifted.
    pub until_on: Option<NaiveDate>,
    /// When it was noted.
    pub noted_at: Instant,
    /// By whom, for those who see every conflict.
    pub noted_by: Option<String>,
    /// When it was lifted.
    pub lifted_at: Option<Instant>,
    /// Why it was.
    pub lifted_why: Option<String>,
    /// Whether it holds today.
    pub holds: bool,
    /// For compare-and-swap.
    pub version: i64,
}

/// To whom a conflict belongs: a wish to whoever wishes, the rest to nobody but the coordinators.
fn owner(kind: ConflictKind, trainer: TrainerId, institute: InstituteId) -> Owner {
    match kind {
        ConflictKind::TrainerWish => Owner::trainer(trainer),
        ConflictKind::InstituteWish => Owner::institute(institute),
        ConflictKind::OwnUniversity | ConflictKind::Complaint => Owner::NOBODY,
    }
}

fn owner_of(row: &conflict::Model, trainer: TrainerId) -> Owner {
    owner(row.kind, trainer, row.institute_id)
}
