//! Bearer links: set-up, sign-in, and the answer to one offer. Only hashes are kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::{Instant, LinkPurpose, OfferId, PersonId, link};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::audit;
use crate::db::Work;
use crate::error::{Error, Result};

/// A fresh secret of 32 random bytes, as it stands in an address, with the hash that is kept.
pub fn mint(work: &Work) -> (String, String) {
    let secret = URL_SAFE_NO_PAD.encode(work.random::<32>());
    let hash = hash(&secret);
    (secret, hash)
}

/// SHA-256 of a secret, in hex.
pub fn hash(secret: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(secret.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a String can't fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

async fn keep(
    work: &Work,
    purpose: LinkPurpose,
    person: Option<PersonId>,
    offer: Option<OfferId>,
    expires: Instant,
) -> Result<String> {
    let (secret, hash) = mint(work);
    link::ActiveModel {
        token_hash: Set(hash),
        purpose: Set(purpose),
        person_id: Set(person),
        offer_id: Set(offer),
        created_at: Set(work.now),
        expires_at: Set(expires),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    Ok(secret)
}

/// A single-use link that signs this person in.
pub async fn mint_sign_in(work: &Work, person: PersonId, expires: Instant) -> Result<String> {
    let secret = keep(work, LinkPurpose::SignIn, Some(person), None, expires).await?;
    // Whoever has the link can be this person: the trail names who made it.
    audit::append(work, "link.mint", "person", person.0, json!({})).await?;
    Ok(secret)
}

/// A single-use link that makes the first administrator.
pub async fn mint_set_up(work: &Work, expires: Instant) -> Result<String> {
    // Only the newest one counts: an older one may have been seen in a log.
    link::Entity::update_many()
        .set(link::ActiveModel {
            used_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(link::COLUMN.purpose.eq(LinkPurpose::SetUp))
        .filter(link::COLUMN.used_at.is_null())
        .exec(work.db())
        .await?;
    keep(work, LinkPurpose::SetUp, None, None, expires).await
}

/// A link that answers one offer until it is answered or over.
pub async fn mint_offer(
    work: &Work,
    offer: OfferId,
    person: PersonId,
    expires: Instant,
) -> Result<String> {
    keep(work, LinkPurpose::Offer, Some(person), Some(offer), expires).await
}

/// A link as it stands, spent or not; none for a wrong secret.
pub async fn find(work: &Work, purpose: LinkPurpose, secret: &str) -> Result<Option<link::Model>> {
    Ok(link::Entity::find()
        .filter(link::COLUMN.token_hash.eq(hash(secret)))
        .filter(link::COLUMN.purpose.eq(purpose))
        .one(work.db())
        .await?)
}

/// The offer that a mail link is about. It opens the page even when the offer is answered, which
/// then says so; only a link that never was, or that expired, is refused.
pub async fn open_offer(work: &Work, secret: &str) -> Result<OfferId> {
    let link = find(work, LinkPurpose::Offer, secret).await?;
    link.filter(|link| link.expires_at > work.now)
        .and_then(|link| link.offer_id)
        .ok_or(Error::NotFound("link"))
}

/// Spends a single-use link: of many tries at once, one wins.
pub async fn redeem(work: &Work, purpose: LinkPurpose, secret: &str) -> Result<link::Model> {
    let spent = link::Entity::update_many()
        .set(link::ActiveModel {
            used_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(link::COLUMN.token_hash.eq(hash(secret)))
        .filter(link::COLUMN.purpose.eq(purpose))
        .filter(link::COLUMN.used_at.is_null())
        .filter(link::COLUMN.expires_at.gt(work.now))
        .exec(work.db())
        .await?;
    if spent.rows_affected != 1 {
        return Err(Error::NotFound("link"));
    }
    find(work, purpose, secret)
        .await?
        .ok_or(Error::NotFound("link"))
}

/// All links of an offer end with its answer.
pub async fn end_offer(work: &Work, offer: OfferId) -> Result<()> {
    link::Entity::update_many()
        .set(link::ActiveModel {
            used_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(link::COLUMN.offer_id.eq(offer))
        .filter(link::COLUMN.used_at.is_null())
        .exec(work.db())
        .await?;
    Ok(())
}

/// All links of a person end, also those that would still show an answered offer.
pub(super) async fn end_person(work: &Work, person: PersonId) -> Result<()> {
    link::Entity::update_many()
        .set(link::ActiveModel {
            expires_at: Set(work.now),
            ..Default::default()
        })
        .filter(link::COLUMN.person_id.eq(person))
        .filter(link::COLUMN.expires_at.gt(work.now))
        .exec(work.db())
        .await?;
    Ok(())
}

/// Whether anybody was set up yet.
pub async fn nobody_yet(work: &Work) -> Result<bool> {
    use entity::{Role, role_grant};
    let administrators = role_grant::Entity::find()
        .filter(role_grant::COLUMN.role.eq(Role::Administrator))
        .count(work.db())
        .await?;
    Ok(administrators == 0)
}
