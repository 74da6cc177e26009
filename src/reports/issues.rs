//! What to look at: sessions ahead that somebody is asked for or holds, and on whose day they are no longer
//! designated, or no longer verified for their seat.
//!
//! Nobody is let go by it: a coordinator renews, verifies, or seeks somebody else. Guests of a public record
//! and whoever a coordinator has let pass for that slot are left alone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{
    Instant, Language, OfferId, OfferState, SeatId, SessionId, SlotId, Standing, TrainerId,
    commitment, offer, rule_override, seat, session, slot, trainer,
};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::coverage;
use crate::accounts::policy::{self, Action, Owner};
use crate::courses::classes;
use crate::db::Work;
use crate::error::Result;
use crate::reference::vocabulary;
use crate::trainers::conflicts::hold;
use crate::trainers::expertise::{self, Qualification};
use crate::trainers::membership::{self, Ended, Terms};
use crate::trainers::titled;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The designation does not hold on that day.
    Designation,
    /// The expertise runs out before that day.
    ExpertiseEnds,
    /// They are not verified for the seat, or not at its level, for this class or in its language.
    ExpertiseGone,
    /// A conflict of interest stands against them on that day.
    Conflict,
}

impl Kind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Designation,
        Self::ExpertiseEnds,
        Self::ExpertiseGone,
        Self::Conflict,
    ];

    /// As programs and locale keys write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Designation => "designation",
            Self::ExpertiseEnds => "expertise_ends",
            Self::ExpertiseGone => "expertise_gone",
            Self::Conflict => "conflict",
        }
    }
}

/// One thing to look at.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Issue {
    /// What is wrong.
    pub kind: Kind,
    /// The last day on which it was right, where there is one.
    pub until: Option<NaiveDate>,
    /// The day from which they are not designated any more, where their designation was ended or has run out.
    pub since: Option<NaiveDate>,
    /// Who.
    pub trainer: TrainerId,
    /// Name with title.
    pub trainer_name: String,
    /// The slot.
    pub slot: SlotId,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// When it begins.
    pub starts: Instant,
    /// The session, once it is confirmed.
    pub session: Option<SessionId>,
    /// The offer that they were asked by.
    pub offer: Option<OfferId>,
}

/// Whose issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Everybody's.
    Everybody,
    /// A trainer's.
    Trainer(TrainerId),
    /// A slot's.
    Slot(SlotId),
}

/// All of them, the next session first.
pub async fn issues(work: &Work, of: Of) -> Result<Vec<Issue>> {
    match of {
        Of::Trainer(id) => policy::require(
            &work.actor,
            Action::ViewTrainers,
            Owner::trainer(id),
            "trainer",
        )?,
        Of::Everybody | Of::Slot(_) => policy::require_all(&work.actor, Action::Plan)?,
    }
    match of {
        Of::Everybody => {
            // Not everybody is told of conflicts.
            let sees_all = policy::may_all(&work.actor, Action::ViewConflicts);
            work.remembered(format!("issues {sees_all}"), found(work, of))
                .await
        }
        Of::Trainer(_) | Of::Slot(_) => found(work, of).await,
    }
}

async fn found(work: &Work, of: Of) -> Result<Vec<Issue>> {
    let ahead = || {
        let claims = coverage::holding().filter(commitment::COLUMN.starts.gt(work.now));
        match of {
            Of::Everybody => claims,
            Of::Trainer(id) => claims.filter(commitment::COLUMN.trainer_id.eq(id)),
            Of::Slot(id) => claims.filter(commitment::COLUMN.slot_id.eq(id)),
        }
    };
    let claims = ahead()
        .order_by_asc(commitment::COLUMN.starts)
        .order_by_asc(commitment::COLUMN.id)
        .all(work.db())
        .await?;
    let wrong = wrong(work, claims, ahead).await?;
    described(work, wrong).await
}

/// A claim with what is wrong about it.
struct Wrong {
    claim: commitment::Model,
    kind: Kind,
    until: Option<NaiveDate>,
    since: Option<NaiveDate>,
}

