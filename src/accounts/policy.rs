//! PURE: the one table of who may do what to what. Every feature asks it; no page, link or command
//! can differ. A role that is missing from an action's line may not do it.

use entity::{InstituteId, PersonId, Role, TrainerId};

pub use crate::actor::Action;
use crate::actor::{Actor, Via};
use crate::error::{Error, Result};

/// How far a role's leave for an action reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everything.
    All,
    /// What belongs to an institute that the person is an officer of.
    OwnInstitute,
    /// What belongs to the person or the person's trainer record.
    Own,
}

use Action as A;
use Reach::{All, Own, OwnInstitute};
use Role::{Administrator, Coordinator, Officer, Trainer};

/// Who may do what, how far.
pub const TABLE: &[(Action, &[(Role, Reach)])] = &[
    (A::ManagePeople, &[(Administrator, All)]),
    (A::ViewAudit, &[(Administrator, All)]),
    (
        A::ManageCatalogue,
        &[(Administrator, All), (Coordinator, All)],
    ),
    (
        A::ViewRequests,
        &[(Coordinator, All), (Officer, OwnInstitute)],
    ),
    (
        A::WriteRequests,
        &[(Coordinator, All), (Officer, OwnInstitute)],
    ),
    (A::DecideRequests, &[(Coordinator, All)]),
    (A::ViewTrainers, &[(Coordinator, All), (Trainer, Own)]),
    (A::EditTrainers, &[(Coordinator, All), (Trainer, Own)]),
    (A::ManageTrainers, &[(Coordinator, All)]),
    (A::Plan, &[(Coordinator, All)]),
    (A::ViewOffers, &[(Coordinator, All), (Trainer, Own)]),
    (A::SendOffers, &[(Coordinator, All)]),
    (A::AnswerOffers, &[(Coordinator, All), (Trainer, Own)]),
    (A::ManageSessions, &[(Coordinator, All)]),
    (
        A::ViewRoster,
        &[(Coordinator, All), (Officer, OwnInstitute), (Trainer, Own)],
    ),
    (
        A::ManageFeeds,
        &[(Coordinator, All), (Officer, OwnInstitute), (Trainer, Own)],
    ),
    (
        A::ViewConflicts,
        &[(Coordinator, All), (Officer, OwnInstitute), (Trainer, Own)],
    ),
    (
        A::NoteConflicts,
        &[(Coordinator, All), (Officer, OwnInstitute), (Trainer, Own)],
    ),
    (A::MergePeople, &[(Administrator, All), (Coordinator, All)]),
];

/// To whom the thing that is acted on belongs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Owner {
    /// The institute.
    pub institute: Option<InstituteId>,
    /// The trainer.
    pub trainer: Option<TrainerId>,
    /// The person.
    pub person: Option<PersonId>,
}

impl Owner {
    /// Belongs to nobody in particular.
    pub const NOBODY: Self = Self {
        institute: None,
        trainer: None,
        person: None,
    };

    /// Belongs to an institute.
    pub fn institute(id: InstituteId) -> Self {
        Self {
            institute: Some(id),
            ..Self::NOBODY
        }
    }

    /// Belongs to a trainer.
    pub fn trainer(id: TrainerId) -> Self {
        Self {
            trainer: Some(id),
            ..Self::NOBODY
        }
    }

    /// Belongs to a person.
    pub fn person(id: PersonId) -> Self {
        Self {
            person: Some(id),
            ..Self::NOBODY
        }
    }
}

/// How far this actor's leave for the action reaches; none where the roles don't include it.
pub fn reaches(actor: &Actor, action: Action) -> Vec<Reach> {
    if let Via::System(_) = actor.via {
        return vec![All];
    }
    if let Some(scopes) = &actor.scopes
        && !scopes.contains(&action)
    {
        return Vec::new();
    }
    let line = TABLE
        .iter()
        .find(|(a, _)| *a == action)
        .map_or(&[][..], |(_, line)| line);
    line.iter()
        .filter(|(role, _)| actor.is(*role))
        .map(|(_, reach)| *reach)
        .collect()
}

/// Whether the actor may do this to anything at all.
pub fn may(actor: &Actor, action: Action) -> bool {
    !reaches(actor, action).is_empty()
}

/// Whether the actor may do this to everything.
pub fn may_all(actor: &Actor, action: Action) -> bool {
    reaches(actor, action).contains(&All)
}

/// Whether the actor may do this to a thing of that owner.
pub fn allows(actor: &Actor, action: Action, owner: Owner) -> bool {
    reaches(actor, action).into_iter().any(|reach| match reach {
        All => true,
        OwnInstitute => owner
            .institute
            .is_some_and(|id| actor.institutes().contains(&id)),
        Own => {
            (owner.trainer.is_some() && owner.trainer == actor.trainer)
                || (owner.person.is_some() && owner.person == actor.person)
        }
    })
}

/// Lets the actor pass, or refuses: plainly where no role of theirs has the action, and as if the
/// thing did not exist where it is somebody else's.
pub fn require(actor: &Actor, action: Action, owner: Owner, what: &'static str) -> Result<()> {
    if allows(actor, action, owner) {
        Ok(())
    } else if may(actor, action) {
        Err(Error::NotFound(what))
    } else {
        Err(Error::Forbidden)
    }
}

/// Lets the actor pass who may do this to everything.
pub fn require_all(actor: &Actor, action: Action) -> Result<()> {
    if may_all(actor, action) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
