//! Saying what one teaches, and how well. A claim counts for nothing until somebody verified it.

use entity::{
    Audience, ExpertiseId, Language, SubjectId, TrainerId, expertise, subject, trainer,
    verification,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::qualify::{floor, usual};
use super::row;
use crate::accounts::policy::{self, Action, Owner};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::trainers::changeable;

/// What somebody says that they teach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The subject.
    pub subject: SubjectId,
    /// 1 can cover .. 5.
    pub level: i32,
    /// Which classes; none for those that the subject is usually for.
    pub audience: Option<Audience>,
    /// In this language alone; none for all of theirs.
    pub language: Option<Language>,
    /// -30..30.
    pub preference: i32,
}

impl Claim {
    /// A claim for the usual classes, in all of the trainer's languages.
    pub fn new(subject: SubjectId, level: i32, preference: i32) -> Self {
        Self {
            subject,
            level,
            audience: None,
            language: None,
            preference,
        }
    }
}

/// Adds a subject to what a trainer says that they teach.
pub async fn claim(work: &Work, id: TrainerId, new: Claim) -> Result<ExpertiseId> {
    let owner = Owner::trainer(id);
    policy::require(&work.actor, Action::EditTrainers, owner, "trainer")?;
    // The subject first and then the trainer, as whoever merges subjects locks them; and only what is locked is
    // looked at.
    let subject = checked(work, &new).await?;
    in_use(work, &subject)?;
    raise(work, id).await?;
    changeable(work, id).await?;
    let there = expertise::Entity::find()
        .filter(expertise::COLUMN.trainer_id.eq(id))
        .filter(expertise::COLUMN.subject_id.eq(new.subject))
        .one(work.db())
        .await?;
    if there.is_some() {
        return Err(Error::field("subject", Message::new("expertise-twice")));
    }
    insert(work, id, &subject, new).await
}

async fn insert(
    work: &Work,
    id: TrainerId,
    subject: &subject::Model,
    new: Claim,
) -> Result<ExpertiseId> {
    let row = expertise::ActiveModel {
        trainer_id: Set(id),
        subject_id: Set(new.subject),
        claimed_level: Set(new.level),
        preference: Set(new.preference),
        audience: Set(new.audience.unwrap_or_else(|| usual(&subject.audience))),
        language: Set(new.language),
        version: Set(1),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    let detail = json!({ "trainer": id, "subject": subject.code, "level": new.level });
    audit::append(work, "expertise.claim", "expertise", row.id.0, detail).await?;
    Ok(row.id)
}

/// Says it differently. A verified level stands meanwhile; only a coordinator widens what it was verified for.
pub async fn amend(work: &Work, id: ExpertiseId, version: i64, new: Claim) -> Result<()> {
    let old = row(work, id).await?;
    let owner = Owner::trainer(old.trainer_id);
    policy::require(&work.actor, Action::EditTrainers, owner, "expertise")?;
    if old.version != version {
        return Err(Error::Stale);
    }
    let subject = checked(
        work,
        &Claim {
            subject: old.subject_id,
            ..new
        },
    )
    .await?;
    let audience = new.audience.unwrap_or_else(|| usual(&subject.audience));
    let looked_at = old.verified_level.is_some();
    if looked_at && !decides(work, &old) {
        let wider = floor(audience) < floor(old.audience);
        if wider {
            return Err(Error::field("audience", Message::new("expertise-wider")));
        }
        if old.language.is_some() && new.language != old.language {
            return Err(Error::field("language", Message::new("expertise-wider")));
        }
    }
    raise(work, old.trainer_id).await?;
    write(work, &old, new, audience).await
}

/// Whether the actor decides about what others show; nobody does about their own.
fn decides(work: &Work, old: &expertise::Model) -> bool {
    policy::may_all(&work.actor, Action::ManageTrainers)
        && work.actor.trainer != Some(old.trainer_id)
}

/// Holds subjects as they are until the end of this work, before a trainer's row is written.
pub(in crate::trainers) async fn hold_subjects(
    work: &Work,
    ids: impl Iterator<Item = SubjectId>,
) -> Result<()> {
    subject::Entity::find()
        .filter(subject::COLUMN.id.is_in(ids))
        .order_by_asc(subject::COLUMN.id)
        .lock_shared()
        .all(work.db())
        .await?;
    Ok(())
}

/// Raises the version of a trainer's record, of which what they teach is a part: whoever read it before has read
/// something else. Its row is locked with that, so that two changes of one trainer queue.
pub(super) async fn raise(work: &Work, id: TrainerId) -> Result<()> {
    trainer::Entity::update_many()
        .col_expr(
            trainer::Column::Version,
            Expr::col(trainer::Column::Version).add(1),
        )
        .filter(trainer::COLUMN.id.eq(id))
        .exec(work.db())
        .await?;
    Ok(())
}

async fn write(work: &Work, old: &expertise::Model, new: Claim, audience: Audience) -> Result<()> {
    let mut row = old.clone().into_active_model();
    row.claimed_level = Set(new.level);
    row.preference = Set(new.preference);
    row.audience = Set(audience);
    row.language = Set(new.language);
    row.version = Set(old.version + 1);
    swap(work, old, row).await?;
    let detail = json!({ "level": new.level, "audience": audience, "language": new.language });
    audit::append(work, "expertise.amend", "expertise", old.id.0, detail).await
}

/// Takes a subject off what a trainer teaches, with all that was shown for it. What is promised stays. Once a
/// coordinator took a verification back, only they can: else it could be claimed anew as if nobody had looked.
pub async fn withdraw(work: &Work, id: ExpertiseId, version: i64) -> Result<()> {
    let old = row(work, id).await?;
    let owner = Owner::trainer(old.trainer_id);
    policy::require(&work.actor, Action::EditTrainers, owner, "expertise")?;
    let last_look = verification::Entity::find()
        .filter(verification::COLUMN.expertise_id.eq(id))
        .order_by_desc(verification::COLUMN.id)
        .one(work.db())
        .await?;
    let taken_back = last_look.is_some_and(|look| look.level.is_none());
    if taken_back && !decides(work, &old) {
        return Err(Error::conflict("expertise-was-taken-back"));
    }
    raise(work, old.trainer_id).await?;
    let done = expertise::Entity::delete_many()
        .filter(expertise::COLUMN.id.eq(id))
        .filter(expertise::COLUMN.version.eq(version))
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::Stale);
    }
    let detail = json!({ "trainer": old.trainer_id, "subject": old.subject_id,
        "level": old.claimed_level, "verified": old.verified_level, "until": old.expires_on });
    audit::append(work, "expertise.withdraw", "expertise", id.0, detail).await
}

