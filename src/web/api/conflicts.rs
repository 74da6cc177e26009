//! Conflicts of interest: who shall not teach where, from when to when.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, Seen, Versioned, number, page};
use super::extract::{IfMatch, Json, Path, Query};
use super::values::{ConflictKindWord, Day, Moment, Word};
use crate::accounts::InstituteId;
use crate::app::App;
use crate::trainers::TrainerId;
use crate::trainers::conflicts::{self, ConflictId, ConflictView, NewConflict, Search};

/// A conflict of interest.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Conflict {
    /// The conflict.
    pub id: i64,
    /// Who shall not teach.
    pub trainer: i64,
    /// Their name with title.
    pub trainer_name: String,
    /// Where.
    pub institute: i64,
    /// Its short name.
    pub institute_name: String,
    /// Why.
    pub kind: ConflictKindWord,
    /// The same in words.
    pub note: String,
    /// The first day.
    pub from_on: Day,
    /// The last day; none until it is lifted.
    pub until_on: Option<Day>,
    /// When it was noted.
    pub noted_at: Moment,
    /// When it was lifted.
    pub lifted_at: Option<Moment>,
    /// Why it was.
    pub lifted_why: Option<String>,
    /// Whether it holds today.
    pub holds: bool,
    /// Counts its changes; also its `ETag`.
    pub version: i64,
}

impl From<ConflictView> for Conflict {
    fn from(row: ConflictView) -> Self {
        Self {
            id: row.id.0,
            trainer: row.trainer.0,
            trainer_name: row.trainer_name,
            institute: row.institute.0,
            institute_name: row.institute_name,
            kind: Word(row.kind),
            note: row.note,
            from_on: Day(row.from_on),
            until_on: row.until_on.map(Day),
            noted_at: row.noted_at.into(),
            lifted_at: row.lifted_at.map(Moment),
            lifted_why: row.lifted_why,
            holds: row.holds,
            version: row.version,
        }
    }
}

impl Versioned for Conflict {
    fn version(&self) -> i64 {
        self.version
    }
}

/// Which conflicts.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ConflictQuery {
    /// Only those that hold today.
    now: Option<bool>,
    /// Only of this trainer.
    #[param(minimum = 1)]
    trainer: Option<i64>,
    /// Only at this institute.
    #[param(minimum = 1)]
    institute: Option<i64>,
    /// Only what follows this id.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// At most so many; 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists conflicts of interest: all for coordinators, for others their own wishes or their institute's.
#[utoipa::path(get, path = "/conflicts", tag = "trainers", params(ConflictQuery),
    responses((status = 200, body = Listed<Conflict>)))]
pub async fn list_conflicts(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<ConflictQuery>,
) -> Answer<One<Listed<Conflict>>> {
    let page = page(query.after, query.limit)?;
    let search = Search {
        now: query.now.unwrap_or_default(),
        trainer: number("?trainer", query.trainer)?.map(TrainerId),
        institute: number("?institute", query.institute)?.map(InstituteId),
    };
    let work = app.read(&actor).await?;
    Ok(Listed::of(conflicts::page(&work, &search, page).await?))
}

/// Shows a conflict of interest.
#[utoipa::path(get, path = "/conflicts/{id}", tag = "trainers",
    responses((status = 200, body = Conflict)))]
pub async fn show_conflict(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Conflict>> {
    let work = app.read(&actor).await?;
    Ok(Seen(conflicts::get(&work, ConflictId(id)).await?.into()))
}

/// A conflict to be noted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConflictBody {
    /// Who shall not teach.
    #[schema(minimum = 1)]
    pub trainer: i64,
    /// Where.
    #[schema(minimum = 1)]
    pub institute: i64,
    /// Why: trainers and officers note their own wishes, coordinators everything.
    pub kind: ConflictKindWord,
    /// The same in words; a wish needs none.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub note: String,
    /// The first day.
    pub from_on: Day,
    /// The last day; none until it is lifted.
    pub until_on: Option<Day>,
}

/// Notes a conflict of interest. What stands is not touched; an offer that is out can no longer be accepted.
#[utoipa::path(post, path = "/conflicts", tag = "trainers",
    responses((status = 201, body = Conflict)))]
pub async fn note_conflict(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Json(body): Json<ConflictBody>,
) -> Answer<Made<Seen<Conflict>>> {
    app.act(&actor, async |work| {
        let new = NewConflict {
            trainer: TrainerId(body.trainer),
            institute: InstituteId(body.institute),
            kind: body.kind.0,
            note: body.note,
            from_on: body.from_on.0,
            until_on: body.until_on.map(|day| day.0),
        };
        let id = conflicts::note(work, new).await?;
        let made = conflicts::get(work, id).await?.into();
        Ok(Made(format!("/conflicts/{id}"), Seen(made)))
    })
    .await
}

/// Why a conflict is lifted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftBody {
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    pub why: String,
}

/// Lifts a conflict of interest: from now on nothing of it stands.
#[utoipa::path(post, path = "/conflicts/{id}/lift", tag = "trainers", params(IfMatch),
    responses((status = 200, body = Conflict)))]
pub async fn lift_conflict(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    seen: IfMatch,
    Json(body): Json<LiftBody>,
) -> Answer<Seen<Conflict>> {
    let id = ConflictId(id);
    app.act(&actor, async |work| {
        let version = conflicts::get(work, id).await?.version;
        seen.holds(version)?;
        conflicts::lift(work, id, version, &body.why).await?;
        Ok(Seen(conflicts::get(work, id).await?.into()))
    })
    .await
}
