//! What somebody teaches: claims, what shows them, and what was found.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, PageQuery, Seen, Versioned, page};
use super::extract::{IfMatch, Json, MustMatch, Path, Query};
use super::values::{AudienceWord, Day, EvidenceWord, LanguageWord, Moment, Word};
use crate::app::App;
use crate::trainers::expertise::{
    self, Claim, Detail, EvidenceId, EvidenceView, ExpertiseId, Finding, NewEvidence,
    VerificationView, Waiting,
};
use crate::trainers::{SubjectId, TrainerId};

/// A subject that a trainer teaches.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Expertise {
    /// The expertise.
    pub id: i64,
    /// Whose.
    pub trainer: i64,
    /// The subject.
    pub subject: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Level as they say: 1 can cover, 2 teaches, 3 authority.
    pub claimed: i32,
    /// Level as a coordinator found it; null until then.
    pub verified: Option<i32>,
    /// The last day on which that counts.
    pub until: Option<Day>,
    /// Percent of its time that is left; 0 once it has run out.
    pub freshness: Option<i64>,
    /// Which classes they teach it to.
    pub audience: AudienceWord,
    /// The one language in which they do; null for all of theirs.
    pub language: Option<LanguageWord>,
    /// How gladly, -30 to 30.
    pub preference: i32,
    /// What shows it, newest first.
    pub evidence: Vec<Evidence>,
    /// Who looked at it, newest first.
    pub history: Vec<Verification>,
    /// Counts changes; also its `ETag`.
    pub version: i64,
}

/// What shows that somebody can teach a subject.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Evidence {
    /// The evidence.
    pub id: i64,
    /// Of what kind.
    pub kind: EvidenceWord,
    /// Its title.
    pub title: String,
    /// From when it is.
    pub dated_on: Day,
    /// Where it can be looked up; may be empty.
    pub reference: String,
    /// The slot that was taught, where it was one of ours.
    pub slot: Option<i64>,
}

/// Somebody looked at it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Verification {
    /// Level that was found; null where a verification was taken back.
    pub level: Option<i32>,
    /// The last day on which it counts.
    pub until: Option<Day>,
    /// Why.
    pub why: String,
    /// Who; null where the programme itself did.
    pub by: Option<String>,
    /// When.
    pub at: Moment,
}

impl From<EvidenceView> for Evidence {
    fn from(view: EvidenceView) -> Self {
        Self {
            id: view.id.0,
            kind: Word(view.kind),
            title: view.title,
            dated_on: Day(view.dated_on),
            reference: view.reference,
            slot: view.slot.map(|slot| slot.0),
        }
    }
}

impl From<VerificationView> for Verification {
    fn from(view: VerificationView) -> Self {
        Self {
            level: view.level,
            until: view.until.map(Day),
            why: view.why,
            by: view.by,
            at: view.at.into(),
        }
    }
}

impl From<Detail> for Expertise {
    fn from(detail: Detail) -> Self {
        Self {
            id: detail.id.0,
            trainer: detail.trainer.0,
            subject: detail.subject.0,
            code: detail.code,
            name: detail.name,
            claimed: detail.claimed,
            verified: detail.verified,
            until: detail.until.map(Day),
            freshness: detail.freshness,
            audience: Word(detail.audience),
            language: detail.language.map(Word),
            preference: detail.preference,
            evidence: detail.evidence.into_iter().map(Evidence::from).collect(),
            history: detail.history.into_iter().map(Verification::from).collect(),
            version: detail.version,
        }
    }
}

/// Something that a coordinator should look at.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WaitingExpertise {
    /// Whose it is.
    pub trainer_name: String,
    /// What they teach, and what shows it.
    pub expertise: Expertise,
}

impl From<Waiting> for WaitingExpertise {
    fn from(waiting: Waiting) -> Self {
        Self {
            trainer_name: waiting.trainer_name,
            expertise: waiting.detail.into(),
        }
    }
}

