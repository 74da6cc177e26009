//! One box that finds people, courses, cohorts, institutes, requests and sessions by what people say
//! or quote: part of a name, or a reference such as `DTP-2026-0412`.

use entity::{
    InstituteId, RequestId, SubjectId, TrainerId, cohort, institute, person, request, slot, trainer,
};
use sea_orm::sea_query::{Expr, ExprTrait, Func, IntoColumnRef, LikeExpr, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

use crate::accounts::policy::{self, Action, Owner};
use crate::courses::{self, CohortId, CourseId};
use crate::db::Work;
use crate::error::Result;
use crate::reference::vocabulary;
use crate::slots;
use crate::text;

/// Results of each kind at most.
const AT_MOST: u64 = 20;

/// Somebody or something, with what it is called and a second line to tell twins apart.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Hit<Id> {
    /// Where it leads.
    pub id: Id,
    /// What it is called.
    pub name: String,
    /// What tells it from others of the name.
    pub more: String,
}

/// What was found, by kind; each list by name or newest first, at most 20.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Found {
    /// Trainers, for those who may see them.
    pub trainers: Vec<Hit<TrainerId>>,
    /// Requests, by reference or by the title of one of their slots.
    pub requests: Vec<Hit<RequestId>>,
    /// Cohorts, as people call them.
    pub cohorts: Vec<Hit<CohortId>>,
    /// Courses, by code or name.
    pub courses: Vec<Hit<CourseId>>,
    /// Institutes, by name.
    pub institutes: Vec<Hit<InstituteId>>,
    /// Subjects, by whatever words, best first.
    pub subjects: Vec<Hit<SubjectId>>,
}

/// Searches what the reader may see. Fewer than two letters find nothing.
pub async fn search(work: &Work, words: &str) -> Result<Found> {
    let words = text::line("q", words, 0..=200)
        .unwrap_or_default()
        .to_lowercase();
    if words.chars().count() < 2 {
        return Ok(Found::default());
    }
    let mut found = Found::default();
    if policy::may_all(&work.actor, Action::ViewTrainers) {
        found.trainers = trainers(work, &words).await?;
    }
    if !policy::may(&work.actor, Action::ViewRequests) {
        return Ok(found);
    }
    found.subjects = vocabulary::search(work, &words, AT_MOST)
        .await?
        .into_iter()
        .map(|hit| Hit {
            id: hit.id,
            name: hit.name,
            more: hit.code,
        })
        .collect();
    found.requests = requests(work, &words).await?;
    found.cohorts = cohorts(work, &words).await?;
    found.institutes = institutes(work, &words).await?;
    found.courses = courses::catalogue(work)
        .await?
        .into_iter()
        .filter(|course| {
            let (code, name) = (course.code.to_lowercase(), course.name.to_lowercase());
            code.contains(&words) || name.contains(&words)
        })
        .map(|course| Hit {
            id: course.id,
            name: course.name,
            more: course.code,
        })
        .collect();
    Ok(found)
}

/// Whether a column has the words in it, in whatever case; nothing in them is a wildcard.
fn has(column: impl IntoColumnRef, words: &str) -> SimpleExpr {
    let mut pattern = String::from("%");
    for c in words.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(pattern).escape('\\'))
}

async fn trainers(work: &Work, words: &str) -> Result<Vec<Hit<TrainerId>>> {
    let people = person::Entity::find()
        .filter(
            has(person::Column::Name, words)
                .or(has(person::Column::NameUr, words))
                .or(has(person::Column::Email, words)),
        )
        .filter(
            person::Column::Id.in_subquery(
                trainer::Entity::find()
                    .select_only()
                    .column(trainer::Column::PersonId)
                    .into_query(),
            ),
        )
        .order_by_asc(person::COLUMN.name)
        .limit(AT_MOST)
        .all(work.db())
        .await?;
    let rows = trainer::Entity::find()
        .filter(
            trainer::COLUMN
                .person_id
                .is_in(people.iter().map(|row| row.id)),
        )
        .all(work.db())
        .await?;
    Ok(people
        .into_iter()
        .filter_map(|person| {
            let row = rows.iter().find(|row| row.person_id == person.id)?;
            Some(Hit {
                id: row.id,
                name: format!("{} {}", row.title, person.name).trim().to_owned(),
                more: person.email.unwrap_or_default(),
            })
        })
        .collect())
}

async fn requests(work: &Work, words: &str) -> Result<Vec<Hit<RequestId>>> {
    let titled: Select<slot::Entity> = slot::Entity::find()
        .select_only()
        .column(slot::Column::RequestId)
        .filter(has(slot::Column::Title, words).or(has(slot::Column::Reference, words)));
    let rows = request::Entity::find()
        .filter(
            has(request::Column::Reference, words)
                .or(request::Column::Id.in_subquery(titled.into_query())),
        )
        .filter(slots::seen(work))
        .order_by_desc(request::COLUMN.id)
        .limit(AT_MOST)
        .all(work.db())
        .await?;
    let cohorts = cohort::Entity::find()
        .filter(
            cohort::COLUMN
                .id
                .is_in(rows.iter().map(|row| row.cohort_id)),
        )
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let cohort = cohorts.iter().find(|cohort| cohort.id == row.cohort_id);
            Hit {
                id: row.id,
                name: row.reference,
                more: cohort
                    .map(|cohort| cohort.alias.clone())
                    .unwrap_or_default(),
            }
        })
        .collect())
}

async fn cohorts(work: &Work, words: &str) -> Result<Vec<Hit<CohortId>>> {
    let mut query = cohort::Entity::find().filter(has(cohort::Column::Alias, words));
    if !policy::may_all(&work.actor, Action::ViewRequests) {
        query = query.filter(cohort::COLUMN.institute_id.is_in(work.actor.institutes()));
    }
    let rows = query
        .order_by_desc(cohort::COLUMN.starts_on)
        .limit(AT_MOST)
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Hit {
            id: row.id,
            name: row.alias,
            more: row.starts_on.to_string(),
        })
        .collect())
}

async fn institutes(work: &Work, words: &str) -> Result<Vec<Hit<InstituteId>>> {
    let rows = institute::Entity::find()
        .filter(has(institute::Column::Name, words).or(has(institute::Column::Short, words)))
        .order_by_asc(institute::COLUMN.short)
        .all(work.db())
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| {
            let owner = Owner::institute(row.id);
            policy::allows(&work.actor, Action::ViewRequests, owner)
        })
        .take(AT_MOST as usize)
        .map(|row| Hit {
            id: row.id,
            name: row.short,
            more: row.name,
        })
        .collect())
}
