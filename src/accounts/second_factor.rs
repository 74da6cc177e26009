//! The second step of signing in: codes of an authenticator app (TOTP, RFC 6238).
//!
//! Coordinators and administrators can't do without; anybody else may have it. The app's secret is sealed
//! at rest, a code counts once, and wrong codes cost time ([`throttle`]). What to do without the app is
//! `recovery`.

use entity::{Instant, PersonId, Role, second_factor};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

use super::policy::{self, Action};
use super::{recovery, sealed, sign_in, sign_ins, throttle};
use crate::actor::{Actor, Via};
use crate::audit;
use crate::db::{Db, Work};
use crate::error::{Error, Message, Result};

/// What a person's second step is about to be, or is.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct FactorView {
    /// Whether a code is asked for at sign-in.
    pub on: bool,
    /// Whether the person can't be without.
    pub required: bool,
    /// What the app needs, until its first code came: an address for a QR code.
    pub address: Option<String>,
    /// The same secret for typing.
    pub secret: Option<String>,
    /// Recovery codes that are left.
    pub codes: u64,
}

/// Whether the roles are such that the second step can't be left out.
pub fn required(work: &Work, actor: &Actor) -> bool {
    work.programme().second_step && (actor.is(Role::Administrator) || actor.is(Role::Coordinator))
}

/// Whether a sign-in of this person is worth nothing before the second step.
pub(super) async fn wanted(work: &Work, actor: &Actor, person: PersonId) -> Result<bool> {
    if required(work, actor) {
        return Ok(true);
    }
    Ok(of(work, person)
        .await?
        .is_some_and(|row| row.confirmed_at.is_some()))
}

async fn of(work: &Work, person: PersonId) -> Result<Option<second_factor::Model>> {
    Ok(second_factor::Entity::find()
        .filter(second_factor::COLUMN.person_id.eq(person))
        .one(work.db())
        .await?)
}

/// Only a person in a browser, also one who has taken the first step alone.
fn in_person(actor: &Actor) -> Result<PersonId> {
    match actor.via {
        Via::SignIn | Via::FirstStep => actor.person.ok_or(Error::Forbidden),
        _ => Err(Error::Forbidden),
    }
}

fn whose(person: PersonId) -> String {
    format!("second_factor:{person}")
}

fn app(work: &Work, row: &second_factor::Model, name: &str) -> Result<Totp> {
    let secret = sealed::open(work, &whose(row.person_id), &row.secret)?;
    // A colon would end the issuer in the address of the QR code.
    let name = name.replace([':', '/'], " ");
    Builder::new()
        .with_secret(Secret::from(secret))
        .with_account_name(name)
        .with_issuer(Some("Rostrum"))
        .build()
        .map_err(|e| Error::Internal(e.to_string()))
}

/// How the second step of whoever asks stands.
pub async fn view(work: &Work) -> Result<FactorView> {
    let person = in_person(&work.actor)?;
    // Whoever took the first step alone acts without roles; here they count.
    let whole = super::actor_of(work, person)
        .await?
        .ok_or(Error::Forbidden)?;
    let required = required(work, &whole);
    let Some(row) = of(work, person).await? else {
        return Ok(FactorView {
            required,
            ..FactorView::default()
        });
    };
    if row.confirmed_at.is_some() {
        return Ok(FactorView {
            on: true,
            required,
            codes: recovery::left(work, person).await?,
            ..FactorView::default()
        });
    }
    let app = app(work, &row, &whole.name)?;
    Ok(FactorView {
        required,
        address: Some(app.to_url().map_err(|e| Error::Internal(e.to_string()))?),
        secret: Some(app.secret().to_base32()),
        ..FactorView::default()
    })
}

/// Makes a secret for the app of whoever asks. It counts for nothing before its first code came; one that
/// counts already stays.
pub async fn begin(work: &Work) -> Result<()> {
    let person = in_person(&work.actor)?;
    let secret = sealed::seal(work, &whose(person), &work.random::<20>())?;
    match of(work, person).await? {
        Some(row) if row.confirmed_at.is_some() => Err(Error::conflict("second-step-on-already")),
        Some(row) => {
            let mut row = row.into_active_model();
            row.secret = Set(secret);
            row.created_at = Set(work.now);
            row.update(work.db()).await?;
            Ok(())
        }
        None => {
            second_factor::ActiveModel {
                person_id: Set(person),
                secret: Set(secret),
                created_at: Set(work.now),
                confirmed_at: Set(None),
                last_step: Set(0),
                ..Default::default()
            }
            .insert(work.db())
            .await?;
            Ok(())
        }
    }
}

