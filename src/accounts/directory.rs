//! Everybody, as whoever manages people sees them.

use std::collections::{BTreeMap, BTreeSet};

use entity::{
    Instant, InstituteId, PersonId, Role, institute, invitation, person, role_grant, second_factor,
};
use sea_orm::sea_query::{Expr, Func, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::policy::{self, Action};
use crate::db::{Page, Work};
use crate::error::{Error, Result};

/// A role, an officer's with the institute's short name.
pub type Held = (Role, Option<String>);

/// A person as administrators see them.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PersonView {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Roles, an officer's with the institute's short name.
    pub roles: Vec<Held>,
    /// When they were disabled.
    pub disabled_at: Option<Instant>,
    /// The record that is kept in place of this one, where somebody was there twice.
    pub merged_into: Option<PersonId>,
    /// Made up by the demo.
    pub invented: bool,
    /// Whether they were asked in and have not come yet.
    pub invited: bool,
    /// Whether a code is asked for when they sign in.
    pub second_step: bool,
    /// Raised by every change that another must not overlook.
    pub version: i64,
}

/// Everybody by name.
pub async fn list(work: &Work) -> Result<Vec<PersonView>> {
    policy::require_all(&work.actor, Action::ManagePeople)?;
    let people = person::Entity::find()
        .order_by_asc(person::COLUMN.name)
        .all(work.db())
        .await?;
    views(work, people).await
}

/// People by id, a page of them; with words, those whose name or address holds them.
pub async fn page(work: &Work, words: &str, page: Page) -> Result<(Vec<PersonView>, Option<i64>)> {
    policy::require_all(&work.actor, Action::ManagePeople)?;
    let mut found = person::Entity::find().filter(person::COLUMN.id.gt(PersonId(page.after)));
    let words = words.trim().to_lowercase();
    if !words.is_empty() {
        let name = Expr::expr(Func::lower(Expr::col(person::Column::Name)));
        found = found.filter(
            Condition::any()
                .add(name.like(like(&words)))
                .add(Expr::col(person::Column::Email).like(like(&words))),
        );
    }
    let rows = found
        .order_by_asc(person::COLUMN.id)
        .limit(page.ask())
        .all(work.db())
        .await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    Ok((views(work, rows).await?, next))
}

/// The words anywhere; what they hold of the pattern's own signs stands for itself.
fn like(words: &str) -> LikeExpr {
    let plain: String = words
        .chars()
        .flat_map(|c| match c {
            '%' | '_' | '\\' => vec!['\\', c],
            _ => vec![c],
        })
        .collect();
    LikeExpr::new(format!("%{plain}%")).escape('\\')
}

/// One person.
pub async fn get(work: &Work, id: PersonId) -> Result<PersonView> {
    policy::require_all(&work.actor, Action::ManagePeople)?;
    let row = person::Entity::find_by_id(id).one(work.db()).await?;
    let row = row.ok_or(Error::NotFound("person"))?;
    views(work, vec![row])
        .await?
        .pop()
        .ok_or(Error::NotFound("person"))
}

async fn views(work: &Work, people: Vec<person::Model>) -> Result<Vec<PersonView>> {
    // An engine takes only so many values in a list; of everybody, all rows are wanted anyway.
    let few = people.len() <= 500;
    let ids: Vec<PersonId> = people.iter().map(|row| row.id).collect();
    let of = |column: Expr| match few {
        true => Condition::all().add(column.is_in(ids.clone())),
        false => Condition::all(),
    };
    let institutes: BTreeMap<InstituteId, String> = institute::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row.short))
        .collect();
    let mut roles: BTreeMap<PersonId, Vec<Held>> = BTreeMap::new();
    let grants = role_grant::Entity::find()
        .filter(of(Expr::col(role_grant::Column::PersonId)))
        .order_by_asc(role_grant::COLUMN.id)
        .all(work.db())
        .await?;
    for row in grants {
        let institute = row.institute_id.and_then(|id| institutes.get(&id).cloned());
        roles
            .entry(row.person_id)
            .or_default()
            .push((row.role, institute));
    }
    let invited: BTreeSet<PersonId> = invitation::Entity::find()
        .filter(invitation::COLUMN.accepted_at.is_null())
        .filter(invitation::COLUMN.withdrawn_at.is_null())
        .filter(of(Expr::col(invitation::Column::PersonId)))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.person_id)
        .collect();
    let factors: BTreeSet<PersonId> = second_factor::Entity::find()
        .filter(second_factor::COLUMN.confirmed_at.is_not_null())
        .filter(of(Expr::col(second_factor::Column::PersonId)))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.person_id)
        .collect();
    Ok(people
        .into_iter()
        .map(|row| PersonView {
            id: row.id,
            name: row.name,
            email: row.email,
            roles: roles.remove(&row.id).unwrap_or_default(),
            disabled_at: row.disabled_at,
            merged_into: row.merged_into_id,
            invented: row.invented,
            invited: invited.contains(&row.id),
            second_step: factors.contains(&row.id),
            version: row.version,
        })
        .collect())
}
