//! The audit trail: who did what to what, when, and why. Rows are appended in the transaction of the change
//! and never altered; the database refuses it.
//!
//! One sealer ([`seal`]) chains them afterwards, in the order in which it meets them: a chain head in every
//! transaction would make all writers queue. The chain covers ids, codes and salted digests; what people
//! wrote in their own words lies beside it and can be erased ([`check`](mod@check) shows that the chain
//! stays whole).

pub mod check;
mod digest;
mod seal;

use entity::{Instant, PersonId, audit, audit_personal, audit_waiting};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Map, Value};

use crate::actor::Via;
use crate::db::Work;
use crate::error::Result;

pub use seal::seal;

/// Fields of a detail in which people say something in their own words.
const PERSONAL: &[&str] = &["reason", "name", "email"];

/// Appends what is being done. `detail` holds codes and ids, never secrets; of the fields in `PERSONAL`
/// the trail keeps a digest only.
pub async fn append(
    work: &Work,
    action: &str,
    object: &str,
    object_id: i64,
    detail: Value,
) -> Result<()> {
    let kind = match work.actor.via {
        Via::SignIn | Via::FirstStep => "person".to_owned(),
        Via::Token(token) => format!("token:{token}"),
        Via::OfferLink(offer) => format!("link:{offer}"),
        Via::System(what) => format!("system:{what}"),
        Via::Nobody => "nobody".to_owned(),
    };
    let mut kept = Map::new();
    let mut personal = Vec::new();
    for (field, value) in detail.as_object().cloned().unwrap_or_default() {
        match &value {
            Value::String(text) if PERSONAL.contains(&field.as_str()) && !text.is_empty() => {
                let salt = digest::hex(&work.random::<16>());
                let digest = digest::personal(&salt, text);
                kept.insert(field.clone(), Value::String(digest));
                personal.push((field, salt, text.clone()));
            }
            _ => {
                kept.insert(field, value);
            }
        }
    }
    let row = audit::ActiveModel {
        at: Set(work.now),
        actor_kind: Set(kind),
        actor_id: Set(work.actor.person),
        action: Set(action.to_owned()),
        object: Set(object.to_owned()),
        object_id: Set(object_id),
        detail: Set(Value::Object(kept).to_string()),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    for (field, salt, value) in personal {
        audit_personal::ActiveModel {
            audit_id: Set(row.id),
            field: Set(field),
            salt: Set(salt),
            value: Set(value),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
    }
    audit_waiting::ActiveModel {
        audit_id: Set(row.id),
    }
    .insert(work.db())
    .await?;
    Ok(())
}

/// When something was last done to a thing, and by whom, where it was a person. Whether the actor may know
/// of the thing is asked before.
pub async fn newest(
    work: &Work,
    object: &str,
    object_id: i64,
) -> Result<Option<(Instant, Option<PersonId>)>> {
    let row = audit::Entity::find()
        .filter(audit::COLUMN.object.eq(object))
        .filter(audit::COLUMN.object_id.eq(object_id))
        .order_by_desc(audit::COLUMN.id)
        .one(work.db())
        .await?;
    Ok(row.map(|row| (row.at, row.actor_id)))
}