impl Versioned for Expertise {
    fn version(&self) -> i64 {
        self.version
    }
}

/// How somebody teaches a subject.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimBody {
    /// 1 can cover, 2 teaches, 3 authority.
    #[schema(minimum = 1, maximum = 5)]
    pub level: i32,
    /// Which classes; left out, those that the subject is usually for.
    pub audience: Option<AudienceWord>,
    /// The one language; left out, all of the trainer's.
    pub language: Option<LanguageWord>,
    /// How gladly.
    #[serde(default)]
    #[schema(minimum = -30, maximum = 30)]
    pub preference: i32,
}

impl ClaimBody {
    fn of(self, subject: SubjectId) -> Claim {
        Claim {
            subject,
            level: self.level,
            audience: self.audience.map(|word| word.0),
            language: self.language.map(|word| word.0),
            preference: self.preference,
        }
    }
}

/// Another subject that somebody teaches.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClaimBody {
    /// The subject.
    #[schema(minimum = 1)]
    pub subject: i64,
    /// How they teach it.
    pub claim: ClaimBody,
}

/// Something to show.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceBody {
    /// Of what kind.
    pub kind: EvidenceWord,
    /// Its title.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// From when it is; not ahead.
    pub dated_on: Day,
    /// Where it can be looked up.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub reference: String,
}

/// What was found.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingBody {
    /// 1 can cover, 2 teaches, 3 authority.
    #[schema(minimum = 1, maximum = 5)]
    pub level: i32,
    /// The last day on which it counts: ahead, and at most five years.
    pub until: Day,
    /// What was read, seen or asked.
    #[schema(min_length = 1, max_length = 500)]
    pub why: String,
}

/// Why something is done.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhyBody {
    /// In one's own words.
    #[schema(min_length = 1, max_length = 500)]
    pub why: String,
}

/// Lists what coordinators should look at: claims with something to show that nobody has looked at, and findings that
/// have run out or soon will.
#[utoipa::path(get, path = "/expertise", tag = "trainers", params(PageQuery),
    responses((status = 200, body = Listed<WaitingExpertise>)))]
pub async fn list_waiting_expertise(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<WaitingExpertise>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let (waiting, next, _) = expertise::waiting(&work, page).await?;
    Ok(Listed::of((waiting, next)))
}

/// Lists what a trainer teaches.
#[utoipa::path(get, path = "/trainers/{id}/expertise", tag = "trainers", params(PageQuery),
    responses((status = 200, body = Listed<Expertise>)))]
pub async fn list_expertise(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<Expertise>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let mut all = expertise::of(&work, TrainerId(id)).await?;
    all.sort_by_key(|detail| detail.id);
    let all = all.into_iter().map(Expertise::from).collect();
    Ok(Listed::of(page.of(all, |one: &Expertise| one.id)))
}

/// Adds a subject to what a trainer teaches. It counts once it was verified.
#[utoipa::path(post, path = "/trainers/{id}/expertise", tag = "trainers",
    responses((status = 201, body = Expertise)))]
pub async fn claim_expertise(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<NewClaimBody>,
) -> Answer<Made<Seen<Expertise>>> {
    app.act(&actor, async |work| {
        let claim = body.claim.of(SubjectId(body.subject));
        let made = expertise::claim(work, TrainerId(id), claim)
            .await
            .map_err(|error| {
                error.renamed(|field| match field {
                    "subject" => field.to_owned(),
                    _ => format!("/claim/{field}"),
                })
            })?;
        let detail = expertise::get(work, made).await?.into();
        Ok(Made(format!("/expertise/{made}"), Seen(detail)))
    })
    .await
}

/// Shows one subject of one trainer.
#[utoipa::path(get, path = "/expertise/{id}", tag = "trainers",
    responses((status = 200, body = Expertise)))]
