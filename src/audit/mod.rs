//! The audit trail: who did what to what, when. Rows are appended in the transaction of the change
//! and never altered; the database refuses it.

use entity::audit;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
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
        Via::SignIn | Via::FirstStep => "person".to_owned(),
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
