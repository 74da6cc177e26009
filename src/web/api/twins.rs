//! People who may be there twice, and making one of two.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, One, Seen, Versioned};
use super::extract::{Json, MustMatch, Path};
use super::values::{Moment, RoleWord, Word};
use crate::accounts::PersonId;
use crate::accounts::faces::{self, Known, Pair};
use crate::app::App;
use crate::db::Work;
use crate::error::Error;
use crate::flows::{self, MergePlan};

/// Pairs that are listed at most; the surest stand first.
const MOST: usize = 200;

/// One of two people who may be one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Twin {
    /// The person.
    pub person: i64,
    /// Name, with the title that a trainer has.
    pub name: String,
    /// Mail address, if they have one.
    pub email: Option<String>,
    /// Campus or CERT, of a trainer.
    pub affiliation: Option<String>,
    /// Their record as a trainer.
    pub trainer: Option<i64>,
    /// What they are.
    pub roles: Vec<RoleWord>,
}

impl From<Known> for Twin {
    fn from(known: Known) -> Self {
        Self {
            person: known.person.0,
            name: known.name,
            email: known.email,
            affiliation: known.affiliation,
            trainer: known.trainer.map(|id| id.0),
            roles: known.roles.into_iter().map(Word).collect(),
        }
    }
}

/// Two people who may be one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Twins {
    /// Who was there first.
    pub first: Twin,
    /// Who came later.
    pub second: Twin,
    /// What speaks for it: `name`, `phone`, `mailbox`.
    pub signs: Vec<String>,
}

impl From<Pair> for Twins {
    fn from(pair: Pair) -> Self {
        let signs = pair.signs.iter().map(|sign| sign.word().to_owned());
        Self {
            signs: signs.collect(),
            first: pair.first.into(),
            second: pair.second.into(),
        }
    }
}

/// Lists people who may be there twice, the surest first, at most 200 pairs; what is settled makes room.
#[utoipa::path(get, path = "/twins", tag = "people",
    responses((status = 200, body = Listed<Twins>)))]
pub async fn list_twins(
    State(app): State<App>,
    Visitor(actor): Visitor,
) -> Answer<One<Listed<Twins>>> {
    let work = app.read(&actor).await?;
    let mut pairs = faces::pairs(&work).await?;
    pairs.truncate(MOST);
    Ok(Listed::of((pairs, None)))
}

/// Two people.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TwinsBody {
    /// One of them.
    #[schema(minimum = 1)]
    pub first: i64,
    /// The other.
    #[schema(minimum = 1)]
    pub second: i64,
}

/// What was said of two people.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Distinct {
    /// One of them.
    pub first: i64,
    /// The other.
    pub second: i64,
    /// When this was last said.
    pub at: Moment,
}

/// Says that two people are not the same; they are not listed as such again.
#[utoipa::path(post, path = "/twins/distinct", tag = "people", request_body = TwinsBody,
    responses((status = 200, body = Distinct)))]
pub async fn mark_distinct(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Json(body): Json<TwinsBody>,
) -> Answer<One<Distinct>> {
    app.act(&actor, async |work| {
        faces::distinct(work, PersonId(body.first), PersonId(body.second)).await?;
        Ok(One(Distinct {
            first: body.first,
            second: body.second,
            at: work.now.into(),
        }))
    })
    .await
}

/// What making one of two would do, or has done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Merge {
    /// Who is kept.
    pub keep: i64,
    /// Who goes into them.
    pub drop: i64,
    /// Roles that the kept record does not have yet.
    pub roles: Vec<RoleWord>,
    /// Whether the telephone number goes over.
    pub phone: bool,
    /// Whether the record as a trainer goes over as a whole.
    pub moves: bool,
    /// Subjects that go over, where both are trainers: new ones, or at a higher level.
    pub subjects: usize,
    /// References of what lies ahead of the dropped record; while there is any, nothing can be done.
    pub ahead: Vec<String>,
    /// Changes whenever either of the two does; also its `ETag`.
    pub version: i64,
}

impl From<MergePlan> for Merge {
    fn from(plan: MergePlan) -> Self {
        Self {
            keep: plan.keep.id.0,
            drop: plan.drop.id.0,
            roles: plan
                .access
                .roles
                .iter()
                .map(|(role, _)| Word(*role))
                .collect(),
            phone: plan.access.phone,
            moves: plan.moves,
            subjects: plan.gained.map_or(0, |gained| gained.subjects),
            ahead: plan.ahead.into_iter().map(|row| row.reference).collect(),
            version: plan.version,
        }
    }
}

impl Versioned for Merge {
    fn version(&self) -> i64 {
        self.version
    }
}

async fn looked(work: &Work, keep: i64, drop: i64) -> Result<Merge, Error> {
    let plan = flows::plan_merge(work, PersonId(keep), PersonId(drop)).await?;
    Ok(plan.into())
}

/// Shows what making one of two people would do: the first is kept, the other goes into them.
#[utoipa::path(get, path = "/people/{id}/merge/{other}", tag = "people",
    responses((status = 200, body = Merge), (status = 409)))]
pub async fn show_merge(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path((keep, drop)): Path<(i64, i64)>,
) -> Answer<Seen<Merge>> {
    let work = app.read(&actor).await?;
    Ok(Seen(looked(&work, keep, drop).await?))
}

/// Why two people are made one.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeBody {
    /// How it is known that they are the same.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Makes one of two people; answers with what was done. It can't be undone.
#[utoipa::path(post, path = "/people/{id}/merge/{other}", tag = "people", params(MustMatch),
    request_body = MergeBody, responses((status = 200, body = Merge)))]
pub async fn merge_people(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path((keep, drop)): Path<(i64, i64)>,
    seen: MustMatch,
    Json(body): Json<MergeBody>,
) -> Answer<Seen<Merge>> {
    app.act(&actor, async |work| {
        let done = looked(work, keep, drop).await?;
        seen.holds(done.version)?;
        flows::merge_people(
            work,
            PersonId(keep),
            PersonId(drop),
            done.version,
            &body.reason,
        )
        .await?;
        Ok(Seen(done))
    })
    .await
}