async fn wrong(
    work: &Work,
    claims: Vec<commitment::Model>,
    ahead: impl Fn() -> sea_orm::Select<commitment::Entity>,
) -> Result<Vec<Wrong>> {
    let db = work.db();
    // An engine takes only so many values in a list; of more than these all rows are read.
    let ids: BTreeSet<TrainerId> = claims.iter().map(|row| row.trainer_id).collect();
    let few: Option<Vec<TrainerId>> = (ids.len() <= 5_000).then(|| ids.into_iter().collect());
    let seat_ids: SelectStatement = ahead()
        .select_only()
        .column(commitment::Column::SeatId)
        .into_query();
    let meanings = vocabulary::meanings(work).await?;
    let seats: BTreeMap<SeatId, seat::Model> = seat::Entity::find()
        .filter(seat::Column::Id.in_subquery(seat_ids))
        .all(db)
        .await?
        .into_iter()
        .map(|mut row| {
            row.subject_id = meanings.of(row.subject_id);
            (row.id, row)
        })
        .collect();
    let guests: Vec<TrainerId> = trainer::Entity::find()
        .select_only()
        .column(trainer::Column::Id)
        .filter(trainer::COLUMN.standing.eq(Standing::Guest))
        .into_tuple()
        .all(db)
        .await?;
    let slot_ids = ahead()
        .select_only()
        .column(commitment::Column::SlotId)
        .into_query();
    let passed: BTreeSet<(SlotId, TrainerId, String)> = rule_override::Entity::find()
        .filter(rule_override::Column::SlotId.in_subquery(slot_ids))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.slot_id, row.trainer_id, row.rule))
        .collect();
    let terms = membership::terms(work, few.as_deref()).await?;
    let ended = membership::ended(work, few.as_deref()).await?;
    let skills = expertise::qualifications(work, few.as_deref()).await?;
    let ids: Vec<SlotId> = {
        let ids: BTreeSet<SlotId> = claims.iter().map(|row| row.slot_id).collect();
        ids.into_iter().collect()
    };
    let languages: BTreeMap<SlotId, Language> = slot::Entity::find()
        .filter(slot::COLUMN.id.is_in(ids.iter().copied()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.language))
        .collect();
    let classes = classes::ranks(work, ids.iter().copied()).await?;
    let institutes = hold::institutes(work, &ids).await?;
    let standing = hold::Standing::load(work, None).await?;
    let sees_all = policy::may_all(&work.actor, Action::ViewConflicts);
    let mut found = Vec::new();
    let mut note = |claim: &commitment::Model, kind, until, since| {
        let claim = claim.clone();
        found.push(Wrong {
            claim,
            kind,
            until,
            since,
        });
    };
    for claim in claims {
        if guests.contains(&claim.trainer_id) {
            continue;
        }
        let passes =
            |rule: &str| passed.contains(&(claim.slot_id, claim.trainer_id, rule.to_owned()));
        let day = work.zone().date(claim.starts.0);
        let terms = terms.get(&claim.trainer_id);
        if !passes("designation") && !terms.is_some_and(|terms| terms.hold(day)) {
            let until = terms.and_then(|terms| before(terms, day));
            let ended = ended.get(&claim.trainer_id).map_or(&[][..], Vec::as_slice);
            // What came last before that day is what made it wrong.
            let since = left(ended, day).filter(|since| until.is_none_or(|until| until < *since));
            let until = until.filter(|_| since.is_none());
            note(&claim, Kind::Designation, until, since);
        }
        if let Some(seat) = seats.get(&claim.seat_id).filter(|_| !passes("expertise")) {
            let own = skills.get(&claim.trainer_id);
            let class = classes.get(&claim.slot_id).copied().unwrap_or_default();
            let class = (class, languages.get(&claim.slot_id).copied());
            if let Some((kind, until)) = lacks(own.map_or(&[], Vec::as_slice), seat, class, day) {
                note(&claim, kind, until, None);
            }
        }
        // Trainers learn of no complaint by looking at their own sessions.
        let days = hold::days(work, claim.starts, claim.ends);
        let stands = institutes
            .get(&claim.slot_id)
            .and_then(|there| standing.against(claim.trainer_id, there, days));
        if sees_all && !passes("conflict") && stands.is_some() {
            note(&claim, Kind::Conflict, None, None);
        }
    }
    Ok(found)
}

/// The last designated day before a day.
fn before(terms: &Terms, day: NaiveDate) -> Option<NaiveDate> {
    match terms {
        Terms::Office => None,
        Terms::Days(days) => days.iter().map(|(_, to)| *to).filter(|to| *to < day).max(),
    }
}

/// The day from which somebody does not belong any more who could have belonged on a day.
fn left(ended: &[Ended], day: NaiveDate) -> Option<NaiveDate> {
    let begun = ended.iter().filter(|one| one.first <= day);
    begun
        .map(|one| one.since)
        .filter(|since| *since <= day)
        .max()
}

/// What is missing for a seat on a day.
fn lacks(
    skills: &[Qualification],
    seat: &seat::Model,
    (class, language): (u8, Option<Language>),
    day: NaiveDate,
) -> Option<(Kind, Option<NaiveDate>)> {
    let skill = skills
        .iter()
        .filter(|skill| skill.subject == seat.subject_id && skill.level >= seat.level)
        .filter(|skill| expertise::qualify::floor(skill.audience) <= class)
        .find(|skill| skill.language.is_none() || skill.language == language);
    match skill {
        None => Some((Kind::ExpertiseGone, None)),
        Some(skill) if skill.until < day => Some((Kind::ExpertiseEnds, Some(skill.until))),
        Some(_) => None,
    }
}

async fn described(work: &Work, wrong: Vec<Wrong>) -> Result<Vec<Issue>> {
    let db = work.db();
    let ids: BTreeSet<SlotId> = wrong.iter().map(|one| one.claim.slot_id).collect();
    let slots: BTreeMap<SlotId, slot::Model> = slot::Entity::find()
        .filter(slot::COLUMN.id.is_in(ids.iter().copied()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let sessions: BTreeMap<SlotId, SessionId> = session::Entity::find()
        .filter(session::COLUMN.slot_id.is_in(ids.iter().copied()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.slot_id, row.id))
        .collect();
    let offers: BTreeMap<(SeatId, TrainerId), OfferId> = offer::Entity::find()
        .filter(offer::COLUMN.slot_id.is_in(ids))
        .filter(
            offer::COLUMN
                .state
                .is_in([OfferState::Sent, OfferState::Accepted]),
        )
        .all(db)
        .await?
        .into_iter()
        .map(|row| ((row.seat_id, row.trainer_id), row.id))
        .collect();
    let who: BTreeSet<TrainerId> = wrong.iter().map(|one| one.claim.trainer_id).collect();
    let names = titled(work, who).await?;
    Ok(wrong
        .into_iter()
        .filter_map(|one| {
            let claim = one.claim;
            let slot = slots.get(&claim.slot_id)?;
            Some(Issue {
                kind: one.kind,
                until: one.until,
                since: one.since,
                trainer: claim.trainer_id,
                trainer_name: names.get(&claim.trainer_id).cloned().unwrap_or_default(),
                slot: slot.id,
                reference: slot.reference.clone(),
                title: slot.title.clone(),
                starts: claim.starts,
                session: sessions.get(&slot.id).copied(),
                offer: offers.get(&(claim.seat_id, claim.trainer_id)).copied(),
            })
        })
        .collect())
}
