//! The audit trail: who did what to what, when. Rows are appended in the transaction of the change
//! and never altered; the database refuses it.

use entity::{Instant, PersonId, audit};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryOrder, QuerySelect};
use serde_json::Value;

use crate::accounts::policy::{self, Action};
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

/// One row as it is shown.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Entry {
    /// When.
    pub at: Instant,
    /// How the actor came in.
    pub actor_kind: String,
    /// Who, if a person.
    pub actor: Option<PersonId>,
    /// What was done.
    pub action: String,
    /// To what kind of thing.
    pub object: String,
    /// To which.
    pub object_id: i64,
    /// Codes and ids.
    pub detail: String,
}

/// The newest entries, newest first.
pub async fn recent(work: &Work, limit: u64) -> Result<Vec<Entry>> {
    policy::require_all(&work.actor, Action::ViewAudit)?;
    let rows = audit::Entity::find()
        .order_by_desc(audit::COLUMN.id)
        .limit(limit.min(200))
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            at: row.at,
            actor_kind: row.actor_kind,
            actor: row.actor_id,
            action: row.action,
            object: row.object,
            object_id: row.object_id,
            detail: row.detail,
        })
        .collect())
}