pub async fn show_expertise(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Expertise>> {
    let work = app.read(&actor).await?;
    Ok(Seen(expertise::get(&work, ExpertiseId(id)).await?.into()))
}

/// Says it differently. What was verified stands; only coordinators widen it.
#[utoipa::path(put, path = "/expertise/{id}", tag = "trainers", params(MustMatch),
    responses((status = 200, body = Expertise)))]
pub async fn amend_expertise(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: MustMatch,
    Json(body): Json<ClaimBody>,
) -> Answer<Seen<Expertise>> {
    let id = ExpertiseId(id);
    app.act(&actor, async |work| {
        let version = expertise::get(work, id).await?.version;
        seen.holds(version)?;
        expertise::amend(work, id, version, body.of(SubjectId(0))).await?;
        Ok(Seen(expertise::get(work, id).await?.into()))
    })
    .await
}

/// Takes a subject off what a trainer teaches, with what was shown for it.
#[utoipa::path(delete, path = "/expertise/{id}", tag = "trainers", params(IfMatch),
    responses((status = 204)))]
pub async fn withdraw_expertise(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
) -> Answer<StatusCode> {
    let id = ExpertiseId(id);
    app.act(&actor, async |work| {
        let version = expertise::get(work, id).await?.version;
        seen.holds(version)?;
        expertise::withdraw(work, id, version).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Shows something for it.
#[utoipa::path(post, path = "/expertise/{id}/evidence", tag = "trainers",
    responses((status = 201, body = Expertise)))]
pub async fn add_evidence(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<EvidenceBody>,
) -> Answer<Made<Seen<Expertise>>> {
    let of = ExpertiseId(id);
    app.act(&actor, async |work| {
        let new = NewEvidence {
            kind: body.kind.0,
            title: body.title,
            dated_on: Some(body.dated_on.0),
            reference: body.reference,
        };
        expertise::add_evidence(work, of, new).await?;
        let detail = expertise::get(work, of).await?.into();
        Ok(Made(format!("/expertise/{id}"), Seen(detail)))
    })
    .await
}

/// Takes evidence back. What was verified by it stands until somebody looks again.
#[utoipa::path(delete, path = "/expertise/{id}/evidence/{evidence}", tag = "trainers",
    responses((status = 204)))]
pub async fn remove_evidence(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path((id, evidence)): Path<(i64, i64)>,
) -> Answer<StatusCode> {
    app.act(&actor, async |work| {
        expertise::remove_evidence(work, ExpertiseId(id), EvidenceId(evidence)).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Verifies it: what it is worth, until when and why. Needs evidence.
#[utoipa::path(put, path = "/expertise/{id}/verification", tag = "trainers", params(MustMatch),
    responses((status = 200, body = Expertise)))]
pub async fn verify_expertise(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: MustMatch,
    Json(body): Json<FindingBody>,
) -> Answer<Seen<Expertise>> {
    let id = ExpertiseId(id);
    app.act(&actor, async |work| {
        let version = expertise::get(work, id).await?.version;
        seen.holds(version)?;
        let found = Finding {
            level: body.level,
            until: body.until.0,
            why: body.why,
        };
        expertise::verify(work, id, version, found).await?;
        Ok(Seen(expertise::get(work, id).await?.into()))
    })
    .await
}

/// Takes a verification back; the claim stays.
#[utoipa::path(post, path = "/expertise/{id}/unverify", tag = "trainers", params(IfMatch),
    responses((status = 200, body = Expertise)))]
pub async fn unverify_expertise(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(body): Json<WhyBody>,
) -> Answer<Seen<Expertise>> {
    let id = ExpertiseId(id);
    app.act(&actor, async |work| {
        let version = expertise::get(work, id).await?.version;
        seen.holds(version)?;
        expertise::unverify(work, id, version, &body.why).await?;
        Ok(Seen(expertise::get(work, id).await?.into()))
    })
    .await
}
