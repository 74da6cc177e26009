//! What somebody can teach: claimed by them, shown by evidence, verified by a coordinator until a day.
//!
//! Only what was verified counts ([`qualify`] says for what); claims are shown beside it. `claim`,
//! `evidence` and `verify` are what people do.

mod carry;
mod claim;
mod evidence;
pub mod qualify;
mod verify;

use std::collections::BTreeMap;

pub(super) use carry::absorb;
pub use carry::carry_over;
use chrono::{Days, NaiveDate};
pub use claim::{Claim, amend, claim, withdraw};
pub(super) use claim::{hold_subjects, set_claims};
pub use entity::{Audience, EvidenceId, EvidenceKind, ExpertiseId};
use entity::{Instant, Language, SlotId, SubjectId, TrainerId, expertise, subject, verification};
pub use evidence::{NewEvidence, add_evidence, remove_evidence, taught};
pub use qualify::Qualification;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
pub use verify::{Finding, YEARS, take_over, unverify, verify};

use crate::accounts::{
    self,
    policy::{self, Action, Owner},
};
use crate::db::{Page, Work};
use crate::error::{Error, Result};
use crate::reference;

/// What shows an expertise.
#[derive(Clone, Debug, serde::Serialize)]
pub struct EvidenceView {
    /// The evidence.
    pub id: EvidenceId,
    /// Who added it; none where the programme itself recorded a session.
    pub by: Option<String>,
    /// Of what kind.
    pub kind: EvidenceKind,
    /// What it is called.
    pub title: String,
    /// From when it is.
    pub dated_on: NaiveDate,
    /// Where it can be looked up.
    pub reference: String,
    /// The session that was taught, where it was one of ours.
    pub slot: Option<SlotId>,
}

/// Each time somebody looked at it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct VerificationView {
    /// What they found; none where they took it back.
    pub level: Option<i32>,
    /// Until when.
    pub until: Option<NaiveDate>,
    /// Why.
    pub why: String,
    /// Who.
    pub by: Option<String>,
    /// When.
    pub at: Instant,
}

/// An expertise with all that stands behind it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Detail {
    /// The expertise.
    pub id: ExpertiseId,
    /// Whose.
    pub trainer: TrainerId,
    /// The subject.
    pub subject: SubjectId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Level as they say.
    pub claimed: i32,
    /// Level as somebody found it, expired or not.
    pub verified: Option<i32>,
    /// Its last day.
    pub until: Option<NaiveDate>,
    /// Percent of its time that is left; 0 once it has expired.
    pub freshness: Option<i64>,
    /// Which classes.
    pub audience: Audience,
    /// In this language alone; none for all of theirs.
    pub language: Option<Language>,
    /// -30..30.
    pub preference: i32,
    /// For compare-and-swap.
    pub version: i64,
    /// What shows it, newest first.
    pub evidence: Vec<EvidenceView>,
    /// Who looked at it, newest first.
    pub history: Vec<VerificationView>,
}

/// What a trainer claims and what of it was verified, best first.
pub async fn of(work: &Work, id: TrainerId) -> Result<Vec<Detail>> {
    let owner = Owner::trainer(id);
    policy::require(&work.actor, Action::ViewTrainers, owner, "trainer")?;
    let rows = expertise::Entity::find()
        .filter(expertise::COLUMN.trainer_id.eq(id))
        .all(work.db())
        .await?;
    details(work, rows).await
}

/// The same of many trainers, in a few questions to the database. For whoever manages trainers.
pub async fn of_many(work: &Work, ids: &[TrainerId]) -> Result<BTreeMap<TrainerId, Vec<Detail>>> {
    policy::require_all(&work.actor, Action::ManageTrainers)?;
    let mut found: BTreeMap<TrainerId, Vec<Detail>> = BTreeMap::new();
    // An engine takes only so many values in a list.
    for some in ids.chunks(100) {
        let rows = expertise::Entity::find()
            .filter(expertise::COLUMN.trainer_id.is_in(some.iter().copied()))
            .all(work.db())
            .await?;
        for detail in details(work, rows).await? {
            found.entry(detail.trainer).or_default().push(detail);
        }
    }
    Ok(found)
}

/// One expertise.
pub async fn get(work: &Work, id: ExpertiseId) -> Result<Detail> {
    let row = row(work, id).await?;
    let owner = Owner::trainer(row.trainer_id);
    policy::require(&work.actor, Action::ViewTrainers, owner, "expertise")?;
    details(work, vec![row])
        .await?
        .pop()
        .ok_or(Error::NotFound("expertise"))
}

async fn row(work: &Work, id: ExpertiseId) -> Result<expertise::Model> {
    expertise::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("expertise"))
}

