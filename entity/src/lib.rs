//! What lies in the database: one table a file, no behaviour.
//!
//! Field docs name units where a name does not. `migration` builds the tables and their
//! constraints; the features give them life. Start with `slot`, `seat`, `slot_option`,
//! then `offer` and `commitment`.

#![allow(clippy::wildcard_imports)] // sea-orm's derives expect its prelude

pub mod api_token;
pub mod audit;
pub mod audit_personal;
pub mod audit_seal;
pub mod audit_waiting;
pub mod availability_exception;
pub mod city;
pub mod cohort;
pub mod commitment;
pub mod conflict;
pub mod course;
pub mod enums;
pub mod evidence;
pub mod expertise;
pub mod feed;
pub mod holiday;
pub mod ids;
pub mod instant;
pub mod institute;
pub mod invitation;
pub mod kept_form;
pub mod link;
pub mod match_run;
pub mod membership;
pub mod membership_step;
pub mod occupancy;
pub mod offer;
pub mod office_hours;
pub mod outbox;
pub mod participation;
pub mod period;
pub mod person;
pub mod person_distinct;
pub mod profile;
pub mod proposal;
pub mod recovery_code;
pub mod request;
pub mod role_grant;
pub mod rule_override;
pub mod seat;
pub mod second_factor;
pub mod session;
pub mod setting;
pub mod sign_in;
pub mod slot;
pub mod slot_cohort;
pub mod slot_option;
pub mod subject;
pub mod subject_change;
pub mod subject_synonym;
pub mod submission;
pub mod throttle;
pub mod trainer;
pub mod trainer_language;
pub mod travel_time;
pub mod university;
pub mod upload;
pub mod venue;
pub mod verification;
pub mod weekly_availability;

pub use enums::{
    Audience, Channel, CommitmentState, ConflictKind, EvidenceKind, FeedScope, Language,
    LinkPurpose, MembershipState, MessageKind, Mode, OfferState, OptionOrigin, Origin, OutboxState,
    Pool, Precision, ProposalState, RequestState, Resource, Role, RunState, SessionState,
    SlotState, Standing, SubjectChangeKind,
};
pub use ids::{
    ApiTokenId, AuditId, AuditPersonalId, AvailabilityExceptionId, CityId, CohortId, CommitmentId,
    ConflictId, CourseId, EvidenceId, ExpertiseId, FeedId, HolidayId, InstituteId, InvitationId,
    KeptFormId, LinkId, MatchRunId, MembershipId, MembershipStepId, OccupancyId, OfferId,
    OfficeHoursId, OutboxId, ParticipationId, PeriodId, PersonDistinctId, PersonId, ProposalId,
    RecoveryCodeId, RequestId, RoleGrantId, RuleOverrideId, SeatId, SecondFactorId, SessionId,
    SignInId, SlotId, SlotOptionId, SubjectChangeId, SubjectId, SubjectSynonymId, SubmissionId,
    TrainerId, TrainerLanguageId, TravelTimeId, UniversityId, UploadId, VenueId, VerificationId,
    WeeklyAvailabilityId,
};
pub use instant::Instant;
