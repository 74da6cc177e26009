//! Membership of trainers in the programme.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, PageQuery, Seen, Versioned, page};
use super::extract::{Json, MustMatch, Path, Query};
use super::values::{Day, MembershipWord, Moment, Word};
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::trainers::TrainerId;
use crate::trainers::membership::{self, MembershipId, MembershipView, Step};

/// One course of a membership, from nomination to its end.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Membership {
    /// The membership.
    pub id: i64,
    /// How it stands.
    pub state: MembershipWord,
    /// First day of the designation.
    pub starts_on: Option<Day>,
    /// Its last day.
    pub ends_on: Option<Day>,
    /// All steps, oldest first.
    pub steps: Vec<MembershipStep>,
    /// Counts changes; also its `ETag`.
    pub version: i64,
}

/// A step that was taken.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MembershipStep {
    /// Before; null at a nomination.
    pub from: Option<MembershipWord>,
    /// After.
    pub to: MembershipWord,
    /// Who; null where the programme itself did.
    pub actor: Option<String>,
    /// Why; `ran-out`, `taken-in` and `by-table` are the programme's own words.
    pub reason: String,
    /// When.
    pub at: Moment,
}

impl From<MembershipView> for Membership {
    fn from(view: MembershipView) -> Self {
        let steps = view.steps.into_iter().map(|step| MembershipStep {
            from: step.from.map(Word),
            to: Word(step.to),
            actor: step.actor,
            reason: step.reason,
            at: step.at.into(),
        });
        Self {
            id: view.id.0,
            state: Word(view.state),
            starts_on: view.starts_on.map(Day),
            ends_on: view.ends_on.map(Day),
            steps: steps.collect(),
            version: view.version,
        }
    }
}

impl Versioned for Membership {
    fn version(&self) -> i64 {
        self.version
    }
}

/// Why somebody is put forward.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NominationBody {
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// What is done.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepWord {
    /// Who they are and what they have done was looked at.
    Vet,
    /// They are not taken.
    Refuse,
    /// They belong to the programme, `from` and `until` inclusive.
    Designate,
    /// They belong to it `until` a later day.
    Extend,
    /// For now nobody may ask them.
    Suspend,
    /// They may be asked again.
    Reinstate,
    /// Their time ends: yesterday was its last day. What has not begun is taken back.
    End,
}

/// The next step of a membership.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepBody {
    /// Which.
    pub step: StepWord,
    /// First day, where they are designated.
    pub from: Option<Day>,
    /// Last day, where they are designated or stay longer.
    pub until: Option<Day>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

impl StepBody {
    fn step(&self) -> Result<Step> {
        let day = |name: &str, day: Option<Day>| {
            let missing = || Error::field(name, Message::new("field-date"));
            day.map(|day| day.0).ok_or_else(missing)
        };
        Ok(match self.step {
            StepWord::Vet => Step::Vet,
            StepWord::Refuse => Step::Refuse,
            StepWord::Designate => {
                Step::Designate(day("from", self.from)?, day("until", self.until)?)
            }
            StepWord::Extend => Step::Extend(day("until", self.until)?),
            StepWord::Suspend => Step::Suspend,
            StepWord::Reinstate => Step::Reinstate,
            StepWord::End => Step::End,
        })
    }
}

/// Lists a trainer's memberships.
#[utoipa::path(get, path = "/trainers/{id}/memberships", tag = "trainers", params(PageQuery),
    responses((status = 200, body = Listed<Membership>)))]
pub async fn list_memberships(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<Membership>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let mut all = membership::of(&work, TrainerId(id)).await?;
    all.reverse();
    let all = all.into_iter().map(Membership::from).collect();
    Ok(Listed::of(page.of(all, |one: &Membership| one.id)))
}

/// Puts a trainer forward.
#[utoipa::path(post, path = "/trainers/{id}/memberships", tag = "trainers",
    responses((status = 201, body = Membership)))]
pub async fn nominate_trainer(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<NominationBody>,
) -> Answer<Made<Seen<Membership>>> {
    app.act(&actor, async |work| {
        let made = membership::nominate(work, TrainerId(id), &body.reason).await?;
        let path = format!("/trainers/{id}/memberships");
        Ok(Made(path, Seen(one(work, made).await?)))
    })
    .await
}

/// Takes the next step of a membership.
#[utoipa::path(post, path = "/memberships/{id}/steps", tag = "trainers", params(MustMatch),
    responses((status = 200, body = Membership)))]
pub async fn step_membership(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: MustMatch,
    Json(body): Json<StepBody>,
) -> Answer<Seen<Membership>> {
    let id = MembershipId(id);
    app.act(&actor, async |work| {
        let version = one(work, id).await?.version;
        seen.holds(version)?;
        membership::step(work, id, version, body.step()?, &body.reason).await?;
        Ok(Seen(one(work, id).await?))
    })
    .await
}

async fn one(work: &Work, id: MembershipId) -> Result<Membership> {
    let trainer = membership::trainer(work, id).await?;
    let all = membership::of(work, trainer).await?;
    let view = all.into_iter().find(|view| view.id == id);
    view.map(Membership::from)
        .ok_or(Error::NotFound("membership"))
}