async fn details(work: &Work, rows: Vec<expertise::Model>) -> Result<Vec<Detail>> {
    let db = work.db();
    let today = work.zone().date(work.now.0);
    let subjects: BTreeMap<_, _> = subject::Entity::find()
        .filter(
            subject::COLUMN
                .id
                .is_in(rows.iter().map(|row| row.subject_id)),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut shown = evidence::of(work, rows.iter().map(|row| row.id)).await?;
    let looks = verification::Entity::find()
        .filter(
            verification::COLUMN
                .expertise_id
                .is_in(rows.iter().map(|row| row.id)),
        )
        .order_by_desc(verification::COLUMN.id)
        .all(db)
        .await?;
    let who = looks.iter().filter_map(|row| row.verified_by);
    let names = accounts::names(work, who).await?;
    let mut details: Vec<Detail> = rows
        .into_iter()
        .filter_map(|row| {
            let subject = subjects.get(&row.subject_id)?;
            let mine = || looks.iter().filter(|look| look.expertise_id == row.id);
            let since = mine().find(|look| look.level.is_some());
            let since = since.map_or(today, |look| work.zone().date(look.verified_at.0));
            Some(Detail {
                id: row.id,
                trainer: row.trainer_id,
                subject: row.subject_id,
                code: subject.code.clone(),
                name: subject.name.clone(),
                claimed: row.claimed_level,
                verified: row.verified_level,
                until: row.expires_on,
                freshness: row
                    .expires_on
                    .map(|until| qualify::freshness(since, until, today)),
                audience: row.audience,
                language: row.language,
                preference: row.preference,
                version: row.version,
                evidence: shown.remove(&row.id).unwrap_or_default(),
                history: mine()
                    .map(|look| VerificationView {
                        level: look.level,
                        until: look.expires_on,
                        why: look.why.clone(),
                        by: look.verified_by.and_then(|id| names.get(&id).cloned()),
                        at: look.verified_at,
                    })
                    .collect(),
            })
        })
        .collect();
    details.sort_by(|a, b| (b.verified, b.claimed, &a.code).cmp(&(a.verified, a.claimed, &b.code)));
    Ok(details)
}

/// Something that a coordinator should look at.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Waiting {
    /// The expertise.
    #[serde(flatten)]
    pub detail: Detail,
    /// Whose it is.
    pub trainer_name: String,
}

/// Days before its end from which on a finding should be looked at anew.
const SOON: u64 = 60;

/// What coordinators should look at: claims with something to show that nobody has looked at, and findings that
/// have run out or soon will; oldest first, a page of them, and how many there are in all.
pub async fn waiting(work: &Work, page: Page) -> Result<(Vec<Waiting>, Option<i64>, u64)> {
    policy::require_all(&work.actor, Action::ManageTrainers)?;
    let db = work.db();
    let soon = work.zone().date(work.now.0) + Days::new(SOON);
    let shown = entity::evidence::Entity::find()
        .select_only()
        .column(entity::evidence::Column::ExpertiseId);
    let all = expertise::Entity::find().filter(
        Condition::any()
            .add(expertise::COLUMN.expires_on.lte(soon))
            .add(
                Condition::all()
                    .add(expertise::COLUMN.verified_level.is_null())
                    .add(expertise::Column::Id.in_subquery(shown.into_query())),
            ),
    );
    let count = all.clone().count(db).await?;
    let rows = all
        .filter(expertise::COLUMN.id.gt(ExpertiseId(page.after)))
        .order_by_asc(expertise::COLUMN.id)
        .limit(page.ask())
        .all(db)
        .await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let mut found = details(work, rows).await?;
    found.sort_by_key(|detail| detail.id);
    let names: BTreeMap<TrainerId, String> = super::names(work)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let waiting = found
        .into_iter()
        .map(|detail| Waiting {
            trainer_name: names.get(&detail.trainer).cloned().unwrap_or_default(),
            detail,
        })
        .collect();
    Ok((waiting, next, count))
}

/// What each of these trainers is qualified for; everybody where none are named. What has expired is
/// there too, with its last day.
pub async fn qualifications(
    work: &Work,
    of: Option<&[TrainerId]>,
) -> Result<BTreeMap<TrainerId, Vec<Qualification>>> {
    let areas = reference::areas(work).await?;
    let mut query = expertise::Entity::find().order_by_asc(expertise::COLUMN.id);
    if let Some(ids) = of {
        query = query.filter(expertise::COLUMN.trainer_id.is_in(ids.iter().copied()));
    }
    let mut rows: BTreeMap<TrainerId, Vec<expertise::Model>> = BTreeMap::new();
    for row in query.all(work.db()).await? {
        rows.entry(row.trainer_id).or_default().push(row);
    }
    Ok(rows
        .into_iter()
        .map(|(id, rows)| (id, qualify::qualifications(&rows, &areas)))
        .collect())
}

/// What one trainer is qualified for in one subject; what has expired is there too, with its last day.
pub async fn qualification(
    work: &Work,
    trainer: TrainerId,
    subject: SubjectId,
) -> Result<Option<Qualification>> {
    // Nothing outside its area has to do with a subject.
    let areas = reference::area_of(work, subject).await?;
    let rows = expertise::Entity::find()
        .filter(expertise::COLUMN.trainer_id.eq(trainer))
        .order_by_asc(expertise::COLUMN.id)
        .all(work.db())
        .await?;
    let mut found = qualify::qualifications(&rows, &areas).into_iter();
    Ok(found.find(|one| one.subject == subject))
}