/// The first code of the app: from now on it counts. Gives the browser's new token, and the recovery codes,
/// which nobody can read again.
pub async fn confirm(
    db: &Db,
    actor: &Actor,
    token: &str,
    code: &str,
) -> Result<(String, Vec<String>)> {
    let person = in_person(actor)?;
    throttle::charge(db, &throttle::codes(person)).await?;
    let work = Work::begin(db, actor.clone()).await?;
    let row = of(&work, person).await?;
    let row = row.ok_or_else(|| Error::conflict("second-step-not-begun"))?;
    if row.confirmed_at.is_some() {
        return Err(Error::conflict("second-step-on-already"));
    }
    spend(&work, row, code, Some(work.now)).await?;
    let codes = recovery::renew(&work, person).await?;
    throttle::clear(&work, &throttle::codes(person)).await?;
    audit::append(&work, "second_step.on", "person", person.0, json!({})).await?;
    sign_ins::end_all(&work, person, Some(token)).await?;
    let token = sign_in::pass(&work, person, token).await?;
    work.commit().await?;
    Ok((token, codes))
}

/// The second step: a code of the app, or a recovery code. Gives the browser's new token.
pub async fn pass(db: &Db, actor: &Actor, token: &str, code: &str) -> Result<String> {
    let person = in_person(actor)?;
    let work = proven(db, actor, person, code).await?;
    let token = sign_in::pass(&work, person, token).await?;
    work.commit().await?;
    Ok(token)
}

/// New recovery codes in place of the old ones, for a code.
pub async fn renew_codes(db: &Db, actor: &Actor, code: &str) -> Result<Vec<String>> {
    let person = in_person(actor)?;
    let work = proven(db, actor, person, code).await?;
    let codes = recovery::renew(&work, person).await?;
    audit::append(&work, "second_step.codes", "person", person.0, json!({})).await?;
    work.commit().await?;
    Ok(codes)
}

/// Does without from now on, for a code; not for those who can't.
pub async fn remove(db: &Db, actor: &Actor, code: &str) -> Result<()> {
    let person = in_person(actor)?;
    let work = proven(db, actor, person, code).await?;
    let whole = super::actor_of(&work, person)
        .await?
        .ok_or(Error::Forbidden)?;
    if required(&work, &whole) {
        return Err(Error::conflict("second-step-required"));
    }
    forget(&work, person).await?;
    audit::append(&work, "second_step.off", "person", person.0, json!({})).await?;
    work.commit().await
}

/// Takes the second step from somebody whose app and recovery codes are lost, and ends their sign-ins: they
/// set it up anew when they come in again.
pub async fn reset(work: &Work, person: PersonId) -> Result<()> {
    policy::require_all(&work.actor, Action::ManagePeople)?;
    if of(work, person).await?.is_none() {
        return Err(Error::conflict("second-step-none"));
    }
    forget(work, person).await?;
    sign_ins::end_all(work, person, None).await?;
    audit::append(work, "second_step.reset", "person", person.0, json!({})).await
}

async fn forget(work: &Work, person: PersonId) -> Result<()> {
    second_factor::Entity::delete_many()
        .filter(second_factor::COLUMN.person_id.eq(person))
        .exec(work.db())
        .await?;
    recovery::end(work, person).await
}

/// A unit of work in which a code of this person was spent: one of the app, or a recovery code.
async fn proven(db: &Db, actor: &Actor, person: PersonId, code: &str) -> Result<Work> {
    throttle::charge(db, &throttle::codes(person)).await?;
    let work = Work::begin(db, actor.clone()).await?;
    let row = of(&work, person)
        .await?
        .filter(|row| row.confirmed_at.is_some())
        .ok_or_else(|| Error::conflict("second-step-none"))?;
    let spent = match recovery::like_one(code) {
        true => recovery::spend(&work, person, code).await,
        false => spend(&work, row, code, None).await,
    };
    if let Err(error) = spent {
        drop(work);
        // Somebody who has the password tries codes: that is to be seen.
        let work = Work::begin(db, actor.clone()).await?;
        audit::append(&work, "second_step.refused", "person", person.0, json!({})).await?;
        work.commit().await?;
        return Err(error);
    }
    throttle::clear(&work, &throttle::codes(person)).await?;
    Ok(work)
}

/// Spends a code of the app: each counts once, also of several tries in the same moment.
async fn spend(
    work: &Work,
    row: second_factor::Model,
    code: &str,
    confirmed: Option<Instant>,
) -> Result<()> {
    let wrong = || Error::field("code", Message::new("second-step-wrong"));
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let now = u64::try_from(work.now.0).unwrap_or_default();
    let step = app(work, &row, "x")?.check(&code, now).ok_or_else(wrong)?;
    let step = i64::try_from(step).unwrap_or_default();
    let (id, confirmed) = (row.id, confirmed.or(row.confirmed_at));
    let done = second_factor::Entity::update_many()
        .set(second_factor::ActiveModel {
            last_step: Set(step),
            confirmed_at: Set(confirmed),
            ..Default::default()
        })
        .filter(second_factor::COLUMN.id.eq(id))
        .filter(second_factor::COLUMN.last_step.lt(step))
        .exec(work.db())
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::field("code", Message::new("second-step-used")))
    }
}
