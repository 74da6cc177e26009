//! Enums that are stored as words. The database checks them too.

/// Declares an enum, its stored words, and both directions between them.
macro_rules! stored_enum {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            sea_orm::EnumIter, sea_orm::DeriveActiveEnum, serde::Serialize, serde::Deserialize,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $(
                #[doc = concat!("Stored as `", $word, "`.")]
                #[sea_orm(string_value = $word)]
                #[serde(rename = $word)]
                $variant,
            )+
        }

        impl $name {
            /// Every value, in the order of the declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored word; also the tail of the locale key.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value that a word stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

stored_enum! {
    /// A language of people and of teaching.
    Language {
        English = "en",
        Urdu = "ur",
    }
}

stored_enum! {
    /// What someone may be.
    Role {
        Administrator = "administrator",
        Coordinator = "coordinator",
        Trainer = "trainer",
        Officer = "officer",
    }
}

stored_enum! {
    /// What a bearer link opens.
    LinkPurpose {
        SetUp = "set_up",
        SignIn = "sign_in",
        Offer = "offer",
    }
}

stored_enum! {
    /// Where a reference row comes from; loading never touches an edited one.
    Origin {
        Shipped = "shipped",
        Edited = "edited",
    }
}

stored_enum! {
    /// Who can take a seat.
    Pool {
        Cert = "cert",
        Academic = "academic",
    }
}

stored_enum! {
    /// Whether a trainer takes part in matching; a guest is only named in a public record.
    Standing {
        Active = "active",
        Paused = "paused",
        Guest = "guest",
    }
}

stored_enum! {
    /// What was done to a subject.
    SubjectChangeKind {
        Added = "added",
        Revised = "revised",
        Merged = "merged",
        Absorbed = "absorbed",
        Retired = "retired",
        Restored = "restored",
        SynonymAdded = "synonym_added",
        SynonymRemoved = "synonym_removed",
    }
}

stored_enum! {
    /// Life of a membership in the programme.
    MembershipState {
        Nominated = "nominated",
        Vetted = "vetted",
        Designated = "designated",
        Suspended = "suspended",
        Lapsed = "lapsed",
        Refused = "refused",
    }
}

stored_enum! {
    /// The classes that a subject is taught to: from a grade on, or only those who do it for a living.
    Audience {
        Everyone = "everyone",
        FromBs18 = "bs18",
        FromBs19 = "bs19",
        Specialist = "specialist",
    }
}

stored_enum! {
    /// What shows that somebody can teach a subject.
    EvidenceKind {
        Paper = "paper",
        Course = "course",
        Certificate = "certificate",
        Session = "session",
        Feedback = "feedback",
    }
}

stored_enum! {
    /// Life of a request.
    RequestState {
        Draft = "draft",
        Submitted = "submitted",
        Returned = "returned",
        Accepted = "accepted",
        Refused = "refused",
        Withdrawn = "withdrawn",
        Closed = "closed",
    }
}

stored_enum! {
    /// How a session is held.
    Mode {
        InPerson = "in_person",
        Online = "online",
        Hybrid = "hybrid",
    }
}

stored_enum! {
    /// Life of a slot; what lies between is derived.
    SlotState {
        Open = "open",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

stored_enum! {
    /// Who brought a time up.
    OptionOrigin {
        Asked = "asked",
        Counter = "counter",
        Moved = "moved",
        Shortened = "shortened",
        Recorded = "recorded",
    }
}

stored_enum! {
    /// How exactly a time is known.
    Precision {
        Minute = "minute",
        Month = "month",
    }
}

stored_enum! {
    /// Life of a match run.
    RunState {
        Running = "running",
        Finished = "finished",
        Failed = "failed",
    }
}

stored_enum! {
    /// What became of a proposal.
    ProposalState {
        Proposed = "proposed",
        Unfilled = "unfilled",
        Accepted = "accepted",
        Rejected = "rejected",
    }
}

stored_enum! {
    /// Life of an offer.
    OfferState {
        Draft = "draft",
        Sent = "sent",
        Accepted = "accepted",
        Declined = "declined",
        Countered = "countered",
        Expired = "expired",
        Recalled = "recalled",
        Superseded = "superseded",
        Resigned = "resigned",
    }
}

impl OfferState {
    /// States in which an offer may still lead to a seat, or has.
    pub const OPEN: [Self; 3] = [Self::Draft, Self::Sent, Self::Accepted];

    /// Whether it may still lead to a seat, or has.
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}

stored_enum! {
    /// How an answer came.
    Channel {
        Link = "link",
        Portal = "portal",
        Behalf = "behalf",
    }
}

stored_enum! {
    /// How firmly a trainer's time is taken; held and confirmed exclude others.
    CommitmentState {
        Soft = "soft",
        Held = "held",
        Confirmed = "confirmed",
        Released = "released",
    }
}

stored_enum! {
    /// What occupancy is of.
    Resource {
        Cohort = "cohort",
        Venue = "venue",
    }
}

stored_enum! {
    /// Life of a session.
    SessionState {
        Confirmed = "confirmed",
        Delivered = "delivered",
        NotHeld = "not_held",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

stored_enum! {
    /// Why a trainer shall not teach at an institute.
    ConflictKind {
        OwnUniversity = "own_university",
        Complaint = "complaint",
        TrainerWish = "trainer_wish",
        InstituteWish = "institute_wish",
    }
}

stored_enum! {
    /// What a feed shows.
    FeedScope {
        Trainer = "trainer",
        Institute = "institute",
        Course = "course",
        Programme = "programme",
    }
}

stored_enum! {
    /// What a message is about.
    MessageKind {
        OfferSent = "offer_sent",
        OfferRecalled = "offer_recalled",
        OfferSuperseded = "offer_superseded",
        SessionConfirmed = "session_confirmed",
        SessionCancelled = "session_cancelled",
        SessionNotHeld = "session_not_held",
        RequestAccepted = "request_accepted",
        RequestReturned = "request_returned",
        RequestRefused = "request_refused",
        SlotGivenUp = "slot_given_up",
        Invitation = "invitation",
        ProfileHidden = "profile_hidden",
    }
}

stored_enum! {
    /// Life of a message.
    OutboxState {
        Pending = "pending",
        Sent = "sent",
        Failed = "failed",
        Held = "held",
    }
}
