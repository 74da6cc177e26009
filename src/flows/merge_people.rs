//! Somebody who was there twice becomes one: access, what they teach and what is noted of them go to the record
//! that is kept, in one unit of work. Their past stays where it is; while something lies ahead of a second record
//! as a trainer, nothing is done.

use entity::{InstituteId, PersonId, Role, Standing, person, trainer};
use serde_json::json;

use crate::accounts::merge::{self, Access};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Message, Result};
use crate::offers::{self, Ahead, claim};
use crate::trainers::merge::{self as records, Gained};
use crate::{courses, notify, text};

/// One of the two.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Side {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: Option<String>,
}

/// What a merge would do.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Plan {
    /// Who is kept.
    pub keep: Side,
    /// Who goes into them.
    pub drop: Side,
    /// What of their access goes over.
    pub access: Access,
    /// Whether the record as a trainer goes over as a whole: the kept one has none.
    pub moves: bool,
    /// What goes from one record as a trainer to the other, where both are.
    pub gained: Option<Gained>,
    /// What lies ahead of the dropped record and keeps the two apart, where both are trainers.
    pub ahead: Vec<Ahead>,
    /// Changes whenever either of the two does.
    pub version: i64,
}

/// Everything that is needed to see and to do it.
struct Both {
    people: (person::Model, person::Model),
    trainers: (Option<trainer::Model>, Option<trainer::Model>),
}

impl Both {
    async fn load(work: &Work, keep: PersonId, drop: PersonId) -> Result<Self> {
        let people = merge::both(work, keep, drop).await?;
        let trainers = (
            records::record_of(work, keep).await?,
            records::record_of(work, drop).await?,
        );
        if let (Some(kept), Some(dropped)) = &trainers
            && kept.standing == Standing::Guest
            && dropped.standing != Standing::Guest
        {
            return Err(Error::conflict("merge-other-way"));
        }
        Ok(Self { people, trainers })
    }

    async fn plan(&self, work: &Work) -> Result<Plan> {
        let (kept, dropped) = &self.people;
        let side = |row: &person::Model| Side {
            id: row.id,
            name: row.name.clone(),
            email: row.email.clone(),
        };
        let (gained, ahead) = match &self.trainers {
            (Some(keep), Some(drop)) => (
                Some(records::gain(work, keep.id, drop.id).await?),
                offers::ahead(work, drop.id).await?,
            ),
            _ => (None, Vec::new()),
        };
        let of = |row: &Option<trainer::Model>| row.as_ref().map_or(0, |row| row.version);
        let (one, other) = &self.trainers;
        Ok(Plan {
            keep: side(kept),
            drop: side(dropped),
            access: merge::look(work, kept, dropped).await?,
            moves: one.is_none() && other.is_some(),
            gained,
            ahead,
            version: kept.version + dropped.version + of(one) + of(other),
        })
    }
}

/// What a merge would do; refuses where these two can't be made one by whoever asks.
pub async fn plan_merge(work: &Work, keep: PersonId, drop: PersonId) -> Result<Plan> {
    Both::load(work, keep, drop).await?.plan(work).await
}

/// Makes one of two. `version` is that of the plan that was seen.
pub async fn merge_people(
    work: &Work,
    keep: PersonId,
    drop: PersonId,
    version: i64,
    reason: &str,
) -> Result<()> {
    let both = Both::load(work, keep, drop).await?;
    let reason = text::paragraph("reason", reason, 1..=1000)?;
    // Nobody shall be asked under the one name while they become the other: claims queue on these rows.
    let mut rows: Vec<_> = [&both.trainers.0, &both.trainers.1]
        .into_iter()
        .flatten()
        .map(|row| row.id)
        .collect();
    rows.sort_unstable();
    for id in rows {
        claim::lock(work, id).await?;
    }
    let plan = both.plan(work).await?;
    if plan.version != version {
        return Err(Error::Stale);
    }
    if !plan.ahead.is_empty() {
        return Err(Error::Conflict(held(work, &plan.ahead)));
    }
    let Both { people, trainers } = both;
    merge::absorb(work, people.0, people.1).await?;
    match trainers {
        (None, Some(dropped)) => records::hand_over(work, dropped, keep).await?,
        (Some(kept), Some(dropped)) => records::absorb(work, kept, dropped).await?,
        _ => {}
    }
    courses::hand_over(work, drop, keep).await?;
    notify::readdress(work, drop, keep).await?;
    let roles: Vec<(Role, Option<InstituteId>)> = plan.access.roles;
    let detail = json!({
        "merged": drop, "roles": roles, "moves": plan.moves, "gained": plan.gained, "reason": reason,
    });
    audit::append(work, "person.merge", "person", keep.0, detail).await?;
    let detail = json!({ "into": keep });
    audit::append(work, "person.merge", "person", drop.0, detail).await
}

/// Names what lies ahead, so that whoever reads it knows what to recall or to hand over first.
fn held(work: &Work, ahead: &[Ahead]) -> Message {
    let zone = work.zone();
    let named: Vec<String> = ahead
        .iter()
        .take(10)
        .map(|row| {
            format!(
                "{} “{}” ({})",
                row.reference,
                row.title,
                zone.date(row.starts.0)
            )
        })
        .collect();
    Message::new("merge-held")
        .with("count", ahead.len())
        .with("what", named.join(", "))
}
