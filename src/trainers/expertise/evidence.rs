//! What shows that somebody can teach a subject: a paper, a course, a certificate, a session, feedback.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use entity::{
    EvidenceId, EvidenceKind, ExpertiseId, SlotId, SubjectId, TrainerId, evidence, expertise,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder,
};
use serde_json::json;

use super::{EvidenceView, row};
use crate::accounts::{
    self,
    policy::{self, Action, Owner},
};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;

/// Something to show.
#[derive(Clone, Debug)]
pub struct NewEvidence {
    /// Of what kind.
    pub kind: EvidenceKind,
    /// What it is called.
    pub title: String,
    /// From when it is; needed.
    pub dated_on: Option<NaiveDate>,
    /// Where it can be looked up: a DOI, an address, a number. May be empty.
    pub reference: String,
}

/// Pieces of evidence that one expertise holds at most.
const MOST: usize = 40;

/// Shows something for an expertise.
pub async fn add_evidence(work: &Work, id: ExpertiseId, new: NewEvidence) -> Result<EvidenceId> {
    let of = row(work, id).await?;
    let owner = Owner::trainer(of.trainer_id);
    policy::require(&work.actor, Action::EditTrainers, owner, "expertise")?;
    let mut errors: Vec<FieldError> = Vec::new();
    let mut line = |field: &str, value: &str, length| {
        text::line(field, value, length).unwrap_or_else(|error| {
            errors.push(error);
            String::new()
        })
    };
    let title = line("title", &new.title, 1..=200);
    let reference = line("reference", &new.reference, 0..=300);
    let today = work.zone().date(work.now.0);
    let fault = match new.dated_on {
        None => Some("evidence-no-date"),
        Some(day) if day > today => Some("evidence-ahead"),
        Some(day) if day.year() < 1970 => Some("field-date"),
        Some(_) => None,
    };
    if let Some(key) = fault {
        errors.push(FieldError {
            field: "dated_on".into(),
            message: Message::new(key),
        });
    }
    let there = evidence::Entity::find()
        .filter(evidence::COLUMN.expertise_id.eq(id))
        .all(work.db())
        .await?;
    if there.len() >= MOST {
        return Err(Error::Conflict(
            Message::new("evidence-full").with("max", MOST),
        ));
    }
    let (Some(dated_on), true) = (new.dated_on, errors.is_empty()) else {
        return Err(Error::Invalid(errors));
    };
    raise(work, id).await?;
    let row = evidence::ActiveModel {
        expertise_id: Set(id),
        kind: Set(new.kind),
        title: Set(title),
        dated_on: Set(dated_on),
        reference: Set(reference),
        slot_id: Set(None),
        added_by: Set(work.actor.person),
        added_at: Set(work.now),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    let detail = json!({ "evidence": row.id, "kind": new.kind });
    audit::append(work, "expertise.evidence", "expertise", id.0, detail).await?;
    Ok(row.id)
}

/// What is shown is a part of the expertise: whoever is about to verify it must have seen this.
async fn raise(work: &Work, id: ExpertiseId) -> Result<()> {
    expertise::Entity::update_many()
        .col_expr(
            expertise::Column::Version,
            Expr::col(expertise::Column::Version).add(1),
        )
        .filter(expertise::COLUMN.id.eq(id))
        .exec(work.db())
        .await?;
    Ok(())
}

/// Takes evidence back. What was verified by it stands until somebody looks again.
pub async fn remove_evidence(work: &Work, of: ExpertiseId, id: EvidenceId) -> Result<()> {
    let piece = evidence::Entity::find_by_id(id)
        .filter(evidence::COLUMN.expertise_id.eq(of))
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("evidence"))?;
    let of = row(work, piece.expertise_id).await?;
    let owner = Owner::trainer(of.trainer_id);
    policy::require(&work.actor, Action::EditTrainers, owner, "evidence")?;
    if piece.slot_id.is_some() {
        return Err(Error::conflict("evidence-of-session"));
    }
    raise(work, of.id).await?;
    evidence::Entity::delete_by_id(id).exec(work.db()).await?;
    let detail = json!({ "evidence": id });
    audit::append(
        work,
        "expertise.evidence_removed",
        "expertise",
        of.id.0,
        detail,
    )
    .await
}

/// A session was held: it shows what whoever taught it can do, where they claim the subject.
pub async fn taught(
    work: &Work,
    trainer: TrainerId,
    subject: SubjectId,
    (slot, title): (SlotId, &str),
    day: NaiveDate,
) -> Result<()> {
    let claimed = expertise::Entity::find()
        .filter(expertise::COLUMN.trainer_id.eq(trainer))
        .filter(expertise::COLUMN.subject_id.eq(subject))
        .one(work.db())
        .await?;
    let Some(claimed) = claimed else {
        return Ok(());
    };
    let known = evidence::Entity::find()
        .filter(evidence::COLUMN.expertise_id.eq(claimed.id))
        .filter(evidence::COLUMN.slot_id.eq(slot))
        .one(work.db())
        .await?;
    if known.is_none() {
        raise(work, claimed.id).await?;
        evidence::ActiveModel {
            expertise_id: Set(claimed.id),
            kind: Set(EvidenceKind::Session),
            title: Set(title.to_owned()),
            dated_on: Set(day),
            reference: Set(String::new()),
            slot_id: Set(Some(slot)),
            added_by: Set(None),
            added_at: Set(work.now),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
    }
    Ok(())
}

/// The evidence of each expertise, newest first.
pub(super) async fn of(
    work: &Work,
    ids: impl Iterator<Item = ExpertiseId>,
) -> Result<BTreeMap<ExpertiseId, Vec<EvidenceView>>> {
    let mut shown: BTreeMap<ExpertiseId, Vec<EvidenceView>> = BTreeMap::new();
    let rows = evidence::Entity::find()
        .filter(evidence::COLUMN.expertise_id.is_in(ids))
        .order_by_desc(evidence::COLUMN.dated_on)
        .order_by_desc(evidence::COLUMN.id)
        .all(work.db())
        .await?;
    let who = rows.iter().filter_map(|row| row.added_by);
    let names = accounts::names(work, who).await?;
    for row in rows {
        shown
            .entry(row.expertise_id)
            .or_default()
            .push(EvidenceView {
                id: row.id,
                kind: row.kind,
                title: row.title,
                dated_on: row.dated_on,
                reference: row.reference,
                slot: row.slot_id,
                by: row.added_by.and_then(|id| names.get(&id).cloned()),
            });
    }
    Ok(shown)
}
