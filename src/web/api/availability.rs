//! When a trainer can: weekly hours, and dated exceptions to them.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, PageQuery, page};
use super::extract::{Json, Path, Query};
use super::values::{Day, Minute, Moment};
use crate::app::App;
use crate::availability::{self, Exception, Weekly};
use crate::db::Work;
use crate::error::{Error, Result};
use crate::trainers::TrainerId;

/// Hours of every week between two days.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Hours {
    /// First day on which they hold; null where none are known.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// The hours.
    pub hours: Vec<WeeklySpan>,
}

/// Hours on one day of the week.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeeklySpan {
    /// 0 Monday to 6 Sunday.
    #[schema(minimum = 0, maximum = 6)]
    pub weekday: i32,
    /// From.
    pub start: Minute,
    /// Until.
    pub end: Minute,
}

/// Hours of every week as they shall be between two days.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursBody {
    /// First day on which they hold.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// The hours; empty for never.
    #[schema(max_items = 100)]
    pub hours: Vec<WeeklySpan>,
}

/// Shows the hours that hold from today on.
#[utoipa::path(get, path = "/trainers/{id}/weekly", tag = "trainers",
    responses((status = 200, body = Hours)))]
pub async fn show_weekly(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<One<Hours>> {
    let work = app.read(&actor).await?;
    let today = work.zone().date(work.now.0);
    Ok(One(hours(&work, TrainerId(id), today).await?))
}

async fn hours(work: &Work, id: TrainerId, on: NaiveDate) -> Result<Hours> {
    let (weekly, span) = availability::weekly(work, id, on).await?;
    let (from, to) = span.unzip();
    Ok(Hours {
        from: from.map(Day),
        to: to.map(Day),
        hours: weekly
            .into_iter()
            .map(|rule| WeeklySpan {
                weekday: rule.weekday,
                start: Minute(rule.start),
                end: Minute(rule.end),
            })
            .collect(),
    })
}

/// Replaces the hours between two days; those beyond stay as they are.
#[utoipa::path(put, path = "/trainers/{id}/weekly", tag = "trainers",
    responses((status = 200, body = Hours)))]
pub async fn set_weekly(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<HoursBody>,
) -> Answer<One<Hours>> {
    let id = TrainerId(id);
    app.act(&actor, async |work| {
        let weekly: Vec<Weekly> = body
            .hours
            .iter()
            .map(|rule| Weekly {
                weekday: rule.weekday,
                start: rule.start.0,
                end: rule.end.0,
            })
            .collect();
        let (from, to) = (body.from.0, body.to.0);
        availability::set_weekly(work, id, from, to, &weekly)
            .await
            .map_err(placed)?;
        Ok(One(hours(work, id, from).await?))
    })
    .await
}

/// The feature names fields as the form has them.
fn placed(error: Error) -> Error {
    error.renamed(|field| {
        match field {
            "valid_from" => "/from",
            "valid_to" => "/to",
            _ => "/hours",
        }
        .to_owned()
    })
}

/// Time off, or time beyond the weekly hours.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DatedException {
    /// The exception.
    pub id: i64,
    /// From.
    pub starts: Moment,
    /// Until.
    pub ends: Moment,
    /// Frees instead of blocking.
    pub free: bool,
    /// In their own words.
    pub reason: String,
}

impl From<Exception> for DatedException {
    fn from(exception: Exception) -> Self {
        Self {
            id: exception.id.0,
            starts: exception.starts.into(),
            ends: exception.ends.into(),
            free: exception.free,
            reason: exception.reason,
        }
    }
}

/// An exception to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptionBody {
    /// From.
    pub starts: Moment,
    /// Until.
    pub ends: Moment,
    /// Frees instead of blocking.
    pub free: bool,
    /// In their own words.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub reason: String,
}

/// Lists exceptions that are not over.
#[utoipa::path(get, path = "/trainers/{id}/exceptions", tag = "trainers", params(PageQuery),
    responses((status = 200, body = Listed<DatedException>)))]
pub async fn list_exceptions(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<DatedException>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let all = availability::exceptions(&work, TrainerId(id)).await?;
    Ok(Listed::of(page.of(all, |exception| exception.id.0)))
}

/// Adds an exception.
#[utoipa::path(post, path = "/trainers/{id}/exceptions", tag = "trainers",
    responses((status = 201, body = DatedException)))]
pub async fn create_exception(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<ExceptionBody>,
) -> Answer<Made<One<DatedException>>> {
    let trainer = TrainerId(id);
    app.act(&actor, async |work| {
        let (starts, ends) = (body.starts.0, body.ends.0);
        let made =
            availability::add_exception(work, trainer, starts, ends, body.free, &body.reason)
                .await?;
        let exception = DatedException {
            id: made.0,
            starts: body.starts,
            ends: body.ends,
            free: body.free,
            reason: body.reason.trim().to_owned(),
        };
        Ok(Made(format!("/trainers/{id}/exceptions"), One(exception)))
    })
    .await
}

/// Takes an exception back; what was promised meanwhile stays.
#[utoipa::path(delete, path = "/trainers/{id}/exceptions/{exception}", tag = "trainers",
    responses((status = 204)))]
pub async fn delete_exception(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path((id, exception)): Path<(i64, i64)>,
) -> Answer<StatusCode> {
    app.act(&actor, async |work| {
        availability::remove_exception(work, TrainerId(id), exception).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
