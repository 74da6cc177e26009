//! One newtype a key, down to the column, so that a seat's id can't stand where a slot's should.

macro_rules! ids {
    ($($name:ident = $table:literal),+ $(,)?) => {$(
        #[doc = concat!("Key of `", $table, "`.")]
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            sea_orm::DeriveValueType, serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    PersonId = "person",
    RoleGrantId = "role_grant",
    SignInId = "sign_in",
    LinkId = "link",
    CityId = "city",
    TravelTimeId = "travel_time",
    SubjectId = "subject",
    SubjectSynonymId = "subject_synonym",
    SubjectChangeId = "subject_change",
    HolidayId = "holiday",
    OfficeHoursId = "office_hours",
    PeriodId = "period",
    UniversityId = "university",
    InstituteId = "institute",
    CourseId = "course",
    CohortId = "cohort",
    VenueId = "venue",
    TrainerId = "trainer",
    ExpertiseId = "expertise",
    EvidenceId = "evidence",
    VerificationId = "verification",
    MembershipId = "membership",
    MembershipStepId = "membership_step",
    TrainerLanguageId = "trainer_language",
    WeeklyAvailabilityId = "weekly_availability",
    AvailabilityExceptionId = "availability_exception",
    RequestId = "request",
    SlotId = "slot",
    SeatId = "seat",
    SlotOptionId = "slot_option",
    MatchRunId = "match_run",
    ProposalId = "proposal",
    OfferId = "offer",
    CommitmentId = "commitment",
    OccupancyId = "occupancy",
    SessionId = "session",
    ParticipationId = "participation",
    RuleOverrideId = "rule_override",
    ConflictId = "conflict",
    PersonDistinctId = "person_distinct",
    FeedId = "feed",
    ApiTokenId = "api_token",
    InvitationId = "invitation",
    SecondFactorId = "second_factor",
    RecoveryCodeId = "recovery_code",
    SubmissionId = "submission",
    KeptFormId = "kept_form",
    UploadId = "upload",
    AuditId = "audit",
    AuditPersonalId = "audit_personal",
    OutboxId = "outbox",
}
