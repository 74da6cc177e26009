//! Who is acting, with which rights. Carried by every unit of work.

use entity::{InstituteId, Language, OfferId, PersonId, Role, TrainerId};

/// How the actor came in; written to the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A signed-in person.
    SignIn,
    /// The bearer link of one offer: it may answer that offer and nothing else.
    OfferLink(OfferId),
    /// The programme itself: a worker, the command line, the first start.
    System(&'static str),
    /// Nobody that is known.
    Nobody,
}

/// One role; an officer's with the institute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What the person is.
    pub role: Role,
    /// Where, for an officer.
    pub institute: Option<InstituteId>,
}

/// Whoever acts.
#[derive(Clone, Debug)]
pub struct Actor {
    /// How they came in.
    pub via: Via,
    /// Who they are, if they are a person.
    pub person: Option<PersonId>,
    /// Name, for greeting.
    pub name: String,
    /// Their trainer record, if they teach.
    pub trainer: Option<TrainerId>,
    /// What they may be.
    pub grants: Vec<Grant>,
    /// The language that they read.
    pub language: Language,
}

impl Actor {
    /// The programme itself, which may do everything.
    pub fn system(what: &'static str) -> Self {
        Self {
            via: Via::System(what),
            ..Self::nobody()
        }
    }

    /// Somebody unknown, who may do nothing.
    pub fn nobody() -> Self {
        Self {
            via: Via::Nobody,
            person: None,
            name: String::new(),
            trainer: None,
            grants: Vec::new(),
            language: Language::English,
        }
    }

    /// Whether one of the grants is this role.
    pub fn is(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// The institutes that this person speaks for.
    pub fn institutes(&self) -> Vec<InstituteId> {
        self.grants
            .iter()
            .filter_map(|grant| grant.institute)
            .collect()
    }
}
