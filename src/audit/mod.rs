//! The audit trail: who did what to what, when. Rows are appended in the transaction of the change
//! and never altered; the database refuses it.

use entity::{Instant, PersonId, audit};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use crate::actor::Via;
use crate::db::Work;
use crate::error::Result;

/// Appends what is being done. `detail` holds codes and ids, never secrets.
pub async fn append(
    work: &Work,
    action: &str,
    object: &str,
    object_id: i64,
    detail: Value,
) -> Result<()> {
    let kind = match work.actor.via {
        Via::SignIn => "person".to_owned(),
        Via::Token(token) => format!("token:{token}"),
        Via::OfferLink(offer) => format!("link:{offer}"),
        Via::System(what) => format!("system:{what}"),
        Via::Nobody => "nobody".to_owned(),
    };
    audit::ActiveModel {
        at: Set(work.now),
        actor_kind: Set(kind),
        actor_id: Set(work.actor.person),
        action: Set(action.to_owned()),
        object: Set(object.to_owned()),
        object_id: Set(object_id),
        detail: Set(detail.to_string()),
        ..Default::default()
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
