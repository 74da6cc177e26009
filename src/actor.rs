//! Who is acting, with which rights. Carried by every unit of work.

use entity::{ApiTokenId, InstituteId, Language, OfferId, PersonId, Role, TrainerId};

/// What can be done. One line in `accounts::policy::TABLE` each; a token's scopes are these words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Create people, give roles, make links, disable.
    ManagePeople,
    /// Write institutes and courses.
    ManageCatalogue,
    /// Read cohorts, requests and slots.
    ViewRequests,
    /// Make a cohort or venue; draft, change, submit or withdraw a request.
    WriteRequests,
    /// Accept, return or refuse a request; close or cancel a slot.
    DecideRequests,
    /// See trainers with their expertise and load.
    ViewTrainers,
    /// Change a trainer's record, expertise and availability.
    EditTrainers,
    /// Take trainers in, let them pause.
    ManageTrainers,
    /// Run the matcher, see and accept what it proposes.
    Plan,
    /// See every offer and message.
    ViewOffers,
    /// Make, send and recall offers.
    SendOffers,
    /// Answer an offer: one's own, or on behalf.
    AnswerOffers,
    /// Confirm, cancel, record a session.
    ManageSessions,
    /// Read the roster.
    ViewRoster,
    /// Make and revoke calendar links.
    ManageFeeds,
    /// Read the audit trail.
    ViewAudit,
    /// See conflicts of interest: one's own wishes, an institute's, or all.
    ViewConflicts,
    /// Note and lift them.
    NoteConflicts,
    /// Find people who are there twice, and make one of them.
    MergePeople,
}

impl Action {
    /// Every action with its word.
    pub const WORDS: &'static [(Self, &'static str)] = &[
        (Self::ManageCatalogue, "catalogue:write"),
        (Self::ViewRequests, "requests:read"),
        (Self::WriteRequests, "requests:write"),
        (Self::DecideRequests, "requests:decide"),
        (Self::ViewTrainers, "trainers:read"),
        (Self::EditTrainers, "trainers:write"),
        (Self::ManageTrainers, "trainers:manage"),
        (Self::Plan, "plans:write"),
        (Self::ViewOffers, "offers:read"),
        (Self::SendOffers, "offers:send"),
        (Self::AnswerOffers, "offers:answer"),
        (Self::ViewRoster, "roster:read"),
        (Self::ManageSessions, "sessions:write"),
        (Self::ManageFeeds, "feeds:write"),
        (Self::ManagePeople, "people:manage"),
        (Self::ViewAudit, "audit:read"),
        (Self::ViewConflicts, "conflicts:read"),
        (Self::NoteConflicts, "conflicts:write"),
        (Self::MergePeople, "people:merge"),
    ];

    /// The word of a scope: `requests:read`.
    pub fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(action, _)| *action == self)
            .map_or("", |(_, word)| word)
    }

    /// What somebody needs besides who is to do this by a program: every change answers with how the
    /// thing stands after it, which is a reading.
    pub fn includes(self) -> &'static [Self] {
        match self {
            Self::WriteRequests | Self::DecideRequests => &[Self::ViewRequests],
            Self::EditTrainers | Self::ManageTrainers => &[Self::ViewTrainers],
            Self::SendOffers | Self::AnswerOffers => &[Self::ViewOffers],
            Self::Plan => &[Self::ViewRequests, Self::ViewOffers],
            Self::ManageSessions => &[Self::ViewRoster],
            Self::NoteConflicts => &[Self::ViewConflicts],
            _ => &[],
        }
    }

    /// The action that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(action, _)| *action)
    }
}

/// How the actor came in; written to the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A signed-in person.
    SignIn,
    /// A person who has taken the first step of signing in and still owes the second: no role counts yet.
    FirstStep,
    /// A program with a person's token.
    Token(ApiTokenId),
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
    /// All that a program may do with the person's rights; none where the person acts in full.
    pub scopes: Option<Vec<Action>>,
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
            scopes: None,
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