/// Makes a trainer's claims these: new ones are added, others changed or taken off. What was verified of
/// those that stay is not touched, and what a coordinator has looked at is not taken off by a list that lacks it.
pub(in crate::trainers) async fn set_claims(
    work: &Work,
    id: TrainerId,
    claims: Vec<(SubjectId, i32)>,
) -> Result<()> {
    let there = expertise::Entity::find()
        .filter(expertise::COLUMN.trainer_id.eq(id))
        .all(work.db())
        .await?;
    let looked_at: Vec<ExpertiseId> = verification::Entity::find()
        .filter(
            verification::COLUMN
                .expertise_id
                .is_in(there.iter().map(|old| old.id)),
        )
        .all(work.db())
        .await?
        .into_iter()
        .map(|look| look.expertise_id)
        .collect();
    for old in &there {
        match claims
            .iter()
            .find(|(subject, _)| *subject == old.subject_id)
        {
            None if looked_at.contains(&old.id) => {
                return Err(Error::field(
                    "expertise",
                    Message::new("expertise-looked-at"),
                ));
            }
            None => withdraw(work, old.id, old.version).await?,
            Some((_, level)) if *level != old.claimed_level => {
                let new = Claim {
                    language: old.language,
                    ..Claim::new(old.subject_id, *level, old.preference)
                };
                write(work, old, new, old.audience).await?;
            }
            Some(_) => {}
        }
    }
    for (subject, level) in claims {
        if !there.iter().any(|old| old.subject_id == subject) {
            let new = Claim::new(subject, level, 0);
            // Here all claims are one field.
            let beside = |error: Error| {
                error.renamed(|field| match field {
                    "subject" | "level" | "preference" => "expertise".to_owned(),
                    other => other.to_owned(),
                })
            };
            let subject = checked(work, &new).await.map_err(beside)?;
            in_use(work, &subject).map_err(beside)?;
            insert(work, id, &subject, new).await?;
        }
    }
    Ok(())
}

/// Writes a row that was read as `old`.
pub(super) async fn swap(
    work: &Work,
    old: &expertise::Model,
    row: expertise::ActiveModel,
) -> Result<()> {
    let done = expertise::Entity::update_many()
        .set(row)
        .filter(expertise::COLUMN.id.eq(old.id))
        .filter(expertise::COLUMN.version.eq(old.version))
        .exec(work.db())
        .await?;
    match done.rows_affected {
        1 => Ok(()),
        _ => Err(Error::Stale),
    }
}

/// Refuses what went out of use: a claim to a merged subject would count for nothing.
fn in_use(work: &Work, subject: &subject::Model) -> Result<()> {
    let today = work.zone().date(work.now.0);
    match subject.valid_to.is_some_and(|last| last < today) {
        true => Err(Error::field("subject", Message::new("subjects-out-of-use"))),
        false => Ok(()),
    }
}

/// The claim's subject, if the claim is sound. Areas are taught too, by those who know all of one.
async fn checked(work: &Work, new: &Claim) -> Result<subject::Model> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: Message| {
        errors.push(FieldError {
            field: field.into(),
            message,
        });
    };
    if !(1..=5).contains(&new.level) {
        wrong("level", Message::new("expertise-level"));
    }
    if !(-30..=30).contains(&new.preference) {
        wrong("preference", Message::new("expertise-preference-range"));
    }
    // Whoever makes it part of another meanwhile waits, or is waited for.
    let subject = subject::Entity::find_by_id(new.subject)
        .lock_shared()
        .one(work.db())
        .await?;
    if subject.is_none() {
        wrong("subject", Message::new("trainers-unknown-subject"));
    }
    match (subject, errors.is_empty()) {
        (Some(subject), true) => Ok(subject),
        _ => Err(Error::Invalid(errors)),
    }
}
