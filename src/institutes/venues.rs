//! The rooms of an institute: seats, and whether a room holds one session at a time.
//!
//! A room that sessions point at is never removed; whoever changes it changes what feeds show.

use entity::{InstituteId, VenueId, institute, slot, slot_option, venue};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use serde_json::json;

use crate::accounts::policy::{self, Action, Owner};
use crate::audit;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::text;

/// A venue of an institute.
#[derive(Clone, Debug, serde::Serialize)]
pub struct VenueView {
    /// The venue.
    pub id: VenueId,
    /// Name.
    pub name: String,
    /// Seats, if known.
    pub capacity: Option<i32>,
    /// Whether it holds one session at a time.
    pub exclusive: bool,
}

/// A venue as somebody writes it.
#[derive(Clone, Debug)]
pub struct NewVenue {
    /// Name.
    pub name: String,
    /// Seats, if known.
    pub capacity: Option<i32>,
    /// Whether it holds one session at a time.
    pub exclusive: bool,
}

/// The venues of an institute.
pub async fn venues(work: &Work, id: InstituteId) -> Result<Vec<VenueView>> {
    policy::require(
        &work.actor,
        Action::ViewRequests,
        Owner::institute(id),
        "institute",
    )?;
    let rows = venue::Entity::find()
        .filter(venue::COLUMN.institute_id.eq(id))
        .order_by_asc(venue::COLUMN.id)
        .all(work.db())
        .await?;
    Ok(rows.into_iter().map(view).collect())
}

/// One venue, with the institute it belongs to.
pub async fn venue(work: &Work, id: VenueId) -> Result<(InstituteId, VenueView)> {
    let (institute, row) = load(work, id, Action::ViewRequests).await?;
    Ok((institute, view(row)))
}

fn view(row: venue::Model) -> VenueView {
    VenueView {
        id: row.id,
        name: row.name,
        capacity: row.capacity,
        exclusive: row.exclusive,
    }
}

/// The row of a venue that belongs to an institute; the online place belongs to none.
async fn load(work: &Work, id: VenueId, action: Action) -> Result<(InstituteId, venue::Model)> {
    let missing = || Error::NotFound("venue");
    let row = venue::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or_else(missing)?;
    let institute = row.institute_id.ok_or_else(missing)?;
    policy::require(&work.actor, action, Owner::institute(institute), "venue")?;
    Ok((institute, row))
}

/// Adds a venue in the institute's city.
pub async fn create_venue(work: &Work, id: InstituteId, new: NewVenue) -> Result<VenueId> {
    policy::require(
        &work.actor,
        Action::WriteRequests,
        Owner::institute(id),
        "institute",
    )?;
    let institute = institute::Entity::find_by_id(id)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("institute"))?;
    let name = clean(work, id, None, &new).await?;
    let row = venue::ActiveModel {
        institute_id: Set(Some(id)),
        city_id: Set(Some(institute.city_id)),
        name: Set(name),
        capacity: Set(new.capacity),
        exclusive: Set(new.exclusive),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    let detail = json!({ "institute": id });
    audit::append(work, "venue.create", "venue", row.id.0, detail).await?;
    Ok(row.id)
}

/// Renames a venue or changes its seats. Feeds that show the name count it as a change. Whether a
/// room is exclusive is fixed: times that are taken in it were checked by that.
pub async fn revise_venue(work: &Work, id: VenueId, new: NewVenue) -> Result<()> {
    let (institute, row) = load(work, id, Action::WriteRequests).await?;
    let name = clean(work, institute, Some(id), &new).await?;
    if new.exclusive != row.exclusive && used(work, id).await? {
        return Err(Error::field(
            "exclusive",
            Message::new("venues-exclusive-used"),
        ));
    }
    let renamed = name != row.name;
    let detail = json!({ "institute": institute, "renamed": renamed });
    let mut row = row.into_active_model();
    row.name = Set(name);
    row.capacity = Set(new.capacity);
    row.exclusive = Set(new.exclusive);
    row.update(work.db()).await?;
    if renamed {
        revise_slots(work, id).await?;
    }
    audit::append(work, "venue.revise", "venue", id.0, detail).await
}

/// Whether any time was ever asked for in the venue.
async fn used(work: &Work, id: VenueId) -> Result<bool> {
    let option = slot_option::Entity::find()
        .filter(slot_option::COLUMN.venue_id.eq(id))
        .one(work.db())
        .await?;
    Ok(option.is_some())
}

/// Slots that feeds show in this venue: their events changed.
async fn revise_slots(work: &Work, id: VenueId) -> Result<()> {
    let here = slot_option::Entity::find()
        .select_only()
        .column(slot_option::Column::Id)
        .filter(slot_option::COLUMN.venue_id.eq(id))
        .into_query();
    slot::Entity::update_many()
        .set(slot::ActiveModel {
            revised_at: Set(work.now),
            ..Default::default()
        })
        .col_expr(
            slot::Column::Sequence,
            Expr::col(slot::Column::Sequence).add(1),
        )
        .filter(slot::Column::ActiveOptionId.in_subquery(here))
        .filter(slot::COLUMN.uid.is_not_null())
        .exec(work.db())
        .await?;
    Ok(())
}

/// The cleaned name; refuses a twin within the institute and odd numbers of seats.
async fn clean(
    work: &Work,
    institute: InstituteId,
    own: Option<VenueId>,
    new: &NewVenue,
) -> Result<String> {
    let mut errors: Vec<FieldError> = Vec::new();
    let name = text::line("name", &new.name, 1..=200).unwrap_or_else(|error| {
        errors.push(error);
        String::new()
    });
    if new
        .capacity
        .is_some_and(|seats| !(1..=5000).contains(&seats))
    {
        errors.push(FieldError {
            field: "capacity".into(),
            message: Message::new("field-range").with("min", 1).with("max", 5000),
        });
    }
    let twin = venue::Entity::find()
        .filter(venue::COLUMN.institute_id.eq(institute))
        .filter(venue::COLUMN.name.eq(name.as_str()))
        .one(work.db())
        .await?
        .is_some_and(|row| Some(row.id) != own);
    if twin && !name.is_empty() {
        errors.push(FieldError {
            field: "name".into(),
            message: Message::new("venues-name-taken"),
        });
    }
    if errors.is_empty() {
        Ok(name)
    } else {
        Err(Error::Invalid(errors))
    }
}
